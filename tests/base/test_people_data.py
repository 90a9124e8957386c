"""Telephone numbers are masked wherever they come out, and told in full with a reason that is logged."""

import dataclasses
import json
import uuid
from typing import Any

import openpyxl
import pytest
from django.core import serializers
from django.core.files.uploadedfile import SimpleUploadedFile

from organizations.models import StaffMember
from tests.battery import posted
from tests.people import City
from zhoushan_community.base import changes, registers
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.checks import declarations
from zhoushan_community.base.fields import Phone
from zhoushan_community.base.models import Change, Job
from zhoushan_community.base.registers import Register, find

NUMBER, MASKED = "13812345678", "138****5678"
OTHER = "13899995678"


@pytest.fixture
def staff(city: City) -> StaffMember:
    """王芳 of 东山社区, with a telephone."""
    return city.keep(StaffMember(community=city.dongshan, name="王芳", phone=NUMBER))


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> Register:
    """The register of staff, its telephone numbers among its columns, as a bureau may want it."""
    plain = find("organizations.staffmember")
    changed = dataclasses.replace(plain, columns=(*plain.columns, "phone"))
    monkeypatch.setitem(registers._registers, plain.label, changed)
    return changed


def stored(row: StaffMember) -> StaffMember:
    return StaffMember.unscoped.get(pk=row.pk)


def page(row: StaffMember, name: str, **more: Any) -> str:
    return find("organizations.staffmember").url(name, pk=row.pk, **more)


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13812345678", "138****5678"),
        ("+86 138 1234 5678", "+86 1** **** 5678"),
        ("0580-2022222", "058*-***2222"),
        ("2022222", "*****22"),
        ("66110", "***10"),
    ],
)
def test_a_number_is_masked(number: str, masked: str) -> None:
    assert str(Phone(number)) == f"{Phone(number)}" == masked
    assert number not in repr(Phone(number))
    assert Phone(number) == Phone(number) == number
    assert Phone(number) != Phone("12345")
    with pytest.raises(TypeError):
        json.dumps(Phone(number))


def test_no_page_tells_it(city: City, signed_in: Any, staff: StaffMember, listed: Register) -> None:
    staff.phone = OTHER
    city.keep(staff, city.clerk)
    staff.phone = NUMBER
    city.keep(staff, city.clerk)
    line = Change.objects.first()
    pages = [
        listed.url(),
        *(page(staff, name) for name in ("detail", "edit", "history")),
        f"{page(staff, 'detail')}?line={line.pk}",
        page(staff, "undo", line=line.pk),
        listed.url("grid"),
        f"/changes/{line.batch}/",
        "/changes/",
        "/",
        "/search/?q=王芳",
    ]
    registered = "/admin/organizations/staffmember/"
    office = f"{registered}{staff.pk}/change/"
    for user, addresses in ((city.clerk, pages), (city.administrator, [*pages, office, registered, "/admin/"])):
        client = signed_in(user)
        for address in addresses:
            answer = client.get(address, follow=True)
            assert answer.status_code == 200, address
            text = answer.content.decode()
            assert NUMBER not in text, address
            assert OTHER not in text, address
    own = [page(staff, name) for name in ("detail", "edit", "history")]
    for address in (listed.url(), listed.url("grid"), *own):
        assert MASKED in signed_in(city.clerk).get(address).content.decode(), address
    for address in (page(staff, "detail"), page(staff, "history"), office):
        assert NUMBER not in signed_in(city.auditor).get(address).content.decode()


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_no_sheet_tells_it_and_a_masked_one_changes_nothing(
    city: City, signed_in: Any, staff: StaffMember, listed: Register, ending: str
) -> None:
    client = signed_in(city.clerk)
    answer = client.get(listed.url("export"), {"format": ending})
    content = b"".join(answer.streaming_content)
    path = SimpleUploadedFile(f"表.{ending}", content)
    if ending == "xlsx":
        cells = [cell.value for row in openpyxl.load_workbook(path).active.iter_rows() for cell in row]
    else:
        cells = content.decode("utf-8-sig").replace("\n", ",").split(",")
    assert MASKED in cells
    assert NUMBER not in cells
    path.seek(0)
    lines = Change.objects.filter(action__in=Change.WRITES).count()
    client.post(listed.url("import"), {"sheet": path})
    job = Job.objects.latest("pk")
    assert job.outcome["counts"] == {"create": 0, "update": 0, "unchanged": 1, "error": 0}
    assert Change.objects.filter(action__in=Change.WRITES).count() == lines
    assert stored(staff).phone == NUMBER


