"""What cannot be is refused, in the words of the rule; what is only out of the norm is kept."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from organizations.models import (
    Body,
    CoordinationBody,
    CoordinationSeat,
    Department,
    Election,
    Fund,
    MassOrganization,
    Member,
    PartyMemberCount,
    PartyOrganization,
    ResidentUnit,
    Responsibility,
    StaffMember,
    Task,
    Term,
)
from tests.people import City
from zhoushan_community.base.models import Job
from zhoushan_community.base.registers import find

DAY = datetime.date(2002, 6, 24)


def later(days: int) -> datetime.date:
    return DAY + datetime.timedelta(days=days)


def refused(row: Any) -> str:
    """Why the row is refused when it is entered."""
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    return " ".join(refusal.value.messages)


def committee(city: City) -> Term:
    body = city.keep(Body(community=city.dongshan, kind="committee"))
    return city.keep(Term(body=body, number=1, started_on=DAY))


def test_one_at_a_time(city: City) -> None:
    """Of what there can be but one, a second is refused while the first holds, and let in from its end."""
    term = committee(city)
    district = {"level": "district", "district": city.dinghai}
    lead = city.keep(CoordinationBody(name="领导小组", valid_from=DAY, valid_to=later(900), **district))
    department = city.keep(Department(name="民政局", kind="government"))
    for model, values in (
        (PartyOrganization, {"community": city.dongshan, "kind": "branch"}),
        (MassOrganization, {"community": city.dongshan, "kind": "women"}),
        (Body, {"community": city.dongshan, "kind": "council"}),
        (ResidentUnit, {"community": city.dongshan, "kind": "school", "name": "一小"}),
        (CoordinationBody, {"level": "city", "name": "协调委员会"}),
        (CoordinationSeat, {"body": lead, "office": "区长", "role": "head"}),
        (Responsibility, {"department": department, "clause": "N16", "role": "lead"}),
        (Member, {"term": term, "person_name": "王芳", "post": "chair"}),
        (StaffMember, {"community": city.dongshan, "name": "王芳", "birth_year": 1970}),
    ):
        start, end = model.dated_fields
        city.keep(model(**values, **{start: DAY, end: later(100)}))
        assert refused(model(**values, **{start: later(99), end: later(200)})), model
        model(**values, **{start: later(100), end: later(200)}).full_clean()


@pytest.mark.postgres
def test_the_database_holds_it_too(city: City) -> None:
    city.keep(PartyOrganization(community=city.dongshan, kind="branch", established_on=DAY))
    with pytest.raises(IntegrityError), transaction.atomic():
        city.keep(PartyOrganization(community=city.dongshan, kind="committee", established_on=later(10)))
    term = committee(city)
    city.keep(Member(term=term, person_name="王芳", post="chair"))
    city.keep(Member(term=term, person_name="李军", post="member"))
    with pytest.raises(IntegrityError), transaction.atomic():
        city.keep(Member(term=term, person_name="陈红", post="chair"))


def test_impossible_rows_do_not_reach_the_table(city: City) -> None:
    term = committee(city)
    responsibility = city.keep(
        Responsibility(department=city.keep(Department(name="财政局", kind="government")), clause="N16", role="lead")
    )
    for row in (
        Term(body=term.body, number=0, started_on=later(-3000), ends_on=later(-2000)),
        Term(body=term.body, number=2, started_on=later(-2000), ends_on=later(-2000)),
        Term(body=term.body, number=1, started_on=later(-2000), ends_on=later(-1000)),
        Election(term=term, held_on=DAY, method="households", eligible=100, voted=101),
        Member(term=term, person_name="王芳", valid_from=later(2), valid_to=later(1)),
        Fund(community=city.dongshan, fiscal_year=2002, kind="work", level="city", budgeted=Decimal(-1)),
        Fund(community=city.dongshan, fiscal_year=2002, kind="work", level="city", allocated=Decimal("-0.01")),
        StaffMember(community=city.dongshan, name="王芳", started_on=DAY, left_on=DAY),
        CoordinationBody(name="无区的", level="district"),
        CoordinationBody(name="有区的", level="city", district=city.dinghai),
        PartyOrganization(community=city.dongshan, kind="branch", established_on=DAY, valid_from=later(-1)),
        Task(responsibility=responsibility, title="落实经费", due_on=DAY, state="done"),
        Task(responsibility=responsibility, title="落实经费", due_on=DAY, state="open", done_on=DAY),
    ):
        assert refused(row), row
        with pytest.raises(IntegrityError), transaction.atomic():
            city.keep(row)


def test_what_else_cannot_be_is_refused(city: City) -> None:
    term = committee(city)
    elsewhere = city.keep(ResidentUnit(community=city.liufang, name="二小", kind="school"))
    closed = city.keep(Department(name="计委", kind="government", valid_to=DAY))
    tomorrow = datetime.date.today() + datetime.timedelta(days=2)
    for row in (
        Member(term=term, person_name="王芳", elected_from="resident_unit", resident_unit=elsewhere),
        Member(term=term, person_name="王芳", elected_from="residents", resident_unit=elsewhere),
        Election(term=term, held_on=term.ends_on, method="households"),
        Election(term=term, held_on=tomorrow, method="households"),
        PartyMemberCount(community=city.dongshan, counted_on=tomorrow),
        Responsibility(department=closed, clause="N16", role="lead", valid_from=later(1)),
        Responsibility(department=closed, clause="十六", role="lead"),
        Fund(community=city.dongshan, fiscal_year=202, kind="work", level="city"),
        StaffMember(community=city.dongshan, name="王芳", phone="打听"),
    ):
        assert refused(row), row


def test_a_city_department_is_entered_once(city: City) -> None:
    city.keep(Department(name="民政局", kind="government"))
    assert refused(Department(name="民政局", kind="government"))
    for district in (city.dinghai, city.putuo):
        Department(name="民政局", kind="government", district=district).full_clean()
        city.keep(Department(name="民政局", kind="government", district=district))
    assert refused(Department(name="民政局", kind="government", district=city.putuo))


def test_numbers_out_of_the_norm_are_kept(city: City, signed_in: Any) -> None:
    """A limit warns on the board; it never stands in the way of what is so."""
    term = committee(city)
    client = signed_in(city.clerk)
    for n in range(9):
        posted = {"term": term.pk, "person_name": f"第{n}委员", "post": "member"}
        assert client.post(find("organizations.member").url("add"), posted).status_code == 302
        posted = {"community": city.dongshan.pk, "name": f"第{n}专职", "full_time": "on"}
        assert client.post(find("organizations.staffmember").url("add"), posted).status_code == 302
    assert (term.members.count(), city.dongshan.staff.count()) == (9, 9)


def test_a_party_organization_holds_from_its_establishment(city: City) -> None:
    early = city.keep(
        PartyOrganization(community=city.dongshan, kind="branch", established_on=datetime.date(2002, 5, 1))
    )
    assert early.valid_from == datetime.date(2002, 5, 1)
    assert (
        not PartyOrganization.objects.visible_to(city.clerk)
        .filter(PartyOrganization.holding(datetime.date(2002, 4, 30)))
        .exists()
    )


# Sheets as offices keep them


def read(city: City, signed_in: Any, label: str, text: str, *, commit: bool = True) -> list[dict[str, Any]]:
    """The rows of the preview, after which the sheet is written."""
    client = signed_in(city.clerk)
    client.post(find(label).url("import"), {"sheet": SimpleUploadedFile("表.csv", text.encode())})
    job = Job.objects.latest("pk")
    rows = list(client.get(job.outcome["next"]).context["page"])
    client.post(job.outcome["next"], {"commit": 1})
    return rows


def test_funds_are_read_in_yuan_and_ten_thousands(city: City, signed_in: Any) -> None:
    read(
        city,
        signed_in,
        "organizations.fund",
        "街道,社区,年度,经费种类,资金来源,预算（万元）,拨付\n"
        "环南街道,东山社区,2002年,工作经费,区级,3.5,3.2万元\n"
        "环南街道,东山社区,2002,人员津贴,街道,48000元,\n",
    )
    kept = Fund.unscoped.order_by("kind", "pk").values_list("kind", "level", "fiscal_year", "budgeted", "allocated")
    assert list(kept) == [
        ("allowance", "street", 2002, Decimal(48000), None),
        ("work", "district", 2002, Decimal(35000), Decimal(32000)),
    ]


def test_a_year_is_no_amount(city: City, signed_in: Any) -> None:
    city.keep(Fund(community=city.dongshan, fiscal_year=2002, kind="work", level="city", budgeted=Decimal(12000)))
    text = signed_in(city.clerk).get(find("organizations.fund").url()).content.decode()
    assert ">2002<" in text
    assert "12,000" in text


def test_a_blank_count_stays_unknown(city: City, signed_in: Any) -> None:
    read(
        city,
        signed_in,
        "organizations.partymembercount",
        "街道,社区,统计日期,离退休,无业,流动\n环南街道,东山社区,2002-06-30,41人,－,0\n",
    )
    count = PartyMemberCount.unscoped.get()
    assert (count.retired, count.unemployed, count.floating, count.registered_elsewhere) == (41, None, 0, None)


def test_staff_of_one_name_are_two_persons(city: City, signed_in: Any) -> None:
    head = "区,街道,所在社区,姓  名,性别,出生年月,文化程度,产生方式,任职时间,身份证号,联系电话\n"
    row = "定海区,环南街道,东山社区,陈军,男,{},中专,公开招聘,2002-07-01,330902********0000,1380000****\n"
    rows = read(city, signed_in, "organizations.staffmember", head + row.format("1971") + row.format("1979年11月"))
    assert [row["action"] for row in rows] == ["create", "create"]
    assert set(StaffMember.unscoped.values_list("birth_year", "phone")) == {(1971, ""), (1979, "")}
    (corrected,) = read(city, signed_in, "organizations.staffmember", head + row.format("1972"))
    assert (corrected["action"], corrected["level"]) == ("create", "warning")


def test_a_member_is_read_with_the_term_by_name(city: City, signed_in: Any) -> None:
    committee(city)
    rows = read(
        city,
        signed_in,
        "organizations.member",
        "街道,社区,任期,姓名,性别,出生年月,职务\n"
        "环南街道,东山社区,居民委员会 第1届,王芳,女,1968年5月,主任\n"
        "环南街道,东山社区,居民委员会第1届,李军,男,,委员\n"
        "环南街道,东山社区,居民委员会第2届,陈红,女,,委员\n",
    )
    assert [row["action"] for row in rows] == ["create", "create", "error"]


def test_a_second_chair_in_a_sheet_is_refused(city: City, signed_in: Any) -> None:
    city.keep(Member(term=committee(city), person_name="王芳", post="chair"))
    (row,) = read(
        city,
        signed_in,
        "organizations.member",
        "街道,社区,任期,姓名,职务\n环南街道,东山社区,居民委员会第1届,李军,主任\n",
    )
    assert row["action"] == "error"
