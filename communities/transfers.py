"""Titles of premises as cases (N04): which must be transferred, how far each has come, and what is missing."""

import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Case, CharField, Count, Q, Sum, Value, When
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhoushan_community.base import dated, home
from zhoushan_community.base.attachments import evidence_of
from zhoushan_community.base.registers import find
from zhoushan_community.base.sheets.exports import FORMATS, download, source_line
from zhoushan_community.base.sheets.writer import Sheet, write_file
from zhoushan_community.base.tables import asked_day

from .models import Community, Premises
from .wholes import asked_whole

#: Rows of a page.
SHOWN = 50


class Title(models.TextChoices):
    """How far the transfer of a title has come: derived from the holder, the days and the certificate."""

    DUE = "due", gettext_lazy("to be transferred")
    APPLIED = "applied", gettext_lazy("applied for")
    MOVED = "moved", gettext_lazy("transferred, no certificate")
    CERTIFIED = "certified", gettext_lazy("transferred, with certificate")
    OUTSIDE = "outside", gettext_lazy("outside the rule")


#: Those that N04 asks for and that are not done.
OPEN = (Title.DUE, Title.APPLIED)


class Line(NamedTuple):
    """A state with its premises: how many, their floor area in m² and of how many that is not known."""

    state: Title
    count: int
    area: int | None
    silent: int


def state_on(day: datetime.date) -> Case:
    """The state of a title on the day; agrees with N04, which is met by what is transferred with its day."""
    moved = Q(title_holder=Premises.Holder.COMMITTEE, transferred_on__lte=day)
    return Case(
        When(~Premises.under_the_rule(), then=Value(Title.OUTSIDE)),
        When(moved & ~Q(certificate_no=""), then=Value(Title.CERTIFIED)),
        When(moved, then=Value(Title.MOVED)),
        When(applied_on__lte=day, then=Value(Title.APPLIED)),
        default=Value(Title.DUE),
        output_field=CharField(),
    )


def premises_of(unit: models.Model | None, day: datetime.date, user: Any) -> models.QuerySet:
    """The premises held on the day by communities that stood in the territory on that day, with their `state`."""
    standing = Community.objects.visible_to(user).existing(day).as_of(day).order_by()
    if unit is not None:
        field = {"district": "district_then", "street": "street_then", "community": "pk"}[unit.territory_level]
        standing = standing.filter(**{field: unit.pk})
    rows = Premises.objects.visible_to(user).filter(Premises.holding(day), community__in=standing.values("pk"))
    return rows.annotate(state=state_on(day))


def lines_of(rows: models.QuerySet) -> list[Line]:
    """Count and area by state, in their order. One query."""
    found = {
        row["state"]: row
        for row in rows.order_by()
        .values("state")
        .annotate(
            count=Count("pk"), area=Sum("floor_area_m2"), silent=Count("pk", filter=Q(floor_area_m2__isnull=True))
        )
    }
    empty: dict[str, Any] = {"count": 0, "area": 0, "silent": 0}
    return [
        Line(state, row["count"], row["area"], row["silent"])
        for state in Title
        for row in (found.get(state.value, empty),)
    ]


def missing(row: Premises, day: datetime.date) -> list[str]:
    """What the case of a title still lacks, in words; nothing outside the rule."""
    if row.state == Title.OUTSIDE:
        return []
    said = []
    if row.property_management is None:
        said.append(_("whether it is a property-management house"))
    if row.state in OPEN:
        if row.state == Title.DUE:
            said.append(_("application"))
        if not row.title_holder:
            said.append(_("present title holder"))
        transferred = row.title_holder == Premises.Holder.COMMITTEE and row.transferred_on is None
        said.append(_("day of the transfer") if transferred else _("transfer to the community's committee"))
    if row.state != Title.CERTIFIED and not row.certificate_no:
        said.append(_("certificate"))
    if row.floor_area_m2 is None:
        said.append(_("floor area"))
    return said


