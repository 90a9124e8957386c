"""What is done where a unit falls short: by whose form, and in what words. An app says it in its mends.py."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Model

from .declared import Asked


@dataclasses.dataclass(frozen=True)
class Mend:
    """What can be done where a unit falls short of a standard or a part of it: by whose form, and in what words.

    named: what is measured, as an office calls it. register: the label of the register whose row mends it. deed: what
    to do; over: what is done above the upper bound. short: how falling short is said where no number tells it.
    row: what its form enters, where that is not what is measured.
    holder: the path from a row to its unit; "pk" where the unit is such a row. begin: what the row says, and a new one
    begins with. year: the field that says the year. field: what of a row is asked for.
    again: a further row mends it, whatever is there. under, via: the row hangs on one of `under` by the field `via`;
    where there is none, that is entered first.
    page: the name of a page that is begun with the unit instead of the register's form; may: whether the person may
    begin it for the unit.
    parts: for each part that is counted, in the order of the measure. unknown: what is entered where data are missing;
    base: where they are those that the bounds are reckoned from.
    """

    named: Any
    register: str = ""
    deed: Any = ""
    over: "Mend | None" = None
    short: Any = ""
    row: Any = ""
    holder: str = "community"
    begin: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    year: str = ""
    field: str = ""
    again: bool = False
    under: "Mend | None" = None
    via: str = ""
    page: str = ""
    may: Callable[[Any, Model], bool] | None = None
    parts: "tuple[Mend, ...] | Callable[[Asked], tuple[Mend, ...]]" = ()
    unknown: "Mend | None" = None
    base: "Mend | None" = None

    def parts_of(self, asked: Asked) -> "tuple[Mend, ...]":
        """The parts that are asked for, in the order in which the measure counts them."""
        return self.parts(asked) if callable(self.parts) else self.parts

    def said(self, asked: Asked) -> dict[str, Any]:
        """What the row says on the day."""
        return {**self.begin, **({self.year: asked.day.year} if self.year else {})}


_mends: dict[str, Mend] = {}


def mends(found: Mapping[str, Mend]) -> None:
    """Take what is done about standards, by code, into service."""
    _mends.update(found)


def mend_of(code: str) -> Mend | None:
    """What is done about a standard; None for one that is put together from others."""
    return _mends.get(code)
