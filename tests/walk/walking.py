"""Asking everything as everybody, and what is wrong with the answers."""

import hashlib
import io
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from http.cookies import SimpleCookie
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.test.client import ClientHandler

from . import back_office, cases, pages, plans, registers, scenarios  # noqa: F401  (they say what is asked)
from .asking import OF_REGISTERS, OTHERS, SPARING, Ask, Maker, Verdict
from .oracle import Person
from .world import PHONE, World

MARK = re.compile(r"mk([wnrfvud])(\d+)z")
#: Django's token against forged posts: letters and digits at random, in which anything may stand.
TOKEN = re.compile(r"\b[A-Za-z0-9]{64}\b")
NUMBER = re.compile(rf"{PHONE}\d{{4}}")
COUNTED = re.compile(r"共 ([\d,]+) 条")


def read(answer: Any) -> str:
    """Everything that an answer says: its text, or the parts of a workbook, and where it leads."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            body = b"\n".join(parts.read(name) for name in parts.namelist())
    text = TOKEN.sub("", body.decode("utf-8", "replace"))
    return "\n".join([text, *(f"{name}: {value}" for name, value in answer.items())])


def digest() -> dict[str, str]:
    """What is stored, by table. Who is signed in does not count, nor lines of the log that tell who looked, nor what a
    board has counted and keeps."""
    found = {}
    for model in apps.get_models():
        table, label = model._meta.db_table, model._meta.label_lower
        if label in ("base.session", "reporting.judgement", "reporting.kepttally") or table.startswith("axes_"):
            continue
        only = " WHERE action NOT IN ('export', 'reveal')" if label == "base.change" else ""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}{only} ORDER BY 1")
            found[label] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
    return found


#: One request of the walk: what is asked, the verdict expected (None: the way to the sign-in page), and by whom.
Step = tuple[Ask, Verdict | None, Person]


class Plan:
    """Who asks what.

    whole: everybody asks everything. Else of those who are to be answered alike one asks for all: whoever has been
    answered so least often at that kind of address; but first those who do not see every row in question, because for
    others nothing is a leak. What somebody can be answered at a kind of address at all is then asked by that very
    person at least once. Where the same is asked about several rows of a register, such as the own and the foreign
    one, some answers are asked for of one, the others of the next.
    """

    def __init__(self, people: Sequence[Person], *, whole: bool) -> None:
        self.people, self.whole = people, whole
        self.planned: Counter[tuple] = Counter()
        self._first: dict[tuple, tuple[list[Step], Step]] = {}
        self._turn = 0

    def take(self, make: Maker, *of: Any, into: list[Step]) -> None:
        """Plan what the maker's asks come to."""
        same: dict[Any, list[tuple[Ask, dict]]] = defaultdict(list)
        sees_all = of[0].who_sees_all(of[1].stored) if of[1:] else set()
        for number, ask in enumerate(make(*of)):
            alike: dict[Verdict | None, list[tuple[tuple, Person]]] = {}
            for one in self.people:
                verdict = ask.judge(one) if one.gets_in else ask.open
                key = (make, ask.posted is None, verdict, one)
                alike.setdefault(verdict, []).append((key, one))
                self._first.setdefault(key, (into, (ask, verdict, one)))
            if self.whole:
                into += [(ask, verdict, one) for verdict, people in alike.items() for _key, one in people]
            elif not ask.sparing and make not in SPARING:
                same[(*_shape(ask), frozenset(alike)) if of[1:] else number].append((ask, alike))
        for asks in same.values():
            # The way to the sign-in page is the same everywhere.
            for verdict in dict.fromkeys(verdict for _ask, alike in asks for verdict in alike if verdict):
                self._turn += 1
                ask, alike = asks[self._turn % len(asks)]
                key, one = min(alike[verdict], key=lambda each: (each[1] in sees_all, self.planned[each[0]]))
                self.planned[key] += 1
                into.append((ask, verdict, one))

    def complete(self) -> None:
        """Let those ask for themselves for whom only others have asked so far."""
        for key, (steps, step) in self._first.items():
            if not self.whole and key not in self.planned:
                self.planned[key] = 1
                steps.append(step)


