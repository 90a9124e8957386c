"""The own pages of communities, streets and districts: what they show, what they miss, and on which day."""

import datetime
from typing import Any

import pytest

from communities.models import (
    Adjustment,
    AdjustmentShare,
    Community,
    CommunityFigures,
    CommunityPlacement,
    ResidentsCommittee,
)
from organizations.models import Body, Fund, StaffMember, Term
from services.models import Facility
from tests.people import City
from zhoushan_community.base.attachments import Attachment
from zhoushan_community.base.panels import Amount
from zhoushan_community.base.registers import find

from .reading import empty, figure, lacks, look, text_of
from .unit_rows import DAY, PHONE, START, fill, keep

# What a page shows


def test_a_community_has_everything_on_one_page(city: City, signed_in: Any) -> None:
    fill(city, 0, 1)
    answer = look(signed_in(city.clerk), city.dongshan)
    assert empty(answer) == set()
    text = text_of(answer)
    for said in (
        "东风0居委会", "滕坑0湾", "580", "环城南路0号", "0号小区", "绿色社区0", "安全小区0", "刘书记0", "赵主席0",
        "第0委员", "第0专职", "第0小学", "第0卫生院", "第0服务", "第0志愿队", "第0操场", "第0品牌", "第0次演出",
        "第0警务室", "第0民警", "第0措施", "第0案", "第0讲", "2,600",
    ):  # fmt: skip
        assert said in text, said
    assert lacks(answer) == {}
    assert PHONE not in answer.content.decode()


def test_key_figures_stand_at_the_head(city: City, signed_in: Any) -> None:
    fill(city, 0, 1)
    answer = look(signed_in(city.clerk), city.dongshan)
    assert figure(answer, "households").value == 2600
    assert figure(answer, "staff").value == 1
    assert figure(answer, "rooms") == Amount(240, unknown=1)
    assert figure(answer, "police_room").value == 1
    assert figure(answer, "lapsed").value == 0
    assert figure(look(signed_in(city.clerk), city.dongshan, "2005-07-01"), "lapsed").value == 3


def test_a_made_up_figure_is_marked(city: City, signed_in: Any) -> None:
    keep(city, CommunityFigures(community=city.dongshan, counted_on=START, households=9, generated=["households"]))
    keep(city, StaffMember(community=city.dongshan, name="演示员", generated=["name"]))
    answer = look(signed_in(city.clerk), city.huannan)
    assert figure(answer, "households").generated
    assert figure(answer, "staff").generated
    assert not figure(answer, "population").generated


def test_what_was_made_up_as_a_whole_says_so_once_at_its_head(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    filled = ["community", "name", "full_time"]
    (whole,) = keep(city, StaffMember(community=city.dongshan, name="演示员", generated=filled))
    (part,) = keep(city, StaffMember(community=city.dongshan, name="林月", started_on=START, generated=["started_on"]))
    (place,) = keep(city, Community(street=city.huannan, name="演示社区", generated=["street", "name"]))
    pages = [
        client.get(find("organizations.staffmember").url("detail", pk=whole.pk)),
        look(client, place),
        client.get(find("organizations.staffmember").url("detail", pk=part.pk)),
    ]
    for page, at_head in zip(pages, (True, True, False), strict=True):
        text = page.content.decode()
        main = text[text.index("<h1>") :]
        assert main.count('class="made-up"') == 1
        assert ('class="made-up"' in main[: main.index("</h1>")]) is at_head


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("2003-12-31", "届满还有 541 天"),
        ("2005-06-24", "已超期 0 天"),
        ("2005-07-04", "已超期 10 天"),
    ],
)
def test_terms_say_how_long_they_run(city: City, signed_in: Any, on: str, words: str) -> None:
    (body,) = keep(city, Body(community=city.dongshan, kind="committee"))
    keep(city, Term(body=body, number=1, started_on="2002-06-24", ends_on="2005-06-24"))
    assert words in text_of(look(signed_in(city.clerk), city.dongshan, on))


