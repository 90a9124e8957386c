"""Made-up premises, and what the old committees handed over: steps, people, money and rooms (N03–N06, R01)."""

import datetime
from collections.abc import Iterator

from ..models import Adjustment, AdjustmentShare, AdjustmentStep, Community, District, Handover, LayoutPlan, Premises
from .making import REFORM, Inventor

STEPS = (
    ("proposed", 60, "街道办事处"),
    ("agreed", 45, "居民会议"),
    ("examined", 30, "区民政局"),
    ("approved", 15, "区人民政府"),
    ("announced", 7, "街道办事处"),
    ("effective", 0, "区人民政府"),
)
ORIGINS = ("public", "public", "commission", "new", "swap", "rent", "other")


def make(inventor: Inventor) -> None:
    """Premises of most communities, the steps and handovers of the reform's mergers, the districts' layout plans."""
    inventor.keep([row for community in inventor.communities for row in _premises(inventor, community)])
    reform = Adjustment.unscoped.filter(effective_on__range=("2002-01-01", "2003-12-31"), kind__in=("merge", "found"))
    inventor.keep([step for adjustment in reform for step in _steps(inventor, adjustment)])
    shares = AdjustmentShare.unscoped.filter(adjustment__in=reform).exclude(from_committee=None)
    shares = shares.select_related("adjustment", "to_community", "from_committee")
    inventor.keep([row for share in shares for row in _handovers(inventor, share)])
    inventor.keep([plan for district in District.unscoped.filter(bound=True) for plan in _plans(district)])


def _premises(inventor: Inventor, community: Community) -> Iterator[Premises]:
    base = community.name.removesuffix("社区")
    for number, use in enumerate(("both", "service")):
        chance = inventor.chance(community, f"premises {number}")
        if chance.random() > (0.93 if number == 0 else 0.4):
            continue
        origin = chance.choice(ORIGINS)
        moved = origin in ("public", "commission") and chance.random() < 0.7
        since = inventor.since(community)
        days = chance.choice((2, chance.randint(20, 240)))
        applied = origin in ("public", "commission") and inventor.has(community, f"applied {number}", 0.4)
        yield Premises(
            community=community,
            address=f"{base}{'路弄'[number]}{chance.randint(1, 180)}号（演示）",
            use=use if chance.random() < 0.8 else "office",
            floor_area_m2=chance.randint(60, 320),
            origin=origin,
            property_management=chance.random() < 0.08,
            held_from=since,
            held_to=community.closed_on,
            title_holder="committee" if moved else chance.choice(("former", "housing", "street", "")),
            applied_on=None if moved or not applied else since + datetime.timedelta(days=30),
            transferred_on=since + datetime.timedelta(days=days) if moved else None,
            certificate_no=f"演示字第{chance.randint(1000, 9999)}号" if moved else "",
        )


def _steps(inventor: Inventor, adjustment: Adjustment) -> Iterator[AdjustmentStep]:
    for step, before, office in STEPS:
        yield AdjustmentStep(
            adjustment=adjustment,
            step=step,
            done_on=adjustment.effective_on - datetime.timedelta(days=before),
            office=office,
            document_no=f"演示〔{adjustment.effective_on.year}〕{adjustment.pk}号" if step == "approved" else "",
        )


def _handovers(inventor: Inventor, share: AdjustmentShare) -> Iterator[Handover]:
    """Three things of each committee; a few are still without a destination."""
    for kind, subject, unit, span in (
        ("staff", "原居委会干部", "persons", (3, 6)),
        ("funds", "账面结余", "yuan", (800, 26_000)),
        ("premises", "办公用房", "m2", (20, 90)),
    ):
        chance = inventor.chance(f"{share.adjustment} {share.from_committee}", kind)
        settled = chance.random() < 0.85
        yield Handover(
            share=share,
            kind=kind,
            subject=subject,
            amount=chance.randint(*span),
            unit=unit,
            destination=str(share.to_community) if settled else "",
            settled_on=share.adjustment.effective_on + datetime.timedelta(days=20) if settled else None,
        )


def _plans(district: District) -> Iterator[LayoutPlan]:
    first, last = REFORM - datetime.timedelta(days=120), REFORM - datetime.timedelta(days=30)
    reviews = (("returned", "两处社区不足2500户，退回修改。"), ("adopted", "同意，按此实施。"))
    for number, (state, review) in enumerate(reviews, 1):
        yield LayoutPlan(
            district=district,
            number=number,
            title=f"{district.name}社区布局规划（演示）",
            state=state,
            drawn_on=first + datetime.timedelta(days=30 * number),
            review=review,
            reviewed_on=last,
        )