def transfers_page(request: HttpRequest) -> HttpResponse | FileResponse:
    """The titles of a territory as cases: which must be transferred, since when, what is missing, how much area."""
    problems: list[str] = []
    day = asked_day(request.GET.get("on"), problems)
    whole = asked_whole(request)
    rows = premises_of(whole.unit, day, request.user)
    lines = lines_of(rows)
    state = request.GET.get("state", "open")
    if state not in ("open", "all", *Title.values):
        problems.append(_("There is no state “%(state)s”; what is open is shown.") % {"state": state})
        state = "open"
    if state != "all":
        rows = rows.filter(state__in=OPEN if state == "open" else [state])
    rows = rows.select_related("community__street__district").order_by(
        "held_from", "community__street__code", "community__name", "address"
    )
    ending = request.GET.get("format")
    if ending in FORMATS:
        return download(
            f"{_('Transfer of titles')}_{whole.name}_{day}.{ending}",
            lambda path: write_transfers(path, rows, lines, whole.name, day, request.user),
        )
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    shown = list(page)
    files = evidence_of(shown, request.user)
    keys = [row.pk for row in shown]
    own = set(Premises.objects.editable_by(request.user).filter(pk__in=keys).values_list("pk", flat=True))
    for row in shown:
        row.files = files.get((row._meta.label_lower, row.pk), 0)
    due = [line for line in lines if line.state in OPEN]
    context = whole.context | {
        "day": day,
        "problems": problems,
        "lines": lines,
        "due": sum(line.count for line in due),
        "short": sum(line.area or 0 for line in due),
        "silent": sum(line.silent for line in due),
        "of": sum(line.count for line in lines if line.state != Title.OUTSIDE),
        "state": state,
        "page": page,
        "rows": [(row, Title(row.state).label, missing(row, day), waiting(row, day), row.pk in own) for row in shown],
        "register": find("communities.premises"),
    }
    return render(request, "premises/transfers.html", context)


def waiting(row: Premises, day: datetime.date) -> int | None:
    """For how many days the title of a house that is held has not been transferred; None where that is done, outside
    the rule, or nobody knows since when it is held."""
    return (day - row.held_from).days if row.state in OPEN and row.held_from else None


def write_transfers(
    path: Path, rows: models.QuerySet, lines: list[Line], name: str, day: datetime.date, user: Any
) -> None:
    """The cases, then a second sheet with the sums by state."""
    heads = [_("District"), _("Street"), _("Community"), _("Address"), _("Use"), _("Origin"), _("Floor area (m²)"),
             _("State"), _("Title holder"), _("Held since"), _("Days open"), _("Applied on"), _("Transferred on"),
             _("Certificate number"), _("What is missing"), _("Demonstration data")]  # fmt: skip
    told = (
        [
            str(row.community.street.district),
            str(row.community.street),
            str(row.community),
            row.address,
            row.get_use_display(),
            row.get_origin_display(),
            row.floor_area_m2,
            str(Title(row.state).label),
            row.get_title_holder_display(),
            row.held_from,
            waiting(row, day),
            row.applied_on,
            row.transferred_on,
            row.certificate_no,
            "、".join(missing(row, day)),
            bool(row.generated),
        ]
        for row in rows
    )
    sums = [[str(line.state.label), line.count, line.area, line.silent] for line in lines]
    notes = [
        _("Titles of premises in %(name)s. Under the rule of N04 are public housing and what the "
          "construction commission bought, but for property-management houses.") % {"name": name},
        source_line(day, user),
    ]  # fmt: skip
    write_file(
        path,
        [
            Sheet(_("Transfer of titles"), heads, told, notes=notes),
            Sheet(_("By state"), [_("State"), _("Premises"), _("Floor area (m²)"), _("Area unknown of")], sums),
        ],
    )


@home.card
def transfers_card(user: Any) -> home.Card:
    """How many titles are still to be transferred today, and the ways to the past of units and figures."""
    day = dated.today()
    rows = Premises.objects.visible_to(user).filter(Premises.holding(day)).annotate(state=state_on(day))
    due = rows.filter(state__in=OPEN).count()
    return home.Card(
        _("Premises, and the past of units"),
        [
            (_("titles still to be transferred: %(count)s") % {"count": due}, reverse("transfers")),
            (_("figures as then and as now"), reverse("series")),
            (_("the reform of 2002, before and after"), reverse("reform")),
        ],
    )
