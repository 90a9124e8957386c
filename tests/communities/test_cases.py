"""An adjustment as a case: drafted as shares, conducted step by step, each refusal with its remedy."""

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from communities.models import (
    Adjustment,
    AdjustmentShare,
    AdjustmentStep,
    Community,
    CommunityFigures,
    NewCommunity,
    ResidentsCommittee,
)
from tests.people import City, duty, person
from zhoushan_community.base import changes, dated
from zhoushan_community.base.models import Attachment, Change

D = datetime.date
DAY = D(2003, 7, 1)
NEW = "/adjustments/new/"


def figures(city: City, community: Community, households: int, population: int) -> None:
    city.keep(
        CommunityFigures(
            community=community, counted_on=D(2002, 12, 31), households=households, population=population
        )
    )  # fmt: skip


def neighbour(city: City, name: str = "西园社区", street: Any = None) -> Community:
    return city.keep(Community(street=street or city.huannan, name=name, founded_on=D(2002, 6, 1)))


def posted(city: City, **values: Any) -> dict[str, Any]:
    """A merger of 东山 and 西园 into 海景, as a clerk of the street fills it in."""
    other = Community.unscoped.get(name="西园社区")
    said = {
        "kind": "merge",
        "title": "东山西园合并",
        "district": city.dinghai.pk,
        "street": city.huannan.pk,
        "effective_on": DAY.isoformat(),
        "community_0": city.dongshan.pk,
        "community_1": other.pk,
        "new_0_name": "海景社区",
        "new_0_street": city.huannan.pk,
        "save": "1",
    }
    return {**said, **values}


@pytest.fixture
def two(city: City) -> City:
    """Two communities of 环南 whose sizes are known."""
    figures(city, city.dongshan, 1200, 3300)
    figures(city, neighbour(city), 1500, 4000)
    return city


def drafted(city: City, client: Any, **values: Any) -> Adjustment:
    answer = client.post(NEW, posted(city, **values))
    assert answer.status_code == 302, answer.context["form"].errors
    return Adjustment.unscoped.latest("pk")


def administrator(city: City) -> Any:
    user = person("feng", "冯区长", city.administrator)
    duty(user, "administers", "district", city.dinghai, city.administrator)
    return user


def take(client: Any, case: Adjustment, step: str, day: str = "2003-05-01", **more: Any) -> Any:
    return client.post(f"/adjustments/{case.pk}/step/", {"step": step, "done_on": day, **more}, follow=True)


def steps(case: Adjustment) -> list[str]:
    return list(AdjustmentStep.unscoped.filter(adjustment=case).order_by("pk").values_list("step", flat=True))


def test_a_merger_is_drafted_whole_by_the_streets_clerk(two: City, signed_in: Any) -> None:
    case = drafted(two, signed_in(two.clerk))
    assert case.is_case
    new = NewCommunity.unscoped.get(adjustment=case)
    shares = AdjustmentShare.unscoped.filter(adjustment=case).order_by("pk")
    assert [(str(share.source), share.to_new, share.extent, share.households) for share in shares] == [
        ("东山社区", new, "whole", 1200),
        ("西园社区", new, "whole", 1500),
    ]
    page = signed_in(two.clerk).get(f"/adjustments/{case.pk}/").content.decode()
    assert "海景社区" in page
    assert "2,700" in page


def test_of_a_split_part_stays_with_the_source(two: City, signed_in: Any) -> None:
    cells = {"c0-stay-households": 700, "c0-stay-population": 2000, "c0-n0-households": 500, "c0-n0-population": 1300}
    case = drafted(two, signed_in(two.officer), kind="split", title="析出", community_1="", **cells)
    shares = AdjustmentShare.unscoped.filter(adjustment=case).order_by("-households")
    assert [(str(share.target), share.extent, share.households) for share in shares] == [
        ("东山社区", "part", 700),
        ("海景社区", "part", 500),
    ]


def test_parts_of_old_committees_make_a_community(two: City, signed_in: Any) -> None:
    committee = two.keep(ResidentsCommittee(street=two.huannan, name="西安居委会", households=900, population=2500))
    values = {
        "lines_committee": 1, "committee_0": committee.pk, "community_0": "", "community_1": "", "kind": "found",
        "m0-n0-households": 300, "m0-n0-population": 800, "m0-n0-name": "滕坑湾",
        "m0-stay-households": 600, "m0-stay-population": 1700,
    }  # fmt: skip
    case = drafted(two, signed_in(two.clerk), **values)
    share = AdjustmentShare.unscoped.get(adjustment=case)
    assert (share.from_committee, share.extent, share.part_name, share.households) == (committee, "part", "滕坑湾", 300)


