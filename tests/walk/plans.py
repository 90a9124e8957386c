"""What is asked at the addresses of layout plans: the district draws, who reviews says, all others look at most."""

from collections.abc import Iterator

from django.urls import reverse

from communities.models import LayoutPlan

from .asking import (
    DONE,
    NOT_THERE,
    REFUSED,
    SHOWN,
    WRONG,
    Ask,
    Judge,
    Verdict,
    at,
    both,
    looked_at,
    posted_only,
    whoever_changes,
    whoever_enters,
    whoever_sees,
)
from .oracle import Person, ground_of
from .world import World

LABEL = "communities.layoutplan"
#: Taken and led back, or refused with every fault: both by what is posted, which holds nothing.
NOTHING = Verdict((302, 400), writes=True)


def _plans(w: World) -> Iterator[LayoutPlan]:
    yield from (row for row in w.rows if isinstance(row, LayoutPlan))


def _drawn(w: World) -> list[LayoutPlan]:
    return [row for row in _plans(w) if row.instance]


def _sees(w: World, row: LayoutPlan, then: Verdict = SHOWN) -> Judge:
    return whoever_sees(row, w.place(row), then)


def _changes(w: World, row: LayoutPlan, then: Verdict = DONE) -> Judge:
    return whoever_changes(row, w.place(row), then)


def _reviews(w: World, row: LayoutPlan) -> Judge:
    """Who reviews or administers for the district or the city; others who see it are refused."""

    def judge(one: Person) -> Verdict:
        hats = (hat for hat in one.worn if hat.role in ("reviews", "administers") and hat.level in ("city", "district"))
        if any(hat.covers(w.place(row)) for hat in hats):
            return DONE
        return REFUSED if one.sees(row, w.place(row)) else NOT_THERE

    return judge


@at("plans")
def lists(w: World) -> Iterator[Ask]:
    def begins(one: Person) -> Verdict:
        return SHOWN if one.worn else REFUSED

    yield from looked_at(reverse("plans"), begins)
    yield Ask(f"{reverse('plans')}?state=submitted", begins, sparing=True)


@at("plan-new")
def beginnings(w: World) -> Iterator[Ask]:
    address = reverse("plan-new")
    yield Ask(address, whoever_enters(LABEL))
    yield Ask(address, whoever_enters(LABEL, WRONG), posted={})
    for district in (w.city.dinghai, w.city.putuo):
        posted = {"district": district.pk, "source": "none", "day": "2003-06-01"}

        def makes(one: Person, there: object = district) -> Verdict:
            hats = (hat for hat in one.worn if hat.role in ("enters", "administers"))
            return DONE if any(hat.covers(ground_of(there)) for hat in hats) else WRONG

        yield Ask(address, both(whoever_enters(LABEL), makes), posted=posted)


@at("plan")
def plans(w: World) -> Iterator[Ask]:
    for row in _plans(w):
        yield from looked_at(reverse("plan", args=[row.pk]), _sees(w, row))
    for row in _drawn(w):
        for ending in ("json", "certificate", "xlsx", "csv"):
            yield Ask(f"{reverse('plan', args=[row.pk])}?format={ending}", _sees(w, row))


@at("plan-boundaries")
def boundaries(w: World) -> Iterator[Ask]:
    """Whoever enters communities anywhere; an empty upload is refused in words."""

    def keeps(one: Person) -> Verdict:
        return SHOWN if one.wears("enters", "administers") else REFUSED

    yield Ask(reverse("plan-boundaries"), keeps)
    yield Ask(reverse("plan-boundaries"), both(keeps, lambda one: WRONG), posted={})


@at("plan-compare")
def comparisons(w: World) -> Iterator[Ask]:
    first, second = _drawn(w)[:2]
    address = reverse("plan-compare")
    for row in (first, second):
        yield from looked_at(f"{address}?first={row.pk}&second={row.pk}", _sees(w, row))
    yield Ask(f"{address}?first={first.pk}&second={second.pk}", both(_sees(w, first), _sees(w, second, WRONG)))
    yield Ask(f"{address}?first={first.pk}", lambda one: NOT_THERE)


@at("plan-sheet")
def sheets(w: World) -> Iterator[Ask]:
    for row in _plans(w):
        address = reverse("plan-sheet", args=[row.pk])
        yield Ask(address, _sees(w, row))
        yield Ask(f"{address}?format=csv&part=相邻", _sees(w, row), sparing=True)
        yield Ask(address, _changes(w, row, NOTHING), posted={})


@at("plan-pins", "plan-run", "plan-drafts")
def deeds(w: World) -> Iterator[Ask]:
    for row in _plans(w):
        areas = [area["id"] for area in row.instance["areas"]] if row.instance else ["", ""]
        posted = {
            "plan-pins": {"a": areas[0], "b": areas[1], "kind": "apart"},
            "plan-run": {"seconds": 10},
            "plan-drafts": {"effective_on": "2099-01-01"},
        }
        for name, said in posted.items():
            yield from posted_only(reverse(name, args=[row.pk]), _changes(w, row), said)


@at("plan-names")
def names(w: World) -> Iterator[Ask]:
    """Where nothing is worked out there is nothing to name; elsewhere a form without its version is refused."""
    for row in _plans(w):
        yield from posted_only(reverse("plan-names", args=[row.pk]), _changes(w, row, NOTHING), {})


@at("plan-state")
def ways(w: World) -> Iterator[Ask]:
    for row in _plans(w):
        address = reverse("plan-state", args=[row.pk])
        yield from posted_only(address, _changes(w, row), {"action": "submit", "change": "1000"})
        for action in ("carry-out", "version"):
            yield Ask(address, _changes(w, row), posted={"action": action})
        said = {"action": "return", "review": "改", "reviewed_on": "2003-06-30"}
        yield Ask(address, _reviews(w, row), posted=said)
        yield Ask(address, _sees(w, row, DONE), posted={"action": "x"}, sparing=True)
