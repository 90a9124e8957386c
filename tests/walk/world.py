"""The city that is walked: rows on own and foreign ground of every register, each with marks that no other text has.

A mark is `mk`, a letter for its kind, a number and `z`: plain letters, which come through HTML, JSON, addresses and
sheets unchanged. Kinds: w in a row's names, n in its note, r in the reason of its change, f in its file, v in rows
that are still to be posted, u in a user name, d on somebody's desk (drafts, queries, jobs).
"""

import dataclasses
import datetime
import itertools
import json
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError, models, transaction

from communities.models import Adjustment, AdjustmentShare, Community, LayoutPlan
from communities.planning import ground as planned
from communities.planning.running import worked_out
from organizations.models import Department
from reporting.bulletins.models import code_of
from reporting.models import Bulletin, Scenario, ScenarioEdit
from services.models import Facility
from tests.battery import RegisterBattery, all_batteries
from tests.people import build_city, duty, officer_of_putuo, person, reader_of_dinghai
from zhoushan_community.base import attachments, bulk, changes, downloads, imports, jobs, previews
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.fields import PhoneField
from zhoushan_community.base.models import Attachment, Change, Draft, Duty, Job, OfficeWord, SavedQuery
from zhoushan_community.base.scope import ScopedModel

from .oracle import Hat, Person, Place, ground_of, place_of

#: How every telephone number here begins; in full it is told in one place alone.
PHONE = "1395806"


def scoped_models() -> list[type[models.Model]]:
    """The models whose rows belong to somebody."""
    return [model for model in apps.get_models() if issubclass(model, ScopedModel)]


def marked_fields(model: type[models.Model]) -> Iterator[models.Field]:
    """The fields of free text, which take any words."""
    for field in model._meta.fields:
        free = type(field) in (models.CharField, models.TextField) and field.editable and not field.choices
        plain = all(isinstance(validator, MaxLengthValidator) for validator in field.validators)
        if free and plain and (field.max_length or 99) >= 12 and field.name != "source_note":
            yield field


@dataclasses.dataclass
class Ground:
    """One battery's rows: on the ground of its keeper and outside it, stored and still to be posted."""

    battery: RegisterBattery
    own: models.Model
    foreign: models.Model
    new_own: models.Model
    new_foreign: models.Model
    # What lies on the keeper's desk.
    keeper: Person
    query: SavedQuery
    draft: Draft
    sheet: Job | None
    look: Job
    file: Job

    @property
    def register(self) -> Any:
        return self.battery.register

    @property
    def stored(self) -> tuple[models.Model, models.Model]:
        return self.own, self.foreign

    @property
    def new(self) -> tuple[models.Model, models.Model]:
        return self.new_own, self.new_foreign


def bulletin(**more: Any) -> Bulletin:
    """A bulletin with no target in it."""
    territory = more["district"].code if "district" in more else "330900"
    figures = {"territory": territory, "targets": [], "norms": [], "advice": []}
    day = datetime.date(2003, 6, 30)
    said = {"number": "社〔2003〕1号", "body": "文", "issuer": "会"}
    made = Bulletin(day=day, basis="directive-2002", figures=figures, **said, **more)
    if made.issued_on:
        made.digest = made.seal()
        made.check_code = code_of(made.digest)
    return made


