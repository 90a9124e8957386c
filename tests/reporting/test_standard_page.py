"""The page of one standard: how its number comes about, by which papers, and why each unit stands as it does."""

import datetime
import io
from typing import Any

import openpyxl
import pytest

from communities.models import Community, CommunityFigures, Honour
from organizations.models import StaffMember
from reporting.models import Exemption, Threshold
from services.models import Facility
from tests.base.test_growth import assert_same, statements
from tests.people import City
from zhoushan_community.base import changes
from zhoushan_community.base.changes import Origin, Source

DAY = "2003-12-31"


def page(client: Any, code: str, **query: Any) -> Any:
    answer = client.get(f"/board/{code}/", {"on": DAY, **query})
    assert answer.status_code == 200
    return answer


def units(answer: Any) -> dict[str, Any]:
    """The rows of the page by the names of their units."""
    return {row.result.name: row for row in answer.context["rows"]}


def exempt(city: City, code: str, community: Any) -> Exemption:
    row = Exemption(
        standard=code, community=community, reason="海岛渔村", document_no="舟民〔2003〕1号", approver="王局长",
        valid_from="2003-01-01", valid_to="2004-01-01",
    )  # fmt: skip
    return city.keep(row)


def test_every_figure_of_the_board_leads_to_its_explanation(city: City, signed_in: Any) -> None:
    client = signed_in(city.administrator)
    text = client.get("/board/").content.decode()
    today = datetime.date.today().isoformat()
    for code in ("T4", "N01", "A04"):
        for territory in ("330900", "330902", "330921"):
            assert f"/board/{code}/?territory={territory}&amp;on={today}" in text
    street = client.get("/board/?on=2003-12-31&territory=330902003").content.decode()
    assert f"/board/N01/?territory=330902003&amp;on=2003-12-31#unit-{city.dongshan.pk}" in street
    assert f'id="unit-{city.dongshan.pk}"' in page(client, "N01", territory="330902003").content.decode()


def test_numerator_denominator_and_the_others_are_tabs_with_their_counts(city: City, signed_in: Any) -> None:
    city.keep(CommunityFigures(community=city.dongshan, counted_on="2002-06-30", households=2600))
    city.keep(CommunityFigures(community=city.liufang, counted_on="2002-06-30", households=2400))
    client = signed_in(city.administrator)
    told = dict(page(client, "N01").context["tabs"])
    assert told == {"met": 1, "judged": 3, "unmet": 1, "missing": 1, "exempt": 0, "not_applicable": 0, "": 3}
    assert list(units(page(client, "N01", state="met"))) == ["东山社区"]
    assert set(units(page(client, "N01", state="judged"))) == {"东山社区", "留方社区", "中洲社区"}
    assert list(units(page(client, "N01", state="missing"))) == ["中洲社区"]
    before = page(client, "N01", on="2002-06-01")
    assert dict(before.context["tabs"])["not_applicable"] == 3
    assert list(units(page(client, "N01", on="2002-06-01", state="judged"))) == []
    assert "该依据在这一天没有生效的标准值" in before.content.decode()


def test_thresholds_tell_their_papers_and_which_of_them_judges(city: City, signed_in: Any) -> None:
    client = signed_in(city.administrator)
    bars = page(client, "N01").context["thresholds"]
    assert [(bar.threshold.basis, bar.applied) for bar in bars] == [
        ("directive-2002", True), ("law-1989", False), ("law-2026", False),
    ]  # fmt: skip
    text = page(client, "N01", on="2026-02-01", basis="law-2026").content.decode()
    assert "城市居民委员会组织法(2025-10-28 修订)第三条" in text
    # A further number of a norm stands beside its own, with what it means; a number that the paper leaves open says so.
    further = page(client, "A02").content.decode()
    for words in ("A02Y", "45", "读法", "中共舟山市委办公室、舟山市人民政府办公室 2002-06-24 二(二)"):
        assert words in further


def test_the_parts_that_are_not_there_are_named(city: City, signed_in: Any) -> None:
    for kind in ("office", "police_room", "health_room"):
        city.keep(Facility(community=city.dongshan, kind=kind, opened_on="2002-06-01"))
    client = signed_in(city.administrator)
    found = units(page(client, "N02"))
    assert found["东山社区"].lacking == ["文体活动室"]
    assert found["留方社区"].lacking == [], "nothing is kept of its rooms, so nobody knows what is not there"


def test_more_staff_than_asked_is_met_with_a_remark(city: City, signed_in: Any) -> None:
    city.keep(CommunityFigures(community=city.dongshan, counted_on="2002-06-30", households=2500))
    for n in range(6):
        city.keep(StaffMember(community=city.dongshan, name=f"职工{n}", started_on="2002-07-01"))
    answer = page(signed_in(city.administrator), "N13")
    row = units(answer)["东山社区"]
    assert row.result.state == "met"
    assert "1 人" in row.remark
    assert "按 2,500 折算" in answer.content.decode()


