"""From areas to a passed plan and its draft adjustments, as the officer, the commission and strangers meet it."""

import datetime
import io
import json
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from communities.models import Adjustment, AdjustmentShare, Community, LayoutPlan, NewCommunity, ResidentsCommittee
from communities.planner import certificate
from communities.planner.words import REASONS
from communities.planning import running
from reporting.models import Threshold
from tests.people import City, duty
from zhoushan_community.base import jobs
from zhoushan_community.base.models import Change, Job

from .ground import AREAS, BORDERS, FOUNDED, act, begin, bring, passed, work_out, workbook


def test_a_plan_is_worked_out_and_explained(city: City, officer: Client, plan: LayoutPlan) -> None:
    """东山 and 西山 become one within the limits; 中山, cut off by the river, cannot, and the page says why."""
    job = work_out(officer, plan)
    assert job.state == Job.State.DONE
    assert officer.get(reverse("job", args=[job.key]))["Location"] == reverse("plan", args=[plan.pk])
    page = officer.get(reverse("plan", args=[plan.pk]))
    assert [each.change for each in page.context["layouts"]] == [0, 1000, 4000]
    found = {each.name: each for each in page.context["layout"].communities}
    merged = next(each for each in found.values() if "东山" in each.areas)
    assert merged.areas == ("东山", "西山")
    assert merged.name == "西山社区"
    assert merged.judged == "合规模"
    assert [each.areas for each in found.values() if each.kept] == [("南山",)]
    assert merged.outside_by == 0
    text = page.content.decode()
    assert "已证明最优" in text
    # Everything that the drawing shows stands in the table, too.
    for name in ("东山", "西山", "南山", "北山", "中山"):
        assert text.count(name) > 1
    assert page.context["drawing"].is_map is False


def test_what_cannot_fit_is_told_with_its_reason(city: City, officer: Client, tmp_path: Path) -> None:
    plan = begin(officer, city)
    alone = workbook(tmp_path / "a.xlsx", AREAS, BORDERS[:4])
    assert bring(officer, plan, alone, meant="1").status_code == 302
    plan.refresh_from_db()
    work_out(officer, plan)
    page = officer.get(reverse("plan", args=[plan.pk]))
    (island,) = page.context["layout"].exceptions
    assert island.areas == ("中山",)
    assert island.reason == "POCKET_BELOW_MIN"
    assert island.judged == "少 1,700 户"
    text = page.content.decode()
    assert str(REASONS["POCKET_BELOW_MIN"]) in text


def test_what_keeps_a_plan_from_being_worked_out_is_said_in_words_of_the_screen(city: City, officer: Client) -> None:
    """Of two communities nobody knows the households: they are named, and no row of a file that nobody sees."""
    city.keep(Community(street=city.huannan, name="新建社区", founded_on=FOUNDED))
    city.keep(Community(street=city.huannan, name="新港社区", founded_on=FOUNDED))
    plan = begin(officer, city)
    page = officer.get(reverse("plan", args=[plan.pk]))
    (told,) = page.context["findings"]
    assert "新建社区、新港社区的户数不明" in told
    assert "areas[" not in page.content.decode()
    assert "户数不明" in work_out(officer, plan).error


def test_the_limits_are_those_in_force(city: City, officer: Client) -> None:
    """A changed threshold changes what a new plan keeps to."""
    row = Threshold.objects.get(standard="N01", basis="directive-2002")
    row.low, row.high = 1500, 3000
    city.keep(row)
    plan = begin(officer, city)
    assert plan.instance["limits"] == {"min": 1500, "max": 3000, "target": 2250, "hard_max": 4500}


def test_a_plan_that_was_changed_meanwhile_is_left_alone(city: City, officer: Client, plan: LayoutPlan) -> None:
    officer.post(reverse("plan-run", args=[plan.pk]), {"seconds": 60})
    job = Job.objects.latest("pk")
    officer.post(reverse("plan-pins", args=[plan.pk]), {"a": "东山", "b": "西山", "kind": "apart"})
    jobs.run(job.key)
    job.refresh_from_db()
    plan.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert plan.solution is None
    # From the page that says so a way leads back.
    assert f'href="{reverse("plan", args=[plan.pk])}"' in officer.get(reverse("job", args=[job.key])).content.decode()