class World:
    """One city with everybody in it and rows of everything."""

    def __init__(self) -> None:
        self.city = build_city()
        self.rows: list[models.Model] = []
        self.people = self._people()
        self.by_user = {person.user.pk: person for person in self.people if person.user}
        self.grounds = [self._ground(battery()) for battery in all_batteries()]
        # The city's own rows of a public register belong to no unit.
        self._marked(Department(name="市民政局", kind="government"))
        self._marked(Community(street=self.city.huannan, name="邻近社区"))
        self.word = self.city.keep(OfficeWord(word="户头", meaning="communities.estate/households"))
        self.draft_bulletin = self.city.keep(bulletin(title="定海区通报", district=self.city.dinghai))
        self.issued_bulletin = self.city.keep(bulletin(title="全市通报", issued_on=datetime.date(2003, 7, 1)))
        day = datetime.date(2003, 6, 1)
        case = Adjustment(district=self.city.dinghai, street=self.city.huannan, kind="merge", title="环南街道合并")
        case.effective_on, case.is_case = day, True
        self.case = self.city.keep(case)
        self._draw_plans()
        self._note_all()
        self.scenarios = {one: self._scenario(one) for one in self.people if one.worn}
        self.places = {key_of(row): place_of(row) for row in self.rows}
        self._fill()

    # People

    def _people(self) -> list[Person]:
        city, today, day = self.city, datetime.date.today(), datetime.timedelta(days=1)
        dinghai, huannan, changguo = city.dinghai, city.huannan, city.changguo
        found = [
            Person("city administrator", city.administrator, (Hat("administers", "city"),)),
            Person("bureau", self._new("bureau"), (Hat("enters", "city"),)),
            Person("committee", self._new("committee"), (Hat("reads", "city"),)),
            Person("auditor", city.auditor, (Hat("audits", "city"),)),
            Person("administrator of 定海", self._new("dinghai"), (Hat("administers", "district", dinghai),)),
            Person("officer of 定海", city.officer, (Hat("enters", "district", dinghai),)),
            Person("officer of 普陀", officer_of_putuo(city), (Hat("enters", "district", city.putuo),)),
            Person("reviewer of 定海", self._new("reviewer"), (Hat("reviews", "district", dinghai),)),
            Person("reader of 定海", reader_of_dinghai(city), (Hat("reads", "district", dinghai),)),
            Person("clerk of 环南", city.clerk, (Hat("enters", "street", huannan),)),
            Person("clerk of 昌国", city.next_clerk, (Hat("enters", "street", changguo),)),
            Person("reader of 环南", city.reader, (Hat("reads", "street", huannan),)),
            Person(
                "clerk of 昌国 who reads in 环南",
                self._new("both"),
                (Hat("reads", "street", huannan), Hat("enters", "street", changguo)),
            ),
            Person("worker of 东山", self._new("worker"), (Hat("enters", "community", city.dongshan),)),
            Person("nobody", city.nobody),
            Person("whose duty ended yesterday", self._new("ended"), (Hat("enters", "city", until=today),)),
            Person("whose duty begins tomorrow", self._new("early"), (Hat("administers", "city", since=today + day),)),
            Person("who was deactivated", self._new("left"), (Hat("administers", "city"),), locked_out=True),
            Person("not signed in"),
        ]
        for number, one in enumerate(found):
            if one.user is None:
                continue
            stored = {(each.role, each.level) for each in Duty.objects.filter(user=one.user)}
            for hat in one.hats:
                if (hat.role, hat.level) not in stored:
                    self._give(one.user, hat)
            one.user.username = f"mku{number}z"
            one.user.is_active = not one.locked_out
            city.keep(one.user)
        return found

    def _new(self, name: str) -> Any:
        return person(name, f"{name} 某", self.city.administrator)

    def _give(self, user: Any, hat: Hat) -> None:
        row = duty(user, hat.role, hat.level, hat.unit, self.city.administrator)
        if hat.since or hat.until:
            row.valid_from, row.valid_to = hat.since, hat.until
            self.city.keep(row)

    # Rows

    def _marked(self, row: models.Model, *, save: bool = True) -> models.Model:
        for field in marked_fields(type(row)):
            setattr(row, field.name, f"mkw{len(self.rows)}z" if save else "mkv0z")
        for field in row._meta.fields:
            if isinstance(field, PhoneField):
                setattr(row, field.name, f"{PHONE}{len(self.rows):04}")
        if save:
            self.city.keep(row)
            self.rows.append(row)
        return row

    def made(self, battery: RegisterBattery, ground: str, *, save: bool) -> models.Model:
        """A further row of the battery. Makers of several may meet at one number; the next one is taken then."""
        for n in itertools.count(1 if save else 5):
            try:
                with transaction.atomic():
                    row = battery.make(self.city, n, ground)
                    return self._marked(row, save=save)
            except IntegrityError:
                assert n < 30, battery
        raise AssertionError

    def _ground(self, battery: RegisterBattery) -> Ground:
        made = {ground: self.made(battery, ground, save=True) for ground in ("own", "foreign")}
        new = {f"new_{ground}": self.made(battery, ground, save=False) for ground in ("own", "foreign")}
        keeper = next(one for one in self.people if one.user == getattr(self.city, battery.keeper))
        return Ground(battery, **made, **new, keeper=keeper, **self._desk(battery, keeper))

    def _draw_plans(self) -> None:
        """The streets' layout plans have marked areas and are worked out; the own one is submitted."""
        for row in self.rows:
            if isinstance(row, LayoutPlan) and row.street:
                names = [f"{row.title} {number}" for number in "12"]
                of = {"households": 2600, "street": row.street.name}
                ground = planned.Ground(row.street, datetime.date(2003, 6, 1), self.city.administrator)
                row.instance = ground.instance([{"id": name, "current": name, **of} for name in names])
                row.solution = worked_out(row.instance, 60)
                row.state = "submitted" if row.street == self.city.huannan else "draft"
                self.city.keep(row)

    def _note_all(self) -> None:
        """Every row has a note: those of the batteries in a change of their own, all others in one together."""
        for number, row in enumerate(self.rows):
            row.refresh_from_db()
            row.source_note = f"mkn{number}z"
            changes.begin(row, Origin(self.city.administrator, Source.COMMAND, f"mkr{number}z"))
            row.save()
            upload = SimpleUploadedFile(f"mkf{number}z.txt", f"mkf{number}z".encode())
            attachments.add(row, upload, kind="other", title="", origin=Origin(self.city.administrator, Source.PAGE))
        known = {key_of(row) for row in self.rows}
        together = Origin(self.city.administrator, Source.COMMAND, "together")
        for model in scoped_models():
            others = [row for row in model.unscoped.order_by("pk") if key_of(row) not in known]
            for number, row in enumerate(others, start=len(self.rows)):
                row.source_note = f"mkn{number}z"
            changes.update_all(others, together)
            self.rows += others

    # Desks

    def _desk(self, battery: RegisterBattery, keeper: Person) -> dict[str, Any]:
        register = battery.register
        mark = f"mkd{self.people.index(keeper)}z"
        own = {"owner": keeper.user, "register": register.label}
        return {
            "query": SavedQuery.objects.create(**own, name=f"{mark} {type(battery).__name__}", query=f"q={mark}"),
            "draft": Draft.objects.create(**own, rows=[{"values": {"source_note": mark}, "errors": {}}]),
            "sheet": self._sheet(register, keeper, mark) if register.sheet_key else None,
            "look": self._look(register, keeper, mark),
            "file": self._file(register, keeper, mark),
        }

    def _job(self, kind: str, keeper: Person, mark: str, arguments: dict[str, Any], name: str, kept: Any) -> Job:
        job = jobs.create(kind, mark, keeper.user, arguments)
        (jobs.folder(job) / name).write_text(json.dumps(kept), encoding="utf-8")
        Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, result_file=name)
        return job

    def _sheet(self, register: Any, keeper: Person, mark: str) -> Job:
        arguments = {"register": register.label, "file": mark, "day": "2002-06-30", "corrections": [], "left_out": []}
        kept = imports.report(register, mark, "", None, None)
        job = self._job("sheet-preview", keeper, mark, {**arguments, "sha256": ""}, previews.WHOLE, kept)
        (jobs.folder(job) / imports.SHEET).write_text(mark)
        return job

    def _look(self, register: Any, keeper: Person, mark: str) -> Job:
        arguments = {"register": register.label, "field": "source_note", "closing": False, "typed": f"value={mark}"}
        arguments |= {"keys": [], "reason": mark, "list": register.url()}
        return self._job("bulk-preview", keeper, mark, arguments, bulk.PREVIEW, [])

    def _file(self, register: Any, keeper: Person, mark: str) -> Job:
        arguments = {"parts": [{"register": register.label, "query": ""}], "ending": "csv"}
        job = self._job(downloads.KIND, keeper, mark, arguments, f"{mark}.csv", mark)
        Job.objects.filter(pk=job.pk).update(outcome={"rows": 1, "duties": downloads.duties_of(keeper.user)})
        job.refresh_from_db()
        return job

    def _scenario(self, one: Person) -> Scenario:
        """What the person tries on the own ground, for others with the link; it names rows everywhere. Beside it lies
        one that no link leads to, with a mark in its name."""
        hat, day = one.worn[0], datetime.date(2003, 6, 1)
        own = {"owner": one.user, "day": day, "level": hat.level, "unit": hat.unit and hat.unit.pk}
        Scenario.objects.create(**own, name=f"mkd{self.people.index(one)}z")
        scenario = Scenario.objects.create(**own, name="试算")
        values = [{"facility": row.pk, "floor_area_m2": "60"} for row in self.rows if isinstance(row, Facility)]
        for each in (*values, {"facility": 0, "floor_area_m2": "60"}):
            ScenarioEdit.objects.create(scenario=scenario, kind="size", values=each)
        return scenario

    # What is known of everything

    def _fill(self) -> None:
        self.seen = {
            one: {number for number, row in enumerate(self.rows) if one.sees(row, self.places[key_of(row)])}
            for one in self.people
        }
        self.numbers = {key_of(row): number for number, row in enumerate(self.rows)}
        self._points_at = {
            number: {
                self.numbers[field.related_model._meta.label_lower, key]
                for field in row._meta.fields
                if field.is_relation and (key := getattr(row, field.attname)) is not None
            }
            for number, row in enumerate(self.rows)
        }
        self.named = {one: self._closure(seen) for one, seen in self.seen.items()}
        self.origins = {one: self._closure(self._touching(one)) for one in self.people}

    def _closure(self, seen: set[int]) -> set[int]:
        """What is seen and what that points at: a row names its parents to whoever sees the row."""
        found, fresh = set(seen), seen
        while fresh := {to for number in fresh for to in self._points_at[number]} - found:
            found |= fresh
        return found

    def _touching(self, one: Person) -> set[int]:
        """The shares in adjustments that give to a unit on the own ground, or take from it or from an old committee."""

        def inside(unit: models.Model) -> bool:
            return any(hat.covers(ground_of(unit)) for hat in one.worn)

        shares = ((number, row) for number, row in enumerate(self.rows) if isinstance(row, AdjustmentShare))
        return {number for number, row in shares if inside(row.source) or inside(row.target)}

    def place(self, row: models.Model) -> Place:
        """Where a row lies, stored or still to be."""
        return self.places.get(key_of(row)) or place_of(row)

    def who_sees_all(self, rows: Iterable[models.Model]) -> set[Person]:
        """Those for whom none of the rows is a stranger's."""
        return {one for one in self.people if all(one.sees(row, self.place(row)) for row in rows)}

    def count(self, one: Person, label: str) -> int:
        """How many rows of the register the person sees."""
        return sum(self.rows[number]._meta.label_lower == label for number in self.seen[one])

    @cached_property
    def lines(self) -> dict[tuple[str, int], Change]:
        """By row, the last line of the log about it."""
        return {(line.model, line.row_id): line for line in Change.objects.order_by("pk")}

    @cached_property
    def files(self) -> dict[tuple[str, int], Attachment]:
        """By row, the file beside it."""
        return {(file.model, file.row_id): file for file in Attachment.objects.all()}

    def may_read(self, one: Person, kind: str, number: int, *, origins: bool = False) -> bool:
        """Whether a mark may be shown to the person, where the origins of units are told, too."""
        if kind == "v":
            return True
        if kind == "w":
            return number in self.named[one] or (origins and number in self.origins[one])
        if kind == "u":
            other = self.people[number]
            return other is one or one.looks_after(other) or one.wears("audits", "administers", level="city")
        if kind == "d":
            return self.people[number] is one
        return number in self.seen[one]

    def whose(self, kind: str, number: int) -> Any:
        """The person or row that bears a mark."""
        return self.people[number] if kind in "du" else self.rows[number]


def key_of(row: models.Model) -> tuple[str, int]:
    """A row by its register and key."""
    return row._meta.label_lower, row.pk