def test_an_exempt_unit_shows_its_paper_and_the_rate_is_told_without_it(city: City, signed_in: Any) -> None:
    for community, households in ((city.dongshan, 900), (city.liufang, 2600), (city.zhongzhou, 2700)):
        city.keep(CommunityFigures(community=community, counted_on="2002-06-30", households=households))
    paper = exempt(city, "N01", city.dongshan)
    client = signed_in(city.administrator)
    answer = page(client, "N01", state="exempt")
    text = answer.content.decode()
    for words in ("舟民〔2003〕1号", "王局长", "2003-01-01", "2004-01-01", "海岛渔村"):
        assert words in text
    assert f"/r/reporting/exemption/{paper.pk}/" in text
    assert "2 / 2" in text, "the rate without the exempt"
    board = client.get("/board/", {"on": DAY}).content.decode()
    assert "剔除豁免 1 个:2 / 2 100.0 %" in board
    assert "舟民〔2003〕1号" not in page(client, "N01", on="2004-01-01").content.decode()


def test_a_target_that_is_put_together_says_which_side_fails_and_by_how_much(city: City, signed_in: Any) -> None:
    city.keep(Facility(community=city.dongshan, kind="activity_room", floor_area_m2=42, opened_on="2002-06-01"))
    city.keep(Honour(community=city.dongshan, kind="civilized", level="provincial", awarded_on="2002-06-20"))
    answer = page(signed_in(city.administrator), "T6")
    assert [side.name for side in answer.context["definition"]] == ["安全", "舒适", "文明", "和谐"]
    failing = {each.standard.code: each for each in units(answer)["东山社区"].failing}
    assert (failing["N20"].side, failing["N20"].result.state, failing["N20"].result.distance) == ("舒适", "unmet", -8)
    assert failing["N24"].result.state == "missing"
    assert "T6H" not in failing
    text = answer.content.decode()
    assert "−8 m²" in text
    assert "/board/N20/?on=2003-12-31" in text


def test_the_city_counts_those_that_follow_by_reference_where_asked(city: City, signed_in: Any) -> None:
    client = signed_in(city.auditor)
    city.keep(CommunityFigures(community=city.dongshan, counted_on="2002-06-30", households=2600))
    changes.create_all(
        [Community(street=city.gaoting, name="蓬莱社区", founded_on="2002-06-01")],
        Origin(city.administrator, Source.COMMAND),
    )
    for query, count in (({}, 3), ({"everything": "1"}, 4)):
        assert page(client, "N01", **query).context["reckoning"].rate.denominator == count
        board = client.get("/board/", {"on": DAY, **query})
        assert {row.name: cells for row, cells in board.context["table"]}["舟山市"][7][1].denominator == count


def test_the_sheet_tells_reasons_and_sources(city: City, signed_in: Any) -> None:
    city.keep(CommunityFigures(community=city.dongshan, counted_on="2002-06-30", households=2600))
    exempt(city, "N20", city.dongshan)
    client = signed_in(city.administrator)
    answer = client.get("/board/N20/", {"on": DAY, "format": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    first = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    [line] = [row for row in first if row[2] == "东山社区"]
    assert "舟民〔2003〕1号" in line[14]
    sources = book["标准值及其来源"]
    told = [cell.value for cell in sources[2]]
    assert told[:3] == ["N20", "二(三)", "50平方米以上的文体活动室"]
    assert told[9] == "中共舟山市委办公室、舟山市人民政府办公室 2002-06-24 二(三)"
    board = client.get("/board/", {"on": DAY, "format": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(b"".join(board.streaming_content)))
    assert {row[0].value for row in book["标准值及其来源"].iter_rows(min_row=2)} >= {
        "T1",
        "N05H",
        "N11Y",
        "A02Y",
        "A04",
    }


@pytest.mark.parametrize("code", ["N01", "N13", "T6"])
def test_the_page_costs_the_same_for_many_units(city: City, signed_in: Any, code: str) -> None:
    client = signed_in(city.officer)
    few = statements(lambda: page(client, code))
    made = [Community(street=city.huannan, name=f"第{n}社区", founded_on="2002-06-01") for n in range(20)]
    changes.create_all(made, Origin(city.administrator, Source.COMMAND))
    assert_same(few, statements(lambda: page(client, code)))


def test_a_threshold_that_ended_is_told_as_not_applied(city: City, signed_in: Any) -> None:
    row = Threshold.objects.get(standard="N20", basis="directive-2002")
    row.valid_to = datetime.date(2003, 1, 1)
    city.keep(row)
    [bar] = page(signed_in(city.administrator), "N20").context["thresholds"]
    assert (bar.applied, bar.threshold.valid_to) == (False, datetime.date(2003, 1, 1))
