"""Public lists: everybody with a duty reads the city's rows and those of the units above; only their own duty edits."""

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from communities.models import Adjustment
from organizations.models import Department
from tests.people import City, User, duty, officer_of_putuo, person
from zhoushan_community.base.models import Change, Job
from zhoushan_community.base.registers import find

REGISTER = find("organizations.department")


@pytest.fixture
def departments(city: City) -> dict[str, Department]:
    """One of the city, one of each bound district."""
    return {
        "city": city.keep(Department(name="市民政局", kind="government")),
        "dinghai": city.keep(Department(name="定海区民政局", kind="government", district=city.dinghai)),
        "putuo": city.keep(Department(name="普陀区民政局", kind="government", district=city.putuo)),
    }


def anew(user: User) -> User:
    """The person as the next request reads him."""
    return User.objects.get(pk=user.pk)


def names(rows: Any) -> set[str]:
    return {row.name.removesuffix("民政局") for row in rows}


def test_the_citys_rows_and_those_above_are_read(city: City, departments: dict[str, Department]) -> None:
    worker = person("he", "何专职", city.administrator)
    duty(worker, "enters", "community", city.zhongzhou, city.administrator)
    for user, seen in (
        (city.administrator, {"市", "定海区", "普陀区"}),
        (city.auditor, {"市", "定海区", "普陀区"}),
        (city.officer, {"市", "定海区"}),
        (officer_of_putuo(city), {"市", "普陀区"}),
        (city.clerk, {"市", "定海区"}),
        (city.reader, {"市", "定海区"}),
        (worker, {"市", "普陀区"}),
        (city.nobody, set()),
    ):
        assert names(Department.objects.visible_to(user)) == seen, user


def test_no_other_list_of_the_units_above_is_read(city: City) -> None:
    city.keep(Adjustment(district=city.dinghai, kind="merge", title="合并", effective_on=datetime.date(2002, 6, 1)))
    assert Adjustment.objects.visible_to(city.officer).exists()
    assert not Adjustment.objects.visible_to(city.clerk).exists()


def test_a_duty_that_ended_reads_nothing(city: City, departments: dict[str, Department]) -> None:
    for held in city.clerk.duties.all():
        held.valid_to = datetime.date(2002, 6, 24)
        city.keep(held)
    assert not Department.objects.visible_to(anew(city.clerk)).exists()


def test_only_a_duty_of_theirs_edits(city: City, departments: dict[str, Department]) -> None:
    worker = person("he", "何专职", city.administrator)
    duty(worker, "enters", "community", city.dongshan, city.administrator)
    for user, own in (
        (city.administrator, {"市", "定海区", "普陀区"}),
        (city.officer, {"定海区"}),
        (officer_of_putuo(city), {"普陀区"}),
        (city.clerk, set()),
        (worker, set()),
        (city.auditor, set()),
        (city.nobody, set()),
    ):
        assert names(Department.objects.editable_by(user)) == own, user
    # Parents to enter under: on the person's own ground only.
    assert names(Department.objects.on_ground_of(city.officer)) == {"定海区"}
    assert not Department.objects.on_ground_of(city.clerk).exists()


def test_pages_of_the_citys_rows(city: City, departments: dict[str, Department], signed_in: Any) -> None:
    row = departments["city"]
    for user, status in ((city.clerk, 200), (city.officer, 200), (city.nobody, 404)):
        client = signed_in(user)
        assert client.get(REGISTER.url("detail", pk=row.pk)).status_code == status
        assert client.get(REGISTER.url("history", pk=row.pk)).status_code == status
        assert client.get(REGISTER.url("edit", pk=row.pk)).status_code == {200: 403, 404: 404}[status]
    listed = signed_in(city.clerk).get(REGISTER.url())
    assert names(listed.context["page"]) == {"市", "定海区"}
    assert ">市级<" in listed.content.decode()


def test_a_district_officer_makes_no_row_of_the_city(
    city: City, departments: dict[str, Department], signed_in: Any
) -> None:
    client = signed_in(city.officer)
    answer = client.post(REGISTER.url("add"), {"name": "自设局", "kind": "government", "district": ""})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    own = departments["dinghai"]
    given_away = {"name": own.name, "kind": own.kind, "district": "", "version": own.version}
    assert client.post(REGISTER.url("edit", pk=own.pk), given_away).context["form"].errors
    assert names(Department.unscoped.all()) == {"市", "定海区", "普陀区"}
    own.refresh_from_db()
    assert own.district == city.dinghai


def test_a_district_officers_sheet_makes_none_either(
    city: City, departments: dict[str, Department], signed_in: Any
) -> None:
    sheet = "区,部门名称,性质\n定海区,定海区教育局,government\n,市教育局,government\n,市民政局,party\n"
    client = signed_in(city.officer)
    client.post(REGISTER.url("import"), {"sheet": SimpleUploadedFile("部门.csv", sheet.encode())})
    job = Job.objects.latest("pk")
    rows = client.get(job.outcome["next"]).context["page"]
    assert [row["action"] for row in rows] == ["create", "error", "error"]
    client.post(job.outcome["next"], {"commit": 1})
    assert names(Department.unscoped.all()) == {"市", "定海区", "普陀区"}


def test_the_citys_own_sheet_comes_back_unchanged(
    city: City, departments: dict[str, Department], signed_in: Any
) -> None:
    client = signed_in(city.administrator)
    content = b"".join(client.get(REGISTER.url("export"), {"format": "csv", "sort": "-district"}).streaming_content)
    client.post(REGISTER.url("import"), {"sheet": SimpleUploadedFile("部门.csv", content)})
    assert Job.objects.latest("pk").outcome["counts"] == {"create": 0, "update": 0, "unchanged": 3, "error": 0}


def test_undo_gives_no_hold_of_the_citys_rows(city: City, departments: dict[str, Department], signed_in: Any) -> None:
    line = Change.objects.get(model="organizations.department", row_id=departments["city"].pk)
    url = REGISTER.url("undo", pk=departments["city"].pk, line=line.pk)
    assert signed_in(city.officer).post(url).status_code == 403
    assert signed_in(city.nobody).post(url).status_code == 404
    assert Department.unscoped.filter(pk=departments["city"].pk).exists()
