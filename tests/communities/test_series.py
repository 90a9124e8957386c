"""A figure over time, as then and as now: the numbers, the method in words, the sheet, and for whom."""

import datetime
import io
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communities.lineage.series import Point, Series
from communities.models import CommunityFigures, CommunityPlacement, StreetFigures
from tests.people import City

from .reading import text_of
from .test_lineage import committee, community, paper

DAY = datetime.date(2010, 1, 1)
FIRST = "2003-01-01"


def count(city: City, row: Any, day: str, **figures: Any) -> None:
    city.keep(CommunityFigures(community=row, counted_on=day, **figures))


def points(unit: Any, figure: str = "households", day: datetime.date = DAY) -> dict[str, Point]:
    return {point.day.isoformat(): point for point in Series(unit, figure, day).points()}


def close(city: City, row: Any, day: str) -> None:
    row.closed_on = datetime.date.fromisoformat(day)
    city.keep(row)


def split(city: City) -> Any:
    """东山 is closed in 2005: three quarters of its households go to a new community, the rest to another street."""
    count(city, city.dongshan, FIRST, households=2000, population=6000)
    heir = community(city, "承继社区", founded="2005-01-01")
    other = community(city, "邻街社区", city.changguo, founded="2005-01-01")
    made = paper(city, "2005-01-01", (city.dongshan, heir, "路南"), (city.dongshan, other, "路北"))
    for share, households, population in zip(
        made.shares(manager="unscoped").order_by("pk"), (1500, 500), (4000, 2000), strict=True
    ):
        share.households, share.population = households, population
        city.keep(share)
    close(city, city.dongshan, "2005-01-01")
    return heir