def test_a_renaming_and_a_move_need_no_table(two: City, signed_in: Any) -> None:
    client, none = signed_in(two.officer), {"community_1": "", "new_0_name": "", "new_0_street": ""}
    drafted(two, client, **none, kind="rename", title="更名", new_name="东海社区")
    [renamed] = AdjustmentShare.unscoped.all()
    assert (renamed.to_community, renamed.extent, renamed.households) == (two.dongshan, "whole", 1200)
    day = "2003-08-01"
    drafted(two, client, **none, kind="move", title="改隶", to_street=two.changguo.pk, effective_on=day)
    moved = AdjustmentShare.unscoped.latest("pk")
    assert (moved.from_community, moved.to_street, moved.extent) == (two.dongshan, two.changguo, "whole")


def test_two_adjustments_of_one_title_and_day_are_refused(two: City, signed_in: Any) -> None:
    others = {f"community_{n}": neighbour(two, name) for n, name in enumerate(("南珍社区", "竹山社区"))}
    for each in others.values():
        figures(two, each, 900, 2500)
    client = signed_in(two.officer)
    drafted(two, client)
    keys = {name: each.pk for name, each in others.items()}
    answer = client.post(NEW, posted(two, **keys, new_0_name="山海社区"))
    assert answer.status_code == 400
    assert "title" in answer.context["form"].errors


FAULTY = {
    "a part left over": ({"c0-n0-households": 1000, "c0-n0-population": 3300}, "200"),
    "more than there is": ({"c0-n0-households": 1300, "c0-n0-population": 3300}, "100"),
    "a part that is empty": ({"c0-n0-households": 1200}, "0"),
    "no number": ({"c0-n0-households": "1200户", "c0-n0-population": 3300}, "1200户"),
    "less than nobody": ({"c0-n0-households": -5, "c0-n0-population": 3300}, "东山社区 → 海景社区"),
    "a share in percent": ({"c0-n0-households": "120%", "c0-n0-population": 3300}, "120%"),
    "a day in the far future": ({"effective_on": "2999-07-01"}, "2999-07-01"),
    "no name in a renaming": (
        {"kind": "rename", "community_1": "", "new_0_name": "", "new_0_street": "", "new_name": " "},
        "请填写社区的新名称",
    ),
    "a new name that is taken": (
        {"kind": "rename", "community_1": "", "new_0_name": "", "new_0_street": "", "new_name": "西园社区"},
        "西园社区",
    ),
    "a part of a move": (
        {
            "kind": "move",
            "community_1": "",
            "new_0_name": "",
            "new_0_street": "",
            "to_street": "next",
            "c0-s-households": 200,
            "c0-s-population": 300,
            "c0-stay-households": 1000,
            "c0-stay-population": 3000,
        },
        "改隶须将东山社区整体划转",
    ),
    "a day before the founding": ({"effective_on": "2002-06-01"}, "2002-06-01"),
    "an unknown street": ({"new_0_street": "", "new_0_street_text": "无此街道"}, "无此街道"),
    "a name that is taken": ({"community_1": "", "new_0_name": "西园社区"}, "西园社区"),
    "nothing to give": ({"community_0": "", "community_1": ""}, ""),
    "no target": ({"new_0_name": "", "new_0_street": ""}, ""),
    "a source that is its own target": ({"target_0": "own"}, "东山社区"),
}


@pytest.mark.parametrize(("values", "told"), FAULTY.values(), ids=FAULTY)
def test_a_faulty_draft_is_named_with_its_remedy_and_not_saved(
    two: City, signed_in: Any, values: dict, told: str
) -> None:
    keys = {"own": two.dongshan.pk, "next": two.changguo.pk}
    values = {name: keys.get(value, value) for name, value in values.items()}
    before = Change.objects.count()
    answer = signed_in(two.officer).post(NEW, posted(two, **values))
    assert answer.status_code == 400
    words = " ".join(answer.context["form"].non_field_errors()) + str(answer.context["form"].errors)
    assert told in words
    assert Change.objects.count() == before
    assert not Adjustment.unscoped.exists()


def test_a_source_of_another_district_is_refused(two: City, signed_in: Any) -> None:
    figures(two, two.zhongzhou, 2000, 5000)
    answer = signed_in(two.administrator).post(NEW, posted(two, community_1=two.zhongzhou.pk))
    assert "中洲社区" in str(answer.context["form"].errors)
    assert "定海区" in str(answer.context["form"].errors)
    assert not Adjustment.unscoped.exists()


def test_a_source_that_was_closed_is_refused(two: City, signed_in: Any) -> None:
    other = Community.unscoped.get(name="西园社区")
    other.closed_on = D(2003, 3, 1)
    two.keep(other)
    answer = signed_in(two.officer).post(NEW, posted(two))
    assert "2003-03-01" in str(answer.context["form"].errors)


