"""A case to its end: where rows go, what the standards will say, the day itself, and the way back."""

import datetime
from typing import Any

import pytest

from communities.models import Adjustment, Community, Destination, Premises
from reporting.models import Exemption
from tests.communities.adjusting.ground import DAY, D, counted, furnish, west
from tests.people import City
from zhoushan_community.base import changes, dated
from zhoushan_community.base.models import Change

from .test_cases import administrator, steps, take

NEW = "/adjustments/new/"


@pytest.fixture
def three(city: City) -> City:
    """东山 and 西安 with a row of every kind; 海景 is to be made of them."""
    other = west(city)
    for number, (community, size) in enumerate(((city.dongshan, 1200), (other, 1500))):
        furnish(city, community, number)
        counted(city, community, size, 3 * size)
    return city


def announced(city: City, signed_in: Any, **values: Any) -> Adjustment:
    """A case of which every step but the last is taken."""
    officer, mayor = signed_in(city.officer), signed_in(administrator(city))
    said = {
        "kind": "merge", "title": "东山西安合并", "district": city.dinghai.pk, "street": city.huannan.pk,
        "effective_on": DAY.isoformat(), "community_0": city.dongshan.pk,
        "community_1": Community.unscoped.get(name="西安社区").pk, "new_0_name": "海景社区",
        "new_0_street": city.huannan.pk, "save": "1",
    }  # fmt: skip
    answer = officer.post(NEW, {**said, **values})
    assert answer.status_code == 302, answer.context["form"].errors
    case = Adjustment.unscoped.latest("pk")
    for step in ("proposed", "agreed", "examined"):
        take(officer, case, step)
    take(mayor, case, "approved", document_no="定政发〔2003〕1号")
    take(officer, case, "announced", "2003-06-10")
    return case


def page(client: Any, case: Adjustment, query: str = "") -> Any:
    return client.get(f"/adjustments/{case.pk}/{query}")


def test_a_merger_takes_effect_from_its_page_and_is_taken_back(three: City, signed_in: Any) -> None:
    case, officer = announced(three, signed_in), signed_in(three.officer)
    shown = page(officer, case)
    assert shown.context["moving"].open == 0
    assert "办理生效" in shown.content.decode()
    done = officer.post(f"/adjustments/{case.pk}/effect/", follow=True).content.decode()
    assert "已生效" in done
    new = Community.unscoped.get(name="海景社区")
    assert new.founded_on == DAY
    assert list(Community.unscoped.filter(closed_on=DAY).order_by("pk").values_list("name", flat=True)) == [
        "东山社区",
        "西安社区",
    ]
    assert Premises.unscoped.filter(community=new).count() == 2
    assert steps(case)[-1] == "effective"
    _before, after = page(officer, case).context["page"].sides
    assert [(str(leaf.unit), leaf.households) for leaf in after["branches"][0].leaves] == [("海景社区", 2700)]
    # Whoever only reads may not take it back, and a reason is asked.
    signed_in(three.reader).post(f"/adjustments/{case.pk}/undo/", {"reason": "x"})
    officer.post(f"/adjustments/{case.pk}/undo/", {"reason": ""})
    assert steps(case)[-1] == "effective"
    officer.post(f"/adjustments/{case.pk}/undo/", {"reason": "文件有误"})
    assert not Community.unscoped.filter(name="海景社区").exists()
    assert not Community.unscoped.exclude(closed_on=None).exists()
    assert steps(case)[-1] == "announced"
    assert changes.verify() == []


def test_what_stands_on_it_is_named_when_it_is_to_be_taken_back(three: City, signed_in: Any) -> None:
    case, officer = announced(three, signed_in), signed_in(three.officer)
    officer.post(f"/adjustments/{case.pk}/effect/")
    new = Community.unscoped.get(name="海景社区")
    three.keep(Premises(community=new, address="海景路1号", use="office", origin="public"))
    told = officer.post(f"/adjustments/{case.pk}/undo/", {"reason": "有误"}, follow=True).content.decode()
    assert "海景路1号" in told
    assert steps(case)[-1] == "effective"


