"""The same questions for every register. A test module adds only what is particular to its own."""

import datetime
import functools
import importlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from zhoushan_community.base import changes
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.fields import Phone
from zhoushan_community.base.models import Attachment, Change, Job
from zhoushan_community.base.registers import Register, find
from zhoushan_community.base.scope import UnscopedQuery
from zhoushan_community.base.sheets.flat import flat_rows
from zhoushan_community.base.sheets.register import Plan
from zhoushan_community.base.tables import listing

from .grid_questions import GridQuestions
from .people import City, officer_of_putuo, reader_of_dinghai

DAY = datetime.date(2002, 6, 1)


def later(n: int) -> datetime.date:
    """The n-th day after DAY, to tell rows apart."""
    return DAY + datetime.timedelta(days=n)


def posted(row: models.Model) -> dict[str, Any]:
    """What a browser posts for the row."""
    data = {"version": row.version}
    for field in row._meta.fields:
        if field.editable and not field.primary_key:
            value = getattr(row, field.attname)
            if value is None:
                continue
            if isinstance(value, Phone):
                value = value.number
            data[field.name] = value.isoformat() if isinstance(value, datetime.date) else value
    return data


def refusal(client: Any, row: models.Model) -> str:
    """What the page for adding says about the row; empty when it took it."""
    answer = client.post(find(row._meta.label).url("add"), posted(row))
    return "" if answer.status_code == 302 else str(answer.context["form"].errors)


#: enter(label, user, *lines): the fixture that reads a sheet of these lines and writes it when no row is wrong.
Enter = Callable[..., Plan]


def told(plan: Plan) -> list[tuple[str, str]]:
    """Cell and words of every refusal in a sheet."""
    return [(m["cell"], m["text"]) for row in plan.rows for m in row.messages if m["level"] == "error"]


