"""Premises, handovers, layout plans and the steps of adjustments: what is refused, what is taken, what is shown."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from communities.models import (
    Adjustment,
    AdjustmentShare,
    AdjustmentStep,
    Estate,
    Handover,
    Honour,
    LayoutPlan,
    Premises,
    ResidentsCommittee,
)
from tests.battery import DAY, Enter, later, refusal, told
from tests.people import City

URL = "/r/communities/adjustment/"


def premises(city: City, **values: Any) -> Premises:
    said = {"community": city.dongshan, "address": "东山路8号", "use": "office", "origin": "public", **values}
    return Premises(**said)


def merger(city: City, title: str = "海山居委会并入东山社区", effective_on: datetime.date = DAY) -> Adjustment:
    found = Adjustment.unscoped.filter(title=title).first()
    return found or city.keep(Adjustment(district=city.dinghai, kind="merge", title=title, effective_on=effective_on))


def handover(city: City, **values: Any) -> Handover:
    committee = ResidentsCommittee.unscoped.filter(name="海山居委会").first()
    committee = committee or city.keep(ResidentsCommittee(street=city.huannan, name="海山居委会"))
    said = {"adjustment": merger(city), "from_committee": committee, "to_community": city.dongshan}
    share = AdjustmentShare.unscoped.filter(**said).first() or city.keep(AdjustmentShare(**said))
    return Handover(**{"share": share, "kind": "funds", "subject": "账户结余", **values})


def plan(city: City, **values: Any) -> LayoutPlan:
    return LayoutPlan(**{"district": city.dinghai, "number": 1, **values})


IMPOSSIBLE = {
    "given up before they were held": lambda city: premises(city, held_from=DAY, held_to=DAY),
    "premises of less than nothing": lambda city: premises(city, floor_area_m2=-1),
    "a title transferred to nobody": lambda city: premises(city, transferred_on=DAY),
    "staff in yuan": lambda city: handover(city, kind="staff", unit="yuan"),
    "less than no room": lambda city: handover(city, kind="premises", amount=-1),
    "settled nowhere": lambda city: handover(city, settled_on=DAY),
    "nobody's plan": lambda city: plan(city, district=None),
    "a plan of two": lambda city: plan(city, street=city.huannan),
    "passed on no day": lambda city: plan(city, state="passed"),
    "reviewed before it was drawn": lambda city: plan(city, drawn_on=DAY, reviewed_on=later(-1)),
}


@pytest.mark.parametrize("make", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_the_impossible_is_refused_in_words_and_by_the_database(city: City, signed_in: Any, make: Any) -> None:
    assert refusal(signed_in(city.officer), make(city))
    with pytest.raises(IntegrityError), transaction.atomic():
        city.keep(make(city))


POSSIBLE = {
    "premises of which little is known": premises,
    "a title transferred": lambda city: premises(city, title_holder="committee", transferred_on=DAY),
    "a property-management house": lambda city: premises(city, property_management=True),
    "a debt": lambda city: handover(city, amount="-120.50"),
    "rooms by number": lambda city: handover(city, kind="premises", unit="rooms", amount=3),
    "settled": lambda city: handover(city, destination="东山社区居委会", settled_on=DAY),
    "a draft": plan,
    "a plan of a street": lambda city: plan(city, district=None, street=city.huannan),
}


@pytest.mark.parametrize("make", POSSIBLE.values(), ids=POSSIBLE)
def test_the_unknown_and_the_unusual_are_taken(city: City, signed_in: Any, make: Any) -> None:
    assert refusal(signed_in(city.officer), make(city)) == ""


TWICE = {"a handover": handover, "a version of a plan": plan, "premises of one address": premises}


@pytest.mark.parametrize("make", TWICE.values(), ids=TWICE)
def test_nothing_is_entered_twice(city: City, signed_in: Any, make: Any) -> None:
    city.keep(make(city))
    assert refusal(signed_in(city.officer), make(city))


def test_an_address_may_be_held_again(city: City, signed_in: Any) -> None:
    city.keep(premises(city, held_to=DAY))
    assert refusal(signed_in(city.clerk), premises(city, held_from=DAY, use="service")) == ""


def test_a_handover_is_counted_as_its_kind_is(city: City, signed_in: Any) -> None:
    client = signed_in(city.officer)
    for kind, unit in (("staff", "persons"), ("funds", "yuan"), ("premises", "m2")):
        assert refusal(client, handover(city, kind=kind, amount=1)) == ""
        assert Handover.unscoped.get(kind=kind).unit == unit


def test_an_adjustment_is_as_far_as_its_steps(city: City, signed_in: Any) -> None:
    client = signed_in(city.officer)
    new, old = merger(city), merger(city, "旧合并", later(-900))
    for step, day in (("approved", later(2)), ("proposed", DAY), ("announced", later(9))):
        city.keep(AdjustmentStep(adjustment=new, step=step, done_on=day))

    def states(day: datetime.date) -> dict[str, str | None]:
        page = client.get(URL, {"on": day.isoformat()}).context["page"]
        return {row.title: row.get_state_display() for row in page}

    assert states(later(-1)) == {new.title: None, old.title: "已生效"}
    assert states(DAY)[new.title] == "街道提出"
    # What was approved stays so, whatever order the steps were entered in; the day in effect is a step of its own.
    assert states(later(5))[new.title] == "政府批准"
    assert states(later(30))[new.title] == "已公告"
    assert "政府批准" in client.get(f"{URL}{new.pk}/", {"on": later(5).isoformat()}).content.decode()
    assert refusal(client, AdjustmentStep(adjustment=new, step="approved", done_on=later(3)))


def test_a_sheet_of_handovers_names_who_gave_to_whom(city: City, enter: Enter) -> None:
    share = handover(city).share
    heads = "区,由何处到何处,人财物,移交内容,数额,计量单位,去向,移交日期"
    rows = (
        "定海区,海山居委会→东山社区,资金,账户结余,12500.50,元,东山社区居委会,2002-06-01",
        "定海区,海山居委会 → 东山社区,人员,居委会主任,1,,,",
    )
    assert told(enter("communities.handover", city.officer, heads, *rows)) == []
    assert list(Handover.unscoped.order_by("kind").values_list("share", "kind", "unit", "destination")) == [
        (share.pk, "funds", "yuan", "东山社区居委会"),
        (share.pk, "staff", "persons", ""),
    ]
    wrong = (
        "定海区,无此居委会 → 东山社区,资金,账户结余,1,元,,",
        "定海区,海山居委会 → 东山社区,人员,会计,1,元,,",
        "定海区,海山居委会 → 东山社区,房产物资,旧房,-3,间,,",
    )
    cells = [cell for cell, _text in told(enter("communities.handover", city.officer, heads, *wrong))]
    assert cells == ["B2", "F3", "E4"]


def test_an_honour_is_its_estates_where_one_is_named(city: City, enter: Enter) -> None:
    estate = city.keep(Estate(community=city.dongshan, name="东山花园"))
    heads = "街道,社区,住宅小区,荣誉,级别,称号,授予日期"
    rows = (
        "环南街道,东山社区,东山花园,安全小区,市级,安全小区,2002-06-01",
        "环南街道,东山社区,,文明社区,市级,文明社区,2002-06-01",
    )
    assert told(enter("communities.honour", city.clerk, heads, *rows)) == []
    assert list(Honour.unscoped.order_by("pk").values_list("community", "estate")) == [
        (None, estate.pk),
        (city.dongshan.pk, None),
    ]
    plan = enter("communities.honour", city.clerk, heads, rows[0].replace("东山花园", "无此小区"))
    assert told(plan) == [("C2", "此处没有“无此小区”。")]
