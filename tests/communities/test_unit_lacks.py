"""What is missing at a unit, and the way to enter it."""

from typing import Any

from organizations.models import Body, Term
from security.models import PoliceRoom
from services.models import Facility, HealthCoverage, ServiceItem
from tests.people import City, duty, person

from .reading import lacks, look, text_of
from .unit_rows import BODIES, fill, keep

EVERY_CLAUSE = {"N01", "N02", "N08", "N10", "N11", "N16", "N19", "N20", "N21", "N22", "N24", "N25", "N27", "N28"}


def test_an_empty_community_misses_what_the_directive_asks(city: City, signed_in: Any) -> None:
    answer = look(signed_in(city.clerk), city.dongshan)
    found = answer.context["page"].lacks
    assert {clause for lack, _url in found for clause in lack.clauses} >= EVERY_CLAUSE
    assert "缺 计生和卫生服务室 〔 二(一) N02〕 ＋登记".replace(" ", "") in text_of(answer).replace(" ", "")
    assert f"/r/services/facility/add/?community={city.dongshan.pk}&amp;kind=health_room" in answer.content.decode()


def test_every_button_opens_a_form_that_knows_what_is_added(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    found = look(client, city.dongshan).context["page"].lacks
    assert len(found) > 15
    for lack, url in found:
        form = client.get(url).context["form"]
        for name, value in lack.begin.items():
            assert str(form.initial.get(name)) == str(value), (lack.words, name)


def test_what_was_added_is_missing_no_longer(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    missing = lacks(look(client, city.dongshan, ""))
    url = missing["services.facility", "health_room"]
    answer = client.post(url, {"community": city.dongshan.pk, "kind": "health_room", "floor_area_m2": 30})
    assert answer.status_code == 302, answer.context["form"].errors
    assert "community" in client.get(answer.url).content.decode()
    assert set(missing) - set(lacks(look(client, city.dongshan, ""))) == {("services.facility", "health_room")}


def test_a_body_without_a_running_term_asks_for_the_next(city: City, signed_in: Any) -> None:
    bodies = keep(city, *(Body(community=city.dongshan, kind=kind) for kind in BODIES))
    keep(city, Term(body=bodies[0], number=4, started_on="2002-06-24", ends_on="2005-06-24"))
    client = signed_in(city.clerk)
    asked = [lack.begin for lack, _url in look(client, city.dongshan).context["page"].lacks if lack.clauses == ("N11",)]
    assert asked == [{"body": body.pk, "number": 1} for body in bodies[1:]]
    later = [lack.begin for lack, _url in look(client, city.dongshan, "2005-06-24").context["page"].lacks]
    assert {"body": bodies[0].pk, "number": 5} in later


def test_a_police_room_without_an_officer_asks_for_one(city: City, signed_in: Any) -> None:
    (room,) = keep(city, PoliceRoom(community=city.dongshan))
    found = look(signed_in(city.clerk), city.dongshan).context["page"].lacks
    assert [lack.begin for lack, _url in found if lack.clauses == ("N25",)] == [{"room": room.pk}]


def test_a_serving_institution_counts_as_the_communitys_own(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    assert ("services.healthcoverage", "") in lacks(look(client, city.dongshan))
    (institution,) = keep(city, Facility(street=city.huannan, kind="health_institution", name="卫生院"))
    keep(city, HealthCoverage(community=city.dongshan, institution=institution, valid_from="2003-06-01"))
    assert ("services.healthcoverage", "") not in lacks(look(client, city.dongshan))
    assert ("services.healthcoverage", "") in lacks(look(client, city.dongshan, "2003-05-31"))


def test_a_street_misses_its_centre_then_the_items_of_it(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    assert set(lacks(look(client, city.huannan))) == {
        ("services.facility", "service_centre"),
        ("services.facility", "health_institution"),
    }
    (centre,) = keep(city, Facility(street=city.huannan, kind="service_centre", name="中心"))
    keep(city, ServiceItem(provider=centre, name="居家养老", group="elderly", mode="free", organised_by="volunteers"))
    keep(city, Facility(community=city.dongshan, kind="health_institution", name="社区卫生站"))
    found = lacks(look(client, city.huannan))
    assert set(found) == {("services.serviceitem", "disabled"), ("services.serviceitem", "preferential")}
    assert f"provider={centre.pk}" in found["services.serviceitem", "disabled"]


def test_a_district_misses_its_leading_group_and_its_plan(city: City, signed_in: Any) -> None:
    found = lacks(look(signed_in(city.officer), city.dinghai))
    assert set(found) == {("organizations.coordinationbody", ""), ("communities.layoutplan", "")}
    fill(city, 0, 1)
    assert set(lacks(look(signed_in(city.officer), city.dinghai))) == {("communities.layoutplan", "")}


def test_who_may_not_enter_sees_what_is_missing_without_a_button(city: City, signed_in: Any) -> None:
    page = look(signed_in(city.reader), city.dongshan)
    assert len(page.context["page"].lacks) > 15
    assert "/add/" not in page.content.decode()
    helper = person("he", "何社工", city.administrator)
    duty(helper, "enters", "community", city.dongshan, city.administrator)
    found = lacks(look(signed_in(helper), city.dongshan))
    assert found["services.facility", "office"]
    # Bodies and funds are the street's to enter.
    assert found["organizations.body", "congress"] == ""
    assert found["organizations.fund", "work"] == ""
