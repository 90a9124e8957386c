"""What the registers of services refuse, and what they take although it is short of a limit."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from communities.models import Community, Premises
from organizations.models import Department, ResidentUnit
from services.models import (
    Activity,
    CultureBrand,
    Facility,
    HealthCoverage,
    PreferentialPolicy,
    ServiceItem,
    SharedFacility,
    VolunteerTeam,
)
from tests.battery import DAY, later, refusal
from tests.people import City
from zhoushan_community.base import dated


def room(city: City, **values: Any) -> Facility:
    return Facility(**{"community": city.dongshan, "kind": "activity_room", "opened_on": DAY, **values})


def centre(city: City, **values: Any) -> Facility:
    return Facility(**{"street": city.huannan, "kind": "service_centre", "opened_on": DAY, **values})


def institution(city: City) -> Facility:
    return centre(city, kind="health_institution", name="卫生服务中心")


def item(city: City, provider: Facility, **values: Any) -> ServiceItem:
    said = {"name": "理发", "group": "elderly", "mode": "free", "organised_by": "volunteers", **values}
    return ServiceItem(provider=provider, **said)


def shared(city: City, **values: Any) -> SharedFacility:
    unit = ResidentUnit.unscoped.filter(name="一小").first()
    unit = unit or city.keep(ResidentUnit(community=city.dongshan, name="一小", kind="school"))
    return SharedFacility(**{"resident_unit": unit, "name": "操场", "kind": "activity", **values})


IMPOSSIBLE = {
    "nobody's facility": lambda city: room(city, community=None, kind="nursery"),
    "a facility of two": lambda city: room(city, street=city.huannan, kind="nursery"),
    "a room of a street": lambda city: centre(city, kind="activity_room"),
    "a centre of a community": lambda city: room(city, kind="service_centre"),
    "closed before it was opened": lambda city: room(city, closed_on=later(-1)),
    "less than no room": lambda city: room(city, floor_area_m2=-1),
    "a team ended before it began": lambda city: VolunteerTeam(
        community=city.dongshan, name="一队", valid_from=DAY, valid_to=DAY
    ),
    "shared no more before it was shared": lambda city: shared(city, opened=DAY, opened_until=later(-1)),
}


@pytest.mark.parametrize("make", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_the_impossible_is_refused_in_words_and_by_the_database(city: City, signed_in: Any, make: Any) -> None:
    assert refusal(signed_in(city.clerk), make(city))
    with pytest.raises(IntegrityError), transaction.atomic():
        city.keep(make(city))


POSSIBLE = {
    "a station under 30 m²": lambda city: room(city, kind="service_station", floor_area_m2=29),
    "an activity room under 50 m²": lambda city: room(city, floor_area_m2="49.99"),
    "a centre under 300 m²": lambda city: centre(city, floor_area_m2=1),
    "of unknown size and age": lambda city: room(city, opened_on=None),
    "older than its community": lambda city: room(city, opened_on=later(-4000)),
    "an institution of a community": lambda city: room(city, kind="health_institution"),
    "an institution of a street": institution,
    "a team of nobody yet": lambda city: VolunteerTeam(community=city.dongshan, name="一队", members_count=0),
    "a facility that is not open": shared,
    "an activity without a count": lambda city: Activity(
        community=city.dongshan, held_on=DAY, kind="culture", name="读书会"
    ),
}


@pytest.mark.parametrize("make", POSSIBLE.values(), ids=POSSIBLE)
def test_what_is_short_or_unknown_is_taken(city: City, signed_in: Any, make: Any) -> None:
    assert refusal(signed_in(city.clerk), make(city)) == ""


AT_ONE_TIME = {
    "a room": lambda city, start, end: room(city, opened_on=start, closed_on=end),
    "a centre": lambda city, start, end: centre(city, opened_on=start, closed_on=end),
    "a team": lambda city, start, end: VolunteerTeam(
        community=city.dongshan, name="一队", valid_from=start, valid_to=end
    ),
    "a brand": lambda city, start, end: CultureBrand(
        community=city.dongshan, name="渔歌", valid_from=start, valid_to=end
    ),
    "a service": lambda city, start, end: item(
        city, Facility.unscoped.first() or city.keep(centre(city, opened_on=None)), valid_from=start, valid_to=end
    ),
}


@pytest.mark.parametrize("make", AT_ONE_TIME.values(), ids=AT_ONE_TIME)
def test_one_name_stands_once_at_a_time(city: City, signed_in: Any, make: Any) -> None:
    city.keep(make(city, DAY, None))
    client = signed_in(city.clerk)
    assert refusal(client, make(city, later(30), None))
    assert refusal(client, make(city, None, later(30)))
    assert refusal(client, make(city, later(-30), DAY)) == ""


def test_the_same_service_may_be_offered_to_others(city: City, signed_in: Any) -> None:
    provider = city.keep(centre(city))
    city.keep(item(city, provider))
    assert refusal(signed_in(city.clerk), item(city, provider, group="disabled")) == ""


@pytest.mark.postgres
def test_the_database_knows_no_second_room_either(city: City) -> None:
    city.keep(room(city))
    city.keep(room(city, community=city.liufang))
    city.keep(room(city, opened_on=later(-30), closed_on=DAY))
    with pytest.raises(IntegrityError), transaction.atomic():
        city.keep(room(city, opened_on=later(1)))


def test_only_a_health_institution_covers_a_community(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    clinic, station = city.keep(institution(city)), city.keep(room(city, kind="service_station"))
    form = client.get("/r/services/healthcoverage/add/").context["form"]
    assert list(form.fields["institution"].queryset) == [clinic]
    assert "institution" in refusal(client, HealthCoverage(community=city.dongshan, institution=station))
    assert refusal(client, HealthCoverage(community=city.dongshan, institution=clinic)) == ""
    assert refusal(client, HealthCoverage(community=city.dongshan, institution=clinic))


def test_a_room_lies_in_premises_of_its_own_community(city: City, signed_in: Any) -> None:
    other = city.keep(Community(street=city.huannan, name="西园社区", founded_on=DAY))
    premises = city.keep(Premises(community=other, address="西园路1号", use="both", origin="rent"))
    assert "premises" in refusal(signed_in(city.clerk), room(city, premises=premises))
    assert refusal(signed_in(city.clerk), room(city, community=other, premises=premises)) == ""


def test_nothing_begins_at_what_is_closed(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    gone = city.keep(Community(street=city.huannan, name="旧社区", founded_on=later(-900), closed_on=DAY))
    closed = city.keep(centre(city, opened_on=later(-900), closed_on=DAY))
    assert refusal(client, room(city, community=gone))
    assert refusal(client, room(city, community=gone, opened_on=later(-90)))
    assert refusal(client, room(city, community=gone, opened_on=later(-90), closed_on=DAY)) == ""
    assert refusal(client, item(city, closed, valid_from=later(1)))
    assert refusal(client, Activity(community=gone, held_on=later(1), kind="sport", name="晨练"))
    assert refusal(client, Activity(community=gone, held_on=later(-1), kind="sport", name="晨练")) == ""
    left = city.keep(ResidentUnit(community=city.dongshan, name="二厂", kind="enterprise", valid_to=DAY))
    assert refusal(client, shared(city, resident_unit=left, opened=DAY))


def test_an_activity_of_tomorrow_was_not_held(city: City, signed_in: Any) -> None:
    tomorrow = dated.today().replace(year=dated.today().year + 1)
    assert refusal(
        signed_in(city.clerk), Activity(community=city.dongshan, held_on=tomorrow, kind="sport", name="晨练")
    )


def test_the_only_community_is_chosen_and_no_second_holder(city: City, signed_in: Any) -> None:
    """A clerk of one street with one community has two possible holders of a facility, and none is chosen for her."""
    client = signed_in(city.clerk)
    form = client.get("/r/services/facility/add/").context["form"]
    assert (form["street"].initial, form["community"].initial) == (None, None)
    form = client.get("/r/services/volunteerteam/add/").context["form"]
    assert form["community"].initial == city.dongshan.pk


def test_policies_are_read_by_those_below(city: City, signed_in: Any) -> None:
    """The city's and one's own district's are for everybody there; the next district's are not shown."""
    for district, name in ((None, "市民政局"), (city.dinghai, "区民政局"), (city.putuo, "普陀区民政局")):
        department = city.keep(Department(district=district, name=name, kind="government"))
        city.keep(PreferentialPolicy(department=department, title=f"{name}优惠办法", valid_from=DAY))
    page = signed_in(city.clerk).get("/r/services/preferentialpolicy/")
    assert {str(row) for row in page.context["page"]} == {"市民政局优惠办法", "区民政局优惠办法"}
    assert signed_in(city.clerk).get("/r/services/preferentialpolicy/add/").status_code == 403
