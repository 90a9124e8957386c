"""The dictionary of the sheets: words that the back office adds for columns and choices."""

from typing import Any

import pytest
from django.test import Client

from communities.models import CommunityFigures, Honour
from tests.people import City
from zhoushan_community.base import changes
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.history import sentences
from zhoushan_community.base.models import Change, OfficeWord

ADD = "/admin/base/officeword/add/"
HOUSEHOLDS = "communities.community/households"
MUNICIPAL = "communities.honour/level/municipal"
LINES = ("街道,社区名称,幢数,住户总量", "环南街道,东山社区,138,2309")


def added(client: Client, word: str, meaning: str, **dates: str) -> Any:
    return client.post(ADD, {"word": word, "meaning": meaning, "valid_from": "", "valid_to": "", **dates})


def test_the_next_sheet_is_read_by_a_word_of_the_back_office(city: City, signed_in: Any, enter: Any) -> None:
    enter("communities.community", city.clerk, *LINES)
    assert CommunityFigures.unscoped.get().households is None
    assert added(signed_in(city.administrator), "住户总量", HOUSEHOLDS).status_code == 302
    enter("communities.community", city.clerk, *LINES)
    assert CommunityFigures.unscoped.get().households == 2309
    assert "住户总量" in str(sentences([Change.objects.get(model="base.officeword")])[0])


def test_so_are_the_cells_of_a_choice(city: City, signed_in: Any, enter: Any) -> None:
    lines = ("街道,社区,荣誉,级别,授予日期", "环南街道,东山社区,文明社区,市一级,2002-06-20")
    assert enter("communities.honour", city.clerk, *lines).counts["error"] == 1
    assert added(signed_in(city.administrator), "市一级", MUNICIPAL).status_code == 302
    plan = enter("communities.honour", city.clerk, *lines)
    assert plan.counts["create"] == 1, [row.messages for row in plan.rows]
    assert Honour.unscoped.get().level == "municipal"


def test_a_word_that_has_ended_is_read_no_more(city: City, signed_in: Any, enter: Any) -> None:
    added(signed_in(city.administrator), "住户总量", HOUSEHOLDS, valid_to="2020-01-01")
    enter("communities.community", city.clerk, *LINES)
    assert CommunityFigures.unscoped.get().households is None


@pytest.mark.parametrize(
    ("word", "meaning", "said"),
    [
        ("总户数", "communities.community/population", "户数"),
        ("市级", "communities.honour/level/provincial", "市级"),
        ("某词", "communities.community/nothing", ""),
        ("", HOUSEHOLDS, ""),
    ],
)
def test_a_word_that_means_something_already_is_refused(
    city: City, signed_in: Any, word: str, meaning: str, said: str
) -> None:
    answer = added(signed_in(city.administrator), word, meaning)
    assert answer.status_code == 200
    assert said in str(answer.context["errors"])
    assert not OfficeWord.objects.exists()


def test_what_no_sheet_gives_takes_no_word(city: City, signed_in: Any) -> None:
    answer = added(signed_in(city.administrator), "进展情况", "communities.adjustment/state")
    assert "meaning" in answer.context["adminform"].form.errors


def test_a_word_is_put_right_but_not_twice(city: City, signed_in: Any) -> None:
    client = signed_in(city.administrator)
    added(client, "住户总量", HOUSEHOLDS)
    assert added(client, "住户总量", "communities.community/population").status_code == 200
    row = OfficeWord.objects.get()
    page = f"/admin/base/officeword/{row.pk}/change/"
    data = {"word": row.word, "meaning": "communities.community/population", "version": row.version}
    assert client.post(page, {**data, "valid_from": "", "valid_to": ""}).status_code == 302
    assert OfficeWord.objects.get().column == "population"


def test_the_words_are_the_citys(city: City, signed_in: Any) -> None:
    for user in (city.clerk, city.reader):
        assert signed_in(user).get(ADD).status_code == 302
    row = OfficeWord(word="住户总量", meaning=HOUSEHOLDS)
    changes.create_all([row], Origin(city.administrator, Source.ADMIN))
    assert "住户总量" in signed_in(city.administrator).get("/admin/base/officeword/").content.decode()
