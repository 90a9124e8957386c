"""Thresholds that a district has of its own: they go before the city's for its units, wherever these are judged."""

import datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communities.models import Estate
from communities.planning.limits import limits_on
from reporting import kept
from reporting.board import Board
from reporting.evaluate import evaluation
from reporting.gaps import Worklist
from reporting.judging import Judging
from reporting.models import Threshold
from tests.people import City, duty, person
from tests.reporting.scenarios import DAY, Desk, honoured, room

BASIS = "directive-2002"
ADD = "/admin/reporting/threshold/add/"


def own(city: City, standard: str, low: Any, district: Any = None, **more: Any) -> Threshold:
    """A threshold of 定海, or of another district, from 2003 on."""
    more.setdefault("valid_from", datetime.date(2003, 1, 1))
    more |= {"district": district or city.dinghai, "source_document": "区发〔2003〕1号"}
    return city.keep(Threshold(standard=standard, low=Decimal(low), **more))


def rooms(city: City, size: int = 45) -> None:
    """A room of so many m² in 定海 and in 普陀; the directive asks for 50."""
    for community in (city.dongshan, city.zhongzhou):
        room(city, community, "activity_room", size)


def states(code: str, day: datetime.date = DAY) -> dict[str, str]:
    return {each.name: each.state for each in Judging(day, codes=(code,)).results()}


def test_each_unit_is_judged_by_the_number_of_its_district(city: City) -> None:
    rooms(city)
    assert states("N20") == {"东山社区": "unmet", "留方社区": "missing", "中洲社区": "unmet"}
    own(city, "N20", 40)
    assert states("N20") == {"东山社区": "met", "留方社区": "missing", "中洲社区": "unmet"}
    assert states("N20", datetime.date(2002, 12, 31))["东山社区"] == "unmet"
    [result] = [each for each in Judging(DAY, codes=("N20",)).results() if each.name == "东山社区"]
    assert (result.low, result.distance) == (40, 0)


def test_a_measure_reads_the_further_numbers_of_the_district(city: City) -> None:
    """N05 asks it of estates of so many households; where that is lower in a district, smaller ones are under it."""
    for community in (city.dongshan, city.zhongzhou):
        city.keep(
            Estate(
                community=community, name=f"{community.name}新苑", households=900, contiguous_development=False,
                approved_on="2003-02-01", completed_on="2003-03-01", office_m2=80, activity_m2=120,
            )
        )  # fmt: skip
    assert set(states("N05").values()) == {"not_applicable"}
    own(city, "N05H", 800)
    assert states("N05") == {"东山社区新苑": "unmet", "中洲社区新苑": "not_applicable"}
    results = list(Judging(DAY, codes=("N05",)).results())
    assert len(Judging(DAY, codes=("N05",)).evidence(results)) == 2


def test_a_rule_that_goes_on_by_a_number_of_the_district_is_no_new_one(city: City) -> None:
    own(city, "N05", 120)
    asked = Judging(DAY, codes=("N05",)).asked
    assert asked.of(city.dinghai.pk).since["N05"] == asked.since["N05"] == datetime.date(2002, 6, 24)
    assert (asked.of(city.dinghai.pk).low("N05"), asked.of(city.putuo.pk).low("N05")) == (120, 100)


def test_rates_are_those_of_the_own_target(city: City, signed_in: Any) -> None:
    honoured(city, city.dongshan)
    own(city, "T4", "0.6")
    board = Board(DAY)
    found = {row.name: dict_of(cells)["T4"] for row, cells in board.table(board.city)}
    assert {name: judged.share for name, (judged, _rate) in found.items()} == {
        "舟山市": Decimal("0.45"), "定海区": Decimal("0.6"), "普陀区": Decimal("0.45"), "岱山县": Decimal("0.45"),
    }  # fmt: skip
    assert (found["定海区"][1].state, found["定海区"][1].short_by) == ("unmet", 1)
    [street] = [row for row, _cells in board.table(board.of(city.dinghai)) if row.name == "环南街道"]
    assert board.rate("T4", street).threshold == board.judged_in(city.dinghai.pk)["T4"].share
    told = next(each for each in evaluation(board, board.city)["targets"] if each["code"] == "T4")
    assert [told["threshold"], *(row["threshold"] for row in told["rows"])] == [0.45, 0.45, 0.6, 0.45, 0.45]
    assert evaluation(board, board.of(city.dinghai))["targets"][3]["threshold"] == 0.6
    page = signed_in(city.auditor).get("/board/", {"on": DAY}).content.decode()
    assert "60 % (定海区)" in page


def dict_of(cells: Any) -> dict[str, Any]:
    return {judged.standard.code: (judged, rate) for judged, rate in cells}


def test_the_number_is_explained_with_whose_it_is(city: City, signed_in: Any) -> None:
    rooms(city)
    own(city, "N20", 40)
    client = signed_in(city.auditor)
    moments = []
    for territory, applied in (("330900", {40, 50}), ("330902", {40}), ("330903", {50})):
        page = client.get("/board/N20/", {"on": DAY, "territory": territory})
        bars = page.context["thresholds"]
        assert {int(bar.threshold.low) for bar in bars if bar.applied} == applied
        assert ("区发〔2003〕1号" in page.content.decode()) == (territory != "330903")
        assert [float(bound) for bound in page.context["spread"].bounds] == sorted(applied)
        moments.append([int(each.threshold.low) for each in page.context["moments"] if each.threshold])
    assert [set(lows) for lows in moments] == [{50}, {50, 40}, {50}]
    assert moments[1][-1] == 40


