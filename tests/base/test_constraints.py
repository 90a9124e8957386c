"""What is judged in Python is what the database says: conditions with unknown values, checks, overlapping times."""

import datetime
from collections.abc import Iterable
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, Q
from hypothesis import given, settings
from hypothesis import strategies as st

from communities.models import CommunityFigures
from security.models import PoliceOfficer, PoliceRoom
from tests.battery import batteries
from tests.people import City
from zhoushan_community.base.constraints import NoOverlap, broken_checks, holds
from zhoushan_community.base.registers import all_registers
from zhoushan_community.base.sheets import together
from zhoushan_community.base.sheets.register import PlanRow

NUMBERS = ("households", "population", "buildings", "volunteers")
RULES = [(model, rule) for model in apps.get_models() for rule in model._meta.constraints]
OVERLAPS = [(model, rule) for model, rule in RULES if isinstance(rule, NoOverlap)]
TRIES = settings(max_examples=100)

few = st.integers(min_value=0, max_value=3)
names = st.sampled_from(NUMBERS)


def refusal(write: Any, error: type[Exception]) -> str:
    """The words in which the write is refused; empty when it is not."""
    try:
        with transaction.atomic():
            write()
    except error as found:
        return str(found)
    return ""


# Conditions


def _leaves() -> st.SearchStrategy[Q]:
    compared = st.builds(
        lambda name, compare, value: Q(**{f"{name}__{compare}": value}),
        names,
        st.sampled_from(["exact", "gt", "gte", "lt", "lte"]),
        st.one_of(few, names.map(F)),
    )
    plain = st.builds(lambda name, value: Q(**{name: value}), names, st.one_of(few, st.none(), names.map(F)))
    empty = st.builds(lambda name, wanted: Q(**{f"{name}__isnull": wanted}), names, st.booleans())
    listed = st.builds(lambda name, values: Q(**{f"{name}__in": values}), names, st.lists(few, min_size=1, max_size=3))
    words = st.sampled_from([Q(source="census"), Q(source__in=("census", "sheet")), Q(note="")])
    return st.one_of(compared, plain, empty, listed, words)


conditions = st.recursive(
    _leaves(),
    lambda inner: st.one_of(
        st.builds(lambda one, other: one & other, inner, inner),
        st.builds(lambda one, other: one | other, inner, inner),
        inner.map(lambda condition: ~condition),
    ),
    max_leaves=6,
)
figures = st.fixed_dictionaries(
    {name: st.none() | few for name in NUMBERS}
    | {"source": st.sampled_from(["census", "sheet", "return"]), "note": st.sampled_from(["", "注"])}
)


def as_constraint(condition: Q, row: models.Model) -> bool | None:
    """What the condition comes to when the database keeps it as a check on the stored row."""
    editor = connection.SchemaEditorClass(connection)
    check = models.CheckConstraint(condition=condition, name="asked")._get_check_sql(type(row), editor)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({check}) FROM {row._meta.db_table} WHERE id = {row.pk}")
        (answer,) = cursor.fetchone()
    return answer if answer is None else bool(answer)


def test_a_condition_comes_to_what_the_database_makes_of_it(city: City) -> None:
    row = city.keep(CommunityFigures(community=city.dongshan, counted_on=datetime.date(2002, 6, 30)))
    stored = CommunityFigures.unscoped.filter(pk=row.pk)

    @TRIES
    @given(conditions, figures)
    def agree(condition: Q, values: dict[str, Any]) -> None:
        stored.update(**values)
        read = stored.get()
        answer = holds(condition, read)
        assert answer == as_constraint(condition, read)
        assert (answer is True) == stored.filter(condition).exists()

    agree()


UNKNOWN = {
    "an unknown comparison": Q(households__contains="1"),
    "a part of a day": Q(counted_on__year=2002),
    "another row's field": Q(community__name="东山社区"),
    "compared with another row's": Q(households=F("community__area_m2")),
    "a sum": Q(households__gt=F("population") + 1),
    "either, not both": Q(households=1) ^ Q(population=1),
    "a query": Q(models.Exists(CommunityFigures.unscoped.all())),
}


@pytest.mark.parametrize("condition", UNKNOWN.values(), ids=UNKNOWN)
def test_what_cannot_be_judged_says_so(condition: Q) -> None:
    """Also where an empty value would leave it open anyway: a declaration is wrong for every row."""
    for row in (CommunityFigures(), CommunityFigures(households=1, population=1)):
        with pytest.raises(NotImplementedError):
            holds(condition, row)


# Checks


@pytest.mark.parametrize(("model", "rule"), RULES, ids=[rule.name for _model, rule in RULES])
def test_every_condition_of_the_house_can_be_judged(model: type[models.Model], rule: models.BaseConstraint) -> None:
    if rule.condition is not None:
        holds(rule.condition, model())


def judged_fields(model: type[models.Model]) -> list[models.Field]:
    """The fields that checks read, without those that tell one unit from another."""
    checks = [each.condition for each in model._meta.constraints if isinstance(each, models.CheckConstraint)]
    read = {name for check in checks for name in _fields(check)}
    return [field for field in model._meta.fields if field.name in read]


def _fields(condition: Q) -> Iterable[str]:
    for child in condition.children:
        if isinstance(child, Q):
            yield from _fields(child)
        else:
            yield child[0].partition("__")[0]
            if isinstance(child[1], F):
                yield child[1].name