def test_a_cancelled_run_keeps_the_best_found(city: City, officer: Client, plan: LayoutPlan, monkeypatch: Any) -> None:
    """Whoever cancels gets a legal plan of all areas, and is told nothing that was not computed."""
    officer.post(reverse("plan-run", args=[plan.pk]), {"seconds": 60})
    job = Job.objects.latest("pk")
    begun = running.instance_of

    def cancelled_meanwhile(row: LayoutPlan) -> Any:
        jobs.cancel(Job.objects.get(pk=job.pk))
        return begun(row)

    monkeypatch.setattr(running, "instance_of", cancelled_meanwhile)
    jobs.run(job.key)
    job.refresh_from_db()
    plan.refresh_from_db()
    assert job.state == Job.State.DONE
    assert plan.solution["cancelled"] is True
    page = officer.get(reverse("plan", args=[plan.pk]))
    assert "人工停止" in page.content.decode()
    layout = page.context["layout"]
    assert sorted(area for each in layout.communities for area in each.areas) == sorted(layout.areas)


def test_pins_are_kept(city: City, officer: Client, plan: LayoutPlan) -> None:
    address = reverse("plan-pins", args=[plan.pk])
    officer.post(address, {"a": "东山", "b": "西山", "kind": "apart"})
    plan.refresh_from_db()
    work_out(officer, plan)
    page = officer.get(reverse("plan", args=[plan.pk]))
    by_area = page.context["layout"].community_of
    assert by_area["东山"].number != by_area["西山"].number
    officer.post(address, {"a": "东山", "b": "西山", "kind": "apart", "action": "remove"})
    plan.refresh_from_db()
    assert plan.instance["pins"] == {"together": [], "apart": []}
    reasons = Change.objects.filter(model="communities.layoutplan", row_id=plan.pk).values_list("reason", flat=True)
    assert list(reasons[:4]) == [
        "取消约束：东山、西山",
        "计算方案",
        "加约束：东山、西山",
        "已录入 5 个片区、5 条相邻边界。",
    ]
    assert plan.solution is None
    answer = officer.post(address, {"a": "东山", "b": "东山", "kind": "apart"}, follow=True)
    assert "两个不同的片区" in answer.content.decode()


def test_the_commission_reviews(city: City, officer: Client, commission: Client, plan: LayoutPlan) -> None:
    """The district draws, the commission says; what it has said is not drawn over, a next version is."""
    assert "请先计算" in act(officer, plan, "submit", change="1000").content.decode()
    work_out(officer, plan)
    act(officer, plan, "submit", change="0")
    assert plan.state == "submitted"
    assert plan.solution["chosen"] == 0
    today = datetime.date.today()
    assert act(officer, plan, "pass", reviewed_on=today).status_code == 403
    assert "写明需要修改" in act(commission, plan, "return", reviewed_on=today, review="").content.decode()
    early = plan.drawn_on - datetime.timedelta(days=1)
    assert "编制日期与今天之间" in act(commission, plan, "pass", reviewed_on=early).content.decode()
    assert plan.state == "submitted"
    answer = act(commission, plan, "return", reviewed_on=today, review="中山社区太小")
    assert plan.state == "returned"
    assert "中山社区太小" in answer.content.decode()
    assert officer.post(reverse("plan-run", args=[plan.pk]), {"seconds": 10}, follow=True).status_code == 200
    assert "退回" in act(officer, plan, "submit", change="0").content.decode()
    assert plan.state == "returned"
    answer = act(officer, plan, "version")
    second = LayoutPlan.unscoped.latest("pk")
    assert (second.number, second.state, second.solution) == (plan.number + 1, "draft", None)
    assert second.instance == plan.instance
    # The register's own form does not go round the review.
    form = {"number": plan.number, "state": "passed", "street": plan.street_id, "version": plan.version,
            "reviewed_on": today, "reason": "x"}  # fmt: skip
    officer.post(f"/r/communities/layoutplan/{plan.pk}/edit/", form)
    plan.refresh_from_db()
    assert plan.state == "returned"


def test_two_versions_side_by_side(city: City, officer: Client, plan: LayoutPlan) -> None:
    work_out(officer, plan)
    act(officer, plan, "version")
    second = LayoutPlan.unscoped.latest("pk")
    address = reverse("plan-compare")
    query = {"first": plan.pk, "second": second.pk}
    assert officer.get(address, query).status_code == 400
    officer.post(reverse("plan-pins", args=[second.pk]), {"a": "东山", "b": "西山", "kind": "apart"})
    second.refresh_from_db()
    work_out(officer, second)
    page = officer.get(address, query)
    moved = [each.area for each in page.context["moved"]]
    assert moved in (["东山"], ["西山"])
    assert moved[0] in page.content.decode()
    same = officer.get(address, {"first": plan.pk, "second": plan.pk})
    assert same.context["moved"] == []
    assert "两版的划分相同" in same.content.decode()


