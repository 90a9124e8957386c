"""Titles of premises as cases: what must be transferred, how far it is, what is missing, and for whom; the reform."""

import datetime
import io
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from communities.lineage.reform import average, reformed
from communities.models import CommunityFigures, Premises
from communities.transfers import Title, premises_of
from reporting.judging import Judging
from tests.people import City

from .reading import text_of
from .test_lineage import committee, community, paper

DAY = datetime.date(2003, 1, 1)
HELD = datetime.date(2002, 7, 1)


def house(city: City, address: str, at: Any = None, **more: Any) -> Premises:
    values: dict[str, Any] = {"use": "office", "origin": "public", "property_management": False, "held_from": HELD}
    return city.keep(Premises(community=at or city.dongshan, address=address, **(values | more)))


def several(city: City) -> None:
    moved = {"title_holder": "committee", "transferred_on": "2002-09-01"}
    house(city, "甲", floor_area_m2=80, title_holder="housing")
    house(city, "乙", floor_area_m2=120, title_holder="former", applied_on="2002-08-01")
    house(city, "丙", floor_area_m2=60, **moved)
    house(city, "丁", floor_area_m2=70, certificate_no="舟房权证字第1号", applied_on="2002-08-01", **moved)
    house(city, "戊", property_management=True, title_holder="housing")
    house(city, "己", origin="rent")
    house(city, "庚", origin="commission", property_management=None)


def states(city: City, day: datetime.date = DAY) -> dict[str, str]:
    return {row.address: row.state for row in premises_of(city.dongshan, day, city.clerk)}


@pytest.mark.django_db
class TestTransfers:
    def test_every_title_has_its_state(self, city: City) -> None:
        several(city)
        assert states(city) == {
            "甲": Title.DUE, "乙": Title.APPLIED, "丙": Title.MOVED, "丁": Title.CERTIFIED, "戊": Title.OUTSIDE,
            "己": Title.OUTSIDE, "庚": Title.DUE,
        }  # fmt: skip
        before = states(city, datetime.date(2002, 8, 15))
        assert (before["乙"], before["丙"], before["丁"]) == (Title.APPLIED, Title.DUE, Title.APPLIED)

    def test_the_state_agrees_with_what_n04_says(self, city: City) -> None:
        several(city)
        for day in (datetime.date(2002, 8, 15), DAY):
            judged = {result.name: result.state for result in Judging(day, codes=("N04",)).results()}
            found = states(city, day)
            assert judged.keys() == {address for address, state in found.items() if state != Title.OUTSIDE}
            for address, state in judged.items():
                assert (state == "met") == (found[address] in (Title.MOVED, Title.CERTIFIED)), address

    def test_the_page_says_what_is_missing_since_when_and_how_much(self, city: City, signed_in: Any) -> None:
        several(city)
        answer = signed_in(city.clerk).get(f"{reverse('transfers')}?on=2003-01-01")
        rows = {row.address: (lacks, days) for row, _label, lacks, days, _editable in answer.context["rows"]}
        assert rows.keys() == {"甲", "乙", "庚"}
        assert rows["甲"] == (["申请", "划转给社区居委会", "产权证"], 184)
        assert rows["乙"][0] == ["划转给社区居委会", "产权证"]
        assert rows["庚"][0][0] == "是否物业管理用房"
        assert "尚未划转：应划转的5处中有3处，共200平方米" in text_of(answer)

    def test_a_certificate_that_is_missing_is_asked_for(self, city: City, signed_in: Any) -> None:
        several(city)
        answer = signed_in(city.clerk).get(f"{reverse('transfers')}?on=2003-01-01&state=moved")
        assert [(row.address, lacks) for row, _label, lacks, _days, _own in answer.context["rows"]] == [
            ("丙", ["产权证"])
        ]

    def test_the_sheet_holds_the_cases_and_their_sums(self, city: City, signed_in: Any) -> None:
        several(city)
        answer = signed_in(city.clerk).get(f"{reverse('transfers')}?on=2003-01-01&state=all&format=xlsx")
        book = openpyxl.load_workbook(io.BytesIO(b"".join(answer)))
        assert {row[3] for row in list(book.worksheets[0].values)[1:8]} == set("甲乙丙丁戊己庚")
        assert list(book.worksheets[1].values)[1] == ("待划转", 2, 80, 1)

    def test_a_transfer_before_its_application_is_refused(self, city: City) -> None:
        row = Premises(
            community=city.dongshan, address="辛", use="office", origin="public", title_holder="committee",
            applied_on=datetime.date(2002, 9, 1), transferred_on=datetime.date(2002, 8, 1),
        )  # fmt: skip
        with pytest.raises(ValidationError):
            row.full_clean()
        row.transferred_on = row.applied_on
        row.full_clean()

    def test_each_sees_own_titles_alone(self, city: City, signed_in: Any) -> None:
        house(city, "甲")
        house(city, "外街房", city.liufang)
        client = signed_in(city.clerk)
        text = text_of(client.get(f"{reverse('transfers')}?state=all"))
        assert "甲" in text
        assert "外街房" not in text
        assert client.get(f"{reverse('transfers')}?unit=street-{city.changguo.pk}").status_code == 404
        assert signed_in(city.nobody).get(reverse("transfers")).status_code == 403
        assert "外街房" in text_of(signed_in(city.officer).get(reverse("transfers")))


@pytest.mark.django_db
class TestReform:
    def test_households_per_committee_and_per_community(self, city: City) -> None:
        heir = community(city, "承继社区")
        shared = committee(city, "两分居委会")
        paper(city, "2002-06-01", (committee(city, "甲居委会"), city.dongshan), (shared, city.dongshan, "路南"))
        paper(city, "2002-06-02", (shared, heir, "路北"), title="再")
        paper(city, "2005-06-01", (committee(city, "晚居委会"), heir))
        for row, day, households, generated in (
            (city.dongshan, "2002-07-01", 2400, []), (heir, "2002-07-01", 900, ["households"]),
            (heir, "2006-01-01", 1000, []), (city.dongshan, "2006-01-01", 9999, []),
        ):  # fmt: skip
            city.keep(CommunityFigures(community=row, counted_on=day, households=households, generated=generated))
        rows = reformed(city.huannan, city.clerk)
        found, real = average(rows, "households"), average(rows, "households", real=True)
        assert (found.total, found.known, found.committees) == (3300, 2, 2)
        assert (found.before, found.after) == (1650, 1650)
        assert real.total == 3400
        assert average(rows, "population").after is None

    def test_the_page_stands_beside_the_gazetteer(self, city: City, signed_in: Any) -> None:
        paper(city, "2002-06-01", *((committee(city, f"{n}居委会"), city.dongshan) for n in "甲乙"))
        city.keep(CommunityFigures(community=city.dongshan, counted_on="2002-07-01", households=2500))
        client = signed_in(city.clerk)
        text = text_of(client.get(reverse("reform")))
        for said in ("1,309", "2,069", "1,250", "2,500", "甲居委会、乙居委会"):
            assert said in text, said
        book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(f"{reverse('reform')}?format=xlsx"))))
        assert list(book.worksheets[1].values)[1][8] == 1250
        assert signed_in(city.nobody).get(reverse("reform")).status_code == 403
