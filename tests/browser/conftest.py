"""Chromium before the real server, with the demonstration data or the small city behind it."""

import io
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from playwright.sync_api import Browser, expect, sync_playwright

from ..people import PASSWORD, City, build_city
from .desk import Desk

WINDOW = {"width": 1366, "height": 768}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# Generous, because a test machine may be busy; nothing waits this long when all is well.
PATIENCE = 15_000

SignIn = Callable[..., Desk]


def aside(work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Do work on the database in a thread of its own, as a worker process would.

    Playwright runs a loop in the test's thread as long as it lives, and Django refuses the database beside a loop.
    """

    def do() -> Any:
        try:
            return work(*args, **kwargs)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(do).result()


@pytest.fixture
def browser(live_server: Any, django_db_serialized_rollback: None) -> Iterator[Browser]:
    """A browser for one test. What migrations wrote (the thresholds) is there again for each."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def desk(browser: Browser, live_server: Any, tmp_path: Path) -> Iterator[SignIn]:
    """desk(username) gives that person's signed-in Desk in a browser profile of its own; desk() a signed-out one."""
    opened: list[Desk] = []

    def take(username: str = "", password: str = PASSWORD) -> Desk:
        context = browser.new_context(viewport=WINDOW, locale="zh-CN", timezone_id="Asia/Shanghai")
        context.set_default_timeout(PATIENCE)
        found = Desk(context.new_page(), live_server.url)
        opened.append(found)
        if username:
            found.sign_in(username, password)
            expect(found.page).to_have_url(f"{live_server.url}/")
        return found

    yield take
    assert [fault for each in opened for fault in each.faults] == []
    assert [barrier for each in opened for barrier in each.barriers] == []


@pytest.fixture
def demonstration(live_server: Any, django_db_serialized_rollback: None, settings: Any) -> None:
    """The demonstration data; every account has the tests' common password."""
    settings.DEMO_PASSWORD = PASSWORD
    aside(call_command, "load_demo", stdout=io.StringIO())


@pytest.fixture
def city(live_server: Any, django_db_serialized_rollback: None) -> City:
    """The small city, visible to the server's threads, too."""
    return aside(build_city)