def test_a_preview_masks_what_stands_there(city: City, signed_in: Any, staff: StaffMember, listed: Register) -> None:
    client = signed_in(city.clerk)
    content = b"".join(client.get(listed.url("export"), {"format": "csv"}).streaming_content).decode("utf-8-sig")
    sheet = SimpleUploadedFile("表.csv", content.replace(MASKED, OTHER).encode())
    client.post(listed.url("import"), {"sheet": sheet})
    job = Job.objects.latest("pk")
    assert job.outcome["counts"]["update"] == 1
    text = client.get(job.outcome["next"]).content.decode()
    assert MASKED in text
    assert NUMBER not in text
    client.post(job.outcome["next"], {"commit": 1})
    assert stored(staff).phone == OTHER


def test_a_preview_is_of_the_very_number(city: City, signed_in: Any, staff: StaffMember, listed: Register) -> None:
    client = signed_in(city.clerk)
    content = b"".join(client.get(listed.url("export"), {"format": "csv"}).streaming_content).decode("utf-8-sig")
    client.post(
        listed.url("import"), {"sheet": SimpleUploadedFile("表.csv", content.replace(MASKED, "202020").encode())}
    )
    job = Job.objects.latest("pk")
    staff.phone = OTHER
    city.keep(staff)
    client.post(job.outcome["next"], {"commit": 1})
    assert stored(staff).phone == OTHER


def test_a_form_that_brings_the_masked_number_back_changes_nothing(
    city: City, signed_in: Any, staff: StaffMember
) -> None:
    client = signed_in(city.clerk)
    shown = client.get(page(staff, "edit")).context["form"]["phone"].value()
    data = posted(staff) | {"phone": str(shown)}
    lines = Change.objects.count()
    for address in (page(staff, "edit"), f"/admin/organizations/staffmember/{staff.pk}/change/"):
        assert signed_in(city.administrator).post(address, data).status_code == 302
    assert Change.objects.count() == lines
    assert stored(staff).phone == NUMBER
    answer = client.post(page(staff, "edit"), data | {"phone": "138****9999"})
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"phone"}
    assert client.post(page(staff, "edit"), data | {"phone": OTHER}).status_code == 302
    assert stored(staff).phone == OTHER
    data["version"] = stored(staff).version
    assert client.post(page(staff, "edit"), data | {"phone": ""}).status_code == 302
    assert stored(staff).phone == ""


def test_a_masked_number_is_none_for_a_new_row(city: City, signed_in: Any) -> None:
    data = {"community": city.dongshan.pk, "name": "李强", "full_time": "on", "phone": MASKED}
    answer = signed_in(city.clerk).post("/r/organizations/staffmember/add/", data)
    assert answer.context["form"].errors.keys() == {"phone"}


def test_a_grid_that_brings_it_back_changes_nothing(city: City, signed_in: Any, staff: StaffMember) -> None:
    client = signed_in(city.clerk)
    row = {"key": "a", "number": 1, "pk": staff.pk, "version": staff.version, "cells": {"phone": MASKED}}

    def send() -> Any:
        body = {"rows": [row], "batch": str(uuid.uuid4()), "write": True}
        return client.post("/r/organizations/staffmember/grid/", json.dumps(body), content_type="application/json")

    answer = send()
    assert NUMBER not in answer.content.decode()
    assert answer.json()["outcomes"][0]["state"] == "same"
    assert stored(staff).phone == NUMBER
    row["cells"] = {"phone": "138****0000"}
    assert send().json()["outcomes"][0]["state"] == "refused"


def test_a_conflict_shows_both_masked(city: City, signed_in: Any, staff: StaffMember) -> None:
    early = posted(staff) | {"phone": "13700001111"}
    staff.phone = OTHER
    city.keep(staff)
    answer = signed_in(city.clerk).post(page(staff, "edit"), early)
    assert answer.status_code == 409
    assert OTHER not in answer.content.decode()
    assert "138****5678" in answer.content.decode()


