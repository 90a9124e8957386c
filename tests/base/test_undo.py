"""Taking back needs the right to every row, as it is and as it will be, and leaves no rule broken."""

import datetime
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from communities.models import Community, CommunityFigures, CommunityPlacement, Estate, Street
from tests.people import City, duty, person
from zhoushan_community.base import changes, jobs
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.models import Change, Job

MOVE = datetime.date(2013, 8, 29)


def undo_page(row: Any, line: Change) -> str:
    return f"/r/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/history/{line.pk}/undo/"


def press_undo(client: Any, row: Any, line: Change) -> Any:
    return client.post(undo_page(row, line), {"reason": "录入有误"})


def test_a_clerk_does_not_reverse_the_districts_move(city: City, signed_in: Any) -> None:
    data = {"community": city.liufang.pk, "street": city.huannan.pk, "valid_from": MOVE.isoformat()}
    assert signed_in(city.officer).post("/r/communities/communityplacement/add/", data).status_code == 302
    line = Change.objects.filter(model="communities.community", row_id=city.liufang.pk).first()
    assert line.after == {"street_id": city.huannan.pk}
    assert signed_in(city.clerk).get(undo_page(city.liufang, line)).status_code == 403
    assert press_undo(signed_in(city.clerk), city.liufang, line).status_code == 403
    city.liufang.refresh_from_db()
    assert city.liufang.street == city.huannan
    assert press_undo(signed_in(city.officer), city.liufang, line).status_code == 302
    city.liufang.refresh_from_db()
    assert city.liufang.street == city.changguo


def test_bringing_back_needs_the_right_to_what_comes_back(city: City, signed_in: Any) -> None:
    origin = Origin(city.administrator, Source.PAGE)
    city.dongshan.source_note = "改"
    changes.begin(city.dongshan, origin)
    city.dongshan.save()
    changes.create_all([Community(street=city.changguo, name="别处社区")], origin)
    changes.undo(origin.batch, Origin(city.administrator, Source.UNDO))
    line = Change.objects.filter(model="communities.community", row_id=city.dongshan.pk).first()
    assert press_undo(signed_in(city.clerk), city.dongshan, line).status_code == 403
    assert not Community.unscoped.filter(name="别处社区").exists()


def test_what_no_longer_fits_is_not_brought_back(city: City, signed_in: Any) -> None:
    origin = Origin(city.clerk, Source.PAGE)
    city.dongshan.name = "新东山社区"
    changes.begin(city.dongshan, origin)
    city.dongshan.save()
    city.keep(Community(street=city.huannan, name="东山社区"))
    line = Change.objects.get(batch=origin.batch)
    assert press_undo(signed_in(city.clerk), city.dongshan, line).status_code == 409
    city.dongshan.refresh_from_db()
    assert city.dongshan.name == "新东山社区"


def test_placements_do_not_overlap_after_an_undo(city: City, signed_in: Any) -> None:
    first = city.dongshan.placements.get()
    first.valid_to = datetime.date(2004, 1, 1)
    origin = Origin(city.officer, Source.PAGE)
    changes.begin(first, origin)
    first.save()
    later = CommunityPlacement(
        community=city.dongshan, street=city.changguo, valid_from="2004-01-01", valid_to=datetime.date(2006, 1, 1)
    )
    city.keep(later)
    assert press_undo(signed_in(city.officer), first, Change.objects.get(batch=origin.batch)).status_code == 409
    first.refresh_from_db()
    assert first.valid_to == datetime.date(2004, 1, 1)


def test_a_password_is_set_by_djangos_own_command_too(city: City) -> None:
    city.clerk.set_password("huan-nan-2027")
    city.clerk.save()
    city.clerk.refresh_from_db()
    assert city.clerk.check_password("huan-nan-2027")
    assert Change.objects.first().after.keys() == {"password_set_at"}


def test_the_home_page_forgets_rows_of_an_ended_duty(city: City, signed_in: Any) -> None:
    city.dongshan.source_note = "只有环南知道"
    city.keep(city.dongshan, city.clerk)
    assert "只有环南知道" in signed_in(city.clerk).get("/").content.decode()
    row = city.clerk.duties.get()
    row.valid_to = "2020-01-01"
    city.keep(row)
    assert "只有环南知道" not in signed_in(city.clerk).get("/").content.decode()


# One row of a change of many


def founded(city: City, *names: str) -> tuple[Origin, list[Community]]:
    origin = Origin(city.clerk, Source.SHEET, place="新社区.xlsx")
    rows = [Community(street=city.huannan, name=name) for name in names]
    changes.create_all(rows, origin)
    changes.create_all([CommunityFigures(community=row, counted_on=MOVE, households=3000) for row in rows], origin)
    return origin, rows


