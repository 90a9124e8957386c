"""How a number of a board comes about: what is counted, by which thresholds and definitions, what each unit lacks."""

import dataclasses
import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from zhoushan_community.base import dated, registers, standards
from zhoushan_community.base.standards import (
    EXEMPT,
    MET,
    NOT_APPLICABLE,
    UNMET,
    Rate,
    Result,
    Standard,
    Tally,
    measures_of,
)

from .board import Board, Territory
from .judging import Judging
from .models import UNITS, Exemption, TargetPart, Threshold
from .wording import short_of


@dataclasses.dataclass(frozen=True)
class Reckoning:
    """A rate with the counts that it is reckoned from."""

    counts: Tally
    rate: Rate


@dataclasses.dataclass(frozen=True)
class Bar:
    """A threshold of a standard, or a further number of it. applied: by which units of the territory are judged on the
    board's day."""

    threshold: Threshold
    meaning: Any
    unit: str
    applied: bool


@dataclasses.dataclass(frozen=True)
class Side:
    """One side of a target that is put together, with its norms and the papers that say so."""

    name: str
    parts: list[Standard]
    papers: list[TargetPart]


@dataclasses.dataclass(frozen=True)
class Failing:
    """A part of a target that a unit does not meet, and on which side."""

    side: str
    standard: Standard
    result: Result


@dataclasses.dataclass(frozen=True)
class Explained:
    """How one unit stands, and why.

    address: the unit's own page. lacking: the names of the parts that are not there. failing: the parts of a target
    that are not met. papers: by which the unit is exempt. remark: what else is to be said in words. evidence: heads
    and addresses of the rows that were read.
    """

    result: Result
    address: str
    lacking: list[str]
    failing: list[Failing]
    papers: list[Exemption]
    remark: str
    evidence: list[tuple[str, str]]

    @property
    def papers_in_words(self) -> str:
        """Document, approver, dates and reason of every paper."""
        return "; ".join(
            f"{paper.document_no} {paper.approver} {paper.valid_from}–{paper.valid_to} {paper.reason}"
            for paper in self.papers
        )

    @property
    def failing_in_words(self) -> str:
        """The parts that are not met, each with its distance."""
        return "、".join(
            " ".join(filter(None, (each.side, each.standard.code, short_of(each.standard, each.result))))
            for each in self.failing
        )


def thresholds(board: Board, territory: Territory, code: str) -> list[Bar]:
    """All dated rows of the standard and of its further numbers, of the city and of the territory's districts; those
    come first that judge on the board's day. One query."""
    standard = standards.find(code)
    rows = Threshold.objects.filter(standard__in=standard.numbers).select_related("district")
    if territory.district:
        rows = rows.of_ground(territory.district)
    applied = {row.pk for row in board.judging.judges(territory.district)}
    found = [
        Bar(
            row,
            standard.thresholds.get(row.standard, ""),
            standard.unit if row.standard == code else "",
            row.pk in applied,
        )
        for row in rows.order_by("standard", "valid_from", "pk")
    ]
    return sorted(found, key=lambda bar: not bar.applied)


def definition(board: Board, code: str) -> list[Side]:
    """The sides of a target that is put together, as it is defined on the day; empty for others. One query."""
    if standards.find(code).measure:
        return []
    found: dict[str, list[TargetPart]] = defaultdict(list)
    for row in TargetPart.objects.filter(dated.on(board.day), target=code, basis=board.basis).order_by("pk"):
        found[row.side].append(row)
    return [Side(name, [standards.find(row.part) for row in rows], rows) for name, rows in found.items()]


def explained(board: Board, code: str, results: Sequence[Result], *, evidence: bool = True) -> list[Explained]:
    """The results of one standard with their reasons, and the rows behind them where these are asked for. The queries
    are as many for one unit as for all of a page."""
    standard = standards.find(code)
    failing = _failing(board, code, results)
    papers = _papers(board, standard, results)
    # What a target is put together from has its own rows, told at each norm.
    shown = evidence and standard.measure is not None
    rows = _links(board.judging.evidence(results), board.user) if shown else {}
    return [
        Explained(
            result,
            address_of(board.day, result),
            missing_parts(board.judging, standard, result),
            failing.get(result.unit, []),
            papers.get(result.unit, []),
            remark(board, standard, result),
            rows.get(result.unit, []),
        )
        for result in results
    ]


