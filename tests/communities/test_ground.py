"""Units that move, close and share names; figures that are unknown."""

import datetime
from typing import Any

import pytest

from communities.models import Community, CommunityFigures, CommunityPlacement, Honour, Street, StreetFigures
from tests.battery import posted
from tests.people import City
from zhoushan_community.base import changes
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.models import Change

MOVE = datetime.date(2013, 8, 29)
EVE = MOVE - datetime.timedelta(days=1)


def move(city: City, signed_in: Any, on: datetime.date = MOVE) -> Any:
    """The officer moves 东山 from 环南 to 昌国."""
    data = {"community": city.dongshan.pk, "street": city.changguo.pk, "valid_from": on.isoformat()}
    return signed_in(city.officer).post("/r/communities/communityplacement/add/", data)


def where(city: City, day: datetime.date) -> str:
    return Community.objects.visible_to(city.administrator).as_of(day).get(pk=city.dongshan.pk).street_name


def test_a_moved_community_stands_under_the_old_street_before_that_day(city: City, signed_in: Any) -> None:
    assert move(city, signed_in).status_code == 302
    assert where(city, EVE) == "环南街道"
    assert where(city, MOVE) == "昌国街道"
    city.dongshan.refresh_from_db()
    assert city.dongshan.street == city.changguo
    before, after = city.dongshan.placements.order_by("valid_from")
    assert (before.valid_to, after.valid_from) == (MOVE, MOVE)


def test_the_ground_goes_with_the_community(city: City, signed_in: Any) -> None:
    move(city, signed_in)
    assert signed_in(city.clerk).get(f"/community/{city.dongshan.pk}/").status_code == 404
    assert signed_in(city.next_clerk).get(f"/community/{city.dongshan.pk}/").status_code == 200


def test_a_move_is_taken_back_whole(city: City, signed_in: Any) -> None:
    move(city, signed_in)
    batch = Change.objects.first().batch
    changes.undo(batch, Origin(city.administrator, Source.UNDO))
    city.dongshan.refresh_from_db()
    assert city.dongshan.street == city.huannan
    assert city.dongshan.placements.get().valid_to is None
    assert where(city, MOVE) == "环南街道"


def test_a_community_stands_in_one_street_at_a_time(city: City, signed_in: Any) -> None:
    move(city, signed_in)
    answer = move(city, signed_in, on=datetime.date(2010, 1, 1))
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert city.dongshan.placements.count() == 2


def test_a_move_in_the_future_waits(city: City, signed_in: Any) -> None:
    answer = move(city, signed_in, on=datetime.date(2999, 1, 1))
    assert "valid_from" in answer.context["form"].errors


def test_two_communities_share_a_name_in_two_streets(city: City) -> None:
    city.keep(Community(street=city.changguo, name="东山社区"))
    assert Community.objects.visible_to(city.administrator).filter(name="东山社区").count() == 2


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "东山社区"}, "__all__"),
        ({"code": "330902003005"}, "__all__"),
        ({"code": "33090200300"}, "code"),
        ({"code": "330903003009"}, "code"),
        ({"founded_on": "2002-06-30", "closed_on": "2002-06-30"}, "__all__"),
        ({"founded_on": "2999-01-01"}, "founded_on"),
        ({"founded_on": "2002-02-30"}, "founded_on"),
        ({"area_m2": "-5"}, "area_m2"),
        ({"area_m2": "很大"}, "area_m2"),
        ({"name": ""}, "name"),
        ({"street": "99999999"}, "street"),
    ],
)
def test_what_is_impossible_is_refused_and_keeps_what_was_typed(
    city: City, signed_in: Any, changed: dict, field: str
) -> None:
    data = {"street": city.huannan.pk, "name": "新社区", "bounds_text": "东至环城路", **changed}
    count = Community.unscoped.count()
    answer = signed_in(city.clerk).post("/r/communities/community/add/", data)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert "东至环城路" in answer.content.decode()
    assert Community.unscoped.count() == count


