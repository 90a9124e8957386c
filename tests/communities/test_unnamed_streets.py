"""Sheets in which no street is written: whoever enters for one street need not say it in every row."""

from typing import Any

from communities.models import Community, Estate
from tests.people import City


def test_a_clerk_of_one_street_need_not_write_it(city: City, enter: Any) -> None:
    """The template says of the street that it may stay empty."""
    plan = enter("communities.estate", city.clerk, "社区,小区,户数", "东山社区,新苑,120")
    assert plan.counts["create"] == 1
    assert Estate.unscoped.get().community == city.dongshan
    plan = enter("communities.community", city.clerk, "社区名称,户数", "东山社区,2309", "测试一社区,2500")
    assert (plan.counts["update"], plan.counts["create"]) == (1, 1)
    assert Community.unscoped.get(name="测试一社区").street == city.huannan
    plan = enter("communities.estate", city.clerk, "社区,小区,户数", "留方社区,别苑,120")
    [told] = [(m["cell"], m["code"]) for row in plan.rows for m in row.messages]
    assert told == ("A2", "unknown_community")


def test_a_name_that_stands_in_two_streets_needs_its_street(city: City, enter: Any) -> None:
    city.keep(Community(street=city.changguo, name="东山社区"))
    plan = enter("communities.estate", city.officer, "社区,小区,户数", "东山社区,新苑,120", "留方社区,别苑,90")
    assert [(m["cell"], m["code"]) for row in plan.rows for m in row.messages] == [("A2", "ambiguous_parent")]
    plan = enter("communities.estate", city.officer, "街道,社区,小区", "昌国街道,东山社区,新苑", "昌国街道,留方社区,苑")
    assert plan.counts["create"] == 2
    plan = enter("communities.community", city.officer, "社区名称,户数", "新设社区,2500")
    assert [m["code"] for row in plan.rows for m in row.messages] == ["missing_parent"]


def test_a_row_with_a_wrong_cell_is_told_at_once_that_its_community_is_unknown(city: City, enter: Any) -> None:
    plan = enter("communities.estate", city.clerk, "街道,社区,小区,户数", "环南街道,留方社区,别苑,不详")
    assert [(m["cell"], m["code"]) for row in plan.rows for m in row.messages] == [
        ("D2", "not_a_number"),
        ("B2", "unknown_community"),
    ]
    # A place that could be read, with a remark, says as much; of one that could not nothing is told twice.
    plan = enter(
        "communities.estate",
        city.clerk,
        "街道,社区,小区,户数",
        "環南街道,留方社区,别苑,不详",
        "无此街道,留方社区,苑,无",
    )
    assert {(m["cell"], m["code"]) for row in plan.rows for m in row.messages} == {
        ("A2", "traditional_name"),
        ("B2", "unknown_community"),
        ("D2", "not_a_number"),
        ("A3", "unknown_street"),
        ("D3", "not_a_number"),
    }
