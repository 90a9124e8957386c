"""Cases that are due, on the first page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhoushan_community.base import dated, home

from .cases import dues, open_cases

SHOWN = 5


@home.card
def cases_card(user: Any) -> home.Card:
    """The person's open cases, each with what is due."""
    found = list(open_cases(user, dated.today())[:SHOWN])
    lines = [(f"{due.case.title}: {due.words}", reverse("case", args=[due.case.pk])) for due in dues(found)]
    lines.append((_("all adjustments"), reverse("cases")))
    return home.Card(_("Adjustments under way"), lines)
