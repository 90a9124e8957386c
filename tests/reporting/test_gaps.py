"""The worklist: gaps in words, the nearest first, what they do to a target, whose they are and who may mend them."""

import datetime
import io
from typing import Any

import openpyxl
import pytest

from communities.models import (
    Community,
    CommunityFigures,
    CommunityPlacement,
    Estate,
    Honour,
    ResidentsCommittee,
)
from organizations.models import Body, Fund, StaffMember, Term
from reporting import gap_words
from reporting.board import Board
from reporting.gaps import Worklist
from reporting.mending import Mending
from reporting.models import Exemption, Threshold
from services.models import Facility, VolunteerTeam
from tests.base.test_growth import statements
from tests.communities.unit_rows import fill
from tests.people import City, duty, person
from zhoushan_community.base import changes, standards
from zhoushan_community.base.changes import Origin, Source

DAY = datetime.date(2003, 12, 31)
ON = {"on": str(DAY)}
ROOMS = ("office", "police_room", "health_room")


def worklist(city: City, user: Any = None, day: datetime.date = DAY, **how: Any) -> Worklist:
    board = Board(day, user=user or city.administrator, **how)
    return Worklist(board, board.start())


def gaps(city: City, code: str, user: Any = None, **how: Any) -> list[Any]:
    return [gap for gap in worklist(city, user, **how).gaps if code in gap.codes]


def sentences(city: City, code: str, user: Any = None, **how: Any) -> list[str]:
    """The gaps of a standard as the sheet and the first page say them."""
    found = gaps(city, code, user, **how)
    mending = Mending(found, worklist(city, user, **how).asked, user or city.administrator)
    return [gap_words.sentence(gap, mending.place(gap)) for gap in found]


def heads(city: City, code: str, user: Any = None, **how: Any) -> list[str]:
    found = worklist(city, user, **how).heads
    return [str(gap_words.told(head, DAY)) for head in found if head.judged.standard.code == code]


def activity_room(city: City, area: Any, community: Community | None = None) -> Facility:
    room = Facility(community=community or city.dongshan, kind="activity_room", opened_on="2002-06-01")
    room.floor_area_m2 = area
    return city.keep(room)


def honour(city: City, holder: Any, awarded: Any = "2002-06-20", **more: Any) -> Honour:
    field = "estate" if isinstance(holder, Estate) else "community"
    return city.keep(Honour(**{field: holder}, kind=more.pop("kind", "civilized"), awarded_on=awarded, **more))


def founded(city: City, street: Any, *names: str) -> list[Community]:
    made = [Community(street=street, name=name, founded_on="2002-06-01") for name in names]
    changes.create_all(made, Origin(city.administrator, Source.COMMAND))
    return made


def names(page: Any) -> list[str]:
    """The units of the lines of a page."""
    return [line.gap.result.name for line in page.context["lines"]]


# Words


def test_a_gap_is_said_as_an_office_says_it(city: City, signed_in: Any) -> None:
    city.dongshan.name = "西园社区"
    city.keep(city.dongshan)
    activity_room(city, 42)
    assert sentences(city, "N20")[0] == "环南街道 西园社区: 文体活动室 42 m², 还差 8 m², 二(三)"
    page = signed_in(city.clerk).get("/gaps/", {**ON, "standard": "N20"}).content.decode()
    for words in (
        "环南街道 西园社区",
        "文体活动室 42 m², 还差 8 m²",
        "要求 ≥ 50 m²",
        "二(三)",
        "50平方米以上的文体活动室",
    ):
        assert words in page


def test_every_standard_says_what_is_done_about_it() -> None:
    for standard in standards.declared():
        mend = standards.mend_of(standard.code)
        assert bool(mend) == bool(standard.measure), standard.code
        if mend and standard.kind != "part":
            assert mend.deed and (mend.register or mend.parts), standard.code
            assert not standard.parts or callable(mend.parts) or len(mend.parts) == len(standard.parts), standard.code


@pytest.mark.parametrize(
    ("households", "words"),
    [
        (2499, "东山社区: 户数 2,499 户, 还差 1 户, 二(一)"),
        (5001, "东山社区: 户数 5,001 户, 超出 1 户, 二(一)"),
        (None, "东山社区: 户数, 缺数据, 二(一)"),
        (2500, ""),
        (5000, ""),
    ],
)
def test_households_below_and_above(city: City, households: Any, words: str) -> None:
    city.keep(CommunityFigures(community=city.dongshan, counted_on="2002-06-30", households=households))
    own = [text for text in sentences(city, "N01", city.clerk) if "东山" in text]
    assert own == ([f"环南街道 {words}"] if words else [])


