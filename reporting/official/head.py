"""The head of an official form as data: a tree of words whose leaves say what stands in their column.

A leaf has `words` and one of
    figure     a code of the catalogue
    field      a field of the unit itself: "founded_on"
    standard   the code of a standard, with `count` (met, judged, missing), or `count` "threshold" or "state"
    share      the keys of two leaves of the same form; the first is divided by the second
and may have `unit` and `key` (by which a share names it; else its figure, or "T4/met"). A branch: `words`, `below`.
"""

import dataclasses
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zhoushan_community.base import standards

from .catalogue import FIGURES

#: What a form can say of a standard.
COUNTS = ("judged", "met", "missing", "threshold", "state")
#: Fields of a unit itself.
FIELDS = ("founded_on",)
KINDS = ("figure", "field", "standard", "share")
DEEPEST = 4


@dataclasses.dataclass(frozen=True)
class Leaf:
    """A column. kind: one of KINDS. asks: the code, field or standard; of a share its two keys."""

    words: str
    kind: str
    key: str
    asks: Any
    unit: str = ""
    count: str = ""

    @property
    def places(self) -> int:
        """Decimals that are shown."""
        return FIGURES[self.asks].places if self.kind == "figure" else 0

    @property
    def adds_up(self) -> bool:
        """Whether the numbers of several units make a sum."""
        return self.kind == "figure" or self.count in ("judged", "met", "missing")


@dataclasses.dataclass(frozen=True)
class Cell:
    """A cell of the head: where it begins, and how far it reaches."""

    words: str
    row: int
    column: int
    rows: int
    columns: int


class Head:
    """A head that was read from its tree. Raises ValidationError that names the place."""

    def __init__(self, tree: Any) -> None:
        self.leaves: list[Leaf] = []
        self.cells: list[Cell] = []
        if not isinstance(tree, list) or not tree:
            raise ValidationError(_("The head is a list of columns and has at least one."))
        self.depth = max(_depth(node, str(number)) for number, node in enumerate(tree, 1))
        for number, node in enumerate(tree, 1):
            self._take(node, 0, str(number))
        keys = [leaf.key for leaf in self.leaves]
        for leaf in self.leaves:
            if keys.count(leaf.key) > 1:
                raise ValidationError(
                    _("Two columns are called “%(key)s”; give one of them a key of its own.") % {"key": leaf.key}
                )
            for key in leaf.asks if leaf.kind == "share" else ():
                if key not in keys:
                    raise ValidationError(
                        _("“%(words)s” divides “%(key)s”, and no column is called so.")
                        % {"words": leaf.words, "key": key}
                    )

    def _take(self, node: dict, row: int, place: str) -> None:
        column = len(self.leaves)
        if "below" in node:
            for number, below in enumerate(node["below"], 1):
                self._take(below, row + 1, f"{place}.{number}")
            self.cells.append(Cell(node["words"], row, column, 1, len(self.leaves) - column))
            return
        leaf = _leaf(node, place)
        self.leaves.append(leaf)
        words = f"{leaf.words}({leaf.unit})" if leaf.unit else leaf.words
        self.cells.append(Cell(words, row, column, self.depth - row, 1))

    def rows(self) -> Iterator[list[Cell]]:
        """The cells by level, from left to right."""
        for level in range(self.depth):
            yield sorted((cell for cell in self.cells if cell.row == level), key=lambda cell: cell.column)

    def asking(self, kind: str) -> list[Leaf]:
        """The leaves of a kind."""
        return [leaf for leaf in self.leaves if leaf.kind == kind]


def _depth(node: Any, place: str, level: int = 1) -> int:
    if not isinstance(node, dict) or not isinstance(node.get("words"), str) or not node["words"].strip():
        raise ValidationError(_("Column %(place)s has no words.") % {"place": place})
    if level > DEEPEST:
        raise ValidationError(
            _("Column %(place)s: a head has at most %(most)s levels.") % {"place": place, "most": DEEPEST}
        )
    if "below" not in node:
        return 1
    if not isinstance(node["below"], list) or not node["below"]:
        raise ValidationError(_("Column %(place)s: “below” is a list of columns.") % {"place": place})
    below = [_depth(each, f"{place}.{number}", level + 1) for number, each in enumerate(node["below"], 1)]
    return 1 + max(below)


def _leaf(node: dict, place: str) -> Leaf:
    kinds = [kind for kind in KINDS if kind in node]
    if len(kinds) != 1:
        raise ValidationError(
            _("Column %(place)s says one of: %(kinds)s.") % {"place": place, "kinds": ", ".join(KINDS)}
        )
    (kind,) = kinds
    asks, count = node[kind], node.get("count", "")
    codes = {standard.code for standard in standards.all_standards()}
    known = {
        "figure": lambda: asks in FIGURES,
        "field": lambda: asks in FIELDS,
        "standard": lambda: asks in codes and count in COUNTS,
        "share": lambda: isinstance(asks, list) and len(asks) == 2,
    }
    if not isinstance(asks, str | list) or (isinstance(asks, list) and kind != "share") or not known[kind]():
        raise ValidationError(
            _("Column %(place)s: “%(asked)s” is not known as %(kind)s.")
            % {"place": place, "asked": f"{asks} {count}".strip(), "kind": kind}
        )
    unit = node.get("unit") or (FIGURES[asks].unit if kind == "figure" else "%" if kind == "share" else "")
    key = node.get("key") or (f"{asks}/{count}" if kind == "standard" else "/".join(asks) if kind == "share" else asks)
    return Leaf(node["words"], kind, key, tuple(asks) if kind == "share" else asks, unit, count)