def test_a_closed_street_takes_no_new_community(city: City, signed_in: Any) -> None:
    closed = Street(district=city.dinghai, name="解放街道", valid_to=MOVE)
    city.keep(closed)
    form = signed_in(city.officer).get("/r/communities/community/add/").context["form"]
    assert closed not in form.fields["street"].queryset
    with pytest.raises(Exception, match="解放街道"):
        Community(street=closed, name="新社区", founded_on=MOVE).full_clean()


def test_an_award_outside_the_communitys_life_is_refused(city: City, signed_in: Any) -> None:
    data = {"kind": "civilized", "level": "municipal", "community": city.dongshan.pk, "awarded_on": "2001-01-01"}
    answer = signed_in(city.clerk).post("/r/communities/honour/add/", data)
    assert "awarded_on" in answer.context["form"].errors
    assert "2002-06-01" in answer.content.decode()


def test_an_honour_has_one_holder(city: City, signed_in: Any) -> None:
    answer = signed_in(city.clerk).post("/r/communities/honour/add/", {"kind": "civilized", "level": "municipal"})
    assert answer.context["form"].errors
    assert not Honour.unscoped.exists()


def test_an_unknown_figure_does_not_hide_an_older_known_one(city: City) -> None:
    city.keep(CommunityFigures(community=city.dongshan, counted_on="2002-06-30", households=2309, population=6364))
    city.keep(CommunityFigures(community=city.dongshan, counted_on="2003-06-30", population=6400))
    row = Community.objects.visible_to(city.clerk).as_of(datetime.date(2004, 1, 1)).get(pk=city.dongshan.pk)
    assert (row.households, row.population, row.buildings) == (2309, 6400, None)
    row = Community.objects.visible_to(city.clerk).as_of(datetime.date(2002, 6, 29)).get(pk=city.dongshan.pk)
    assert row.households is None


def test_a_moved_placement_counts_for_its_own_days_only(city: City) -> None:
    gap = CommunityPlacement.unscoped.get(community=city.dongshan)
    gap.valid_to = datetime.date(2005, 1, 1)
    city.keep(gap)
    assert where(city, datetime.date(2006, 1, 1)) == "环南街道"


def test_the_census_adds_up_at_the_foot_of_the_list(city: City, signed_in: Any) -> None:
    for street, population in ((city.huannan, 23811), (city.changguo, 25672), (city.shenjiamen, 40000)):
        city.keep(StreetFigures(street=street, counted_on="2000-11-01", basis="五普", population=population))
    page = signed_in(city.officer).get("/r/communities/streetfigures/", {"basis": "五普"})
    assert page.context["totals"]["population"] == 49483
    assert "49,483" in page.content.decode()


def test_odd_addresses_get_a_plain_answer(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    for query in (
        "on=2002-02-30",
        "on=morgen",
        "unit=street-x",
        "unit=moon-1",
        "unit=street-999999999999999999",
        "page=x",
        "size=7",
        "sort=nosuch",
        "founded_on_min=x",
        "q=%00",
        f"unit=street-{city.changguo.pk}",
    ):
        answer = client.get(f"/r/communities/community/?{query}")
        assert answer.status_code == 200, query
    assert "2002-02-30" in client.get("/r/communities/community/?on=2002-02-30").content.decode()
    for path in ("/r/communities/nosuch/", "/r/nosuch/community/", "/r/communities/community/99999999999999999999/"):
        assert client.get(path).status_code == 404, path


def test_posted_versions_cannot_be_bent(city: City, signed_in: Any) -> None:
    for version in ("", "x", "-1", "99"):
        data = {**posted(city.dongshan), "version": version, "name": "改名社区"}
        answer = signed_in(city.clerk).post(f"/r/communities/community/{city.dongshan.pk}/edit/", data)
        assert answer.status_code in (200, 409), version
    city.dongshan.refresh_from_db()
    assert city.dongshan.name == "东山社区"