def test_parts_are_missing_by_name(city: City) -> None:
    for kind in ROOMS[1:]:
        city.keep(Facility(community=city.dongshan, kind=kind, opened_on="2002-06-01"))
    [text] = sentences(city, "N02", city.clerk)
    assert text == "环南街道 东山社区: 社区四室 2 间, 缺办公室、文体活动室, 二(一)"


def test_a_share_says_how_many_persons(city: City) -> None:
    city.keep(VolunteerTeam(community=city.dongshan, name="甲队", members_count=30, valid_from="2002-06-01"))
    [text] = sentences(city, "N21", city.clerk)
    assert text.endswith("注册志愿者 30 人, 缺常住人口数据, 二(三)")
    [gap] = gaps(city, "N21", city.clerk)
    assert gap_words.deed(gap) == "补录数据：常住人口"
    city.keep(CommunityFigures(community=city.dongshan, counted_on="2002-06-30", population=5101))
    [text] = sentences(city, "N21", city.clerk)
    assert text.endswith("注册志愿者 30 人, 还差 22 人, 二(三)")


def test_the_law_of_1989_asks_for_the_committee_alone(city: City) -> None:
    body = city.keep(Body(community=city.dongshan, kind="congress", valid_from="2002-06-01"))
    city.keep(Term(body=body, number=1, started_on=datetime.date(2002, 6, 1)))
    assert "缺共建理事会、居民委员会" in sentences(city, "N11", city.clerk)[0]
    assert "缺居民委员会, 二(二)" in sentences(city, "N11", city.clerk, basis="law-1989")[0]
    found = worklist(city, city.clerk, basis="law-1989")
    assert found.heads == []
    assert {gap.standard.code for gap in found.gaps} <= {"N01", "N11", "N14"}


# What is a gap, and in which order


def test_the_nearest_comes_first(city: City, signed_in: Any) -> None:
    first, second, third = founded(city, city.huannan, "甲社区", "乙社区", "丙社区")
    for community, area in ((first, 30), (second, 49), (third, 45)):
        activity_room(city, area, community)
    activity_room(city, None)
    page = signed_in(city.clerk).get("/gaps/", {**ON, "standard": "N20"})
    assert names(page) == ["乙社区", "丙社区", "甲社区", "东山社区"]
    assert [line.gap.result.state for line in page.context["lines"]][-1] == "missing"


def test_an_exempt_unit_and_one_that_is_not_asked_have_no_gap(city: City) -> None:
    activity_room(city, 42)
    assert len(gaps(city, "N20", city.clerk)) == 1
    paper = {"reason": "老城区", "document_no": "舟民〔2002〕1号", "approver": "市民政局", "valid_to": "2010-01-01"}
    city.keep(Exemption(standard="N20", community=city.dongshan, valid_from="2003-01-01", **paper))
    assert gaps(city, "N20", city.clerk) == []
    assert len(gaps(city, "N20", city.clerk, day=datetime.date(2002, 12, 31))) == 1
    # The room is no part of T6 any more that could be mended, and with an exemption the community never counts.
    assert all(effect.target != "T6" for gap in worklist(city, city.clerk).gaps for effect in gap.effects)
    city.keep(Fund(community=city.dongshan, fiscal_year=2003, kind="work", level="district", budgeted=5, allocated=5))
    assert gaps(city, "N17", city.clerk) == []


