"""What every test may ask for."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import settings

from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.imports import sheet_for
from zhoushan_community.base.registers import find
from zhoushan_community.base.sheets.register import Plan

from .people import City, build_city

# How long an example takes says nothing where a busy machine runs the tests.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture
def city(db: Any) -> City:
    """The small city with its named people."""
    return build_city()


@pytest.fixture
def signed_in() -> Any:
    """signed_in(user) gives a client of that person."""

    def client_of(user: Any) -> Client:
        client = Client()
        client.force_login(user, backend="zhoushan_community.base.accounts.DutyBackend")
        return client

    return client_of


@pytest.fixture
def enter(tmp_path: Path) -> Any:
    """enter(label, user, *lines) reads a sheet of these lines for the person; it writes it when no row is wrong."""

    def entered(label: str, user: Any, *lines: str) -> Plan:
        path = tmp_path / "表.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        sheet = sheet_for(find(label), user)
        plan = sheet.plan(path)
        if not plan.counts["error"]:
            sheet.write(plan, Origin(user, Source.SHEET, path.name))
        return plan

    return entered


@pytest.fixture(autouse=True)
def own_data_dir(settings: Any, tmp_path: Path) -> None:
    """Files of jobs go to the test's own folder."""
    settings.DATA_DIR = tmp_path


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """Many people are made here, and hashing well is slow on purpose."""
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