def test_money_by_year_tells_arrears_and_growth(city: City, signed_in: Any) -> None:
    home = city.dongshan
    keep(
        city,
        Fund(community=home, fiscal_year=2002, kind="work", level="district", budgeted=40000, allocated=40000),
        Fund(community=home, fiscal_year=2003, kind="work", level="district", budgeted=30000, allocated=25000),
        Fund(community=home, fiscal_year=2003, kind="work", level="street", budgeted=20000, allocated=20000),
        Fund(community=home, fiscal_year=2003, kind="allowance", level="street", budgeted=9600),
        Fund(community=home, fiscal_year=2004, kind="work", level="street", budgeted=1),
    )
    answer = look(signed_in(city.clerk), home)
    (panel,) = [one for section in answer.context["page"].sections for one in section.panels if "years" in one.context]
    rows = {(row.year, str(row.kind)): row for row in panel.context["years"]}
    assert [year for year, _kind in rows] == [2003, 2003, 2002]
    work = next(row for row in rows.values() if row.year == 2003 and row.budgeted.value == 50000)
    assert (work.short_by, work.growth) == (5000, 0.25)
    unknown = next(row for row in rows.values() if row.budgeted.value == 9600)
    assert (unknown.allocated, unknown.short_by, unknown.growth) == (Amount(None, unknown=1), None, None)
    assert "+25.0 %" in text_of(answer)


def test_files_beside_rows_are_told(city: City, signed_in: Any) -> None:
    (staff,) = keep(city, StaffMember(community=city.dongshan, name="林专职"))
    for n in range(2):
        content = {"file_name": f"{n}.pdf", "content_type": "application/pdf", "size": 1, "sha256": str(n) * 64}
        keep(city, Attachment(model="organizations.staffmember", row_id=staff.pk, added_on=DAY, **content))
    page = look(signed_in(city.clerk), city.dongshan).content.decode()
    assert f'/r/organizations/staffmember/{staff.pk}/#evidence"' in page
    assert "📎2" in page


def test_a_long_list_shows_its_first_and_leads_to_all(city: City, signed_in: Any) -> None:
    keep(city, *(StaffMember(community=city.dongshan, name=f"第{n:02}专职", started_on=START) for n in range(23)))
    client = signed_in(city.clerk)
    answer = look(client, city.dongshan)
    text = text_of(answer)
    assert "第09专职" in text
    assert "第10专职" not in text
    assert "共 23 条" in text
    (panel,) = [
        one for section in answer.context["page"].sections for one in section.panels
        if one.register and one.register.label == "organizations.staffmember"
    ]  # fmt: skip
    listed = client.get(panel.address)
    assert listed.context["page"].paginator.count == 23
    assert f"on={DAY}" in panel.address


# The day


def test_the_page_is_of_the_day_that_was_asked(city: City, signed_in: Any) -> None:
    keep(
        city, Facility(community=city.dongshan, kind="office", name="旧办公室", opened_on=START, closed_on="2003-01-01")
    )
    keep(city, StaffMember(community=city.dongshan, name="后来人", started_on="2003-07-01"))
    client = signed_in(city.clerk)
    early, late = (look(client, city.dongshan, day) for day in ("2002-12-31", "2003-12-31"))
    assert "旧办公室" in text_of(early)
    assert ("services.facility", "office") not in lacks(early)
    assert "旧办公室" not in text_of(late)
    assert ("services.facility", "office") in lacks(late)
    assert "后来人" not in text_of(early)
    assert "后来人" in text_of(late)
    assert figure(early, "staff").value is None
    assert f"{city.huannan.get_absolute_url()}?on=2002-12-31" in early.content.decode()


def test_what_happened_later_is_not_told(city: City, signed_in: Any) -> None:
    keep(city, CommunityFigures(community=city.dongshan, counted_on="2004-06-30", households=8765))
    keep(city, *(CommunityFigures(community=city.dongshan, counted_on=day, households=9) for day in (START, DAY)))
    committee, early, late = keep(
        city,
        ResidentsCommittee(street=city.huannan, name="东风居委会"),
        Adjustment(district=city.dinghai, kind="merge", title="先并", effective_on=DAY),
        Adjustment(district=city.dinghai, kind="split", title="后分", effective_on="2004-06-30"),
    )
    parts = {"from_committee": committee, "to_community": city.dongshan, "extent": "part"}
    keep(
        city,
        AdjustmentShare(adjustment=early, part_name="滕坑湾", **parts),
        AdjustmentShare(adjustment=late, part_name="青垒头", **parts),
    )
    client = signed_in(city.officer)
    for unit, then, later in (
        (city.dongshan, ("滕坑湾", "2003-12-31"), ("8,765", "2004-06-30", "青垒头")),
        (city.huannan, ("滕坑湾", "先并"), ("8,765", "青垒头", "后分")),
        (city.dinghai, ("先并",), ("8,765", "后分")),
    ):
        early, late = (look(client, unit, day).content.decode() for day in (DAY, "2004-06-30"))
        for said in then:
            assert said in early, (unit, said)
        for said in later:
            assert said not in early, (unit, said)
            assert said in late, (unit, said)