def test_two_adjustments_of_one_unit_on_one_day_are_refused(two: City, signed_in: Any) -> None:
    client = signed_in(two.officer)
    drafted(two, client)
    answer = client.post(NEW, posted(two, title="另一次", new_0_name="山海社区"))
    assert "东山西园合并" in str(answer.context["form"].errors)
    assert Adjustment.unscoped.count() == 1
    drafted(two, client, title="另一次", new_0_name="山海社区", effective_on="2003-08-01")


def test_a_clerk_drafts_for_the_own_street_alone(two: City, signed_in: Any) -> None:
    answer = signed_in(two.clerk).post(NEW, posted(two, street=""))
    assert answer.status_code == 400
    assert signed_in(two.next_clerk).post(NEW, posted(two)).status_code == 400
    assert signed_in(two.reader).get(NEW).status_code == 403
    assert not Adjustment.unscoped.exists()


def test_steps_are_taken_in_order_by_whom_they_are_due(two: City, signed_in: Any) -> None:
    clerk, officer, mayor = (signed_in(one) for one in (two.clerk, two.officer, administrator(two)))
    case = drafted(two, clerk)
    assert "街道提出" in take(officer, case, "examined").content.decode()
    minutes = SimpleUploadedFile("会议纪要.txt", "同意".encode())
    # What is still to come is not recorded.
    assert take(clerk, case, "proposed", (dated.today() + datetime.timedelta(days=1)).isoformat()).status_code == 400
    assert steps(case) == []
    take(clerk, case, "proposed", "2003-04-01")
    take(clerk, case, "agreed", "2003-04-20", file=minutes, file_kind="minutes")
    assert "2003-04-20" in take(officer, case, "examined", "2003-04-19").content.decode()
    assert steps(case) == ["proposed", "agreed"]
    # The street does not examine, and whoever only enters does not approve.
    take(clerk, case, "examined")
    take(officer, case, "examined")
    refused = take(officer, case, "approved", "2003-06-01", document_no="1号").content.decode()
    assert "审批层级不对" in refused
    assert steps(case) == ["proposed", "agreed", "examined"]
    take(mayor, case, "approved", "2003-06-01")
    assert steps(case)[-1] == "examined"  # a document must be named
    take(mayor, case, "approved", "2003-06-01", document_no="定政发〔2003〕1号")
    take(officer, case, "announced", "2003-06-10")
    assert steps(case) == ["proposed", "agreed", "examined", "approved", "announced"]
    case.refresh_from_db()
    assert (case.decided_on, case.document_no) == (D(2003, 6, 1), "定政发〔2003〕1号")
    page = signed_in(two.reader).get(f"/adjustments/{case.pk}/")
    assert page.status_code == 200
    assert "会议纪要.txt" in page.content.decode()
    [file] = [file for stage in page.context["page"].stages for file in stage.files]
    answer = signed_in(two.reader).get(f"/adjustments/{case.pk}/files/{file.pk}/")
    assert b"".join(answer) == "同意".encode()
    assert signed_in(two.next_clerk).get(f"/adjustments/{case.pk}/").status_code == 404
    assert signed_in(two.next_clerk).get(f"/adjustments/{case.pk}/files/{file.pk}/").status_code == 404


def test_a_file_of_another_row_is_none_of_the_case(two: City, signed_in: Any) -> None:
    officer = signed_in(two.officer)
    case = drafted(two, officer)
    take(officer, case, "proposed", file=SimpleUploadedFile("请示.txt", "请示".encode()))
    beside = SimpleUploadedFile("别的.txt", "别的".encode())
    officer.post(f"/r/communities/adjustment/{case.pk}/files/", {"kind": "other", "file": beside})
    assert officer.get(f"/adjustments/{case.pk}/files/{Attachment.objects.latest('pk').pk}/").status_code == 404


def test_an_approval_is_taken_back_by_whoever_may_approve_alone(two: City, signed_in: Any) -> None:
    officer, mayor = signed_in(two.officer), signed_in(administrator(two))
    case = drafted(two, officer)
    for step in ("proposed", "agreed", "examined"):
        take(officer, case, step)
    take(mayor, case, "approved", document_no="1号")
    line = Change.objects.filter(model="communities.adjustmentstep", action="create").latest("pk")
    address = f"/changes/{line.batch}/undo/"
    assert officer.post(address, {"reason": "不同意"}).status_code == 403
    assert steps(case)[-1] == "approved"
    assert mayor.post(address, {"reason": "文号有误"}).status_code == 302
    assert steps(case)[-1] == "examined"


