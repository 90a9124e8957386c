"""The reform of 2002 as restated: households and persons per committee before, and per community after."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.db import models
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhoushan_community.base.scope import within
from zhoushan_community.base.sheets.exports import FORMATS, download, source_line
from zhoushan_community.base.sheets.writer import Sheet, write_file

from ..models import AdjustmentShare, Community, CommunityFigures, in_effect
from ..wholes import asked_whole
from .edges import BECAUSE

#: Adjustments of these days are the reform's.
FIRST, LAST = datetime.date(2002, 1, 1), datetime.date(2003, 12, 31)
FIGURES = ("households", "population")
#: What 舟山市志（1989—2005）, volume 3, page 345 tells: averages per committee before and per community after.
GAZETTEER = {"households": (1309, 2069), "population": (3636, 5745)}


@dataclass
class Reformed:
    """A community that the reform made of committees. wholes, parts: their names, of those that came whole and of those
    of which a part came; committees: their keys. figures: its first count, by name; made_up: which of these are
    demonstration data; real: its first count that is not."""

    community: Community
    wholes: list[str]
    parts: list[str]
    committees: frozenset[int]
    figures: dict[str, int]
    made_up: frozenset[str]
    real: dict[str, int]

    @property
    def before(self) -> int:
        """Of how many committees it was made, in whole or in part."""
        return len(self.committees)


@dataclass(frozen=True)
class Average:
    """A figure of several communities restated on the committees that they were made of. per_*: None where nothing is
    known; known: of how many communities it is, out of communities."""

    total: int
    known: int
    communities: int
    committees: int

    @property
    def before(self) -> Fraction | None:
        """Per committee; the same households, because a merger moves nobody."""
        return Fraction(self.total, self.committees) if self.committees and self.known else None

    @property
    def after(self) -> Fraction | None:
        """Per community."""
        return Fraction(self.total, self.known) if self.known else None


def reformed(unit: models.Model | None, user: Any) -> list[Reformed]:
    """The communities of the territory that were made of committees in the reform. Three queries."""
    seen = Community.objects.visible_to(user).select_related("street__district")
    if unit is not None:
        seen = within(seen, unit.territory_level, unit.pk)
    shares = AdjustmentShare.objects.whole_city(because=BECAUSE).filter(
        in_effect(LAST, "adjustment"),
        from_committee__isnull=False,
        to_community__in=seen.order_by().values("pk"),
        adjustment__effective_on__range=(FIRST, LAST),
    )
    wholes: dict[int, list[str]] = defaultdict(list)
    parts: dict[int, list[str]] = defaultdict(list)
    committees: dict[int, set[int]] = defaultdict(set)
    for share in shares.select_related("from_committee").order_by("pk"):
        whole = share.extent == AdjustmentShare.Extent.WHOLE
        name = str(share.from_committee) + (f"（{share.part_name}）" if share.part_name else "")
        (wholes if whole else parts)[share.to_community_id].append(name)
        committees[share.to_community_id].add(share.from_committee_id)
    keys = wholes.keys() | parts.keys()
    figures: dict[int, dict[str, int]] = defaultdict(dict)
    real: dict[int, dict[str, int]] = defaultdict(dict)
    made_up: dict[int, set[str]] = defaultdict(set)
    counted = CommunityFigures.objects.visible_to(user).filter(community__in=keys).order_by("counted_on")
    for key, generated, *values in counted.values_list("community", "generated", *FIGURES):
        for name, value in zip(FIGURES, values, strict=True):
            if value is None:
                continue
            if name not in generated:
                real[key].setdefault(name, value)
            elif name not in figures[key]:
                made_up[key].add(name)
            figures[key].setdefault(name, value)
    return [
        Reformed(
            row,
            wholes[row.pk],
            parts[row.pk],
            frozenset(committees[row.pk]),
            figures[row.pk],
            frozenset(made_up[row.pk]),
            real[row.pk],
        )
        for row in seen.filter(pk__in=keys)
    ]


def average(rows: Iterable[Reformed], figure: str, *, real: bool = False) -> Average:
    """The average of the communities of which the figure is known. real: by their first count that is no demonstration
    data. A committee of which several communities got a part is one committee."""
    found = list(rows)
    known = [(row, told[figure]) for row in found if figure in (told := row.real if real else row.figures)]
    committees = frozenset().union(*(row.committees for row, _value in known))
    return Average(sum(value for _row, value in known), len(known), len(found), len(committees))


def _lines(rows: list[Reformed]) -> list[dict[str, Any]]:
    """For each figure: as the gazetteer has it, as restated, and without demonstration data."""
    words = {name: CommunityFigures._meta.get_field(name).verbose_name for name in FIGURES}
    lines = []
    for name in FIGURES:
        before, after = GAZETTEER[name]
        lines.append({"figure": words[name], "by": _("city gazetteer"), "before": before, "after": after, "told": ""})
        for by, real in ((_("restated"), False), (_("restated, real figures only"), True)):
            found = average(rows, name, real=real)
            told = _("%(known)s of %(communities)s communities counted, made of %(committees)s committees") % {
                "known": found.known, "communities": found.communities, "committees": found.committees
            }  # fmt: skip
            shown = [None if value is None else round(value) for value in (found.before, found.after)]
            lines.append({"figure": words[name], "by": by, "before": shown[0], "after": shown[1], "told": told})
    return lines


def reform_page(request: HttpRequest) -> HttpResponse | FileResponse:
    """Every community that the reform made, of whom, and the averages before and after beside the gazetteer's."""
    whole = asked_whole(request)
    rows = reformed(whole.unit, request.user)
    lines = _lines(rows)
    ending = request.GET.get("format")
    if ending in FORMATS:
        return download(
            f"{_('The reform of 2002')}_{whole.name}.{ending}",
            lambda path: write_reform(path, rows, lines, request.user),
        )
    context = whole.context | {
        "rows": rows,
        "lines": lines,
        "first": FIRST,
        "last": LAST,
    }
    return render(request, "lineage/reform.html", context)


def write_reform(path: Path, rows: list[Reformed], lines: list[dict[str, Any]], user: Any) -> None:
    """The averages, then a second sheet with a line for each community."""
    sums = [[line["figure"], line["by"], line["before"], line["after"], line["told"]] for line in lines]
    heads = [_("District"), _("Street"), _("Community"), _("Founded on"), _("Whole committees"), _("Parts"),
             _("Households"), _("Population"), _("Households per committee"), _("Demonstration data")]  # fmt: skip
    told = [
        [
            str(row.community.street.district),
            str(row.community.street),
            str(row.community),
            row.community.founded_on,
            "、".join(row.wholes),
            "、".join(row.parts),
            *(row.figures.get(name) for name in FIGURES),
            round(row.figures["households"] / row.before) if "households" in row.figures else None,
            "、".join(str(CommunityFigures._meta.get_field(name).verbose_name) for name in sorted(row.made_up)),
        ]
        for row in rows
    ]
    write_file(
        path,
        [
            Sheet(
                _("Averages"),
                [_("Figure"), _("By"), _("Per committee before"), _("Per community after"), _("Resting on")],
                [[str(value) if not isinstance(value, int | None) else value for value in row] for row in sums],
                notes=[source_line(LAST, user)],
            ),
            Sheet(_("Communities"), heads, told),
        ],
    )
