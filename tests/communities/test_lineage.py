"""Lineage: who came out of whom over any number of adjustments, on its page, in a sheet, and for whom."""

import datetime
import io
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communities.lineage.edges import Unit, lineage
from communities.models import (
    Adjustment,
    AdjustmentShare,
    AdjustmentStep,
    Community,
    NewCommunity,
    ResidentsCommittee,
    Step,
)
from tests.people import City

from .reading import text_of

DAY = datetime.date(2010, 1, 1)


def paper(city: City, day: str, *shares: tuple[Any, Any], title: str = "", district: Any = None, **more: Any) -> Any:
    """An adjustment in effect from the day, with whole shares, or parts where a name is given as third."""
    row = city.keep(
        Adjustment(
            district=district or city.dinghai, kind="merge", title=title or f"调整 {day}", effective_on=day, **more
        )
    )
    row.refresh_from_db()
    for source, target, *part in shares:
        ends = {f"from_{_kind(source)}": source, f"to_{_kind(target)}": target}
        extent = "part" if part else "whole"
        city.keep(AdjustmentShare(adjustment=row, extent=extent, part_name="".join(part), **ends))
    return row


def _kind(row: Any) -> str:
    names = {"residentscommittee": "committee", "newcommunity": "new"}
    return names.get(row._meta.model_name, row._meta.model_name)


def committee(city: City, name: str, street: Any = None) -> ResidentsCommittee:
    return city.keep(ResidentsCommittee(street=street or city.huannan, name=name))


def community(city: City, name: str, street: Any = None, founded: str = "2002-06-01") -> Community:
    row = city.keep(Community(street=street or city.huannan, name=name, founded_on=founded))
    row.refresh_from_db()
    return row


def told(answer: Any, section: str) -> list[str]:
    """The units of one side of the tree, each with its depth as dots."""

    def walk(branches: list, depth: int) -> list[str]:
        return [
            line for branch in branches for line in ("·" * depth + str(branch.unit), *walk(branch.beyond, depth + 1))
        ]

    return walk(answer.context[section], 0)