def test_a_community_not_yet_founded_misses_nothing(city: City, signed_in: Any) -> None:
    answer = look(signed_in(city.clerk), city.dongshan, "2002-05-31")
    assert "2002-06-01" in text_of(answer)
    assert answer.context["page"].lacks == []
    assert look(signed_in(city.clerk), city.huannan, "2002-05-31").context["page"].below == []


def test_a_closed_community_says_so(city: City, signed_in: Any) -> None:
    city.dongshan.closed_on = datetime.date(2003, 7, 1)
    city.keep(city.dongshan)
    answer = look(signed_in(city.clerk), city.dongshan)
    assert "2003-07-01" in text_of(answer)
    assert answer.context["page"].lacks == []
    assert look(signed_in(city.clerk), city.huannan).context["page"].below == []
    assert len(look(signed_in(city.clerk), city.huannan, "2003-06-30").context["page"].below) == 1


def test_a_day_that_is_none_is_answered_with_today(city: City, signed_in: Any) -> None:
    for unit in (city.dongshan, city.huannan, city.dinghai):
        assert "2002-02-30" in text_of(look(signed_in(city.officer), unit, "2002-02-30"))


# Streets and districts


def test_a_street_puts_its_communities_side_by_side(city: City, signed_in: Any) -> None:
    fill(city, 0, 1)
    (other,) = keep(city, Community(street=city.huannan, name="西园社区", founded_on=START))
    answer = look(signed_in(city.clerk), city.huannan)
    rows = {row.unit: row for row in answer.context["page"].below}
    assert set(rows) == {city.dongshan, other}
    assert rows[city.dongshan].lacks == 0
    assert rows[other].lacks > 15
    assert figure(answer, "households") == Amount(2600, unknown=1, of=2)
    assert figure(answer, "police_room") == Amount(1, of=2)
    text = text_of(answer)
    assert "1 / 2" in text
    for said in ("第0服务中心", "第0服务", "第0卫生院", "东风0居委会", "东山社区（滕坑0湾）", "第0次合并", "24,000"):
        assert said in text, said
    assert "7,000" in text


def test_a_district_sums_its_streets(city: City, signed_in: Any) -> None:
    fill(city, 0, 1)
    keep(city, CommunityFigures(community=city.liufang, counted_on=START, households=1400))
    answer = look(signed_in(city.officer), city.dinghai)
    rows = {row.unit: row for row in answer.context["page"].below}
    assert {unit: row.communities for unit, row in rows.items()} == {city.huannan: 1, city.changguo: 1}
    assert figure(answer, "households").value == 4000
    text = text_of(answer)
    for said in ("第0次合并", "第0届领导小组", "第0书记", "第0次会议", "第0局", "第0项任务", "第0项优惠"):
        assert said in text, said
    assert empty(answer) == {"communities.layoutplan"}


def test_a_moved_community_stands_where_it_stood(city: City, signed_in: Any) -> None:
    placement = city.dongshan.placements.get()
    placement.valid_to = datetime.date(2003, 7, 1)
    city.keep(placement)
    keep(city, CommunityPlacement(community=city.dongshan, street=city.changguo, valid_from="2003-07-01"))
    client = signed_in(city.officer)
    early, late = (look(client, city.dinghai, day).context["page"].below for day in ("2003-06-30", "2003-07-01"))
    assert [row.communities for row in early] == [1, 1]
    assert [row.communities for row in late] == [2, 0]
    assert "环南街道" in text_of(look(client, city.dongshan, "2003-06-30"))


# The way there


def test_lists_lead_to_the_pages_of_units(city: City, signed_in: Any) -> None:
    fill(city, 0, 1)
    client = signed_in(city.clerk)
    page = client.get("/r/organizations/staffmember/", {"on": str(DAY)}).content.decode()
    for unit in (city.dongshan, city.huannan, city.dinghai):
        assert f'href="{unit.get_absolute_url()}?on={DAY}"' in page
    page = client.get("/r/communities/community/").content.decode()
    assert page.count(f'href="{city.dongshan.get_absolute_url()}"') == 2
    page = client.get("/r/communities/community/", {"unit": f"street-{city.huannan.pk}"}).content.decode()
    assert f'href="{city.huannan.get_absolute_url()}"' in page
    page = client.get(city.dongshan.get_absolute_url()).content.decode()
    for unit in (city.huannan, city.dinghai):
        assert f'href="{unit.get_absolute_url()}"' in page
