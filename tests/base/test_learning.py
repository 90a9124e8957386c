"""Heads that a register does not know: asked on the preview, kept for the office, seen and ended in the back office."""

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from communities.models import CommunityFigures
from tests.people import City
from zhoushan_community.base import dated
from zhoushan_community.base.models import Change, Job, OfficeWord

URL = "/r/communities/community/import/"
LINES = ("序号,街道,社区名称,幢数,住户总量,备考", "1,环南街道,东山社区,138,2309,无")


def previewed(client: Client, *lines: str) -> Any:
    file = SimpleUploadedFile("表.csv", "\n".join(lines).encode())
    client.post(URL, {"sheet": file, "day": "2002-06-30"})
    return client.get(Job.objects.latest("pk").outcome["next"])


def answered(client: Client, **heads: str) -> Any:
    """What the next preview shows after these choices: head_0 is the first question."""
    told = {name.replace("_", "-"): value for name, value in heads.items()}
    client.post(Job.objects.latest("pk").outcome["next"], {"heads": 1, **told})
    return client.get(Job.objects.latest("pk").outcome["next"])


def asked(page: Any) -> list[tuple[str, str]]:
    return [(question["text"], question["chosen"]) for question in page.context["questions"]]


def first_row(page: Any) -> dict[str, Any]:
    """The first row of a preview."""
    return next(iter(page.context["found"]["rows"]))


def test_an_unknown_head_is_asked_once_and_kept_for_the_office(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    page = previewed(client, *LINES)
    assert asked(page) == [("住户总量", ""), ("备考", "")]
    free = dict(page.context["questions"][0]["choices"])
    assert "households" in free and "name" not in free and "buildings" not in free
    page = answered(client, head_0="households", head_1="-")
    assert first_row(page)["values"]["households"] == 2309
    # Chosen already, and still there to be chosen otherwise.
    assert asked(page) == [("住户总量", "households"), ("备考", "-")]
    assert asked(previewed(client, *LINES)) == asked(page)
    client.post(Job.objects.latest("pk").outcome["next"], {"commit": 1})
    assert CommunityFigures.unscoped.get().households == 2309
    words = OfficeWord.objects.order_by("pk")
    assert [(word.office, word.office_name) for word in words] == [(f"street/{city.huannan.pk}", "环南街道")] * 2
    assert Change.objects.filter(model="base.officeword", actor=city.clerk, place="表.csv").count() == 2


def test_another_office_is_asked_itself(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    previewed(client, *LINES)
    answered(client, head_0="households")
    page = previewed(signed_in(city.administrator), *LINES)
    assert asked(page)[0] == ("住户总量", "")
    assert "households" not in first_row(page)["values"]


def test_a_choice_is_changed_the_same_day_in_place_and_later_by_a_new_row(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    previewed(client, *LINES)
    answered(client, head_0="population")
    page = answered(client, head_0="households")
    assert first_row(page)["values"]["households"] == 2309
    assert OfficeWord.objects.get().column == "households"
    yesterday = dated.today() - datetime.timedelta(days=1)
    OfficeWord.objects.filter(pk=OfficeWord.objects.get().pk).update(valid_from=yesterday)
    answered(client, head_0="-")
    assert [(word.column, word.valid_from, word.valid_to) for word in OfficeWord.objects.order_by("pk")] == [
        ("households", yesterday, dated.today()),
        ("-", dated.today(), None),
    ]


def test_a_field_that_another_column_fills_is_not_taken_twice(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    previewed(client, *LINES)
    answered(client, head_0="buildings", head_1="nothing")
    assert not OfficeWord.objects.exists()


def test_a_table_whose_head_says_too_little_is_read_by_what_the_clerk_says(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    page = previewed(client, "环南街道情况", "街道,单位全称,住户总量", "环南街道,东山社区,2309")
    assert page.context["found"]["refused"]["code"] == "no_header"
    assert asked(page) == [("单位全称", ""), ("住户总量", "")]
    assert page.context["head"]["row"] == 2
    page = answered(client, head_0="name", head_1="households", head="0")
    assert page.context["found"]["refused"] is None
    assert first_row(page)["values"]["households"] == 2309


@pytest.mark.parametrize("head", ["0", "7", "x", "", "²"])
def test_any_row_asked_for_gives_a_page(city: City, signed_in: Any, head: str) -> None:
    client = signed_in(city.clerk)
    previewed(client, "日期,值班人员", "2026-10-01,张测")
    assert client.get(Job.objects.latest("pk").outcome["next"], {"head": head}).status_code == 200


def test_the_back_office_sees_and_ends_what_an_office_chose(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    previewed(client, *LINES)
    answered(client, head_0="households")
    row = OfficeWord.objects.get()
    yesterday = dated.today() - datetime.timedelta(days=1)
    OfficeWord.objects.update(valid_from=yesterday)
    office = signed_in(city.administrator)
    assert "环南街道" in office.get("/admin/base/officeword/").content.decode()
    data = {"word": row.word, "meaning": row.meaning, "version": row.version}
    dates = {"valid_from": yesterday.isoformat(), "valid_to": dated.today().isoformat()}
    assert office.post(f"/admin/base/officeword/{row.pk}/change/", {**data, **dates}).status_code == 302
    assert asked(previewed(signed_in(city.clerk), *LINES))[0] == ("住户总量", "")