def test_where_the_rows_of_a_split_go_is_chosen_by_hand(three: City, signed_in: Any) -> None:
    cells = {"c0-stay-households": 700, "c0-stay-population": 2100, "c0-n0-households": 500, "c0-n0-population": 1500}
    case = announced(three, signed_in, kind="split", title="东山析出", community_1="", **cells)
    officer, before = signed_in(three.officer), Change.objects.count()
    shown = page(officer, case, "?show=open")
    assert Destination.unscoped.filter(adjustment=case, to_community=three.dongshan).exists()
    premises = Destination.unscoped.get(adjustment=case, model="communities.premises")
    new = case.founding.get()
    posted = {"row": f"communities.premises:{premises.row_id}", "target": f"communities.newcommunity:{new.pk}"}
    # A stranger's case is none, and who only reads changes nothing.
    assert signed_in(three.next_clerk).post(f"/adjustments/{case.pk}/destinations/", posted).status_code == 404
    signed_in(three.reader).post(f"/adjustments/{case.pk}/destinations/", posted)
    assert Change.objects.count() == before
    officer.post(f"/adjustments/{case.pk}/destinations/", posted)
    premises.refresh_from_db()
    assert (premises.to_new, premises.by_hand) == (new, True)
    assert "人工指定" in page(officer, case, "?kind=communities.premises").content.decode()
    wrong = {"kind": "communities.premises", "target": f"communities.community:{three.liufang.pk}"}
    told = officer.post(f"/adjustments/{case.pk}/destinations/", wrong, follow=True).content.decode()
    assert "请选择本事项划入的社区" in told
    kind = {"kind": "communities.premises", "target": ""}
    officer.post(f"/adjustments/{case.pk}/destinations/", kind)
    premises.refresh_from_db()
    assert not premises.by_hand
    assert shown.status_code == 200


def test_the_standards_are_compared_and_nothing_is_written(three: City, signed_in: Any) -> None:
    case, officer = announced(three, signed_in), signed_in(three.officer)
    before = Change.objects.count()
    compared = page(officer, case, "?look=1")
    [found] = compared.context["compared"]
    line = next(each for each in found["lines"] if each.standard.code == "N01")
    assert found["was"] == ["东山社区", "西安社区"]
    assert found["will"] == ["海景社区"]
    assert [each.measured for each in (*line.before, *line.after)] == [1200, 1500, 2700]
    assert [each.state for each in (*line.before, *line.after)] == ["unmet", "unmet", "met"]
    text = compared.content.decode()
    assert "少 1,300 户" in text
    assert Change.objects.count() == before
    assert not Community.unscoped.filter(name="海景社区").exists()


def test_what_cannot_be_tried_says_why(three: City, signed_in: Any) -> None:
    """Since the case was drafted, another founded a community of the name, and closed a source."""
    case, officer = announced(three, signed_in), signed_in(three.officer)
    west(three, "海景社区")
    three.dongshan.closed_on = D(2003, 6, 1)
    three.keep(three.dongshan)
    shown = page(officer, case, "?look=1")
    assert shown.status_code == 200
    told = shown.content.decode()
    assert "环南街道 已有名为“海景社区”的社区" in told
    assert "东山社区 已于 2003-06-01 撤销" in told
    assert not Community.unscoped.filter(founded_on=DAY).exists()


def test_taking_effect_is_for_whom_it_is_due(three: City, signed_in: Any) -> None:
    case = announced(three, signed_in)
    told = signed_in(three.clerk).post(f"/adjustments/{case.pk}/effect/", follow=True).content.decode()
    assert "定海区" in told
    assert steps(case)[-1] == "announced"
    assert signed_in(three.next_clerk).post(f"/adjustments/{case.pk}/effect/").status_code == 404


def test_a_case_to_come_waits_for_its_day(three: City, signed_in: Any) -> None:
    case = announced(three, signed_in, effective_on=dated.today() + datetime.timedelta(days=300))
    officer = signed_in(three.officer)
    assert f"/adjustments/{case.pk}/effect/" not in page(officer, case).content.decode()
    officer.post(f"/adjustments/{case.pk}/effect/")
    assert steps(case)[-1] == "announced"


def test_exemptions_end_with_their_community_and_the_case_says_so(three: City, signed_in: Any) -> None:
    paper = {"reason": "用房在建", "document_no": "舟民〔2003〕7号", "approver": "市民政局", "valid_to": "2004-07-01"}
    [own, later, others] = (
        three.keep(Exemption(standard=code, community=community, valid_from=first, **paper))
        for code, community, first in (
            ("N06", three.dongshan, "2003-01-01"),
            ("N16", three.dongshan, "2003-09-01"),
            ("N06", three.liufang, "2003-01-01"),
        )
    )
    case, officer = announced(three, signed_in), signed_in(three.officer)
    told = page(officer, case).content.decode()
    assert "东山社区豁免N06至2004-07-01（舟民〔2003〕7号）：用房在建" in told
    assert "东山社区豁免N16" in told and "留方社区豁免" not in told
    assert "其他单位不能承接" in told
    officer.post(f"/adjustments/{case.pk}/effect/")
    for row, last in ((own, DAY), (later, D(2004, 7, 1)), (others, D(2004, 7, 1))):
        row.refresh_from_db()
        assert row.valid_to == last
    assert not Exemption.unscoped.filter(community__name="海景社区").exists()
    assert "豁免" not in page(officer, case).content.decode().partition("<main")[2]
    officer.post(f"/adjustments/{case.pk}/undo/", {"reason": "文件有误"})
    own.refresh_from_db()
    assert own.valid_to == D(2004, 7, 1)