@pytest.mark.django_db
class TestLineage:
    def test_every_generation_is_told_on_both_sides(self, city: City, signed_in: Any) -> None:
        old, older, oldest = (committee(city, f"{name}居委会") for name in ("东风", "东海", "东港"))
        heir, last = community(city, "承继社区"), community(city, "末代社区")
        paper(city, "1990-01-01", (oldest, older, "一半"))
        paper(city, "1995-01-01", (older, old))
        paper(city, "2002-06-01", (old, city.dongshan))
        paper(city, "2005-01-01", (city.dongshan, heir, "路南"))
        paper(city, "2008-01-01", (heir, last))
        answer = signed_in(city.clerk).get(reverse("lineage", args=["community", city.dongshan.pk]))
        assert told(answer, "made_from") == ["东风居委会", "·东海居委会", "··东港居委会"]
        assert told(answer, "went_into") == ["承继社区", "·末代社区"]
        text = text_of(answer)
        assert "路南" in text
        assert "一半" in text

    def test_what_came_in_after_a_unit_gave_is_no_ancestor(self, city: City) -> None:
        early, late = committee(city, "早居委会"), committee(city, "晚居委会")
        heir = community(city, "承继社区")
        paper(city, "2002-06-01", (early, city.dongshan))
        paper(city, "2004-01-01", (city.dongshan, heir, "一半"))
        paper(city, "2006-01-01", (late, city.dongshan))
        found = lineage(heir, DAY)
        assert Unit("committee", early.pk) in found.rows
        assert Unit("committee", late.pk) not in found.rows
        assert Unit("community", heir.pk) not in lineage(late, DAY).rows

    def test_two_units_that_gave_each_other_end_the_walk(self, city: City) -> None:
        other = community(city, "对门社区")
        paper(city, "2004-01-01", (city.dongshan, other, "甲"))
        paper(city, "2006-01-01", (other, city.dongshan, "乙"))
        found = lineage(city.dongshan, DAY)
        assert [edge.share.part_name for edge in found.edges] == ["甲", "乙"]

    def test_what_is_not_in_effect_is_not_told(self, city: City) -> None:
        later, planned = committee(city, "以后居委会"), committee(city, "拟议居委会")
        paper(city, "2011-01-01", (later, city.dongshan))
        case = paper(city, "2009-01-01", (planned, city.dongshan))
        city.keep(AdjustmentStep(adjustment=case, step=Step.PROPOSED, done_on="2008-12-01"))
        unborn = city.keep(NewCommunity(adjustment=case, street=city.huannan, name="待设社区"))
        city.keep(AdjustmentShare(adjustment=case, from_community=city.dongshan, to_new=unborn))
        assert lineage(city.dongshan, DAY).edges == []
        city.keep(AdjustmentStep(adjustment=case, step=Step.EFFECTIVE, done_on="2009-01-01"))
        assert [edge.source.key for edge in lineage(city.dongshan, DAY).edges] == [planned.pk]

    def test_a_unit_that_kept_itself_is_no_ancestor_of_its_own(self, city: City, signed_in: Any) -> None:
        paper(city, "2004-01-01", (city.dongshan, city.dongshan), title="东山社区更名")
        answer = signed_in(city.clerk).get(reverse("lineage", args=["community", city.dongshan.pk]))
        assert told(answer, "made_from") == told(answer, "went_into") == []
        assert "东山社区更名" in text_of(answer)

    def test_a_foreign_unit_is_named_and_not_opened(self, city: City, signed_in: Any) -> None:
        foreign = committee(city, "外街居委会", city.changguo)
        paper(city, "2002-06-01", (foreign, city.dongshan))
        here = reverse("lineage", args=["community", city.dongshan.pk])
        there = reverse("lineage", args=["committee", foreign.pk])
        client = signed_in(city.clerk)
        page = client.get(here).content.decode()
        assert "外街居委会" in page
        assert there not in page
        assert client.get(there).status_code == 404
        client = signed_in(city.officer)
        assert there in client.get(here).content.decode()
        assert client.get(there).status_code == 200

    def test_strangers_find_no_lineage(self, city: City, signed_in: Any) -> None:
        address = reverse("lineage", args=["community", city.dongshan.pk])
        assert signed_in(city.next_clerk).get(address).status_code == 404
        assert signed_in(city.nobody).get(address).status_code == 404
        assert signed_in(city.clerk).get(reverse("lineage", args=["estate", 1])).status_code == 404

    def test_the_sheet_has_a_line_for_every_share(self, city: City, signed_in: Any) -> None:
        old, heir = committee(city, "东风居委会"), community(city, "承继社区")
        paper(city, "2002-06-01", (old, city.dongshan))
        paper(city, "2005-01-01", (city.dongshan, heir, "路南"))
        address = reverse("lineage", args=["community", city.dongshan.pk])
        answer = signed_in(city.clerk).get(f"{address}?format=xlsx")
        rows = list(openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active.values)
        named = [(row[6], row[8], row[11]) for row in rows[1:3]]
        assert named == [("东风居委会", "东山社区", None), ("东山社区", "承继社区", "路南")]

    def test_a_day_shows_what_was_in_effect_on_it(self, city: City, signed_in: Any) -> None:
        paper(city, "2005-01-01", (city.dongshan, community(city, "承继社区"), "路南"))
        address = reverse("lineage", args=["community", city.dongshan.pk])
        client = signed_in(city.clerk)
        assert told(client.get(f"{address}?on=2004-12-31"), "went_into") == []
        assert told(client.get(f"{address}?on=2005-01-01"), "went_into") == ["承继社区"]

    def test_the_pages_of_units_and_committees_lead_to_it(self, city: City, signed_in: Any) -> None:
        old = committee(city, "东风居委会")
        client = signed_in(city.clerk)
        for row in (city.dongshan, city.huannan):
            page = client.get(row.get_absolute_url()).content.decode()
            assert reverse("lineage", args=[row.territory_level, row.pk]) in page
        assert old.get_absolute_url() in client.get(f"{reverse('search')}?q=东风").content.decode()

    def test_more_units_cost_no_more_queries(self, city: City) -> None:
        def cost() -> int:
            with CaptureQueriesContext(
                connection,
            ) as caught:
                lineage(city.dongshan, DAY).visible(city.clerk)
            return len(caught)

        paper(city, "2002-06-01", (committee(city, "甲居委会"), city.dongshan))
        cost()  # What the person may see is read once.
        one = cost()
        paper(city, "2003-06-01", *((committee(city, f"{n}居委会"), city.dongshan) for n in range(20)))
        assert cost() == one