class RegisterBattery(GridQuestions):
    """Asked of each register.

    make(city, n, ground) returns an unsaved row of number n on the ground: "own" is what `keeper` may edit, "foreign"
    lies outside. keeper: the person of City who enters such rows; stranger: one who sees none of them.
    """

    register: Register
    keeper = "clerk"
    stranger = "next_clerk"
    reader = "reader"

    #: With how many rows the growth of a list's cost begins.
    few = 1

    def make(self, city: City, n: int, ground: str = "own") -> models.Model:
        raise AssertionError("every register says how its rows are made")

    def kept(self, city: City, n: int, ground: str = "own") -> models.Model:
        return city.keep(self.make(city, n, ground))

    def person(self, city: City, name: str) -> Any:
        return getattr(city, getattr(self, name))

    # Scope

    def test_a_query_must_say_for_whom(self, city: City) -> None:
        objects = self.register.model.objects
        for ask in (list, lambda rows: rows.count(), lambda rows: rows.exists(), lambda rows: rows.first()):
            with pytest.raises(UnscopedQuery):
                ask(objects.all())
        with pytest.raises(UnscopedQuery):
            list(Change.objects.filter(row_id__in=objects.values("pk")))
        for write in (
            lambda: objects.update(version=1),
            lambda: objects.all().delete(),
            lambda: objects.bulk_create([]),
        ):
            with pytest.raises(changes.UnrecordedWrite):
                write()

    def test_the_list_shows_own_rows_only(self, city: City, signed_in: Any) -> None:
        own, foreign = self.kept(city, 1), self.kept(city, 2, "foreign")
        page = signed_in(self.person(city, "keeper")).get(self.register.url(), {"all": 1, "size": 100})
        shown = {row.pk for row in page.context["page"]}
        assert own.pk in shown
        assert foreign.pk not in shown

    def test_without_a_duty_there_is_nothing(self, city: City, signed_in: Any) -> None:
        row = self.kept(city, 1)
        client = signed_in(city.nobody)
        page = client.get(self.register.url(), {"all": 1})
        assert page.context["page"].paginator.count == 0
        assert client.get(self.register.url("detail", pk=row.pk)).status_code == 404
        assert client.get(self.register.url("add")).status_code == 403

    def test_a_stranger_finds_nothing_there(self, city: City, signed_in: Any) -> None:
        row = self.kept(city, 1)
        client = signed_in(self.person(city, "stranger"))
        for page in ("detail", "edit", "history"):
            assert client.get(self.register.url(page, pk=row.pk)).status_code == 404
        assert client.post(self.register.url("edit", pk=row.pk), posted(row)).status_code == 404

    def test_a_reader_reads_and_no_more(self, city: City, signed_in: Any) -> None:
        row = self.kept(city, 1)
        client = signed_in(self.person(city, "reader"))
        assert client.get(self.register.url("detail", pk=row.pk)).status_code == 200
        assert client.get(self.register.url("edit", pk=row.pk)).status_code == 403
        assert client.post(self.register.url("edit", pk=row.pk), posted(row)).status_code == 403
        assert client.get(self.register.url("add")).status_code == 403
        if self.register.sheet_key:
            assert client.get(self.register.url("import")).status_code == 403

    def test_choices_are_own_rows_only(self, city: City, signed_in: Any) -> None:
        self.kept(city, 2, "foreign")
        user = self.person(city, "keeper")
        form = signed_in(user).get(self.register.url("add")).context["form"]
        for name, field in form.fields.items():
            if hasattr(field, "queryset"):
                allowed = set(field.queryset.model.objects.visible_to(user).values_list("pk", flat=True))
                assert {choice.pk for choice in field.queryset} <= allowed, name
        page = signed_in(user).get(self.register.url())
        for name, field in page.context["listing"].filters.form.fields.items():
            if hasattr(field, "queryset"):
                allowed = set(field.queryset.model.objects.visible_to(user).values_list("pk", flat=True))
                assert {choice.pk for choice in field.queryset} <= allowed, name

    def test_a_foreign_parent_is_refused(self, city: City, signed_in: Any) -> None:
        foreign = self.make(city, 3, "foreign")
        before = self.register.model.unscoped.count()
        answer = signed_in(self.person(city, "keeper")).post(self.register.url("add"), posted(foreign))
        assert answer.status_code == 200
        assert answer.context["form"].errors
        assert self.register.model.unscoped.count() == before

    # Writing

    def test_add_works_and_leaves_one_line(self, city: City, signed_in: Any) -> None:
        row = self.make(city, 1)
        answer = signed_in(self.person(city, "keeper")).post(
            self.register.url("add"), {**posted(row), "reason": "新建"}
        )
        assert answer.status_code == 302, answer.context["form"].errors
        saved = self.register.model.unscoped.latest("pk")
        lines = Change.objects.filter(model=self.register.label, row_id=saved.pk)
        assert [(line.action, line.actor, line.source, line.reason) for line in lines] == [
            ("create", self.person(city, "keeper"), "page", "新建")
        ]

    def test_an_edit_of_a_changed_row_shows_both_versions(self, city: City, signed_in: Any) -> None:
        row = self.kept(city, 1)
        early = posted(row)
        row.source_note = "别人先改了"
        city.keep(row)
        answer = signed_in(self.person(city, "keeper")).post(
            self.register.url("edit", pk=row.pk), {**early, "source_note": "我也改了"}
        )
        assert answer.status_code == 409
        text = answer.content.decode()
        assert "别人先改了" in text
        assert "我也改了" in text
        row.refresh_from_db()
        assert row.source_note == "别人先改了"
        again = {**early, "version": row.version, "source_note": "我也改了"}
        assert (
            signed_in(self.person(city, "keeper")).post(self.register.url("edit", pk=row.pk), again).status_code == 302
        )
        row.refresh_from_db()
        assert row.source_note == "我也改了"

    def test_an_unrecorded_write_is_refused(self, city: City) -> None:
        row = self.make(city, 1)
        with pytest.raises(changes.UnrecordedWrite):
            row.save()
        city.keep(row)
        with pytest.raises(changes.UnrecordedWrite):
            row.save()
        with pytest.raises(changes.UnrecordedWrite):
            row.delete()

    def test_a_change_can_be_taken_back(self, city: City, signed_in: Any) -> None:
        row = self.kept(city, 1)
        origin = Origin(self.person(city, "keeper"), Source.PAGE)
        before = row.source_note
        row.source_note = "写错了"
        changes.begin(row, origin)
        row.save()
        line = Change.objects.get(batch=origin.batch, model=self.register.label)
        url = self.register.url("undo", pk=row.pk, line=line.pk)
        why = {"reason": "录入有误"}
        assert signed_in(self.person(city, "stranger")).post(url, why).status_code == 404
        assert signed_in(self.person(city, "reader")).post(url, why).status_code == 403
        client = signed_in(self.person(city, "keeper"))
        assert "写错了" in client.get(url).content.decode()
        assert client.post(url, why).status_code == 302
        row.refresh_from_db()
        assert row.source_note == before
        assert changes.verify() == []

    # The past, and what proves it

    def test_the_past_is_read_through_the_row(self, city: City, signed_in: Any) -> None:
        row = self.kept(city, 1)
        row.source_note = "后来补记"
        city.keep(row)
        first, last = Change.objects.filter(model=self.register.label, row_id=row.pk).order_by("pk")
        reader = signed_in(self.person(city, "reader"))
        history = reader.get(self.register.url("history", pk=row.pk))
        assert "后来补记" in history.content.decode()
        assert str(first.batch) in history.content.decode()
        detail = self.register.url("detail", pk=row.pk)
        then = reader.get(detail, {"line": first.pk}).context
        assert [fact.now for fact in then["facts"] if fact.differs] == ["后来补记"]
        assert reader.get(detail, {"line": last.pk}).context["differing"] == 0
        assert not reader.get(detail, {"known": "2001-01-01"}).context["facts"]

    def test_a_file_is_reached_through_its_row(self, city: City, signed_in: Any) -> None:
        row = self.kept(city, 1)
        add = self.register.url("files", pk=row.pk)
        for name, status in (("stranger", 404), ("reader", 403), ("keeper", 302)):
            upload = SimpleUploadedFile("会议纪要.txt", "同意".encode())
            answer = signed_in(self.person(city, name)).post(add, {"kind": "minutes", "file": upload})
            assert answer.status_code == status, name
        file = self.register.url("file", pk=row.pk, file=Attachment.objects.get().pk)
        answer = signed_in(self.person(city, "reader")).get(file)
        assert b"".join(answer) == "同意".encode()
        assert signed_in(self.person(city, "stranger")).get(file).status_code == 404
        assert (
            "会议纪要.txt"
            in signed_in(self.person(city, "reader")).get(self.register.url("detail", pk=row.pk)).content.decode()
        )

    # Sheets

    def export(self, client: Any, ending: str = "xlsx", **query: Any) -> bytes:
        answer = client.get(self.register.url("export"), {"format": ending, "all": 1, **query})
        assert answer.status_code == 200
        return b"".join(answer.streaming_content)

    def test_the_sheet_holds_what_the_list_holds(self, city: City, signed_in: Any) -> None:
        for n in (1, 2, 3):
            self.kept(city, n)
        self.kept(city, 4, "foreign")
        client = signed_in(self.person(city, "keeper"))
        listed = client.get(self.register.url(), {"all": 1, "size": 100}).context["page"].paginator.count
        sheet = openpyxl.load_workbook(io.BytesIO(self.export(client))).active
        heads = [cell.value for cell in sheet[1]]
        assert heads[:-1] == [str(column.head) for column in self.register.table]
        foot = " ".join(str(row[0].value) for row in sheet.iter_rows(min_row=listed + 2))
        assert str(listed) in foot
        assert sheet.freeze_panes == "A2"
        lines = self.export(client, "csv").decode("utf-8-sig").splitlines()
        assert len(lines) == listed + 1

    def upload(self, client: Any, content: bytes, name: str = "表.xlsx") -> Job:
        answer = client.post(self.register.url("import"), {"sheet": SimpleUploadedFile(name, content)})
        assert answer.status_code == 302, answer.content.decode()
        job = Job.objects.latest("pk")
        assert job.state == Job.State.DONE, job.error
        return job

    def preview(self, client: Any, job: Job) -> list[dict[str, Any]]:
        """The rows of the preview page."""
        return list(client.get(job.outcome["next"]).context["page"])

    def test_a_sheet_says_what_the_page_says(self, city: City) -> None:
        """Sheets are read from the database without an object for each row; lists ask the rows."""
        for n in (1, 2, 3):
            self.kept(city, n)
        found = listing(self.register, city.administrator, QueryDict("all=1"))
        rows = [[column.value(row) for column in found.columns] for row in found.all_rows]
        assert len(rows) >= 3
        # Rows that the list's order does not tell apart come as the database likes.
        assert sorted(repr([*row[:-1]]) for row in flat_rows(found)) == sorted(map(repr, rows))

    def test_export_then_import_changes_nothing(self, city: City, signed_in: Any) -> None:
        if not self.register.sheet_key:
            assert signed_in(self.person(city, "keeper")).get(self.register.url("import")).status_code == 404
            return
        for n in (1, 2, 3):
            self.kept(city, n)
        user = self.person(city, "keeper")
        client = signed_in(user)
        for ending in ("xlsx", "csv"):
            lines = Change.objects.filter(action__in=Change.WRITES).count()
            job = self.upload(client, self.export(client, ending), f"导出.{ending}")
            wrong = [row["messages"] for row in self.preview(client, job) if row["messages"]]
            assert job.outcome["counts"]["error"] == 0, wrong
            assert job.outcome["counts"]["create"] == job.outcome["counts"]["update"] == 0
            assert job.outcome["counts"]["unchanged"] >= 3
            assert Change.objects.filter(action__in=Change.WRITES).count() == lines

    def test_a_sheet_cannot_reach_a_strangers_row(self, city: City, signed_in: Any) -> None:
        if not self.register.sheet_key:
            return
        foreign = self.kept(city, 1, "foreign")
        content = self.export(signed_in(city.administrator))
        client = signed_in(self.person(city, "keeper"))
        job = self.upload(client, content)
        preview = client.get(job.outcome["next"])
        assert preview.status_code == 200
        assert job.outcome["counts"]["error"] >= 1
        client.post(job.outcome["next"], {"commit": 1})
        again = self.register.model.unscoped.get(pk=foreign.pk)
        assert again.version == foreign.version
        assert signed_in(self.person(city, "stranger")).get(job.outcome["next"]).status_code in (403, 404)

    # Cost

    def test_the_list_costs_the_same_for_many_rows(self, city: City, signed_in: Any) -> None:
        client = signed_in(self.person(city, "keeper"))

        def cost() -> int:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get(self.register.url(), {"all": 1, "size": 100})
            return len(queries)

        for n in range(1, self.few + 1):
            self.kept(city, n)
        client.get(self.register.url())
        before = cost()
        for n in range(self.few + 1, self.few + 21):
            self.kept(city, n)
        assert cost() == before


class OfDistrict(RegisterBattery):
    """Registers that a district officer keeps: the stranger and the reader stand at the district, too."""

    keeper = "officer"

    def person(self, city: City, name: str) -> Any:
        if name == "stranger":
            return officer_of_putuo(city)
        if name == "reader":
            return reader_of_dinghai(city)
        return super().person(city, name)


@functools.cache
def all_batteries() -> list[type[RegisterBattery]]:
    """The batteries that tests/<app>/test_registers.py have; a register may have several."""
    for path in sorted(Path(__file__).parent.glob("*/test_registers.py")):
        importlib.import_module(f"tests.{path.parent.name}.test_registers")
    return [battery for battery in _below(RegisterBattery) if hasattr(battery, "register")]


def batteries() -> dict[str, type[RegisterBattery]]:
    """One battery of each register, by its label."""
    return {battery.register.label: battery for battery in all_batteries()}


def _below(of: type) -> list[type]:
    return [each for sub in of.__subclasses__() for each in (sub, *_below(sub))]
