"""What a register accepts from a sheet. Registers build a ``Spec`` from their models; the reader follows it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

KINDS = ("place", "name", "text", "count", "decimal", "area", "date", "year", "code", "choice", "bool")


@dataclass(frozen=True)
class Field:
    """One field that a column may fill.

    name: the key in ``Row.values``, usually the model field. kind and what it gives:
      place    name of a district or street, simplified characters: str
      name     name of a community in the form …社区, simplified characters: str
      text     any other text, names of persons and facilities too: str
      count    whole number, units of ``unit`` allowed: int
      decimal  number, units of ``unit`` allowed: Decimal
      area     m², rounded half up to two decimals: Decimal
      date     datetime.date
      year     year of whatever date is written: int
      code     twelve digits: str
      choice   stored value of ``choices``: str
      bool     是 否 √ × 有 无 yes no: bool
    heads: the words over its column, in any language; ``name`` itself is always one of them.
    unit: for count and decimal the unit a cell may carry, such as 户, 人, 幢, 元.
    choices: text as written → stored value.
    """

    name: str
    kind: str
    heads: tuple[str, ...] = ()
    unit: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind {self.kind!r} of field {self.name!r}")


class Place(NamedTuple):
    """What is known of a district and street. prefix: the digits that codes of the district begin with."""

    known: bool
    prefix: str = ""


@dataclass(frozen=True)
class Spec:
    """One register as the reader needs it.

    required: groups of field names; a head must have at least one column of each group.
    key: fields that name a record; rows equal in them must be equal in all. () means that only rows equal in all
      fields count as the same.
    label: the field whose cell is blamed when two rows clash.
    fill_down: fields whose blank cells take the value above; fill_merged: only where the cells are truly merged.
    check_place: (district, street) → Place; either may be None when it is not written.
    passed_over: heads that no field takes though the words are a field's.
    rules: values of a row → (field, code) of what does not fit together.
    """

    register: str
    fields: tuple[Field, ...]
    required: tuple[tuple[str, ...], ...]
    key: tuple[str, ...] = ()
    label: str = "name"
    fill_down: tuple[str, ...] = ("district", "street")
    fill_merged: tuple[str, ...] = ()
    check_place: Callable[[str | None, str | None], Place] | None = None
    passed_over: tuple[str, ...] = ()
    rules: tuple[Callable[[Mapping[str, Any]], Iterable[tuple[str, str]]], ...] = ()
