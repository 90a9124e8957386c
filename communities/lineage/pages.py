"""The page of a unit's lineage: a graph, the same as a tree of text, and a sheet."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import models
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhoushan_community.base.registers import find
from zhoushan_community.base.sheets.exports import FORMATS, download, source_line
from zhoushan_community.base.sheets.writer import Sheet, write_file
from zhoushan_community.base.tables import asked_day

from .edges import MODELS, Edge, Lineage, Unit, lineage


@dataclass(frozen=True)
class Branch:
    """One line of the tree: an edge, the unit at its other end, what lies beyond. again: told further up already."""

    edge: Edge
    there: Unit
    unit: models.Model
    address: str
    beyond: list["Branch"]
    again: bool = False


def lineage_page(request: HttpRequest, kind: str, pk: int) -> HttpResponse | FileResponse:
    """A committee's, community's or street's ancestors and descendants, over all adjustments in effect by the day."""
    if kind not in MODELS:
        raise Http404
    problems: list[str] = []
    day = asked_day(request.GET.get("on"), problems)
    row = MODELS[kind].objects.visible_to(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    found = lineage(row, day)
    ending = request.GET.get("format")
    if ending in FORMATS:
        return download(f"{_('Lineage')}_{row}_{day}.{ending}", lambda path: write_lineage(path, found, request.user))
    own = found.visible(request.user)
    context = {
        "unit": row,
        "address": _address(found.root, own),
        "day": day,
        "problems": problems,
        "found": found,
        "made_from": _branches(found, found.root, found.ups, own, set()),
        "went_into": _branches(found, found.root, found.downs, own, set()),
        "chart": graph_of(found) if found.edges else None,
        "generated": any(edge.share.generated or edge.share.adjustment.generated for edge in found.edges),
    }
    return render(request, "lineage/page.html", context)


def _address(unit: Unit, own: Mapping[Unit, models.Model]) -> str:
    """Where else it is shown, if the person may open it; of a committee this page is the own one."""
    if unit not in own:
        return ""
    row = own[unit]
    return find(row._meta.label_lower).url("detail", pk=row.pk) if unit.kind == "committee" else row.get_absolute_url()


def _branches(
    found: Lineage, unit: Unit, known: Mapping[Unit, list[Edge]], own: Mapping[Unit, models.Model], told: set[Unit]
) -> list[Branch]:
    """The edges of a unit on one side, each with what lies beyond its other end."""
    up, branches = known is found.ups, []
    for edge in known.get(unit, ()):
        there = edge.source if up else edge.target
        again = there in told
        told.add(there)
        beyond = [] if again else _branches(found, there, known, own, told)
        branches.append(Branch(edge, there, found.rows[there], _address(there, own), beyond, again and there in known))
    return branches


def graph_of(found: Lineage) -> dict[str, Any]:
    """What the chart draws: units in columns by generation, ancestors on the left, and a line for every share."""
    columns: dict[int, list[Unit]] = defaultdict(list)
    for unit, generation in sorted(found.generations.items(), key=lambda each: (each[1], each[0])):
        columns[generation].append(unit)
    tallest = max(map(len, columns.values()))
    numbers = {unit: number for number, unit in enumerate(found.generations)}
    first = min(columns)
    places = {
        unit: (generation - first, (place + 0.5) * tallest / len(column))
        for generation, column in columns.items()
        for place, unit in enumerate(column)
    }
    return {
        "nodes": [
            {
                "id": str(numbers[unit]),
                "name": str(found.rows[unit]),
                "kind": unit.kind,
                "here": unit == found.root,
                "x": places[unit][0],
                "y": places[unit][1],
            }
            for unit in numbers
        ],
        "links": [
            {
                "from": str(numbers[edge.source]),
                "to": str(numbers[edge.target]),
                "day": edge.day.isoformat(),
                "part": edge.share.part_name,
                "title": edge.share.adjustment.title,
            }
            for edge in found.edges
        ],
        "columns": max(columns) - first + 1,
        "rows": tallest,
    }


def write_lineage(path: Path, found: Lineage, user: Any) -> None:
    """One line for each share between two units of the lineage."""
    heads = [_("Side"), _("Generation"), _("In effect from"), _("Kind of adjustment"), _("Adjustment"),
             _("Document number"), _("From"), _("Kind of source"), _("To"), _("Kind of target"), _("Extent"),
             _("Name of the part"), _("Households"), _("Population"), _("Demonstration data")]  # fmt: skip
    ups = {edge.share.pk for edges in found.ups.values() for edge in edges}
    rows = []
    for edge in found.edges:
        share, paper = edge.share, edge.share.adjustment
        up = share.pk in ups
        far = edge.source if up else edge.target
        rows.append(
            [
                _("ancestors") if up else _("descendants"),
                abs(found.generations[far]),
                edge.day,
                paper.get_kind_display(),
                paper.title,
                paper.document_no,
                str(found.rows[edge.source]),
                str(found.rows[edge.source]._meta.verbose_name),
                str(found.rows[edge.target]),
                str(found.rows[edge.target]._meta.verbose_name),
                share.get_extent_display(),
                share.part_name,
                share.households,
                share.population,
                bool(share.generated or paper.generated),
            ]
        )
    notes = [
        _("Lineage of %(unit)s: adjustments in effect by %(day)s. An empty figure is unknown, not nought.")
        % {"unit": found.rows[found.root], "day": found.day},
        source_line(found.day, user),
    ]
    write_file(path, [Sheet(_("Lineage"), heads, rows, notes=notes)])
