"""Many rows at once stand in the table just as a few do, whichever way they went in."""

import datetime
import gc
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from communities.models import Estate
from tests.people import City
from zhoushan_community.base import changes
from zhoushan_community.base.changes import Origin, Source, insertion, state_of
from zhoushan_community.base.models import Change
from zhoushan_community.base.sheets.resource import SheetResource
from zhoushan_community.base.sheets.undisturbed import undisturbed

ODD = ["\\N", "a\tb", "上\n下", "c:\\temp\\new", '"引号"', "'", "\\.", "100%", "回\r车", "é😀"]


def estates(city: City, count: int) -> list[Estate]:
    """New estates of one community, with every kind of value and with texts that a COPY could take wrongly."""
    return [
        Estate(
            community=city.dongshan,
            name=f"{n}{ODD[n % len(ODD)]}",
            households=None if n % 3 else n,
            completed_on=datetime.date(1998, 1, 1) + datetime.timedelta(days=n),
            contiguous_development=(None, True, False)[n % 3],
            office_m2=None if n % 2 else Decimal(n) / 4,
            generated=["households"] if n % 2 else [],
        )
        for n in range(count)
    ]


@pytest.mark.parametrize("count", [20, insertion.CHUNK + 20, insertion.COPIED + 20])
def test_rows_and_lines_stand_as_they_were_given(city: City, count: int) -> None:
    rows = estates(city, count)
    told = [{**state_of(row), "name": row.name} for row in rows]
    origin = Origin(city.administrator, Source.COMMAND, "多行\\N\t", place="表.xlsx")
    changes.create_all(rows, origin)
    stored = list(Estate.unscoped.filter(pk__in=[row.pk for row in rows]).order_by("pk"))
    assert [row.pk for row in stored] == [row.pk for row in rows]
    assert [state_of(row) for row in stored] == told
    assert all(row.search_key and row.version == 1 for row in stored)
    lines = Change.objects.filter(batch=origin.batch).order_by("pk")
    assert [line.row_id for line in lines] == [row.pk for row in rows]
    assert {(line.actor, line.reason, line.place) for line in lines} == {(city.administrator, origin.reason, "表.xlsx")}
    assert lines[5].after["name"] == rows[5].name and lines[5].after["generated"] == ["households"]
    assert lines[8].after["office_m2"] == "2"
    assert changes.verify() == []


def test_a_row_that_the_database_refuses_lets_none_in(city: City) -> None:
    rows = estates(city, insertion.CHUNK + 20)
    rows[-1].name = rows[0].name
    before = Estate.unscoped.count(), Change.objects.count()
    with pytest.raises(IntegrityError):
        changes.create_all(rows, Origin(city.administrator, Source.COMMAND))
    assert (Estate.unscoped.count(), Change.objects.count()) == before


@pytest.mark.parametrize("count", [1, insertion.CHUNK + 20])
def test_what_cannot_be_written_is_told_as_what_it_is(city: City, count: int) -> None:
    """Not as a lost database, which somebody would try again."""
    rows = estates(city, count)
    rows[-1].name = "\ud800"
    before = Estate.unscoped.count(), Change.objects.count()
    with pytest.raises(UnicodeEncodeError), transaction.atomic():
        changes.create_all(rows, Origin(city.administrator, Source.COMMAND))
    assert (Estate.unscoped.count(), Change.objects.count()) == before


def test_records_made_for_a_sheet_are_as_django_makes_them_and_share_nothing() -> None:
    resource = SheetResource(Estate, ["name"], ["name"], lambda keys: [])
    first, second = resource._new(), resource._new()
    assert {**vars(first), "_state": None} == {**vars(Estate()), "_state": None}
    assert first._state.adding and first._state is not second._state
    first.generated.append("name")
    assert second.generated == []


def test_looking_for_cycles_goes_on_after_work_that_it_would_disturb() -> None:
    with pytest.raises(ValueError, match="half way"), undisturbed():
        assert not gc.isenabled()
        with undisturbed():
            pass
        assert not gc.isenabled()
        raise ValueError("half way")
    assert gc.isenabled()