def values_of(field: models.Field, present: Any) -> st.SearchStrategy[Any]:
    """Values of the field near to where checks turn; the present one of a relation."""
    if field.choices:
        known = st.sampled_from([value for value, _label in field.flatchoices] + [""] * field.blank)
    elif field.is_relation:
        known = st.just(present)
    elif isinstance(field, models.BooleanField):
        known = st.booleans()
    elif isinstance(field, models.DateField):
        known = st.dates(datetime.date(2002, 6, 28), datetime.date(2002, 7, 1))
    elif isinstance(field, models.IntegerField | models.DecimalField):
        known = few
    else:
        known = st.sampled_from(["", "一"])
    return st.none() | known if field.null else known


@pytest.mark.parametrize("label", [each.label for each in all_registers() if judged_fields(each.model)])
def test_broken_checks_are_those_that_the_database_refuses(city: City, label: str) -> None:
    row = batteries()[label]().make(city, 1)
    fields = judged_fields(type(row))
    present = {field.attname: getattr(row, field.attname) for field in fields}
    given_values = st.fixed_dictionaries({f.attname: values_of(f, present[f.attname]) for f in fields})

    @settings(TRIES, max_examples=25)
    @given(given_values)
    def agree(values: dict[str, Any]) -> None:
        for name, value in values.items():
            setattr(row, name, value)
        row.pk = None
        with transaction.atomic():
            told = refusal(lambda: type(row)._base_manager.bulk_create([row]), IntegrityError)
            transaction.set_rollback(True)
        # Another rule, such as one of overlapping times, may refuse the row as well; both databases look at it later.
        assert bool(list(broken_checks(row))) == ("check constraint" in told.lower())

    agree()


# Times


def _officers() -> st.SearchStrategy[PoliceOfficer]:
    """Officers of two rooms by number, who serve from a day to a later one, or without end."""
    days = st.none() | st.dates(datetime.date(2002, 7, 1), datetime.date(2002, 7, 4))
    return st.builds(
        lambda room, name, is_head, days: PoliceOfficer(
            room_id=room, name=name, is_head=is_head, valid_from=days[0], valid_to=days[1]
        ),
        st.integers(min_value=0, max_value=1),
        st.sampled_from(["甲", "乙"]),
        st.booleans(),
        st.tuples(days, days).filter(lambda pair: None in pair or pair[0] < pair[1]),
    )


def shut_out(one: PoliceOfficer, other: PoliceOfficer) -> bool:
    """What the two constraints of officers say: no two heads in a room, nobody twice in it, on any day."""
    share = one.room_id == other.room_id and (one.name == other.name or (one.is_head and other.is_head))
    days = [datetime.date(2002, 6, 30) + datetime.timedelta(days=n) for n in range(6)]
    return share and any(one.holds_on(day) and other.holds_on(day) for day in days)


def with_rooms(city: City, officers: list[PoliceOfficer]) -> list[PoliceOfficer]:
    rooms = list(PoliceRoom.unscoped.order_by("pk")) or [city.keep(PoliceRoom(community=city.dongshan)) for _n in "ab"]
    for officer in officers:
        officer.room = rooms[officer.room_id]
    return officers


def test_pages_and_sheets_see_the_same_overlaps(city: City) -> None:
    """Of the drawn rows the first stands in the register; the others are entered, or come in one sheet."""

    @TRIES
    @given(st.lists(_officers(), min_size=2, max_size=5))
    def agree(drawn: list[PoliceOfficer]) -> None:
        with transaction.atomic():
            first, *rest = rows = with_rooms(city, drawn)
            PoliceOfficer.unscoped.bulk_create([first])
            for row in rest:
                assert bool(refusal(row.validate_constraints, ValidationError)) == shut_out(first, row)
            plan = [PlanRow(None, n, "create", "ok", {}, {}, {}, [], instance=row) for n, row in enumerate(rest)]
            together.judge(PoliceOfficer, plan, city.administrator)
            wanted = [any(shut_out(row, other) for other in rows if other is not row) for row in rest]
            assert [row.action == "error" for row in plan] == wanted
            transaction.set_rollback(True)

    agree()


@pytest.mark.parametrize(("model", "rule"), OVERLAPS, ids=[rule.name for _model, rule in OVERLAPS])
def test_times_that_must_not_overlap_run_forwards(model: type[models.Model], rule: NoOverlap) -> None:
    """PostgreSQL has no range that ends before it begins, and one of no day at all overlaps nothing."""
    start, end = rule.dates
    day = datetime.date(2002, 7, 1)
    for last in (day, day - datetime.timedelta(days=1)):
        broken = broken_checks(model(**{start: day, end: last}))
        assert any(end in fields for fields, _words in broken)


@pytest.mark.postgres
def test_the_database_sees_the_same_overlaps(city: City) -> None:
    @TRIES
    @given(st.lists(_officers(), min_size=2, max_size=2))
    def agree(drawn: list[PoliceOfficer]) -> None:
        with transaction.atomic():
            first, second = with_rooms(city, drawn)
            PoliceOfficer.unscoped.bulk_create([first])
            told = refusal(lambda: PoliceOfficer.unscoped.bulk_create([second]), IntegrityError)
            assert bool(told) == shut_out(first, second)
            transaction.set_rollback(True)

    agree()


@pytest.mark.parametrize("unread", ["room", "valid_from", "is_head"])
def test_a_field_that_is_wrong_already_is_not_judged_again(city: City, unread: str) -> None:
    """A form leaves the fields out that it could not read; an overlap said of them would be a guess."""
    (head,) = with_rooms(city, [PoliceOfficer(room_id=0, name="甲", is_head=True)])
    city.keep(head)
    (row,) = with_rooms(city, [PoliceOfficer(room_id=0, name="乙", is_head=True)])
    assert refusal(row.validate_constraints, ValidationError)
    assert not refusal(lambda: row.validate_constraints(exclude={unread}), ValidationError)
