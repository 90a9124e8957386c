"""Sheets whose rows name parents by their words, or belong to one of two holders."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from communities.models import Premises
from services.models import Facility
from tests.people import City
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.imports import sheet_for
from zhoushan_community.base.registers import find
from zhoushan_community.base.sheets.plan import Plan

DAY = datetime.date(2002, 6, 30)
Enter = Callable[..., Plan]


@pytest.fixture
def enter(tmp_path: Path) -> Enter:
    """Reads a sheet of these lines for the person and writes it when no row is wrong."""

    def entered(label: str, user: Any, *lines: str) -> Plan:
        path = tmp_path / "表.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        sheet = sheet_for(find(label), user, DAY)
        plan = sheet.plan(path)
        if not plan.counts["error"]:
            sheet.write(plan, Origin(user, Source.SHEET, "表"))
        return plan

    return entered


def told(plan: Plan) -> list[tuple[str, str]]:
    """Cell and words of every refusal."""
    return [(m["cell"], m["text"]) for row in plan.rows for m in row.messages if m["level"] == "error"]


HEADS = "区,街道,社区,类别,名称,房屋,建筑面积,启用日期"


def test_a_sheet_gives_rooms_to_communities_and_centres_to_streets(city: City, enter: Enter) -> None:
    premises = city.keep(Premises(community=city.dongshan, address="东山路8号", use="both", origin="new"))
    lines = [
        HEADS,
        "定海区,环南街道,东山社区,文体活动室,,东山路 8号,48平方米,2002-05-01",
        "定海区,环南街道,,社区服务中心,环南社区服务中心,,280,2002.6.1",
    ]
    assert told(enter("services.facility", city.clerk, *lines)) == []
    room, centre = Facility.unscoped.order_by("floor_area_m2")
    assert (room.community, room.street, room.premises, room.floor_area_m2) == (city.dongshan, None, premises, 48)
    assert str(room) == "东山社区文体活动室"
    assert (centre.community, centre.street, centre.opened_on) == (None, city.huannan, datetime.date(2002, 6, 1))
    again = enter("services.facility", city.clerk, *lines)
    assert again.counts == {"create": 0, "update": 0, "unchanged": 2, "error": 0}


def test_a_changed_parent_is_shown_by_its_words(city: City, enter: Enter) -> None:
    old, new = (
        city.keep(Premises(community=city.dongshan, address=address, use="both", origin="new"))
        for address in ("东山路8号", "东山路9号")
    )
    room = city.keep(Facility(community=city.dongshan, kind="office", premises=old))
    plan = enter("services.facility", city.clerk, HEADS, "定海区,环南街道,东山社区,办公室,,东山路9号,,")
    assert [row.before for row in plan.rows] == [{"premises": "东山路8号"}]
    room.refresh_from_db()
    assert room.premises == new


ODD = {
    "a room of a street": ("定海区,环南街道,,文体活动室,,,60,", "C2", "这类用房属于社区"),
    "a centre of a community": ("定海区,环南街道,东山社区,社区服务中心,,,300,", "B2", "社区服务中心由街道设立"),
    "nobody's": (",,,幼儿园,,,20,", "B2", "设施属于街道或者社区"),
    "premises that are not": ("定海区,环南街道,东山社区,办公室,,无此房,,", "F2", "“无此房”"),
    "premises of a stranger": ("定海区,环南街道,东山社区,办公室,,留方路1号,,", "F2", "“留方路1号”"),
    "less than nothing": ("定海区,环南街道,东山社区,办公室,,,-1,", "G2", ""),
    "foreign ground": ("定海区,昌国街道,留方社区,办公室,,,20,", "C2", "留方社区"),
    "a kind that is none": ("定海区,环南街道,东山社区,会所,,,20,", "D2", ""),
}


@pytest.mark.parametrize(("line", "cell", "words"), ODD.values(), ids=ODD)
def test_an_odd_row_is_refused_at_its_cell(city: City, enter: Enter, line: str, cell: str, words: str) -> None:
    city.keep(Premises(community=city.liufang, address="留方路1号", use="office", origin="rent"))
    plan = enter("services.facility", city.clerk, HEADS, line)
    assert [found for found, text in told(plan) if words in text] == [cell], told(plan)
    assert not Facility.unscoped.exists()


def test_a_space_under_the_limit_is_taken(city: City, enter: Enter) -> None:
    assert told(enter("services.facility", city.clerk, HEADS, "定海区,环南街道,东山社区,社区服务站,,,12,")) == []