def test_gaps_and_unit_pages_ask_what_the_district_asks(city: City, signed_in: Any) -> None:
    rooms(city)
    own(city, "N20", 60)
    board = Board(DAY)
    gaps = {gap.result.name: gap.result.distance for gap in Worklist(board, board.city).gaps if "N20" in gap.codes}
    assert (gaps["东山社区"], gaps["中洲社区"]) == (-15, -5)
    page = signed_in(city.auditor).get(f"/community/{city.dongshan.pk}/", {"on": DAY}).content.decode()
    assert "≥ 60" in page


def test_the_page_costs_the_same_with_numbers_of_districts(city: City) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            list(Judging(DAY).results())
            Judging(DAY).tallies()
        return len(found)

    before = queries()
    for district in (city.dinghai, city.putuo, city.daishan):
        for code in ("N05", "N05H", "N20", "A02Y", "T4"):
            own(city, code, "0.5", district)
    assert queries() == before


def test_a_written_one_counts_its_own_district_anew(city: City, monkeypatch: Any) -> None:
    rooms(city)
    assert kept.tallies(DAY, BASIS, "city", [0])[0]["N20"].met == 0
    counted = []
    count = kept._count_streets
    monkeypatch.setattr(kept, "_count_streets", lambda found, streets: counted.append(streets) or count(found, streets))
    row = own(city, "N20", 40)
    assert kept.tallies(DAY, BASIS, "city", [0])[0]["N20"].met == 1
    row.district = city.putuo
    row.low = 30
    city.keep(row)
    assert kept.tallies(DAY, BASIS, "district", [city.putuo.pk, city.dinghai.pk]) == fresh(city)
    here = {city.huannan.pk, city.changguo.pk}
    assert counted == [here, here | {city.shenjiamen.pk}]
    row.district = None
    row.valid_to = datetime.date(2003, 1, 2)
    city.keep(row)
    kept.tallies(DAY, BASIS, "city", [0])
    assert len(counted) == 2


def fresh(city: City) -> dict[int, Any]:
    """The counts of 定海 and 普陀, judged anew."""
    found: dict[int, dict[str, Any]] = {city.dinghai.pk: {}, city.putuo.pk: {}}
    for (district, _street, _community), counts in Judging(DAY).tallies().items():
        for code, tally in counts.items() if district in found else ():
            have = found[district].get(code)
            found[district][code] = have + tally if have else tally
    return found


def test_a_scenario_tries_the_number_of_the_district(city: City, signed_in: Any) -> None:
    rooms(city)
    row = own(city, "N20", 60)
    desk = Desk(signed_in(city.auditor))
    desk.add("threshold", standard=f"N20/{city.dinghai.pk}", low="40")
    assert desk.rates("N20", "定海区") == ((0, 2, 1), (1, 2, 1))
    assert desk.rates("N20", "普陀区") == ((0, 1, 0), (0, 1, 0))
    assert "定海区" in desk.page().context["outcome"].edits[0].sentence
    desk.add("threshold", standard="N20", low="45")
    assert desk.rates("N20", "普陀区") == ((0, 1, 0), (1, 1, 0))
    row.refresh_from_db()
    assert row.low == 60
    officer = Desk(signed_in(city.officer))
    assert "standard" in officer.refused("threshold", standard="N20", low="45")


def test_plans_and_the_check_of_estates_keep_to_it(city: City, signed_in: Any) -> None:
    own(city, "N01", 1000, high=3000)
    own(city, "N05", 120)
    assert (limits_on(DAY, city.dinghai.pk).min, limits_on(DAY, city.putuo.pk).min) == (1000, 2500)
    client = signed_in(city.clerk)
    plan = {"contiguous": "true", "office_m2": 100, "activity_m2": 130, "approved_on": "2003-06-01"}
    assert client.get(reverse("hundred"), plan).context["verdict"].state == "met"
    found = client.get(reverse("hundred"), {**plan, "district": city.dinghai.pk}).context["verdict"]
    assert (found.state, found.short_office) == ("unmet", 20)


class TestBackOffice:
    """Who sets it, and what is refused."""

    posted = {
        "standard": "N20", "basis": BASIS, "low": "40", "high": "", "source_document": "区发〔2003〕1号",
        "valid_from": "2003-01-01", "valid_to": "",
    }  # fmt: skip

    def test_beside_the_citys_and_once_for_a_district(self, city: City, signed_in: Any) -> None:
        client = signed_in(city.administrator)
        given = {**self.posted, "district": city.dinghai.pk}
        assert client.post(ADD, given).status_code == 302
        answer = client.post(ADD, {**given, "valid_from": "2004-01-01"})
        assert "valid_from" in answer.context["adminform"].form.errors
        assert client.post(ADD, {**given, "district": city.putuo.pk}).status_code == 302
        assert "定海区" in client.get("/admin/reporting/threshold/?standard=N20").content.decode()

    def test_a_district_does_not_set_its_own_bar(self, city: City, signed_in: Any) -> None:
        administrator = person("han", "韩管理员", city.administrator)
        duty(administrator, "administers", "district", city.dinghai, city.administrator)
        answer = signed_in(administrator).post(ADD, {**self.posted, "district": city.dinghai.pk})
        assert answer.status_code == 403
        assert not Threshold.objects.exclude(district=None).exists()