def lines_about(row: Any) -> Any:
    return Change.objects.filter(model=row._meta.label_lower, row_id=row.pk)


def test_one_row_of_a_sheet_is_taken_back_with_what_came_of_it(city: City, signed_in: Any) -> None:
    origin, (wrong, right) = founded(city, "错社区", "对社区")
    preview = signed_in(city.clerk).get(
        f"/r/communities/community/{wrong.pk}/history/{lines_about(wrong).get().pk}/undo/"
    )
    assert preview.context["preview"].count == 3
    assert "对社区" not in preview.content.decode().partition("<main")[2]
    assert press_undo(signed_in(city.clerk), wrong, lines_about(wrong).get()).status_code == 302
    assert not Community.unscoped.filter(pk=wrong.pk).exists()
    assert right.placements.count() == right.figures.count() == 1
    # The rest of the sheet is taken back afterwards without it.
    assert changes.undo(origin.batch, Origin(city.clerk, Source.UNDO, "试")) == 3
    assert not Community.unscoped.filter(pk=right.pk).exists()
    assert changes.verify() == []


def test_figures_of_a_sheet_leave_their_community_alone(city: City, signed_in: Any) -> None:
    _origin, (row, _other) = founded(city, "甲社区", "乙社区")
    figures = row.figures.get()
    assert press_undo(signed_in(city.clerk), figures, lines_about(figures).get()).status_code == 302
    assert not row.figures.exists()
    assert row.placements.count() == 1


def test_a_row_does_not_take_its_parents_or_siblings_along(city: City) -> None:
    origin = Origin(city.administrator, Source.COMMAND)
    street = Street(district=city.dinghai, name="新街道")
    changes.create_all([street], origin)
    rows = [Community(street=street, name=name) for name in ("甲社区", "乙社区")]
    changes.create_all(rows, origin)
    assert len(changes.company(lines_about(rows[0]).get())) == 2
    assert len(changes.company(lines_about(street).get())) == 5


def test_moves_of_many_communities_are_taken_back_one_by_one(city: City) -> None:
    origin = Origin(city.officer, Source.BULK)
    stayed = list(CommunityPlacement.unscoped.filter(community__in=[city.dongshan, city.liufang]))
    for placement in stayed:
        placement.valid_to = MOVE
    changes.update_all(stayed, origin)
    homes = {city.dongshan: city.changguo, city.liufang: city.huannan}
    moves = [CommunityPlacement(community=row, street=home, valid_from=MOVE) for row, home in homes.items()]
    changes.create_all(moves, origin)
    company = changes.company(lines_about(moves[0]).get())
    assert {(line.model, line.row_id) for line in company} == {
        ("communities.communityplacement", moves[0].pk),
        ("communities.communityplacement", city.dongshan.placements.earliest("pk").pk),
        ("communities.community", city.dongshan.pk),
    }


def test_what_belongs_to_no_row_is_taken_back_whole(city: City, signed_in: Any) -> None:
    """A consequence that points at none of the rows it came of: nobody can say whose it is."""
    origin, (row, _other) = founded(city, "甲社区", "乙社区")
    along = Origin(city.clerk, Source.SHEET, batch=origin.batch, follows=True)
    city.dongshan.source_note = "连带"
    changes.begin(city.dongshan, along)
    city.dongshan.save()
    assert press_undo(signed_in(city.clerk), row, lines_about(row).get()).status_code == 409
    assert changes.undo(origin.batch, Origin(city.clerk, Source.UNDO, "试")) == 7


def test_a_removed_row_comes_back_with_what_it_stood_on(city: City) -> None:
    origin, (row, _other) = founded(city, "甲社区", "乙社区")
    figures = row.figures.get()
    back = Origin(city.clerk, Source.UNDO, "试")
    changes.undo(origin.batch, back)
    line = Change.objects.get(batch=back.batch, model="communities.communityfigures", row_id=figures.pk)
    assert changes.take_back(changes.company(line), Origin(city.clerk, Source.UNDO, "又要")) == 3
    assert row.figures.count() == row.placements.count() == 1


# What stands in the way


def test_what_stands_in_the_way_is_named_with_who_and_where(city: City, signed_in: Any) -> None:
    estate = city.keep(Estate(community=city.dongshan, name="新村", households=300), city.clerk)
    estate.households = 310
    city.keep(estate, city.officer)
    page = press_undo(signed_in(city.clerk), estate, lines_about(estate).last())
    assert page.status_code == 409
    text = page.content.decode()
    assert "周科员" in text
    assert "由 300 改为 310" in text
    assert f"/r/communities/estate/{estate.pk}/" in text
    assert '<button class="btn btn-danger"' not in text


