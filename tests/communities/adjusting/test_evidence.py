"""Files stay with the row that they prove, and are found from the row that goes on from it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from communities.adjusting.effect import take_effect
from communities.adjusting.undoing import undo
from communities.models import Community, Premises
from tests.communities.adjusting.ground import (
    D,
    adjustment,
    all_to,
    counted,
    found,
    founding,
    furnish,
    merger,
    share,
    through,
)
from tests.people import City
from zhoushan_community.base.attachments import evidence_of

pytestmark = pytest.mark.django_db
NAME = "房产证.txt"


def proved(city: City, client: Any, row: Any) -> None:
    """A file stands beside the row."""
    file = SimpleUploadedFile(NAME, f"证{row.pk}".encode())
    address = f"/r/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/files/"
    assert client.post(address, {"kind": "deed", "file": file}).status_code == 302


def page_of(client: Any, row: Any) -> str:
    return client.get(f"/r/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/").content.decode()


def test_files_of_a_row_that_went_over_are_found_from_its_new_row(city: City, signed_in: Any) -> None:
    case, _other, _new = merger(city)
    officer = signed_in(city.officer)
    old = Premises.unscoped.get(community=city.dongshan)
    proved(city, officer, old)
    take_effect(case, city.administrator)
    new = Premises.unscoped.get(community=found(case, "东西社区"), address=old.address)
    assert evidence_of([new, old], city.officer) == {("communities.premises", row.pk): 1 for row in (new, old)}
    told = page_of(officer, new)
    assert f"/r/communities/premises/{old.pk}/" in told
    file = f"/r/communities/premises/{old.pk}/files/"
    assert NAME in told and told.count(file) == 1
    assert "📎1" in officer.get(f"/community/{new.community_id}/?on=2003-08-01").content.decode()
    # The file stands beside the old row as before, and there alone.
    assert "本行所承接记录的材料" not in page_of(officer, old)

    # Once more merged, what it was at first is found, too; taken back, the row that is gone says nothing.
    second = adjustment(city, title="再合并", day=D(2003, 9, 1))
    counted(city, city.liufang, 900, 2500)
    share(city, second, new.community, city.liufang, 3200, 9000)
    through(city, second)
    take_effect(second, city.administrator)
    last = Premises.unscoped.get(community=city.liufang, address=old.address)
    assert NAME in page_of(officer, last)
    # 留方 lies in another street, whose clerk sees nothing of 环南街道.
    assert NAME not in page_of(signed_in(city.next_clerk), last)
    assert evidence_of([last], city.next_clerk) == {}
    undo(second, city.administrator, "不作数")
    assert NAME in page_of(officer, new)


def test_files_of_rows_that_were_joined_or_divided_are_found(city: City, signed_in: Any) -> None:
    """Two funds become one; an honour goes along with its estate; a fund is divided between two."""
    case, other, _new = merger(city)
    officer = signed_in(city.officer)
    for community in (city.dongshan, other):
        proved(city, officer, community.funds.get(kind="work", fiscal_year=2003))
    safe = city.dongshan.estates.get().honours.get(kind="safe")
    proved(city, officer, safe)
    take_effect(case, city.administrator)
    new = found(case, "东西社区")
    assert page_of(officer, new.funds.get(kind="work", fiscal_year=2003)).count(NAME) >= 2
    assert NAME in page_of(officer, new.estates.order_by("pk").first().honours.get(kind="safe", went_on=None))


def test_each_part_of_what_was_divided_leads_back(city: City, signed_in: Any) -> None:
    furnish(city, city.dongshan)
    counted(city, city.dongshan, 2000, 5600)
    officer = signed_in(city.officer)
    proved(city, officer, city.dongshan.funds.get(kind="work", fiscal_year=2003))
    case = adjustment(city, "split")
    first, second = (founding(city, case, name) for name in ("甲社区", "乙社区"))
    share(city, case, city.dongshan, first, 1200, 3000, whole=False)
    share(city, case, city.dongshan, second, 800, 2600, whole=False)
    through(city, case)
    all_to(city, case, first)
    take_effect(case, city.administrator)
    for name in ("甲社区", "乙社区"):
        part = Community.unscoped.get(name=name).funds.get(kind="work", fiscal_year=2003)
        assert NAME in page_of(officer, part)
