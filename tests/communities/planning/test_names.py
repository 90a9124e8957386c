"""What the communities of a plan are called: given on its page, checked, kept by areas, borne by the drafts."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from communities.models import Adjustment, LayoutPlan, NewCommunity
from communities.planning.layout import Layout, chosen_layout
from tests.people import City
from zhoushan_community.base.models import Change

from .ground import AREAS, BORDERS, act, begin, bring, work_out, workbook


@pytest.fixture
def worked(officer: Client, plan: LayoutPlan) -> LayoutPlan:
    work_out(officer, plan)
    return plan


def layout_of(plan: LayoutPlan) -> Layout:
    plan.refresh_from_db()
    found = chosen_layout(plan)
    assert found
    return found


def number_of(plan: LayoutPlan, *areas: str) -> int:
    return next(each.number for each in layout_of(plan).communities if each.areas == areas)


def call(client: Client, plan: LayoutPlan, names: dict[int, str], **more: Any) -> Any:
    """Post the names of the chosen alternative; the others stay as they are."""
    said = {f"name-{each.number}": each.name for each in layout_of(plan).communities}
    said |= {f"name-{number}": name for number, name in names.items()}
    answer = client.post(reverse("plan-names", args=[plan.pk]), {"version": plan.version, **said, **more})
    plan.refresh_from_db()
    return answer


def names_of(plan: LayoutPlan) -> set[str]:
    return {each.name for each in layout_of(plan).communities}


def test_a_given_name_is_kept_and_borne_by_the_drafts(
    city: City, officer: Client, commission: Client, worked: LayoutPlan
) -> None:
    """Under a new name both come to an end; the plan's sheet, its next version and its drafts say it."""
    number = number_of(worked, "东山", "西山")
    assert call(officer, worked, {number: " 双山  社区 "}).status_code == 302
    assert worked.names == [{"areas": ["东山", "西山"], "name": "双山 社区"}]
    assert call(officer, worked, {number: "双山社区"}).status_code == 302
    assert "双山社区" in Change.objects.filter(row_id=worked.pk).latest("pk").reason
    assert names_of(worked) == {"双山社区", "南山社区", "北山社区"}
    # A name moves nobody.
    assert layout_of(worked).moved == ["东山", "中山"]
    act(officer, worked, "version")
    copy = LayoutPlan.unscoped.latest("pk")
    work_out(officer, copy)
    assert "双山社区" in names_of(copy)
    act(officer, worked, "submit", change="1000")
    assert call(officer, worked, {number: "别的社区"}).status_code == 302
    assert "双山社区" in names_of(worked)
    act(commission, worked, "pass", reviewed_on=datetime.date.today())
    officer.post(reverse("plan-drafts", args=[worked.pk]), {"effective_on": "2099-01-01"})
    founded = NewCommunity.unscoped.get()
    assert (founded.name, founded.adjustment.title) == ("双山社区", "合并：双山社区")
    assert {str(share.source) for share in founded.shares_in.all()} == {"东山社区", "西山社区"}


def test_under_the_name_of_one_of_them_a_community_goes_on(
    officer: Client, commission: Client, worked: LayoutPlan
) -> None:
    """东山 is smaller than 西山, yet the merged community may go on as 东山社区."""
    call(officer, worked, {number_of(worked, "东山", "西山"): "东山社区"})
    (merged,) = [each for each in layout_of(worked).communities if "东山" in each.areas]
    assert (merged.name, merged.heir) == ("东山社区", "东山社区")
    act(officer, worked, "submit", change="1000")
    act(commission, worked, "pass", reviewed_on=datetime.date.today())
    officer.post(reverse("plan-drafts", args=[worked.pk]), {"effective_on": "2099-01-01"})
    assert not NewCommunity.unscoped.exists()
    (draft,) = Adjustment.unscoped.filter(title__contains="东山")
    assert {share.to_community.name for share in draft.shares.all()} == {"东山社区"}


def test_an_empty_name_is_proposed_again(officer: Client, worked: LayoutPlan) -> None:
    number = number_of(worked, "东山", "西山")
    call(officer, worked, {number: "双山社区"})
    call(officer, worked, {number: ""})
    assert worked.names == []
    assert "西山社区" in names_of(worked)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("北山社区", "重复"),
        ("中山社区", "没有任何部分并入"),
        ("山" * 51, "50"),
        ("双山\x00", "字符"),
    ],
)
def test_a_name_that_cannot_stay_is_told_where_it_stands(
    officer: Client, worked: LayoutPlan, name: str, words: str
) -> None:
    """Nothing is kept, and what was typed is still there."""
    number = number_of(worked, "东山", "西山")
    answer = call(officer, worked, {number: name})
    assert answer.status_code == 400
    assert words in str(answer.context["names_form"].errors)
    assert words in answer.content.decode()
    assert worked.names == []


def test_a_community_that_stays_as_it_is_keeps_its_name(officer: Client, worked: LayoutPlan) -> None:
    number = number_of(worked, "南山")
    page = officer.get(reverse("plan", args=[worked.pk])).content.decode()
    assert f'name="name-{number_of(worked, "东山", "西山")}"' in page
    assert f'name="name-{number}"' not in page
    call(officer, worked, {number: "新南山社区"})
    assert "南山社区" in names_of(worked)


def test_names_of_a_page_that_is_out_of_date_are_not_kept(officer: Client, worked: LayoutPlan) -> None:
    """Numbers belong to other communities once the plan was worked out anew."""
    number = number_of(worked, "东山", "西山")
    assert call(officer, worked, {number: "双山社区"}, version=worked.version - 1).status_code == 302
    assert worked.names == []


def test_a_plan_whose_names_fell_together_is_not_submitted(officer: Client, worked: LayoutPlan) -> None:
    """After other pins two communities may bear one name: whoever submits is told which."""
    call(officer, worked, {number_of(worked, "东山", "西山"): "东山社区"})
    names = [*worked.names, {"areas": ["中山", "北山"], "name": "东山社区"}]
    LayoutPlan.unscoped.filter(pk=worked.pk).update(names=names)
    text = act(officer, worked, "submit", change="1000").content.decode()
    assert "在环南街道重复" in text
    assert worked.state == "draft"


def test_nobody_names_before_the_plan_is_worked_out(officer: Client, plan: LayoutPlan) -> None:
    answer = officer.post(reverse("plan-names", args=[plan.pk]), {"version": plan.version}, follow=True)
    assert "请先计算方案" in answer.content.decode()


def test_a_village_that_goes_on_keeps_its_name(city: City, officer: Client, tmp_path: Path) -> None:
    """What is called otherwise than 社区 in the register is called so in the plan."""
    city.dongshan.refresh_from_db()
    city.dongshan.name = "石礁村"
    city.keep(city.dongshan)
    plan = begin(officer, city)
    areas = [[*row[:3], "石礁村", *row[4:]] if row[0] == "东山" else row for row in AREAS]
    areas[2] = ["西山", 1200, *areas[2][2:]]
    assert bring(officer, plan, workbook(tmp_path / "村.xlsx", areas, BORDERS)).status_code == 302
    plan.refresh_from_db()
    work_out(officer, plan)
    assert "石礁村" in names_of(plan)
