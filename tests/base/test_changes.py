"""The change log: every write leaves its line, the chain shows tampering, a change is taken back whole."""

import uuid
from typing import Any

import pytest

from communities.models import Community, CommunityFigures
from tests.people import City
from zhoushan_community.base import changes
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.models import Change


def test_a_line_says_who_when_where_why_and_what(city: City) -> None:
    city.dongshan.area_m2 = 900000
    origin = Origin(city.clerk, Source.PAGE, "按测绘更正")
    changes.begin(city.dongshan, origin)
    city.dongshan.save()
    line = Change.objects.first()
    assert (line.actor, line.actor_name, line.source, line.reason) == (city.clerk, "林填报员", "page", "按测绘更正")
    assert (line.before, line.after) == ({"area_m2": None}, {"area_m2": "900000"})


def test_saving_without_a_difference_leaves_no_line(city: City) -> None:
    count = Change.objects.count()
    city.keep(city.dongshan)
    assert Change.objects.count() == count


def test_an_altered_or_missing_line_is_found(city: City) -> None:
    assert changes.verify() == []
    line = Change.objects.order_by("pk")[3]
    Change.objects.filter(pk=line.pk).update(row_name="别的名字")
    assert len(changes.verify()) == 1
    Change.objects.filter(pk=line.pk).update(row_name=line.row_name)
    assert changes.verify() == []
    Change.objects.filter(pk=line.pk).delete()
    assert changes.verify()


def test_a_line_about_no_row_is_missed_as_well(city: City, signed_in: Any) -> None:
    for client in (signed_in(city.clerk), signed_in(city.officer)):
        list(client.get("/r/communities/community/export/", {"format": "csv"}).streaming_content)
    assert changes.verify() == []
    Change.objects.get(action="export", actor=city.clerk).delete()
    assert len(changes.verify()) == 1


def test_lines_taken_off_the_end_are_found(city: City) -> None:
    city.dongshan.source_note = "改"
    city.keep(city.dongshan)
    Change.objects.filter(pk=Change.objects.first().pk).delete()
    assert len(changes.verify()) == 1
    Change.objects.all().delete()
    assert len(changes.verify()) > 10


def test_writes_of_many_rows_leave_a_line_each(city: City) -> None:
    rows = [CommunityFigures(community=city.dongshan, counted_on=f"2003-01-{n:02}", households=n) for n in range(1, 29)]
    origin = Origin(city.clerk, Source.SHEET)
    changes.create_all(rows, origin)
    rows[0].households = 5000
    assert changes.update_all(rows, origin) == 1
    assert Change.objects.filter(batch=origin.batch).count() == 29
    assert changes.verify() == []


def test_a_stale_row_among_many_stops_the_whole_write(city: City) -> None:
    stale = Community.unscoped.get(pk=city.dongshan.pk)
    city.dongshan.source_note = "甲"
    city.keep(city.dongshan)
    stale.source_note = "乙"
    city.liufang.source_note = "丙"
    with pytest.raises(changes.StaleRow):
        changes.update_all([city.liufang, stale], Origin(city.administrator, Source.SHEET))
    city.liufang.refresh_from_db()
    assert city.liufang.source_note == ""


def test_taking_back_a_founding_takes_its_placement_along(city: City) -> None:
    origin = Origin(city.clerk, Source.PAGE)
    community = Community(street=city.huannan, name="错建社区")
    changes.begin(community, origin)
    community.save()
    assert community.placements.count() == 1
    assert changes.undo(origin.batch, Origin(city.clerk, Source.UNDO)) == 2
    assert not Community.unscoped.filter(name="错建社区").exists()
    undone = Change.objects.first().batch
    changes.undo(undone, Origin(city.clerk, Source.UNDO))
    again = Community.unscoped.get(name="错建社区")
    assert again.pk == Change.objects.filter(batch=origin.batch, model="communities.community").get().row_id
    assert again.placements.count() == 1
    assert changes.verify() == []


def test_a_change_that_others_stand_on_is_not_taken_back(city: City) -> None:
    first, second = Origin(city.clerk, Source.PAGE), Origin(city.officer, Source.PAGE)
    for origin, note in ((first, "甲"), (second, "乙")):
        city.dongshan.source_note = note
        changes.begin(city.dongshan, origin)
        city.dongshan.save()
    with pytest.raises(changes.CannotUndo, match="周科员"):
        changes.undo(first.batch, Origin(city.clerk, Source.UNDO))
    city.dongshan.refresh_from_db()
    assert city.dongshan.source_note == "乙"


def test_a_row_in_use_is_not_taken_back(city: City) -> None:
    origin = Origin(city.clerk, Source.PAGE)
    community = Community(street=city.huannan, name="有数社区")
    changes.begin(community, origin)
    community.save()
    city.keep(CommunityFigures(community=community, counted_on="2003-01-01", households=2600))
    with pytest.raises(changes.CannotUndo, match="有数社区"):
        changes.undo(origin.batch, Origin(city.clerk, Source.UNDO))
    assert Community.unscoped.filter(name="有数社区").exists()
    assert community.placements.count() == 1


def test_there_is_nothing_to_take_back_of_an_unknown_change(city: City) -> None:
    with pytest.raises(changes.CannotUndo):
        changes.undo(uuid.uuid4(), Origin(city.clerk, Source.UNDO))


def test_a_corrected_demonstration_figure_becomes_a_fact(city: City, signed_in: Any) -> None:
    figures = CommunityFigures(
        community=city.dongshan, counted_on="2002-06-30", households=2000, population=6000,
        generated=["households", "population"],
    )  # fmt: skip
    city.keep(figures)
    figures.households = 2309
    city.keep(figures)
    figures.refresh_from_db()
    assert figures.generated == ["population"]
