"""A street, or every street of a district, as the source of an adjustment: all of it goes at once."""

from typing import Any

import pytest

from communities.models import Adjustment, AdjustmentShare, Community, Street
from tests.people import City
from zhoushan_community.base import changes

from .test_cases import NEW, administrator, drafted, figures, neighbour, posted, take

LAST = "2003-07-01"


@pytest.fixture
def town(city: City) -> City:
    """石礁乡 with two communities, which is to go into 环南."""
    street = city.keep(Street(district=city.dinghai, name="石礁乡", kind="township"))
    for name, households in (("石礁社区", 600), ("毛峙社区", 800)):
        figures(city, neighbour(city, name, street), households, 3 * households)
    figures(city, neighbour(city), 1500, 4000)
    return city


def named(city: City, **values: Any) -> dict[str, Any]:
    """石礁乡 moves into 环南街道 as a whole."""
    street = Street.unscoped.get(name="石礁乡")
    said = {
        "kind": "move", "title": "撤销石礁乡", "community_0": "", "community_1": "", "new_0_name": "", "street": "",
        "new_0_street": "", "lines_whole": 1, "whole_0": street.pk, "to_street": city.huannan.pk,
    }  # fmt: skip
    return {**said, **values}


def told(answer: Any) -> str:
    assert answer.status_code == 400
    return str(answer.context["form"].errors)


def test_a_street_goes_into_another_with_all_its_communities(town: City, signed_in: Any) -> None:
    officer, bureau = signed_in(town.officer), signed_in(town.administrator)
    case = drafted(town, officer, **named(town))
    shares = AdjustmentShare.unscoped.filter(adjustment=case).order_by("from_community__name")
    assert {(str(share.source), str(share.target), share.extent, share.households) for share in shares} == {
        ("毛峙社区", "环南街道", "whole", 800),
        ("石礁社区", "环南街道", "whole", 600),
        ("石礁乡", "环南街道", "whole", None),
    }
    shown = officer.get(f"/adjustments/{case.pk}/")
    assert shown.context["page"].sums == {"households": 1400, "population": 4200}
    # Changed once more, the draft still names the street, not its communities one by one.
    again = officer.get(f"{NEW}?replaces={case.pk}").context["form"]
    assert (again.lines["whole"], again.initial["whole_0"]) == (1, Street.unscoped.get(name="石礁乡"))
    assert "community_0" not in again.initial

    for step in ("proposed", "agreed", "examined"):
        take(officer, case, step)
    # A whole street is for the city to approve.
    take(signed_in(administrator(town)), case, "approved", document_no="1号")
    assert not case.steps.filter(step="approved").exists()
    take(bureau, case, "approved", document_no="舟政发〔2003〕1号")
    take(officer, case, "announced", "2003-06-10")
    assert officer.post(f"/adjustments/{case.pk}/effect/").status_code == 302
    street = Street.unscoped.get(name="石礁乡")
    assert str(street.valid_to) == LAST
    for community in Community.unscoped.filter(name__in=("石礁社区", "毛峙社区")):
        assert community.street == town.huannan
        assert [str(row.street) for row in community.placements.order_by("valid_from")] == ["石礁乡", "环南街道"]
    bureau.post(f"/adjustments/{case.pk}/undo/", {"reason": "文件有误"})
    assert Community.unscoped.filter(street=street).count() == 2
    assert changes.verify() == []


def test_the_communities_of_a_street_become_one(town: City, signed_in: Any) -> None:
    values = named(town, kind="boundary", to_street="", new_0_name="石礁新社区", new_0_street=town.huannan.pk)
    case = drafted(town, signed_in(town.officer), **values)
    shares = AdjustmentShare.unscoped.filter(adjustment=case)
    assert {(str(share.source), str(share.target), share.households) for share in shares} == {
        ("毛峙社区", "石礁新社区", 800),
        ("石礁社区", "石礁新社区", 600),
    }


def test_the_whole_district_is_every_street_of_it(town: City, signed_in: Any) -> None:
    values = named(town, lines_whole=0, whole_0="", add="district", save="")
    form = signed_in(town.administrator).post(NEW, posted(town, **values)).context["form"]
    assert [str(Street.unscoped.get(pk=form[f"whole_{n}"].value())) for n in range(form.lines["whole"])] == [
        "石礁乡",
        "昌国街道",
    ]
    # It is the city's to ask; within one district the streets are named one by one.
    officer = signed_in(town.officer)
    assert officer.post(NEW, posted(town, **values)).context["form"].lines["whole"] == 0
    assert 'value="district"' not in officer.get(NEW).content.decode()
    assert 'value="district"' in signed_in(town.administrator).get(NEW).content.decode()


def test_a_street_does_not_go_as_a_whole_while_one_of_it_is_in_another_case(town: City, signed_in: Any) -> None:
    officer = signed_in(town.officer)
    one = Community.unscoped.get(name="石礁社区")
    empty = {"community_1": "", "new_0_name": "", "new_0_street": ""}
    first = drafted(
        town, officer, kind="rename", title="石礁更名", new_name="新石礁社区", community_0=one.pk,
        effective_on="2003-09-01", **empty,
    )  # fmt: skip
    words = told(officer.post(NEW, posted(town, **named(town))))
    assert "石礁更名" in words and "石礁社区" in words
    assert Adjustment.unscoped.count() == 1
    officer.post(f"/adjustments/{first.pk}/back/", {"reason": "不再更名"})
    drafted(town, officer, **named(town))


def test_what_cannot_go_as_a_whole_is_refused(town: City, signed_in: Any) -> None:
    officer, street = signed_in(town.officer), Street.unscoped.get(name="石礁乡")
    one = Community.unscoped.get(name="石礁社区")
    refused = {
        "石礁社区已随石礁乡整体划转": {"community_0": one.pk},
        "不能划入自身": {"to_street": street.pk},
        "石礁乡整体划转只能有一个去向": {
            "kind": "boundary", "to_street": "", "new_0_name": "甲社区", "new_0_street": town.huannan.pk,
            "target_0": town.dongshan.pk,
        },
    }  # fmt: skip
    for words, values in refused.items():
        assert words in told(officer.post(NEW, posted(town, **named(town, **values))))
    # One of the same name stands in the other street already.
    figures(town, neighbour(town, "石礁社区"), 100, 300)
    assert "环南街道已有社区“石礁社区”" in told(officer.post(NEW, posted(town, **named(town))))
    assert not Adjustment.unscoped.exists()


def test_a_clerk_gives_the_own_street_alone(town: City, signed_in: Any) -> None:
    clerk = signed_in(town.clerk)
    values = named(town, kind="boundary", street=town.huannan.pk, to_street="", target_0=town.dongshan.pk)
    assert "whole_0" in told(clerk.post(NEW, posted(town, **values)))
    assert not Adjustment.unscoped.exists()