@pytest.mark.django_db
class TestSeries:
    def test_a_split_is_restated_by_its_shares(self, city: City) -> None:
        heir = split(city)
        found = points(city.huannan)
        assert found[FIRST].then.shown == 2000
        assert found[FIRST].now.shown == 1500
        assert found["2005-01-01"].then.shown == found["2005-01-01"].now.shown == 1500
        # What went to the other street is there, and the district has all of it on every day.
        assert points(city.changguo)[DAY.isoformat()].then.shown == 500
        assert {point.now.shown for point in points(city.dinghai).values()} == {2000}
        assert points(heir)[FIRST].now.shown == 1500
        # Persons are divided by the persons of the shares.
        assert points(city.huannan, "population")[FIRST].now.shown == 4000
        assert points(city.huannan, "volunteers") == {}

    def test_figures_without_own_shares_go_by_households_or_persons(self, city: City) -> None:
        split(city)
        count(city, city.dongshan, "2003-06-01", buildings=100, volunteers=90)
        assert points(city.huannan, "buildings")["2003-06-01"].now.shown == 75
        assert points(city.huannan, "volunteers")["2003-06-01"].now.shown == 60

    def test_a_later_count_takes_the_place_of_what_was_carried(self, city: City) -> None:
        heir = split(city)
        count(city, heir, "2006-01-01", households=1700)
        found = points(city.huannan)
        assert found["2006-01-01"].then.shown == found["2006-01-01"].now.shown == 1700
        assert found[FIRST].now.shown == 1500

    def test_a_count_before_a_boundary_moved_is_not_counted_twice(self, city: City) -> None:
        count(city, city.dongshan, FIRST, households=3000)
        heir = community(city, "承继社区", founded="2005-01-01")
        made = paper(city, "2005-01-01", (city.dongshan, city.dongshan, "留下"), (city.dongshan, heir, "路南"))
        for share, households in zip(made.shares(manager="unscoped").order_by("pk"), (2000, 1000), strict=True):
            share.households = households
            city.keep(share)
        found = points(city.huannan)
        assert {point.then.shown for point in found.values()} == {3000}
        assert points(city.dongshan)[DAY.isoformat()].then.shown == 2000

    def test_parts_of_unknown_size_are_said_to_be_so(self, city: City, signed_in: Any) -> None:
        count(city, city.dongshan, FIRST, households=2000)
        heir = community(city, "承继社区", founded="2005-01-01")
        other = community(city, "邻街社区", city.changguo, founded="2005-01-01")
        paper(city, "2005-01-01", (city.dongshan, heir, "路南"), (city.dongshan, other, "路北"))
        close(city, city.dongshan, "2005-01-01")
        found = points(city.huannan)[FIRST]
        assert (found.then.shown, found.now.shown, found.now.undivided) == (2000, None, 2000)
        assert {point.now.shown for point in points(city.dinghai).values()} == {2000}
        text = text_of(signed_in(city.clerk).get(f"{reverse('series')}?on=2010-01-01"))
        assert "份额大小不明" in text

    def test_missing_is_not_nought(self, city: City) -> None:
        count(city, city.dongshan, FIRST, households=2000)
        community(city, "未报社区")
        found = points(city.huannan)[FIRST].then
        assert (found.shown, found.units, found.missing) == (2000, 2, 1)

    def test_committees_of_before_the_reform_are_told_in_todays_communities(self, city: City) -> None:
        for name, households in (("东风", 700), ("东海", 800)):
            old = committee(city, f"{name}居委会")
            old.households, old.valid_from = households, datetime.date(1990, 1, 1)
            old.valid_to = datetime.date(2002, 6, 1)
            city.keep(old)
            paper(city, "2002-06-01", (old, city.dongshan), title=name)
        found = points(city.dongshan)
        assert (found["1990-01-01"].then.units, found["1990-01-01"].now.shown) == (0, 1500)
        assert points(city.huannan)["1990-01-01"].then.shown == 1500

    def test_a_community_that_moved_takes_its_figures_along(self, city: City) -> None:
        count(city, city.dongshan, FIRST, households=2000)
        moved = datetime.date(2006, 1, 1)
        stay = CommunityPlacement.unscoped.get(community=city.dongshan)
        stay.valid_to = moved
        city.keep(stay)
        city.keep(CommunityPlacement(community=city.dongshan, street=city.changguo, valid_from=moved))
        before = points(city.huannan)
        assert (before[FIRST].then.shown, before[FIRST].now.shown) == (2000, None)
        assert points(city.changguo)[FIRST].now.shown == 2000

    def test_a_census_of_streets_is_restated_too(self, city: City) -> None:
        for street, population in ((city.huannan, 20000), (city.changguo, 5000)):
            city.keep(StreetFigures(street=street, counted_on="2000-11-01", basis="五普", population=population))
        paper(city, "2005-01-01", (city.changguo, city.huannan))
        city.changguo.valid_to = datetime.date(2005, 1, 1)
        city.keep(city.changguo)
        found = points(city.huannan, "census_population")["2000-11-01"]
        assert (found.then.shown, found.now.shown) == (20000, 25000)
        assert points(city.dinghai, "census_population")["2000-11-01"].then.shown == 25000

    def test_what_a_closed_unit_had_is_said_where_nobody_tells_where_it_went(self, city: City, signed_in: Any) -> None:
        count(city, city.dongshan, FIRST, households=2000)
        close(city, city.dongshan, "2005-01-01")
        found = points(city.huannan)[FIRST].now
        assert (found.shown, found.astray) == (None, 2000)
        assert "2,000" in text_of(signed_in(city.clerk).get(f"{reverse('series')}?on=2010-01-01"))

    def test_the_method_is_printed_and_stands_in_the_sheet(self, city: City, signed_in: Any) -> None:
        split(city)
        client = signed_in(city.clerk)
        said = "东山社区按份额户数划分：承继社区 75.0%、邻街社区 25.0%"
        assert said in text_of(client.get(f"{reverse('series')}?on=2010-01-01"))
        answer = client.get(f"{reverse('series')}?on=2010-01-01&format=xlsx")
        book = openpyxl.load_workbook(io.BytesIO(b"".join(answer)))
        assert said in [row[2] for row in book.worksheets[1].values]
        assert (2000, 1500) in [(row[1], row[6]) for row in book.worksheets[0].values]

    def test_each_sees_own_territories_alone(self, city: City, signed_in: Any) -> None:
        address = reverse("series")
        client = signed_in(city.clerk)
        assert "环南街道" in text_of(client.get(address))
        for unit in (city.changguo, city.dinghai, city.liufang):
            assert client.get(f"{address}?unit={unit.territory_level}-{unit.pk}").status_code == 404
        assert signed_in(city.nobody).get(address).status_code == 403
        assert signed_in(city.auditor).get(address).context["unit"] is None

    def test_a_figure_that_is_none_is_named(self, city: City, signed_in: Any) -> None:
        assert "“x”" in text_of(signed_in(city.clerk).get(f"{reverse('series')}?figure=x"))

    def test_more_units_and_adjustments_cost_no_more_queries(self, city: City) -> None:
        def cost() -> int:
            with CaptureQueriesContext(connection) as caught:
                list(Series(city.dinghai, "households", DAY).points())
            return len(caught)

        split(city)
        one = cost()
        for number in range(10):
            row = community(city, f"{number}社区")
            count(city, row, FIRST, households=1000)
            paper(city, "2004-01-01", (committee(city, f"{number}居委会"), row), title=f"{number}")
        assert cost() == one
