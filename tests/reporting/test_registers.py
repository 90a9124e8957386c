"""The battery over the register of exemptions."""

from typing import Any

from reporting.models import Exemption
from tests.battery import RegisterBattery, later
from tests.people import City
from zhoushan_community.base.registers import find


class TestExemption(RegisterBattery):
    """Only the city grants them; a foreign unit cannot be posted, because there is none."""

    register = find("reporting.exemption")
    keeper = "administrator"

    def person(self, city: City, name: str) -> Any:
        return {"stranger": city.next_clerk, "reader": city.clerk}.get(name) or super().person(city, name)

    def make(self, city: City, n: int, ground: str = "own") -> Exemption:
        community = city.dongshan if ground == "own" else city.liufang
        return Exemption(
            standard="N01", community=community, reason="海岛社区", document_no=f"舟民〔2002〕{n}号", approver="王局长",
            valid_from=later(2 * n), valid_to=later(2 * n + 1),
        )  # fmt: skip

    test_the_list_shows_own_rows_only = None
    test_a_foreign_parent_is_refused = None
    test_a_sheet_cannot_reach_a_strangers_row = None