def test_what_is_approved_is_not_changed(two: City, signed_in: Any) -> None:
    officer, mayor = signed_in(two.officer), signed_in(administrator(two))
    case = drafted(two, officer)
    for step in ("proposed", "agreed", "examined"):
        take(officer, case, step)
    take(mayor, case, "approved", document_no="1号")
    share = AdjustmentShare.unscoped.filter(adjustment=case).first()
    answer = officer.post(
        f"/r/communities/adjustmentshare/{share.pk}/edit/",
        {"version": share.version, "adjustment": case.pk, "from_community": share.from_community_id,
         "to_new": share.to_new_id, "extent": "whole", "households": 1},
    )  # fmt: skip
    assert "已批准" in answer.content.decode()
    share.refresh_from_db()
    assert share.households == 1200
    assert officer.get(f"{NEW}?replaces={case.pk}").status_code == 403


def test_the_last_step_is_taken_back_with_a_reason(two: City, signed_in: Any) -> None:
    officer = signed_in(two.officer)
    case = drafted(two, officer)
    take(officer, case, "proposed")
    officer.post(f"/adjustments/{case.pk}/back/", {"reason": ""})
    assert steps(case) == ["proposed"]
    assert signed_in(two.reader).post(f"/adjustments/{case.pk}/back/", {"reason": "x"}).status_code == 302
    assert steps(case) == ["proposed"]
    officer.post(f"/adjustments/{case.pk}/back/", {"reason": "日期有误"})
    assert steps(case) == []
    assert changes.verify() == []


def test_steps_are_taken_back_and_brought_again_only_in_their_order(two: City, signed_in: Any) -> None:
    client = signed_in(two.administrator)
    case = drafted(two, client)
    take(client, case, "proposed")
    take(client, case, "agreed")

    def turned(step: str, action: str) -> Any:
        line = Change.objects.filter(model="communities.adjustmentstep", action=action, row_name__contains=step)
        return client.post(f"/changes/{line.latest('pk').batch}/undo/", {"reason": "日期有误"})

    refused = turned("街道提出", "create")
    assert refused.status_code == 409
    assert [each.change for each in refused.context["preview"].standing] == [
        Change.objects.get(model="communities.adjustmentstep", action="create", row_name__contains="居民")
    ]
    assert steps(case) == ["proposed", "agreed"]
    assert turned("居民", "create").status_code == 302
    assert turned("街道提出", "create").status_code == 302
    assert steps(case) == []
    refused = turned("居民", "delete")
    assert refused.status_code == 409
    assert "应先办理" in refused.content.decode()
    assert steps(case) == []
    # Proposed anew on a later day, it was not agreed to before.
    take(client, case, "proposed", "2003-05-20")
    refused = turned("居民", "delete")
    assert refused.status_code == 409
    assert "此日早于“街道提出”的 2003-05-20" in refused.content.decode()
    assert steps(case) == ["proposed"]
    assert turned("街道提出", "create").status_code == 302
    first = Change.objects.filter(model="communities.adjustmentstep", action="delete").order_by("pk")[1]
    assert client.post(f"/changes/{first.batch}/undo/", {"reason": "日期有误"}).status_code == 302
    assert turned("居民", "delete").status_code == 302
    assert steps(case) == ["proposed", "agreed"]
    assert changes.verify() == []


def test_a_draft_is_changed_and_given_up_while_no_step_is_taken(two: City, signed_in: Any) -> None:
    officer = signed_in(two.officer)
    case = drafted(two, officer)
    page = officer.get(f"{NEW}?replaces={case.pk}").content.decode()
    assert "海景社区" in page
    assert officer.post(f"{NEW}?replaces={case.pk}", posted(two, new_0_name="望海社区")).status_code == 302
    assert [row.name for row in NewCommunity.unscoped.all()] == ["望海社区"]
    case = Adjustment.unscoped.get()
    officer.post(f"/adjustments/{case.pk}/back/", {"reason": "不再合并"})
    assert not Adjustment.unscoped.exists()
    assert changes.verify() == []


def test_a_case_is_not_in_effect_by_its_day_alone(two: City, signed_in: Any) -> None:
    case = drafted(two, signed_in(two.officer))
    assert Adjustment.objects.whole_city(because="test").as_of(D(2004, 1, 1)).get(pk=case.pk).state is None
    page = signed_in(two.officer).get(f"{two.dongshan.get_absolute_url()}?on=2004-01-01").content.decode()
    assert "海景社区" not in page
    home = signed_in(two.officer).get("/").content.decode()
    assert "东山西园合并" in home
    assert f"/adjustments/{case.pk}/" in home


def test_the_list_names_what_is_due(two: City, signed_in: Any) -> None:
    case = drafted(two, signed_in(two.officer))
    page = signed_in(two.clerk).get("/adjustments/").content.decode()
    assert f"/adjustments/{case.pk}/" in page
    assert "街道提出" in page
    assert "东山西园合并" not in signed_in(two.next_clerk).get("/adjustments/").content.decode()
    assert signed_in(two.nobody).get("/adjustments/").status_code == 403
