"""What the pages of units are put together from.

An app says in its panels.py what a page shows of it: panels, figures, and what is missing, in the order of the page.
Figures and lacks are asked for many units at a time, because the page above has them all in a table. Everything costs
the same number of queries however many units and rows there are.
"""

import dataclasses
import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models import Count, Q, Window

from .registers import Column, Register, find
from .scope import LEVELS, reaches, within

#: Rows that a panel shows; the rest is one click away.
SHOWN = 10
#: A panel of more columns takes the whole width.
NARROW = 5

Number = Any


@dataclasses.dataclass
class Panel:
    """What a page shows of one register, or of what its template says.

    rows: the first SHOWN of count. columns: those that the template draws. opens: whether the person may open the rows.
    query: what the address of the whole list says besides unit and day. wide: over the whole width of the page.
    The page fills in the rest. app, key: where it was declared, and its anchor; address: the whole list; add: the form
    of a new row, empty when the person may not.
    """

    title: Any
    clauses: tuple[str, ...] = ()
    register: Register | None = None
    rows: Sequence[models.Model] = ()
    columns: tuple[Column, ...] = ()
    count: int = 0
    opens: bool = False
    query: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    template: str = "units/rows.html"
    context: dict[str, Any] = dataclasses.field(default_factory=dict)
    wide: bool = False
    app: str = ""
    key: str = ""
    address: str = ""
    add: str = ""

    @property
    def filled(self) -> bool:
        """Whether there is anything to show."""
        return self.register is None or bool(self.rows)


@dataclasses.dataclass(frozen=True)
class Amount:
    """A figure of one unit, or of several together.

    value: None when nothing is known. unknown: of how many units or rows it is not known, so that a sum is honest.
    of: over how many units it was summed, None for a single one. generated: whether some of it was made up for
    demonstration.
    """

    value: Number | None = None
    unknown: int = 0
    of: int | None = None
    generated: bool = False


@dataclasses.dataclass(frozen=True)
class Figure:
    """A figure of communities, at the head of their pages and a column of the table above.

    name: that of the column in registers, if it is one. amounts: by community; one that is left out is `absent`.
    holds: it is told as yes and no, and counted n / N above. alarm: more than nought calls for action. register: whose
    rows are behind it.
    """

    name: str
    head: Any
    amounts: Mapping[int, Amount]
    unit: Any = ""
    holds: bool = False
    alarm: bool = False
    absent: Amount = Amount(unknown=1)
    register: Register | None = None

    def at(self, key: int) -> Amount:
        """The figure of one community."""
        return self.amounts.get(key, self.absent)

    def of(self, keys: Iterable[int]) -> Amount:
        """The figure of these communities together."""
        found = [self.at(key) for key in keys]
        known = [amount.value for amount in found if amount.value is not None]
        return Amount(
            sum(known) if known else None,
            sum(amount.unknown for amount in found),
            len(found),
            any(amount.generated for amount in found),
        )


@dataclasses.dataclass(frozen=True)
class Lack:
    """Something that the directive says a unit has, and of which no row of the day speaks.

    words: what is missing. register, begin: the form that adds it, and what that begins with.
    """

    unit: int
    clauses: tuple[str, ...]
    words: Any
    register: Register
    begin: Mapping[str, Any]


PanelFunction = Callable[[models.Model, datetime.date, Any], Panel]
FigureFunction = Callable[[Sequence[int], datetime.date, Any], Iterable[Figure]]
LackFunction = Callable[[Sequence[int], datetime.date, Any], Iterable[Lack]]

_panels: dict[str, list[PanelFunction]] = {level: [] for level in LEVELS}
_figures: list[FigureFunction] = []
_lacks: dict[str, list[LackFunction]] = {level: [] for level in LEVELS}


def panel(*levels: str) -> Callable[[PanelFunction], PanelFunction]:
    """Puts the panel that the function gives for (unit, day, user) on the pages of units of the levels."""

    def declare(function: PanelFunction) -> PanelFunction:
        for level in levels:
            _panels[level].append(function)
        return function

    return declare


def figures(function: FigureFunction) -> FigureFunction:
    """Takes the figures that the function gives for (keys of communities, day, user) into service."""
    _figures.append(function)
    return function


def lacks(level: str) -> Callable[[LackFunction], LackFunction]:
    """Takes what the function finds missing for (keys of units of the level, day, user) into service."""

    def declare(function: LackFunction) -> LackFunction:
        _lacks[level].append(function)
        return function

    return declare


def panels_of(unit: models.Model, day: datetime.date, user: Any) -> list[Panel]:
    """The panels of a unit's page. The person sees the whole of the unit."""
    found = []
    for function in _panels[unit.territory_level]:
        made = function(unit, day, user)
        made.app = function.__module__.partition(".")[0]
        made.key = f"{made.app}-{function.__name__}".replace("_", "-")
        found.append(made)
    return found