def _shape(ask: Ask) -> tuple[str, str]:
    """What is asked, whichever row it is asked of."""
    kind = " ".join(ask.posted) if isinstance(ask.posted, dict) else type(ask.posted).__name__
    return re.sub(r"[\da-f]{8}-[-\da-f]{27}|\d+", "#", ask.address), kind


class Browser(RequestFactory):
    """Sends what it is told to, as Django's test client does, but keeps nothing beside the answer, which takes long."""

    handler = ClientHandler(enforce_csrf_checks=False)

    def request(self, **request: Any) -> Any:
        return self.handler(self._base_environ(**request))


class Walker:
    """Walks through the world as everybody in it, and keeps what went wrong on the way."""

    def __init__(self, world: World, *, whole: bool) -> None:
        self.world = world
        self.cookies = {one: self._signed_in(one) for one in world.people}
        self.steps: dict[Any, list[Step]] = defaultdict(list)
        plan = Plan(world.people, whole=whole)
        for number, ground in enumerate(world.grounds):
            for make in dict.fromkeys(OF_REGISTERS.values()):
                plan.take(make, world, ground, into=self.steps[number])
        for make in OTHERS.values():
            plan.take(make, world, into=self.steps[make])
        plan.complete()
        self.count = 0
        self.faults: list[str] = []

    def _signed_in(self, one: Person) -> str:
        """What the person's browser says of itself with every request."""
        client = Client()
        if one.user is not None:
            client.force_login(one.user, backend="zhoushan_community.base.accounts.DutyBackend")
        return client.cookies.output(header="", sep=";")

    def walk(self, steps: Iterable[Step]) -> None:
        """Ask all this. Faults are kept, for a test to show them together."""
        for ask, verdict, one in steps:
            self._ask(one, ask, verdict)

    @property
    def planned(self) -> int:
        """How many requests the whole walk takes."""
        return sum(map(len, self.steps.values()))

    def _ask(self, one: Person, ask: Ask, verdict: Verdict | None) -> None:
        self.count += 1
        with transaction.atomic():
            answer = self.send(one, ask)
            transaction.set_rollback(verdict is not None and verdict.writes)
        text = read(answer)
        said = f"{one}: {'GET' if ask.posted is None else 'POST'} {ask.address}"
        if verdict is None:
            if answer.status_code != 302 or "/login/" not in answer["Location"]:
                self.faults.append(f"{said} answers {answer.status_code} before signing in")
        elif answer.status_code not in verdict.statuses:
            told = re.findall(r'class="invalid-feedback">(.*?)</|class="errorlist.*?>(.*?)</ul', text)[:3]
            self.faults.append(f"{said} answers {answer.status_code}, not {verdict.statuses} {told}")
        self.faults += [f"{said} {fault}" for fault in self.leaks(one, ask, text)]
        if ask.rows and answer.status_code == 200:
            counted = COUNTED.search(text)
            right = self.world.count(one, ask.rows)
            if counted is None or int(counted[1].replace(",", "")) != right:
                self.faults.append(f"{said} counts {counted and counted[1]}, not {right}")

    def leaks(self, one: Person, ask: Ask, text: str) -> Iterator[str]:
        """What the answer shows that the person may not read; what was typed comes back, of course."""
        typed = f"{ask.address} {ask.posted}"
        for kind, number in {*MARK.findall(text)} - {*MARK.findall(typed)}:
            if not self.world.may_read(one, kind, int(number), origins=ask.tells == "origins"):
                where = re.search(f".{{0,60}}mk{kind}{number}z", text)[0]
                yield f"shows {where!r}, a mark of {self.world.whose(kind, int(number))}"
        for number in {*NUMBER.findall(text)} - {*NUMBER.findall(typed)}:
            if ask.tells != "numbers":
                yield f"tells a telephone number: {re.search(f'.{{0,60}}{number}', text)[0]!r}"

    def send(self, one: Person, ask: Ask) -> Any:
        """The answer to a request of the person."""
        # Each request stands alone: signing out, or what was said after an earlier one, is no part of it.
        browser = Browser()
        browser.cookies = SimpleCookie(self.cookies[one])
        if ask.posted is None:
            return browser.get(ask.address)
        if isinstance(ask.posted, str):
            return browser.post(ask.address, ask.posted, content_type="application/json")
        for value in ask.posted.values():
            if hasattr(value, "seek"):
                value.seek(0)
        return browser.post(ask.address, ask.posted)