def test_what_is_only_advised_is_told_apart(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    assert not [line for line in client.get("/gaps/", ON).context["lines"] if line.gap.standard.kind == "advice"]
    told = client.get("/gaps/", {**ON, "kind": "advice"}).context["lines"]
    assert {line.gap.standard.code for line in told} == {"A01", "A02", "A03", "A04"}


def test_filters_narrow_and_nonsense_is_passed_over(city: City, signed_in: Any) -> None:
    activity_room(city, 42)
    client = signed_in(city.officer)
    for query, holds in (
        ({"state": "unmet"}, lambda gap: gap.result.state == "unmet"),
        ({"state": "missing"}, lambda gap: gap.result.state == "missing"),
        ({"street": str(city.changguo.pk)}, lambda gap: gap.result.street == city.changguo.pk),
        ({"standard": "T2"}, lambda gap: gap.standard.code in ("N08", "N11")),
    ):
        found = client.get("/gaps/", {**ON, **query}).context["chosen"].gaps
        assert found, query
        assert all(map(holds, found)), query
    everything = len(client.get("/gaps/", ON).context["chosen"].gaps)
    odd = {"state": "x", "street": str(city.shenjiamen.pk), "standard": "T99", "sort": "x", "page": "x"}
    assert len(client.get("/gaps/", {**ON, **odd}).context["chosen"].gaps) == everything


# Whose


def test_nobody_sees_another_streets_gap(city: City, signed_in: Any) -> None:
    activity_room(city, 42)
    activity_room(city, 43, city.liufang)
    page = signed_in(city.clerk).get("/gaps/", ON)
    assert page.status_code == 200
    assert {line.gap.result.street for line in page.context["lines"]} == {city.huannan.pk}
    for foreign in ("留方社区", "昌国街道", "中洲社区", "43 m²"):
        assert foreign not in page.content.decode()
        assert foreign not in signed_in(city.clerk).get("/").content.decode()
    assert set(names(signed_in(city.officer).get("/gaps/", {**ON, "standard": "N20"}))) == {"东山社区", "留方社区"}
    assert signed_in(city.clerk).get("/gaps/", {"territory": "330902002"}).status_code == 404
    assert signed_in(city.nobody).get("/gaps/").status_code == 403
    worker = person("he", "何专职", city.administrator)
    duty(worker, "enters", "community", city.dongshan, city.administrator)
    page = signed_in(worker).get("/gaps/", ON)
    assert set(names(page)) == {"东山社区"}
    assert page.context["heads"] == []


def test_a_community_that_moved_away_is_no_gap_of_the_old_street(city: City) -> None:
    first = city.dongshan.placements.get()
    first.valid_to = datetime.date(2013, 8, 29)
    city.keep(first)
    city.keep(CommunityPlacement(community=city.dongshan, street=city.changguo, valid_from="2013-08-29"))
    found = worklist(city, city.clerk, day=datetime.date(2013, 8, 28)).gaps
    assert {gap.standard.level for gap in found} == {"street"}


def test_links_lead_to_the_form_only_where_the_person_may(city: City, signed_in: Any) -> None:
    room = activity_room(city, 42)

    def links(user: Any, code: str) -> list[str]:
        page = signed_in(user).get("/gaps/", {**ON, "standard": code})
        [line] = [line for line in page.context["lines"] if line.gap.result.name == "东山社区"]
        assert f"/community/{city.dongshan.pk}/" in line.page
        return [form.address for form in line.forms]

    for user in (city.clerk, city.officer, city.administrator):
        [address] = links(user, "N20")
        assert address.startswith(f"/r/services/facility/{room.pk}/edit/?next=%2Fgaps%2F")
        assert signed_in(user).get(address).status_code == 200
    for user in (city.reader, city.auditor):
        assert links(user, "N20") == links(user, "N02") == []
    [office, *others] = links(city.clerk, "N02")
    assert len(others) == 2
    form = signed_in(city.clerk).get(office).context["form"]
    assert str(form["community"].value()) == str(city.dongshan.pk)
    assert form["kind"].value() == "office"
    # A community that is too small begins a draft adjustment, of whoever may draft there.
    city.keep(CommunityFigures(community=city.dongshan, counted_on="2002-06-30", households=2000))
    for user in (city.clerk, city.officer):
        [address] = links(user, "N01")
        assert address.startswith(f"/adjustments/new/?kind=merge&unit=community-{city.dongshan.pk}")
        form = signed_in(user).get(address).context["form"]
        assert (form["kind"].value(), form["community_0"].value()) == ("merge", city.dongshan.pk)
        assert form["street"].value() == city.huannan.pk
    assert links(city.auditor, "N01") == []


def test_a_draft_begins_with_an_old_committee_that_the_person_sees(city: City, signed_in: Any) -> None:
    committee = city.keep(ResidentsCommittee(name="旧居委会", street=city.huannan, valid_from="1990-01-01"))
    [line] = signed_in(city.clerk).get("/gaps/", {**ON, "standard": "T1"}).context["lines"]
    address = f"/adjustments/new/?kind=merge&unit=committee-{committee.pk}"
    assert line.forms[0].address.startswith(address)
    assert signed_in(city.clerk).get(address).context["form"]["committee_0"].value() == committee.pk
    for unit in (f"committee-{committee.pk}", "committee-x", "estate-1", "community-99999999999999999999"):
        form = signed_in(city.next_clerk).get("/adjustments/new/", {"unit": unit}).context["form"]
        assert not any(form[name].value() for name in form.fields if name.startswith(("community_", "committee_")))


def test_what_hangs_on_another_row_begins_with_that(city: City, signed_in: Any) -> None:
    def first(code: str) -> str:
        page = signed_in(city.clerk).get("/gaps/", {**ON, "standard": code})
        return page.context["lines"][0].forms[-1].address

    assert first("N11").startswith("/r/organizations/body/add/?kind=committee&")
    body = city.keep(Body(community=city.dongshan, kind="committee", valid_from="2002-06-01"))
    assert first("N11").startswith(f"/r/organizations/term/add/?body={body.pk}&")
    assert first("N25").startswith("/r/security/policeroom/add/")
    assert first("N14").startswith(f"/r/organizations/term/add/?body={body.pk}&")
    term = city.keep(Term(body=body, number=1, started_on=datetime.date(2002, 6, 1)))
    assert first("N14").startswith(f"/r/organizations/member/add/?term={term.pk}&")


def test_every_form_that_is_offered_opens(city: City, signed_in: Any) -> None:
    fill(city, 0, 1)
    client = signed_in(city.administrator)
    for page in ("", "2"):
        for line in client.get("/gaps/", {**ON, "page": page}).context["lines"]:
            assert client.get(line.page).status_code == 200, line
            for form in line.forms:
                assert client.get(form.address).status_code == 200, form


# Pages, sheets, the first page


def test_fifty_on_a_page(city: City, signed_in: Any) -> None:
    founded(city, city.huannan, *(f"第{n}社区" for n in range(6)))
    client = signed_in(city.clerk)
    first, second = (client.get("/gaps/", {**ON, "page": page}).context for page in (1, 2))
    assert len(first["lines"]) == 50
    shown = [(line.gap.standard.code, line.gap.result.unit) for line in (*first["lines"], *second["lines"])]
    assert len(shown) == len(set(shown))


def test_the_sheet_says_what_the_page_says(city: City, signed_in: Any) -> None:
    activity_room(city, 42)
    client = signed_in(city.clerk)
    answer = client.get("/gaps/", {**ON, "standard": "N20", "format": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    [line] = [row for row in rows if row[0] and "文体活动室 42 m²" in str(row[0])]
    assert line[0] == "环南街道 东山社区: 文体活动室 42 m², 还差 8 m², 二(三)"
    assert line[1:5] == ["定海区", "环南街道", "东山社区", "N20"]
    text = b"".join(client.get("/gaps/", {**ON, "format": "csv"}).streaming_content).decode("utf-8-sig")
    assert line[0] in text


def test_the_first_page_shows_the_five_nearest(city: City, signed_in: Any) -> None:
    room = activity_room(city, 42)
    page = signed_in(city.clerk).get("/")
    [card] = [card for card in page.context["cards"] if card.title == "最接近达标的差距"]
    assert len(card.lines) == 6
    assert card.lines[0][0] == "环南街道 东山社区: 文体活动室 42 m², 还差 8 m², 二(三)"
    assert card.lines[0][1].startswith(f"/r/services/facility/{room.pk}/edit/")
    assert card.lines[-1][1] == "/gaps/"


def test_a_territory_that_is_too_large_is_not_read(city: City, signed_in: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(Worklist, "too_many", property(lambda work: work.territory.level == "city"))
    page = signed_in(city.administrator).get("/gaps/", ON)
    assert "请选择下级区域" in page.content.decode()
    assert page.context["lines"] == page.context["heads"] == []
    assert signed_in(city.administrator).get("/gaps/", {**ON, "territory": "330902"}).context["lines"]
    assert signed_in(city.administrator).get("/").status_code == 200


def test_how_many_are_too_many(city: City) -> None:
    board = Board(DAY, user=city.administrator)
    assert Worklist(board, board.start(), most=1).too_many
    assert not Worklist(board, board.start(), most=3).too_many


def test_queries_do_not_grow_with_the_units(city: City, signed_in: Any) -> None:
    client = signed_in(city.officer)
    few, many = [], []
    for path in ("/gaps/", "/"):
        few.append(len(statements(lambda path=path: client.get(path, ON))))
    founded(city, city.huannan, *(f"第{n}社区" for n in range(20)))
    for path in ("/gaps/", "/"):
        many.append(len(statements(lambda path=path: client.get(path, ON))))
    assert all(more <= less for less, more in zip(few, many, strict=True)), (few, many)


def test_a_threshold_that_changes_changes_the_gap(city: City) -> None:
    activity_room(city, 42)
    threshold = Threshold.objects.get(standard="N20")
    threshold.low = 42
    city.keep(threshold)
    assert gaps(city, "N20", city.clerk) == []


def test_staff_short_and_surplus(city: City) -> None:
    city.keep(CommunityFigures(community=city.dongshan, counted_on="2002-06-30", households=2101))
    for n in range(3):
        city.keep(StaffMember(community=city.dongshan, name=f"职工{n}", started_on="2002-07-01"))
    assert sentences(city, "N13", city.clerk) == ["环南街道 东山社区: 专职工作人员 3 人, 还差 1 人, 二(二)"]
    city.keep(StaffMember(community=city.dongshan, name="职工4", started_on="2002-07-01"))
    assert gaps(city, "N13", city.clerk) == []