def figures_of(communities: Sequence[int], day: datetime.date, user: Any) -> list[Figure]:
    """Every figure of the communities that the person sees."""
    return [figure for function in _figures for figure in function(communities, day, user)]


def lacks_of(level: str, units: Sequence[int], day: datetime.date, user: Any) -> dict[int, list[Lack]]:
    """What is missing by unit, in the order of the directive. The person sees the whole of each unit."""
    found: dict[int, list[Lack]] = {unit: [] for unit in units}
    for function in _lacks[level] if units else ():
        for lack in function(units, day, user):
            found[lack.unit].append(lack)
    return {unit: sorted(own, key=lambda lack: lack.clauses) for unit, own in found.items()}


def rows_of(
    label: str,
    unit: models.Model,
    day: datetime.date,
    user: Any,
    *,
    until: str = "",
    only: Q | None = None,
    ended: bool = False,
    **how: Any,
) -> Panel:
    """The rows of a register that belong to the unit and hold on the day, as panel_of() draws them. One query.

    until: the field that says when, in registers of single days; later rows are left out, and the last comes first.
    ended: those that ended before the day, too.
    """
    register = find(label)
    rows = register.model.objects.visible_to(user)
    if register.annotate:
        rows = register.annotate(rows, day)
    rows = within(rows, unit.territory_level, unit.pk).filter(only or Q())
    if until:
        rows = rows.filter(**{f"{until}__lte": day}).order_by(f"-{until}", "pk")
    if not ended:
        rows = rows.filter(register.model.holding(day))
    return panel_of(register, rows, user, query={"all": 1} if ended else {}, **how)


def panel_of(
    register: Register,
    rows: models.QuerySet,
    user: Any,
    *,
    title: Any = "",
    columns: Sequence[str | Column] = (),
    query: Mapping[str, Any] | None = None,
    template: str = "units/rows.html",
) -> Panel:
    """The first of the rows with the register's columns. One query.

    columns: names of the register's columns, or others; left empty, all but the units'. Where no shown row has a value
    in a column, it is left out.
    """
    # Counted along, because a second query only where there is more would make the cost grow with the rows.
    shown = list(rows.select_related(*register.related).annotate(of_all=Window(Count("*")))[:SHOWN])
    named = {column.name: column for column in register.table}
    wanted = columns or [name for name in named if name not in LEVELS]
    drawn = [column if isinstance(column, Column) else named[column] for column in wanted]
    drawn = [column for column in drawn if any(column.value(row) is not None for row in shown)]
    return Panel(
        title or register.title,
        register.clauses,
        register,
        shown,
        tuple(drawn),
        shown[0].of_all if shown else 0,
        opens=reaches(register.model, user),
        query=query or {},
        template=template,
        wide=len(drawn) > NARROW,
    )


def amounts(
    rows: models.QuerySet, communities: Sequence[int], value: Any, *, by: str = "community", unknown: Q | None = None
) -> dict[int, Amount]:
    """The value, an aggregate, of the rows of each community at the end of the path `by`. One query.

    unknown: the rows that do not say.
    """
    found = (
        rows.filter(**{f"{by}__in": communities})
        .order_by()
        .values(by)
        .annotate(
            amount=value,
            silent=Count("pk", filter=unknown or Q(pk=None)),
            made_up=Count("pk", filter=~Q(generated=[])),
        )
    )
    return {row[by]: Amount(row["amount"], row["silent"], generated=bool(row["made_up"])) for row in found}


def lacking(
    label: str,
    units: Sequence[int],
    day: datetime.date,
    user: Any,
    *,
    clauses: Mapping[str, tuple[str, ...]] | tuple[str, ...],
    holder: str = "community",
    only: Q | None = None,
    **said: Any,
) -> Iterator[Lack]:
    """A lack for each unit of which no row of the register holds on the day, or for each kind. One query.

    clauses: those that ask for such a row; where they ask for several kinds, by kind. said: what the rows must say, and
    a new one begins with. only: what else the rows must be.
    """
    register = find(label)
    kinds = clauses if isinstance(clauses, Mapping) else {None: clauses}
    rows = register.model.objects.visible_to(user).filter(register.model.holding(day), only or Q(), **said).order_by()
    held = set(rows.filter(**{f"{holder}__in": units}).values_list(holder, *(("kind",) if None not in kinds else ())))
    named = dict(register.model._meta.get_field("kind").flatchoices) if None not in kinds else {}
    for unit in units:
        for kind, asking in kinds.items():
            if ((unit,) if kind is None else (unit, kind)) not in held:
                begin = {holder: unit, **({} if kind is None else {"kind": kind}), **said}
                yield Lack(unit, asking, named.get(kind) or register.model._meta.verbose_name, register, begin)