def test_a_passed_plan_becomes_drafts_once(city: City, officer: Client, commission: Client, plan: LayoutPlan) -> None:
    address = reverse("plan-drafts", args=[plan.pk])
    day = datetime.date.today() + datetime.timedelta(days=30)
    answer = officer.post(address, {"effective_on": day}, follow=True)
    assert "审查同意" in answer.content.decode()
    assert not Adjustment.unscoped.exists()
    passed(officer, commission, plan)
    assert commission.post(address, {"effective_on": day}).status_code == 403
    late = datetime.date.today() - datetime.timedelta(days=1)
    officer.post(address, {"effective_on": late})
    assert not Adjustment.unscoped.exists()
    page = officer.post(address, {"effective_on": day}, follow=True)
    drafts = list(Adjustment.unscoped.order_by("pk"))
    assert [(each.kind, each.is_case, each.effective_on, each.steps.count()) for each in drafts] == [
        ("merge", True, day, 0),
        ("merge", True, day, 0),
    ]
    for each in drafts:
        assert str(each) in page.content.decode()
    shares = AdjustmentShare.unscoped.filter(adjustment__in=drafts)
    told = {(each.from_community.name, each.to_community.name, each.extent, each.households) for each in shares}
    assert told == {
        ("东山社区", "西山社区", "whole", 1300),
        ("中山社区", "北山社区", "whole", 800),
    }
    again = officer.post(address, {"effective_on": day}, follow=True)
    assert "没有重复添加" in again.content.decode()
    assert Adjustment.unscoped.count() == 2


def test_only_what_was_passed_becomes_drafts(city: City, officer: Client, plan: LayoutPlan) -> None:
    work_out(officer, plan)
    act(officer, plan, "submit", change=1000)
    answer = officer.post(reverse("plan-drafts", args=[plan.pk]), {"effective_on": "2099-01-01"}, follow=True)
    assert "审查同意" in answer.content.decode()
    assert not Adjustment.unscoped.exists()


def test_parts_leave_nothing_over(city: City, officer: Client, commission: Client, tmp_path: Path) -> None:
    """A community that is divided gives all of its households, and a new one is founded with a name of its own."""
    areas = [
        AREAS[0][:4],
        ["甲", 2600, "环南街道", "北山社区"],
        ["乙", 2700, "环南街道", "北山社区"],
        ["丙", 3000, "环南街道", "南山社区"],
    ]
    borders = [BORDERS[0], ["甲", "乙", 100, ""], ["乙", "丙", 100, ""]]
    plan = begin(officer, city)
    assert bring(officer, plan, workbook(tmp_path / "b.xlsx", areas, borders)).status_code == 302
    plan.refresh_from_db()
    passed(officer, commission, plan)
    officer.post(reverse("plan-drafts", args=[plan.pk]), {"effective_on": "2099-01-01"})
    draft = Adjustment.unscoped.get()
    assert draft.kind == "split"
    founded = NewCommunity.unscoped.get()
    assert (founded.name, founded.street) == ("甲社区", city.huannan)
    shares = {(str(each.target), each.part_name, each.households, each.extent) for each in draft.shares.all()}
    assert shares == {("甲社区", "甲", 2600, "part"), ("北山社区", "乙", 2700, "part")}


def test_old_committees_become_communities(city: City, officer: Client, commission: Client, tmp_path: Path) -> None:
    """As in 2002: of committees that no community has taken in yet, communities are founded."""
    for name, households in (("桑园居委会", 1250), ("留方居委会", 1600)):
        city.keep(ResidentsCommittee(street=city.huannan, name=name, households=households))
    plan = begin(officer, city, source="committees", day="2002-05-01")
    assert {area["id"] for area in plan.instance["areas"]} == {"桑园居委会", "留方居委会"}
    rows = [
        AREAS[0][:4],
        ["桑园居委会", 1250, "环南街道", "桑园居委会"],
        ["留方居委会", 1600, "环南街道", "留方居委会"],
    ]
    borders = [BORDERS[0], ["桑园居委会", "留方居委会", 700, ""]]
    assert bring(officer, plan, workbook(tmp_path / "c.xlsx", rows, borders)).status_code == 302
    plan.refresh_from_db()
    passed(officer, commission, plan)
    officer.post(reverse("plan-drafts", args=[plan.pk]), {"effective_on": "2099-01-01"})
    assert NewCommunity.unscoped.get().name == "留方社区"
    shares = AdjustmentShare.unscoped.values_list("from_committee__name", "households", "extent")
    assert set(shares) == {("桑园居委会", 1250, "whole"), ("留方居委会", 1600, "whole")}


