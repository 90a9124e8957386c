"""What the walk asks, what may come of it, and who is to ask at which address."""

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin
from django.db import models
from django.urls import URLPattern, get_resolver

from zhoushan_community.base.scope import ScopedModel

from .oracle import Person, Place


@dataclasses.dataclass(frozen=True)
class Verdict:
    """What a person is to be answered. writes: rows may change by it; without it nothing whatever does."""

    statuses: tuple[int, ...]
    writes: bool = False


SHOWN = Verdict((200,))
DONE = Verdict((302,), writes=True)
AWAY = Verdict((302,))
WRONG = Verdict((400,))
REFUSED = Verdict((403,))
NOT_THERE = Verdict((404,))
NO_SUCH_METHOD = Verdict((405,))

Judge = Callable[[Person], Verdict]


def everybody(verdict: Verdict = SHOWN) -> Judge:
    """All who are signed in are answered alike."""
    return lambda one: verdict


def whoever_sees(row: models.Model, place: Place, then: Verdict = SHOWN) -> Judge:
    """Strangers find nothing."""
    return lambda one: then if one.sees(row, place) else NOT_THERE


def whoever_changes(row: models.Model, place: Place, then: Verdict = SHOWN) -> Judge:
    """Strangers find nothing, those who only look are refused."""
    return lambda one: then if one.changes(row, place) else REFUSED if one.sees(row, place) else NOT_THERE


def whoever_enters(label: str, then: Verdict = SHOWN) -> Judge:
    """Those who may enter rows of the register somewhere."""
    return lambda one: then if one.enters(label) else REFUSED


def staff(then: Verdict = SHOWN) -> Judge:
    """The back office opens to those who administer something; others are sent to its door."""
    return lambda one: then if one.wears("administers") else AWAY


def only(owner: Person, then: Verdict = SHOWN) -> Judge:
    """What lies on somebody's desk does not exist for others."""
    return lambda one: then if one is owner else NOT_THERE


def both(first: Judge, second: Judge) -> Judge:
    """What the first one lets through is judged by the second."""
    return lambda one: second(one) if first(one) not in (AWAY, REFUSED, NOT_THERE) else first(one)


@dataclasses.dataclass(frozen=True)
class Ask:
    """One request. posted: a form's fields, or the text of a JSON body; None for GET.

    rows: how many rows of the register the page is to say that there are. sparing: it adds little to what else is asked
    there, so that once by everybody, over all registers, is enough. open: what is answered before signing in, where
    that is not the way to the sign-in page. tells: what may be told here alone, telephone "numbers" or "origins"
    of units.
    """

    address: str
    judge: Judge
    posted: dict[str, Any] | str | None = None
    rows: str = ""
    sparing: bool = False
    open: Verdict | None = None
    tells: str = ""


#: Gives what is asked: for the rows of one battery, or once.
Maker = Callable[..., Iterator[Ask]]

#: By the name of the address: what is asked there, for each battery of a register, or once.
OF_REGISTERS: dict[str, Maker] = {}
OTHERS: dict[str, Maker] = {}
#: Those that ask for what does not hang on whose the register's rows are; it is asked as sparingly.
SPARING: set[Maker] = set()


def of_registers(*names: str, sparing: bool = False) -> Callable[[Maker], Maker]:
    """The function makes what is asked of each register at the address of that name."""

    def declare(make: Maker) -> Maker:
        OF_REGISTERS.update(dict.fromkeys(names, make))
        if sparing:
            SPARING.add(make)
        return make

    return declare


def at(*names: str) -> Callable[[Maker], Maker]:
    """The function makes what is asked at the address of that name."""

    def declare(make: Maker) -> Maker:
        OTHERS.update(dict.fromkeys(names, make))
        return make

    return declare


def looked_at(address: str, judge: Judge, **more: Any) -> Iterator[Ask]:
    """A page that shows something and takes nothing: by POST it shows the same to the same people."""
    asked = Ask(address, judge, **more)
    yield asked
    yield dataclasses.replace(asked, posted={}, sparing=True)


def posted_only(address: str, judge: Judge, posted: dict[str, Any]) -> Iterator[Ask]:
    """An address that takes something and shows nothing."""
    yield Ask(address, everybody(NO_SUCH_METHOD))
    yield Ask(address, judge, posted=posted)


def addresses(resolver: Any = None, prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """Every address that there is: how it is written, and its name."""
    for found in (resolver or get_resolver()).url_patterns:
        written = f"{prefix}{found.pattern}"
        if isinstance(found, URLPattern):
            yield written, f"{space}{found.name or found.pattern}"
        else:
            inside = f"{space}{found.namespace}:" if found.namespace else space
            yield from addresses(found, written, inside)


def kind_of(name: str) -> str:
    """The name by which makers know an address: the back office has the same few for every register."""
    for model in filter(lambda each: issubclass(each, ScopedModel), admin.site._registry):
        head = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
        if name.startswith(head):
            return f"admin:*_{name.removeprefix(head)}"
    return name