def test_the_true_number_comes_back_with_an_undo(city: City, staff: StaffMember) -> None:
    origin = Origin(city.clerk, Source.PAGE)
    staff.phone = OTHER
    changes.begin(staff, origin)
    staff.save()
    changes.undo(origin.batch, Origin(city.clerk, Source.UNDO))
    assert stored(staff).phone == NUMBER
    assert changes.verify() == []


def test_an_altered_number_in_the_log_is_found(city: City, staff: StaffMember) -> None:
    line = Change.objects.filter(model="organizations.staffmember").get()
    assert changes.verify() == []
    line.after["phone"]["value"] = OTHER
    line.save()
    assert len(changes.verify()) == 1


def test_a_number_outlives_a_copy_of_the_database(city: City, staff: StaffMember) -> None:
    (copy,) = serializers.deserialize("json", serializers.serialize("json", [staff]))
    assert copy.object.phone == NUMBER
    assert StaffMember.unscoped.filter(phone=NUMBER).values_list("phone", flat=True).get().number == NUMBER


def test_it_is_nothing_to_search_or_filter_by(
    city: City, signed_in: Any, staff: StaffMember, listed: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(city.clerk)
    for query in ({"q": "5678"}, {"q": NUMBER}):
        assert client.get(listed.url(), query).context["page"].paginator.count == 0
    assert client.get(listed.url(), {"phone": "9"}).context["page"].paginator.count == 1
    monkeypatch.setitem(registers._registers, listed.label, dataclasses.replace(listed, filters=("phone",)))
    assert [error.id for error in declarations()] == ["zhoushan.E004"]


# Told in full


def test_who_may_change_the_row_is_told_it_once_for_a_reason(city: City, signed_in: Any, staff: StaffMember) -> None:
    client = signed_in(city.clerk)
    url = page(staff, "reveal", field="phone")
    assert url in client.get(page(staff, "detail")).content.decode()
    assert NUMBER not in client.get(url).content.decode()
    for reason in ("", "  要  ", "急用"):
        answer = client.post(url, {"reason": reason})
        assert answer.context["form"].errors
        assert NUMBER not in answer.content.decode()
    answer = client.post(url, {"reason": "联系值班"})
    assert NUMBER in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    line = Change.objects.first()
    assert (line.action, line.actor, line.reason, line.row_id) == ("reveal", city.clerk, "联系值班", staff.pk)
    assert NUMBER not in json.dumps([line.before, line.after])
    assert NUMBER not in client.get(url).content.decode()
    assert stored(staff).version == staff.version
    assert changes.verify() == []
    told = signed_in(city.auditor).get("/changes/").content.decode()
    assert "联系值班" in told
    assert "电话" in told


def test_nobody_else_is_told_it(city: City, signed_in: Any, staff: StaffMember) -> None:
    url = page(staff, "reveal", field="phone")
    lines = Change.objects.count()
    for user, status in ((city.reader, 403), (city.auditor, 403), (city.next_clerk, 404), (city.nobody, 404)):
        for answer in (signed_in(user).get(url), signed_in(user).post(url, {"reason": "联系值班"})):
            assert answer.status_code == status
            assert NUMBER not in answer.content.decode()
        assert url not in signed_in(user).get(page(staff, "detail")).content.decode()
    clerk = signed_in(city.clerk)
    for field in ("name", "nonsense"):
        assert clerk.post(page(staff, "reveal", field=field), {"reason": "联系值班"}).status_code == 404
    staff.phone = ""
    city.keep(staff)
    assert clerk.post(url, {"reason": "联系值班"}).status_code == 404
    assert Change.objects.count() == lines + 1


def test_a_reveal_stands_in_nobodys_way(city: City, signed_in: Any, staff: StaffMember) -> None:
    origin = Origin(city.clerk, Source.PAGE)
    staff.source_note = "改"
    changes.begin(staff, origin)
    staff.save()
    client = signed_in(city.clerk)
    client.post(page(staff, "reveal", field="phone"), {"reason": "联系值班"})
    line = Change.objects.first()
    assert client.get(page(staff, "undo", line=line.pk)).status_code == 404
    assert page(staff, "undo", line=line.pk) not in client.get(page(staff, "history")).content.decode()
    assert changes.undo(origin.batch, Origin(city.clerk, Source.UNDO)) == 1
