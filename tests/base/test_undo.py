"""Taking back needs the right to every row, as it is and as it will be, and leaves no rule broken."""

import datetime
from typing import Any

from communities.models import Community, CommunityPlacement
from tests.people import City
from zhoushan_community.base import changes
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.models import Change

MOVE = datetime.date(2013, 8, 29)


def press_undo(client: Any, row: Any, line: Change) -> Any:
    page = f"/r/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/history/{line.pk}/undo/"
    return client.post(page, {"reason": "录入有误"})


def test_a_clerk_does_not_reverse_the_districts_move(city: City, signed_in: Any) -> None:
    data = {"community": city.liufang.pk, "street": city.huannan.pk, "valid_from": MOVE.isoformat()}
    assert signed_in(city.officer).post("/r/communities/communityplacement/add/", data).status_code == 302
    line = Change.objects.filter(model="communities.community", row_id=city.liufang.pk).first()
    assert line.after == {"street_id": city.huannan.pk}
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