def test_what_one_may_not_see_is_counted_not_named(city: City, signed_in: Any) -> None:
    community = city.keep(Community(street=city.huannan, name="过路社区"), city.clerk)
    city.keep(Estate(community=city.dongshan, name="无关小区"))
    secret = person("he", "何专职", city.administrator)
    duty(secret, "enters", "community", community, city.administrator)
    page = press_undo(signed_in(city.clerk), community, lines_about(community).get())
    assert page.status_code == 409
    assert page.context["preview"].hidden == 1
    assert "何专职" not in page.content.decode()


def test_layers_are_taken_off_and_put_back_in_any_number(city: City) -> None:
    notes, batches = ("甲", "乙", "丙"), []
    for note in notes:
        origin = Origin(city.clerk, Source.PAGE)
        city.dongshan.source_note = note
        changes.begin(city.dongshan, origin)
        city.dongshan.save()
        batches.append(origin.batch)

    def take_back(batch: Any) -> Any:
        origin = Origin(city.clerk, Source.UNDO, "试")
        changes.undo(batch, origin)
        return origin.batch

    def note() -> str:
        return Community.unscoped.get(pk=city.dongshan.pk).source_note

    third = take_back(batches[2])
    second = take_back(batches[1])
    assert note() == "甲"
    with pytest.raises(changes.CannotUndo):
        take_back(batches[2])
    with pytest.raises(changes.CannotUndo):
        take_back(third)
    take_back(second)
    again = take_back(third)
    assert note() == "丙"
    take_back(again)
    take_back(batches[1])
    take_back(batches[0])
    assert note() == ""
    assert changes.verify() == []


def test_a_reason_is_asked_for(city: City, signed_in: Any) -> None:
    city.dongshan.source_note = "改"
    city.keep(city.dongshan, city.clerk)
    page = f"/r/communities/community/{city.dongshan.pk}/history/{Change.objects.first().pk}/undo/"
    answer = signed_in(city.clerk).post(page, {"reason": "  "})
    assert answer.context["form"].errors
    assert Community.unscoped.get(pk=city.dongshan.pk).source_note == "改"
    signed_in(city.clerk).post(page, {"reason": "改错了社区"})
    assert Change.objects.first().reason == "改错了社区"


def test_who_took_a_founding_back_can_bring_it_back(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    origin, (row, _other) = founded(city, "甲社区", "乙社区")
    done = client.post(f"/changes/{origin.batch}/undo/", {"reason": "传错了"}, follow=True)
    batch = done.context["batch"]
    assert done.context["may_take_back"]
    assert signed_in(city.reader).get(f"/changes/{batch}/").status_code == 404
    client.post(f"/changes/{batch}/undo/", {"reason": "没有传错"})
    assert Community.unscoped.get(pk=row.pk).figures.count() == 1


def test_a_large_change_is_taken_back_by_a_worker(city: City, signed_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "CHUNK", 2)
    sent: list[str] = []
    monkeypatch.setattr(jobs.run_job, "delay", sent.append)
    origin, (row, _other) = founded(city, "甲社区", "乙社区")
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = signed_in(city.clerk).post(f"/changes/{origin.batch}/undo/", {"reason": "传错了"})
    job = Job.objects.get()
    assert answer.url == f"/jobs/{job.key}/"
    assert Community.unscoped.filter(pk=row.pk).exists()
    jobs.run(uuid.UUID(sent[0]))
    assert signed_in(city.clerk).get(answer.url).url == f"/changes/{job.key}/"
    assert not Community.unscoped.filter(pk=row.pk).exists()
    assert Change.objects.first().reason == "传错了"


def test_a_worker_asks_for_the_rights_of_its_own_moment(
    city: City, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "CHUNK", 2)
    sent: list[str] = []
    monkeypatch.setattr(jobs.run_job, "delay", sent.append)
    origin, (row, _other) = founded(city, "甲社区", "乙社区")
    with TestCase.captureOnCommitCallbacks(execute=True):
        signed_in(city.clerk).post(f"/changes/{origin.batch}/undo/", {"reason": "传错了"})
    ended = city.clerk.duties.get()
    ended.valid_to = "2020-01-01"
    city.keep(ended)
    jobs.run(uuid.UUID(sent[0]))
    assert Job.objects.get().state == Job.State.FAILED
    assert Community.unscoped.filter(pk=row.pk).exists()


def test_taking_back_asks_the_same_for_many_rows(city: City) -> None:
    """Rules of single rows aside: those are asked of each row that stands again."""

    def cost(count: int) -> int:
        origin = Origin(city.clerk, Source.SHEET)
        changes.create_all([Estate(community=city.dongshan, name=f"{count}-{n}") for n in range(count)], origin)
        with CaptureQueriesContext(connection) as queries:
            changes.undo(origin.batch, Origin(city.clerk, Source.UNDO, "试"))
        return len(queries)

    assert cost(2) == cost(40)
