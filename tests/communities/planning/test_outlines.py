"""Boundaries of communities from a map: each finds its own, each mismatch is named, and nothing by halves is saved."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from communities.models import Community
from tests.people import City

from .ground import faults, feature, people_the_street
from .test_boundaries import of_map, square


@pytest.fixture
def officer(city: City, signed_in: Any) -> Client:
    people_the_street(city)
    return signed_in(city.officer)


def outline(name: str, at: float, **more: Any) -> Any:
    """The outline of a community, so far to the east of the corner."""
    return feature("", square(at, 0), 社区=name, **more)


def upload(client: Client, *features: Any) -> Any:
    name, content = of_map(*features)
    return client.post(reverse("plan-boundaries"), {"map": SimpleUploadedFile(name, content)})


def bounded() -> set[str]:
    return {each.name for each in Community.unscoped.all() if each.boundary}


def test_each_outline_finds_its_community(city: City, officer: Client) -> None:
    answer = upload(officer, outline("", 0, 代码="330902003005"), outline("西山社区", 300), outline("南山社区", 600))
    assert answer.status_code == 302, answer.content.decode()
    assert bounded() == {"东山社区", "西山社区", "南山社区"}
    text = officer.get(reverse("plan-boundaries")).content.decode()
    assert "6 个社区中有 3 个" in text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (outline("无此社区", 900), "无此社区"),
        (outline("中洲社区", 900, 街道="沈家门街道"), "辖区"),
        (outline("西山社区", 900, 代码="330902003005", 街道="环南街道"), "东山社区"),
        (outline("东山社区", 900, 街道="环南街道"), "features[1]"),
        (outline("南山社区", 100, 街道="环南街道"), "重叠"),
    ],
)
def test_every_mismatch_is_named_and_nothing_is_saved(city: City, officer: Client, wrong: Any, words: str) -> None:
    found = faults(upload(officer, outline("东山社区", 0), wrong))
    assert any(words in told for told in found.values()), found
    assert bounded() == set()


def test_who_keeps_boundaries(city: City, officer: Client, signed_in: Any) -> None:
    """A clerk keeps those of the own street; who only reads keeps none."""
    assert signed_in(city.reader).get(reverse("plan-boundaries")).status_code == 403
    clerk = signed_in(city.clerk)
    assert upload(clerk, outline("留方社区", 0, 街道="昌国街道")).status_code == 400
    assert upload(clerk, outline("东山社区", 0)).status_code == 302
    assert bounded() == {"东山社区"}


def test_the_board_shows_a_map(city: City, officer: Client) -> None:
    """What was brought in is what the board draws; a community without boundary is told as such."""
    board = {"on": "2003-12-31", "show": "N01", "territory": "330902003"}
    assert "map-data" not in officer.get("/board/", board).content.decode()
    assert upload(officer, outline("东山社区", 0), outline("南山社区", 300)).status_code == 302
    page = officer.get("/board/", board)
    assert {each["name"]: each["mark"] for each in page.context["map"].data["items"]} == {
        "东山社区": "unmet",
        "南山社区": "met",
    }
    assert page.context["map"].without == 3
    assert "map-data" in page.content.decode()
