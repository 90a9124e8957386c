"""Those who draw and review, and a plan with neighbours."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from communities.models import LayoutPlan
from tests.people import City, duty, person

from .ground import begin, bring, people_the_street, workbook


@pytest.fixture
def officer(city: City, signed_in: Any) -> Client:
    people_the_street(city)
    return signed_in(city.officer)


@pytest.fixture
def plan(city: City, officer: Client, tmp_path: Path) -> LayoutPlan:
    """A plan of 环南街道 with neighbours, not yet worked out."""
    made = begin(officer, city)
    assert bring(officer, made, workbook(tmp_path / "片区.xlsx")).status_code == 302
    made.refresh_from_db()
    return made


@pytest.fixture
def commission(city: City, signed_in: Any) -> Client:
    """One who reviews for 定海."""
    user = person("qian2", "钱审查", city.administrator)
    duty(user, "reviews", "district", city.dinghai, city.administrator)
    return signed_in(user)
