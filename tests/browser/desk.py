"""A person at a desk: one signed-in browser window, what its console says, and whether anything bars the way."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, override
from playwright.sync_api import Locator, Page, expect

AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def said(text: str, **values: object) -> str:
    """The English text as the screen says it. values: for its %(name)s."""
    with override("zh-hans"):
        return gettext(text) % values if values else gettext(text)


class Desk:
    """A page with the questions that every test asks of it.

    faults: errors of the console and of scripts, blocked resources included. barriers: what axe found. Both are
    collected, and the fixture `desk` asks for them at the end, so that a day is not broken off at the first.
    """

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.faults: list[str] = []
        self.barriers: list[str] = []
        self.allowed: set[int] = set()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))

    def _heard(self, message: Any) -> None:
        refused = re.search(r"responded with a status of (\d+)", message.text)
        if message.type == "error" and not (refused and int(refused[1]) in self.allowed):
            self.faults.append(f"{self.page.url}: {message.text}")

    def expects(self, *statuses: int) -> None:
        """Pages of these statuses are part of the day; the console reports each as an error."""
        self.allowed |= set(statuses)

    # Moving about

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def sign_in(self, username: str, password: str) -> None:
        """Type both and press Enter; what comes of it is for the test to say."""
        self.open("/login/")
        self.page.locator("#id_username").fill(username)
        self.page.locator("#id_password").fill(password)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def link(self, text: str, within: Locator | None = None) -> Locator:
        return (within or self.page.get_by_role("main")).get_by_role("link", name=text, exact=True)

    def button(self, text: str) -> Locator:
        return self.page.get_by_role("main").get_by_role("button", name=text, exact=True)

    def field(self, label: str) -> Locator:
        """A field of a form by its label, with or without the star of a required one."""
        return self.page.get_by_role("main").get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*\*?\s*$"))

    # Looking

    def heading(self, text: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(text)

    def notice(self, text: str) -> None:
        """A message of the page after an action."""
        expect(self.page.get_by_role("status").filter(has_text=text)).to_be_visible()

    def table(self, name: str) -> list[dict[str, str]]:
        """The rows of a named table, each by its heads, with the text as it is seen."""
        region = self.page.get_by_role("region", name=name, exact=True)
        expect(region).to_be_visible()
        return region.evaluate(
            """region => {
                const heads = [...region.querySelectorAll("thead th")].map((cell) => cell.innerText.trim());
                return [...region.querySelectorAll("tbody tr")].map((row) =>
                    Object.fromEntries([...row.cells].map((cell, index) => [heads[index], cell.innerText.trim()])));
            }"""
        )

    def look(self, name: str) -> None:
        """Ask axe about the page as it stands now."""
        self.page.wait_for_load_state()
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(
            # Its preloading would write styles into the page, which the policy forbids.
            """rules => axe.run(document, {
                runOnly: {type: 'tag', values: rules}, resultTypes: ['violations'], preload: false})""",
            RULES,
        )
        self.barriers += [
            f"{name} ({self.page.url}): {barrier['id']}, {barrier['help']}: {node['html'][:200]}"
            for barrier in found["violations"]
            for node in barrier["nodes"]
        ]