def address_of(day: datetime.date, result: Result) -> str:
    """The page of the unit, or of the street in which it lies."""
    level, key = ("community", result.community) if result.community else ("street", result.street)
    return f"{reverse(level, args=[key])}?on={day}"


def missing_parts(judging: Judging, standard: Standard, result: Result) -> list[str]:
    """The names of the parts that a unit is known not to have."""
    if not standard.parts or result.measured is None or result.state not in (UNMET, EXEMPT):
        return []
    # A law may ask for fewer parts than the directive, which have no names of their own.
    measures = measures_of(standard.measure, judging.asked.of(result.district))
    if sum(max(len(measure.parts), 1) for measure in measures) != len(standard.parts):
        return []
    return [str(name) for place, name in enumerate(standard.parts) if not result.parts >> place & 1]


def _links(evidence: Mapping[tuple[str, int], Sequence[tuple[str, int]]], user: Any) -> dict[int, list]:
    """Names and addresses of the rows behind the result of each unit, as the person sees them. One query for each
    register."""
    wanted: dict[str, set[int]] = {}
    for items in evidence.values():
        for label, key in items:
            wanted.setdefault(label, set()).add(key)
    rows = {}
    for label, keys in wanted.items():
        register = registers.find(label)
        found = register.model.objects.visible_to(user).select_related(*register.related).in_bulk(keys)
        rows.update({(label, key): (str(row), register.url("detail", pk=key)) for key, row in found.items()})
    return {unit: [rows[item] for item in items if item in rows] for (_code, unit), items in evidence.items()}


def _failing(board: Board, code: str, results: Sequence[Result]) -> dict[int, list[Failing]]:
    """By unit, what it does not meet of the parts of a target. A statement."""
    sides = [(side, part) for side, parts in board.judging.definitions.get(code, ()) for part in parts]
    if not sides:
        return {}
    within = Q(unit__in=[result.unit for result in results])
    judging = Judging(board.day, board.basis, codes=(code,), within=within)
    stands = {(result.unit, result.standard): result for result in judging.results(parts=True)}
    found: dict[int, list[Failing]] = defaultdict(list)
    for result in results:
        for side, part in sides:
            other = stands.get((result.unit, part))
            if other and other.state not in (MET, NOT_APPLICABLE):
                found[result.unit].append(Failing(side, standards.find(part), other))
    return found


def _papers(board: Board, standard: Standard, results: Sequence[Result]) -> dict[int, list[Exemption]]:
    """By unit, the exemptions in force from the standard or a part of it. One query."""
    if standard.level not in UNITS:
        return {}
    exempt = [result.unit for result in results if result.state == EXEMPT]
    codes = [standard.code, *board.judging.parts_of(standard.code)]
    rows = Exemption.objects.visible_to(board.user).filter(
        dated.on(board.day), standard__in=codes, **{f"{standard.level}__in": exempt}
    )
    found: dict[int, list[Exemption]] = defaultdict(list)
    for row in rows:
        found[getattr(row, f"{standard.level}_id")].append(row)
    return found


def remark(board: Board, standard: Standard, result: Result) -> str:
    """Why the standard is not asked of the unit, or by how much there is more than it asks for; empty for others."""
    if result.state == NOT_APPLICABLE:
        return why_not(board, standard, result.district)
    if standard.surplus and None not in (result.measured, result.high) and result.measured > result.high:
        more = result.measured - result.high
        return _("%(surplus)s by %(more)s") % {"surplus": standard.surplus, "more": f"{more} {standard.unit}".strip()}
    return ""


def why_not(board: Board, standard: Standard, district: int | None) -> str:
    """Why the standard is not asked of a unit of the district."""
    if standard.measure is None and not board.judging.definitions.get(standard.code):
        return _("not defined by this basis on that day")
    if standard.code not in board.judging.asked.of(district).bounds and standard.measure is not None:
        return _("no threshold of this basis is in force on that day")
    return str(standard.why_not)