def test_the_sheet_of_a_plan(city: City, officer: Client, plan: LayoutPlan) -> None:
    work_out(officer, plan)
    address = reverse("plan", args=[plan.pk])
    book = load_workbook(io.BytesIO(b"".join(officer.get(address, {"format": "xlsx"}).streaming_content)))
    rows = [[cell.value for cell in row] for row in book["规划社区"].iter_rows(min_row=2, max_row=4)]
    assert sorted(row[5] for row in rows) == [2700, 2700, 3800]
    areas = {row[0].value: row[4].value for row in book["规划片区"].iter_rows(min_row=2)}
    assert areas["东山"] == areas["西山"]
    said = json.loads(officer.get(address, {"format": "json"}).content)
    assert said["format"] == "community-planner-instance/1"


def test_who_may_do_what(city: City, officer: Client, plan: LayoutPlan, signed_in: Any) -> None:
    """Strangers find nothing; the clerk and the reader of the street look and change nothing."""
    for user, status in ((city.clerk, 200), (city.reader, 200), (city.next_clerk, 404), (city.nobody, 404)):
        client = signed_in(user)
        assert client.get(reverse("plan", args=[plan.pk])).status_code == status
        for name, posted in (
            ("plan-pins", {"a": "东山", "b": "西山", "kind": "apart"}),
            ("plan-run", {"seconds": 10}),
            ("plan-state", {"action": "submit", "change": 1000}),
            ("plan-drafts", {"effective_on": "2099-01-01"}),
            ("plan-sheet", {}),
        ):
            answer = client.post(reverse(name, args=[plan.pk]), posted)
            assert answer.status_code == (403 if status == 200 else 404), name
    version = plan.version
    plan.refresh_from_db()
    assert plan.version == version


def test_whoever_drew_a_plan_does_not_review_it(
    city: City, officer: Client, commission: Client, plan: LayoutPlan, signed_in: Any
) -> None:
    """Four eyes: neither an officer who reviews as well nor an administrator passes what they drew themselves."""
    duty(city.officer, "reviews", "district", city.dinghai, city.administrator)
    administrator = signed_in(city.administrator)
    administrator.post(reverse("plan-pins", args=[plan.pk]), {"a": "东山", "b": "北山", "kind": "apart"})
    plan.refresh_from_db()
    work_out(officer, plan)
    act(officer, plan, "submit", change=1000)
    for client in (signed_in(city.officer), administrator):
        page = client.get(reverse("plan", args=[plan.pk])).content.decode()
        assert "须由区县或市里其他有审查职责的人审查" in page
        assert 'value="pass"' not in page
        for action in ("pass", "return"):
            answer = act(client, plan, action, reviewed_on=datetime.date.today(), review="同意")
            assert "您编制或改动过此规划" in answer.content.decode()
            assert plan.state == "submitted"
    assert 'value="pass"' in commission.get(reverse("plan", args=[plan.pk])).content.decode()
    act(commission, plan, "pass", reviewed_on=datetime.date.today())
    assert plan.state == "passed"


def test_the_proof_is_kept_and_shown(officer: Client, plan: LayoutPlan) -> None:
    """Each alternative keeps its prices; what they prove was reckoned by the checker, and can be once more."""
    work_out(officer, plan)
    address = reverse("plan", args=[plan.pk])
    for layout in officer.get(address).context["layouts"]:
        page = officer.get(address, {"change": layout.change})
        checked = page.context["checked"]
        assert (checked.exceptions, checked.outside) == (0, 0)
        assert checked.least <= layout.claims["Z"]
        assert f"{checked.least:,}" in page.content.decode()
        assert {(each.areas, each.words, each.above) for each in page.context["proofs"]} == {(5, "已证明最优", 0)}
        prices = json.loads(officer.get(address, {"format": "certificate", "change": layout.change}).content)
        again = certificate.check(plan.instance, prices)
        assert again.z == checked.least


def test_a_plan_with_a_false_proof_is_not_kept(officer: Client, plan: LayoutPlan, monkeypatch: Any) -> None:
    def refuse(*args: Any) -> None:
        raise certificate.NotProven("东山 costs less than its prices")

    monkeypatch.setattr(running.certificate, "check", refuse)
    job = work_out(officer, plan)
    assert job.state == Job.State.FAILED
    assert "costs less than its prices" in job.error
    assert plan.solution is None


def test_a_run_that_is_over_says_that_nothing_was_checked(officer: Client, plan: LayoutPlan, monkeypatch: Any) -> None:
    check = certificate.check
    monkeypatch.setattr(running.certificate, "check", lambda said, prices, over: check(said, prices, lambda: True))
    work_out(officer, plan)
    page = officer.get(reverse("plan", args=[plan.pk]))
    assert page.context["checked"] is None
    assert "未及另行复算" in page.content.decode()


def test_plans_are_found_from_the_first_page_and_the_adjustments(officer: Client, city: City) -> None:
    begin(officer, city)
    for address in (reverse("home"), reverse("cases")):
        assert f'href="{reverse("plans")}"' in officer.get(address).content.decode()
