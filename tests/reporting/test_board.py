"""The target board: exact rates, any day, each person's own view, and `evaluate` telling the same."""

import datetime
import io
import json
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from communities.models import Community, CommunityFigures, CommunityPlacement, Estate, Honour
from reporting.board import Board
from reporting.charts import summed
from reporting.judging import Judging
from reporting.models import Threshold
from tests.people import City, duty, person
from zhoushan_community.base import changes, standards
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.models import Change
from zhoushan_community.base.standards import Rate, Tally

DUE = datetime.date(2002, 6, 30)


def evaluated(capsys: Any, *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    call_command("evaluate", "--json", *arguments)
    return json.loads(capsys.readouterr().out)


def rows(found: dict, code: str) -> dict[str, dict]:
    [target] = [target for target in found["targets"] if target["code"] == code]
    return {row["name"]: row for row in target["rows"]}


def communities(city: City, count: int, street: Any) -> list[Community]:
    made = [Community(street=street, name=f"{street.name}{n}社区", founded_on="2002-06-01") for n in range(count)]
    changes.create_all(made, Origin(city.administrator, Source.COMMAND))
    return made


def honour(city: City, holder: Any, awarded: Any = "2002-06-20", **more: Any) -> Honour:
    field = "estate" if isinstance(holder, Estate) else "community"
    return city.keep(Honour(**{field: holder}, kind=more.pop("kind", "civilized"), awarded_on=awarded, **more))


def test_a_rate_of_exactly_the_threshold_is_met(city: City, capsys: Any) -> None:
    made = communities(city, 19, city.huannan)
    city.liufang.closed_on = "2002-06-15"
    city.keep(city.liufang)
    for community in made[:9]:
        honour(city, community)
    row = rows(evaluated(capsys, "--on", "2002-06-30"), "T4")["定海区"]
    assert row == {
        "territory": "330902",
        "name": "定海区",
        "bound": True,
        "numerator": 9,
        "denominator": 20,
        "missing": 0,
        "threshold": 0.45,
        "rate": 0.45,
        "state": "met",
        "short_by": 0,
        "generated": 0,
    }
    communities(city, 1, city.changguo)
    row = rows(evaluated(capsys, "--on", "2002-06-30"), "T4")["定海区"]
    assert (row["denominator"], row["state"], row["short_by"]) == (21, "unmet", 1)


def test_days_of_award_and_withdrawal_are_exact(city: City, capsys: Any) -> None:
    honour(city, city.dongshan, "2002-06-24", withdrawn_on="2003-01-01")
    for day, expected in (("2002-06-23", 0), ("2002-06-24", 1), ("2002-12-31", 1), ("2003-01-01", 0)):
        assert rows(evaluated(capsys, "--on", day), "T4")["定海区"]["numerator"] == expected, day


def test_communities_count_while_they_exist(city: City, capsys: Any) -> None:
    city.dongshan.closed_on = "2003-05-01"
    city.keep(city.dongshan)
    for day, expected in (("2002-05-31", 0), ("2002-06-01", 2), ("2003-04-30", 2), ("2003-05-01", 1)):
        assert rows(evaluated(capsys, "--on", day), "T4")["定海区"]["denominator"] == expected, day


def test_an_award_of_unknown_day_is_missing(city: City, capsys: Any) -> None:
    honour(city, city.dongshan, None)
    row = rows(evaluated(capsys, "--on", "2002-06-30"), "T4")["定海区"]
    assert (row["numerator"], row["denominator"], row["missing"]) == (0, 2, 1)
    # The unknown one alone could lift the rate to 1 / 2, so nobody may say that the target was not met.
    assert row["state"] == "missing"
    honour(city, city.liufang)
    assert rows(evaluated(capsys, "--on", "2002-06-30"), "T4")["定海区"]["state"] == "met"


def test_only_the_municipal_civilized_honour_counts(city: City, capsys: Any) -> None:
    honour(city, city.dongshan, level="provincial")
    honour(city, city.dongshan, level="district")
    honour(city, city.dongshan, kind="green")
    assert rows(evaluated(capsys, "--on", "2002-06-30"), "T4")["定海区"]["numerator"] == 0


def test_counties_follow_by_reference_and_stay_outside_the_citys_rate(city: City, signed_in: Any, capsys: Any) -> None:
    for community in communities(city, 3, city.gaoting):
        honour(city, community)
    found = rows(evaluated(capsys, "--on", "2002-06-30"), "T4")
    assert (found["岱山县"]["bound"], found["岱山县"]["numerator"], found["岱山县"]["denominator"]) == (False, 3, 3)
    assert (found["舟山市"]["territory"], found["舟山市"]["numerator"], found["舟山市"]["denominator"]) == (
        "330900",
        0,
        3,
    )
    behind = signed_in(city.auditor).get("/board/T4/", {"on": "2002-06-30"}).context["rows"]
    assert {row.result.name for row in behind} == {"东山社区", "留方社区", "中洲社区"}


def test_a_moved_community_counts_where_it_stood(city: City, capsys: Any) -> None:
    honour(city, city.dongshan)
    first = city.dongshan.placements.get()
    first.valid_to = datetime.date(2013, 8, 29)
    city.keep(first)
    city.keep(CommunityPlacement(community=city.dongshan, street=city.shenjiamen, valid_from="2013-08-29"))
    eve, day = evaluated(capsys, "--on", "2013-08-28"), evaluated(capsys, "--on", "2013-08-29")
    assert (rows(eve, "T4")["定海区"]["numerator"], rows(eve, "T4")["普陀区"]["numerator"]) == (1, 0)
    assert (rows(day, "T4")["定海区"]["numerator"], rows(day, "T4")["普陀区"]["numerator"]) == (0, 1)
    assert rows(eve, "T4")["舟山市"]["denominator"] == rows(day, "T4")["舟山市"]["denominator"] == 3


@pytest.mark.parametrize(
    ("households", "state", "distance"),
    [
        (2499, "unmet", -1),
        (2500, "met", 0),
        (5000, "met", 0),
        (5001, "unmet", 1),
        (None, "missing", None),
        (0, "unmet", -2500),
    ],
)
def test_n01_at_its_bounds(city: City, capsys: Any, households: Any, state: str, distance: Any) -> None:
    figures = city.keep(CommunityFigures(community=city.dongshan, counted_on="2002-06-30", households=households))
    found = evaluated(capsys, "--on", "2002-06-30", "--standard", "N01", "--units")
    [unit] = [unit for unit in found["units"] if unit["name"] == "东山社区"]
    evidence = [["communities.communityfigures", figures.pk]] if households is not None else []
    assert unit == {
        "standard": "N01",
        "unit": "330902003005",
        "name": "东山社区",
        "bound": True,
        "state": state,
        "measured": households,
        "threshold": [2500, 5000],
        "distance": distance,
        "unit_of_measure": "户",
        "evidence": evidence,
        "generated": False,
    }
    assert found["norms"][0]["counts"][state] >= 1
    assert found["targets"] == []


def test_the_basis_decides_by_its_day(city: City, capsys: Any) -> None:
    city.keep(CommunityFigures(community=city.dongshan, counted_on="2002-06-30", households=1500))

    def state(day: str, basis: str) -> str:
        found = evaluated(capsys, "--on", day, "--basis", basis, "--units", "--standard", "N01")
        return next(unit["state"] for unit in found["units"] if unit["name"] == "东山社区")

    assert state("2025-12-31", "directive-2002") == "unmet"
    assert state("2025-12-31", "law-1989") == "unmet"
    assert state("2025-12-31", "law-2026") == "not_applicable"
    assert state("2026-01-01", "law-2026") == "met"
    assert state("2026-01-01", "law-1989") == "not_applicable"


def test_safe_estates(city: City, capsys: Any) -> None:
    estates = [city.keep(Estate(community=city.dongshan, name=f"{n}小区", completed_on="2001-01-01")) for n in range(5)]
    for estate in estates[:3]:
        honour(city, estate, kind="safe")
    found = rows(evaluated(capsys, "--on", "2002-06-30"), "T7")
    assert (found["定海区"]["numerator"], found["定海区"]["denominator"], found["定海区"]["state"]) == (3, 5, "met")
    assert (found["普陀区"]["rate"], found["普陀区"]["state"]) == (None, "not_applicable")


def test_a_threshold_edited_in_the_back_office_is_followed_at_once(city: City, signed_in: Any) -> None:
    honour(city, city.dongshan)
    client = signed_in(city.administrator)

    def state() -> str:
        board = client.get("/board/", {"on": "2002-06-30"}).context["board"]
        return board.rate("T4", board.territory("330902")).state

    assert state() == "met"
    threshold = Threshold.objects.get(standard="T4")
    data = {
        "standard": "T4",
        "basis": "directive-2002",
        "low": "0.60",
        "high": "",
        "due_on": "2002-06-30",
        "source_document": "测试",
        "valid_from": "2002-06-24",
        "valid_to": "",
    }
    answer = client.post(f"/admin/reporting/threshold/{threshold.pk}/change/", data)
    assert answer.status_code == 302, answer.context["errors"]
    assert state() == "unmet"
    line = Change.objects.first()
    assert (line.model, line.source, line.before["low"]) == ("reporting.threshold", "admin", "0.4500")


def test_thresholds_do_not_overlap_and_make_sense(city: City, signed_in: Any) -> None:
    client = signed_in(city.administrator)
    base = {
        "standard": "T4",
        "basis": "directive-2002",
        "low": "0.5",
        "high": "",
        "source_document": "x",
        "valid_to": "",
    }
    for wrong in (
        {"valid_from": "2010-01-01"},
        {"valid_from": "2010-01-01", "valid_to": "2009-01-01", "basis": "law-2018"},
        {"low": "45", "basis": "law-2018"},
        {"standard": "N01", "low": "5000", "high": "2500", "basis": "law-2018"},
        {"standard": "N01", "low": "5000", "basis": "law-2018"},
    ):
        answer = client.post("/admin/reporting/threshold/add/", {**base, **wrong})
        assert answer.status_code == 200, wrong
        assert answer.context["errors"]
    assert Threshold.objects.filter(standard__in=("T4", "T5", "T7", "N01")).count() == 6


def test_each_person_sees_own_ground_only(city: City, signed_in: Any) -> None:
    honour(city, city.dongshan)
    honour(city, city.liufang)
    clerk = signed_in(city.clerk).get("/board/", {"on": "2002-06-30"})
    assert clerk.status_code == 200
    text = clerk.content.decode()
    assert "东山社区" in text
    for foreign in ("留方社区", "昌国街道", "330903", "舟山市 "):
        assert foreign not in text
    assert [row.name for row, _cells in clerk.context["table"]] == ["环南街道", "东山社区"]
    officer = signed_in(city.officer).get("/board/", {"on": "2002-06-30"})
    assert {row.name for row, _cells in officer.context["table"]} == {"定海区", "环南街道", "昌国街道"}
    for user, codes in (
        (city.clerk, ("330900", "330902", "330903", "330902002", "nosuch")),
        (city.officer, ("330900", "330903", "330903001")),
    ):
        for code in codes:
            for path in ("/board/", "/board/T4/"):
                assert signed_in(user).get(path, {"territory": code}).status_code == 404, (user, code)
    assert signed_in(city.nobody).get("/board/").status_code == 403
    worker = person("he", "何专职", city.administrator)
    duty(worker, "reads", "community", city.dongshan, city.administrator)
    page = signed_in(worker).get("/board/", {"on": "2002-06-30"})
    assert [row.name for row, _cells in page.context["table"]] == ["东山社区"]


def test_a_community_that_moved_away_is_the_new_streets_to_see(city: City, signed_in: Any) -> None:
    first = city.dongshan.placements.get()
    first.valid_to = datetime.date(2013, 8, 29)
    city.keep(first)
    city.keep(CommunityPlacement(community=city.dongshan, street=city.changguo, valid_from="2013-08-29"))
    page = signed_in(city.clerk).get("/board/", {"on": "2013-08-28"})
    assert "东山社区" not in page.content.decode()
    assert "1" in page.context["problems"][0].replace("2013-08-28", "")
    board = Board(datetime.date(2013, 8, 28), user=city.clerk)
    assert list(board.results(board.start(), ("T4",))) == []
    officer = signed_in(city.officer).get("/board/", {"on": "2013-08-28", "territory": "330902003"})
    assert "东山社区" in officer.content.decode()


def test_drill_down_to_the_rows_behind_the_figure(city: City, signed_in: Any) -> None:
    held = honour(city, city.dongshan)
    client = signed_in(city.auditor)
    assert "territory=330902" in client.get("/board/?on=2002-06-30").content.decode()
    assert "territory=330902003" in client.get("/board/?on=2002-06-30&territory=330902").content.decode()
    assert f"/community/{city.dongshan.pk}/" in client.get("/board/?on=2002-06-30&territory=330902003").content.decode()
    page = client.get("/board/T4/?on=2002-06-30&territory=330902003&state=met").content.decode()
    assert f"/r/communities/honour/{held.pk}/" in page
    assert client.get(f"/r/communities/honour/{held.pk}/").status_code == 200
    assert client.get("/board/T99/").status_code == 404


def test_a_day_before_any_data_and_a_day_that_is_none(city: City, signed_in: Any) -> None:
    client = signed_in(city.administrator)
    page = client.get("/board/?on=1990-01-01")
    assert page.status_code == 200
    assert "1990-01-01" in page.context["problems"][0]
    page = client.get("/board/?on=2002-02-30&basis=nosuch&territory=330902")
    assert page.status_code == 200
    assert len(page.context["problems"]) == 2
    for wrong in (["--on", "2002-02-30"], ["--basis", "nosuch"], ["--territory", "nosuch"], ["--standard", "T99"]):
        with pytest.raises(CommandError) as caught:
            call_command("evaluate", *wrong)
        assert caught.value.returncode == 1


def test_the_board_as_a_sheet_says_what_the_screen_says(city: City, signed_in: Any) -> None:
    honour(city, city.dongshan, generated=["awarded_on"])
    client = signed_in(city.administrator)
    answer = client.get("/board/?on=2002-06-30&format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    [line] = [line for line in lines if line[0] == "定海区" and line[3] == "T4"]
    assert line[5:10] == [1, 2, 0, 0, 50]
    assert line[11] == "达标"
    assert line[13] == 1
    [county] = [line for line in lines if line[0] == "岱山县" and line[3] == "T4"]
    assert county[2] == "参照执行"
    text = b"".join(client.get("/board/?on=2002-06-30&format=csv").streaming_content).decode("utf-8-sig")
    assert "定海区" in text
    units = client.get("/board/T4/?on=2002-06-30&format=csv")
    assert "东山社区" in b"".join(units.streaming_content).decode("utf-8-sig")


def test_evaluate_says_what_the_board_says(city: City, signed_in: Any, capsys: Any) -> None:
    honour(city, city.dongshan)
    found = evaluated(capsys, "--on", "2002-06-30")
    page = signed_in(city.administrator).get("/board/?on=2002-06-30")
    for row, cells in page.context["table"]:
        for judged, rate in cells:
            if judged.standard.kind == "target":
                told = rows(found, judged.standard.code)[row.name]
                assert (told["numerator"], told["denominator"], told["missing"], told["state"]) == (
                    rate.numerator,
                    rate.denominator,
                    rate.missing,
                    rate.state,
                )


def test_the_curve_agrees_with_the_board_on_every_day(city: City) -> None:
    first = city.dongshan.placements.get()
    first.valid_to = datetime.date(2003, 3, 1)
    city.keep(first)
    city.keep(CommunityPlacement(community=city.dongshan, street=city.shenjiamen, valid_from="2003-03-01"))
    city.zhongzhou.closed_on = "2003-05-01"
    city.keep(city.zhongzhou)
    honour(city, city.dongshan, "2002-06-20", withdrawn_on="2003-06-01")
    honour(city, city.dongshan, "2003-05-15")
    honour(city, city.liufang, None, withdrawn_on="2004-01-01")
    estate = city.keep(Estate(community=city.dongshan, name="甲小区", completed_on="2002-12-01"))
    honour(city, estate, "2003-01-01", kind="safe")
    day = datetime.date(2002, 5, 1)
    curves = {code: standards.find(code).curve() for code in ("T4", "T7")}
    while day < datetime.date(2004, 2, 1):
        counted: dict[tuple[str, int], Tally] = {}
        for (district, _street, _community), counts in Judging(day, codes=curves).tallies().items():
            for code, tally in counts.items():
                counted[code, district] = counted.get((code, district), Tally()) + tally
        for code, by_district in curves.items():
            for district in (city.dinghai, city.putuo):
                points = [point for point in by_district.get(district.pk, []) if point.day <= day]
                drawn = points[-1] if points else None
                rate = counted.get((code, district.pk), Tally()).rate()
                assert (rate.numerator, rate.denominator, rate.missing) == (
                    (drawn.numerator, drawn.denominator, drawn.missing) if drawn else (0, 0, 0)
                ), (code, district, day)
            bound = summed([points for key, points in by_district.items() if key != city.daishan.pk])
            total = [point for point in bound if point.day <= day]
            of_city = sum(
                tally.units for (each, key), tally in counted.items() if each == code and key != city.daishan.pk
            )
            assert (total[-1].denominator if total else 0) == of_city
        day += datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("n", "total", "missing", "threshold", "state", "short"),
    [
        (0, 0, 0, "0.45", "not_applicable", 0),
        (9, 20, 0, "0.45", "met", 0),
        (8, 20, 1, "0.45", "missing", 1),
        (8, 20, 0, "0.45", "unmet", 1),
        (1, 3, 0, "0.3333", "met", 0),
        (0, 3, 3, "0.6", "missing", 2),
        (0, 3, 1, "0.6", "unmet", 2),
        (3, 3, 0, None, "not_applicable", 0),
    ],
)
def test_states_of_a_rate(n: int, total: int, missing: int, threshold: Any, state: str, short: int) -> None:
    rate = Rate(n, total, missing, Decimal(threshold) if threshold else None)
    assert (rate.state, rate.short_by) == (state, short)
