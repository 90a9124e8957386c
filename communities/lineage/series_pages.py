"""The page of a figure over time: as things stood then, and restated on the units of today."""

from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhoushan_community.base.sheets.exports import FORMATS, download, source_line
from zhoushan_community.base.sheets.writer import Sheet, write_file
from zhoushan_community.base.tables import asked_day

from ..models import CommunityFigures, StreetFigures
from ..wholes import asked_whole
from .ledger import Sum
from .series import CENSUS, OF_COMMUNITIES, Method, Point, Series


def figures() -> dict[str, str]:
    """What can be followed, by name, with its words."""
    named = {name: str(CommunityFigures._meta.get_field(name).verbose_name) for name in OF_COMMUNITIES}
    census = {
        name: _("%(figure)s of whole streets (census)") % {"figure": StreetFigures._meta.get_field(field).verbose_name}
        for name, field in CENSUS.items()
    }
    return named | census


def series_page(request: HttpRequest) -> HttpResponse | FileResponse:
    """A figure of a territory as it stood then and as now, with the method in words."""
    problems: list[str] = []
    day = asked_day(request.GET.get("on"), problems)
    whole = asked_whole(request)
    named = figures()
    figure = request.GET.get("figure") or "households"
    if figure not in named:
        problems.append(_("There is no figure “%(figure)s”; households are shown.") % {"figure": figure})
        figure = "households"
    series = Series(whole.unit, figure, day)
    points = list(series.points())
    ending = request.GET.get("format")
    if ending in FORMATS:
        return download(
            f"{named[figure]}_{whole.name}_{day}.{ending}",
            lambda path: write_series(path, series, points, whole.name, named[figure], request.user),
        )
    context = whole.context | {
        "figures": named.items(),
        "figure": figure,
        "words": named[figure],
        "day": day,
        "problems": problems,
        "series": series,
        "points": points[::-1],
        "methods": [(method, method_words(method)) for method in series.methods()],
        "chart": chart_of(points, day),
    }
    return render(request, "lineage/series.html", context)


def chart_of(points: list[Point], day: Any) -> dict[str, Any] | None:
    """Two lines; a day of which nothing is known is left out."""
    lines = [
        {
            "name": words,
            "points": [
                [point.day.isoformat(), value] for point in points if (value := getattr(point, side).shown) is not None
            ],
        }
        for side, words in (("then", _("as then")), ("now", _("as now")))
    ]
    if not any(len(line["points"]) > 1 for line in lines):
        return None
    return {"day": day.isoformat(), "series": lines, "limits": [], "shares": False}


def method_words(method: Method) -> str:
    """How a source was divided, in words."""
    by = method.division.by
    told = "、".join(name if part is None or by == "whole" else f"{name} {part:.1%}" for name, part in method.targets)
    said = {
        "whole": _("%(source)s went whole to %(targets)s"),
        "households": _("%(source)s was divided by the households of the shares: %(targets)s"),
        "population": _("%(source)s was divided by the population of the shares: %(targets)s"),
        "": _("%(source)s went to %(targets)s in parts of unknown size: it is not divided, and stands only in "
              "sums that hold all of them"),
    }[by]  # fmt: skip
    return said % {"source": method.source, "targets": told}


def sum_words(found: Sum) -> str:
    """What is not known in a sum, in words; empty when it is whole."""
    said = []
    if found.missing:
        said.append(_("missing %(missing)s of %(units)s") % {"missing": found.missing, "units": found.units})
    if found.undivided:
        said.append(_("and %(count)s here or elsewhere") % {"count": f"{round(found.undivided):,}"})
    if found.astray:
        said.append(_("and %(count)s of units closed without a share") % {"count": f"{round(found.astray):,}"})
    return "; ".join(said)


def write_series(path: Path, series: Series, points: list[Point], name: str, words: str, user: Any) -> None:
    """The days, then a second sheet with the method."""
    heads = [_("Day"), _("As then"), _("Units then"), _("Of these missing"), _("Undivided then"),
             _("Of closed units then"), _("As now"), _("Units now"), _("Of these missing now"), _("Undivided now"),
             _("Of closed units now"), _("Adjustments of the day")]  # fmt: skip
    rows = [
        [
            point.day,
            *(value for side in (point.then, point.now) for value in _cells(side)),
            "；".join(paper.title for paper in point.because),
        ]
        for point in points
    ]
    notes = [
        _("%(figure)s of %(name)s. As then: the units of the day, what was last counted of each carried over the "
          "adjustments since. As now: the same restated on the units of %(day)s by the shares. Missing is not nought.")
        % {"figure": words, "name": name, "day": series.day},
        source_line(series.day, user),
    ]  # fmt: skip
    methods = [[method.day, method.source, method_words(method)] for method in series.methods()]
    write_file(
        path,
        [
            Sheet(_("Series"), heads, rows, notes=notes),
            Sheet(_("Method"), [_("Day"), _("From"), _("How it was divided")], methods),
        ],
    )


def _cells(found: Sum) -> list[int | None]:
    open_ends = (round(amount) if amount else None for amount in (found.undivided, found.astray))
    return [found.shown, found.units, found.missing, *open_ends]
