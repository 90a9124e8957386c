"""Reading the own page of a unit."""

import datetime
import re
from typing import Any

from django.test import Client

from zhoushan_community.base.panels import Amount

from .unit_rows import DAY


def look(client: Client, unit: Any, on: datetime.date | str = DAY) -> Any:
    """The page of the unit on the day."""
    answer = client.get(unit.get_absolute_url(), {"on": str(on)} if on else {})
    assert answer.status_code == 200
    return answer


def text_of(answer: Any) -> str:
    """The page as it is read: without tags, blanks drawn together."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def lacks(answer: Any) -> dict[tuple[str, str], str]:
    """What is missing: register and kind (or nothing), with the address of the form."""
    found = answer.context["page"].lacks
    return {(lack.register.label, str(lack.begin.get("kind", lack.begin.get("group", "")))): url for lack, url in found}


def empty(answer: Any) -> set[str]:
    """The registers of which nothing is shown."""
    return {panel.register.label for section in answer.context["page"].sections for panel in section.empty}


def figure(answer: Any, name: str) -> Amount:
    """A key figure at the head of the page."""
    return next(amount for figure, amount, _address in answer.context["page"].head if figure.name == name)
