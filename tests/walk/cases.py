"""What is asked at the addresses of cases: whoever sees the district, or works in the street that proposes, looks."""

from collections.abc import Iterator

from django.urls import reverse

from .asking import AWAY, DONE, NOT_THERE, REFUSED, SHOWN, WRONG, Ask, Judge, Verdict, at, looked_at, posted_only
from .oracle import CHANGING, Person, ground_of
from .world import World


def _sees(w: World, then: Verdict = SHOWN) -> Judge:
    """The case of 环南: the city, the district and the street, but none of its communities."""
    there = ground_of(w.city.huannan)
    return lambda one: then if any(hat.level != "community" and hat.covers(there) for hat in one.worn) else NOT_THERE


@at("cases")
def lists(w: World) -> Iterator[Ask]:
    yield from looked_at(reverse("cases"), lambda one: SHOWN if one.worn else REFUSED, tells="origins")


@at("case-new")
def drafting(w: World) -> Iterator[Ask]:
    def drafts(one: Person, then: Verdict = SHOWN) -> Verdict:
        return then if one.wears(*CHANGING, level="street") else REFUSED

    address = reverse("case-new")
    yield Ask(address, drafts)
    yield Ask(address, lambda one: drafts(one, WRONG), posted={"save": "1", "kind": "merge"})
    there = ground_of(w.city.huannan)

    def changes(one: Person) -> Verdict:
        if not one.wears(*CHANGING, level="street"):
            return REFUSED
        if not any(hat.level != "community" and hat.covers(there) for hat in one.worn):
            return NOT_THERE
        own = any(hat.role in CHANGING and hat.level != "community" and hat.covers(there) for hat in one.worn)
        return SHOWN if own else REFUSED

    yield Ask(f"{address}?replaces={w.case.pk}", changes)


@at("case")
def cases(w: World) -> Iterator[Ask]:
    yield from looked_at(reverse("case", args=[w.case.pk]), _sees(w))


@at("case-step")
def steps(w: World) -> Iterator[Ask]:
    """Who may not take the step is sent back and told who may; who may is told that the case has no shares."""
    address, there = reverse("case-step", args=[w.case.pk]), ground_of(w.city.huannan)

    def takes(one: Person) -> Verdict:
        found = _sees(w, AWAY)(one)
        own = any(hat.role in CHANGING and hat.level != "community" and hat.covers(there) for hat in one.worn)
        return WRONG if own else found

    yield from posted_only(address, takes, {"step": "proposed", "done_on": "2003-06-01"})
    yield from posted_only(address, _sees(w, NOT_THERE), {"step": "effective", "done_on": "2003-06-01"})


@at("case-back")
def takings_back(w: World) -> Iterator[Ask]:
    yield from posted_only(reverse("case-back", args=[w.case.pk]), _sees(w, DONE), {"reason": "重拟"})


@at("case-destinations", "case-effect")
def what_moves(w: World) -> Iterator[Ask]:
    """Who may not is sent back as well, and told who may."""
    for name in ("case-destinations", "case-effect"):
        yield from posted_only(reverse(name, args=[w.case.pk]), _sees(w, DONE), {"propose": "1"})


@at("case-undo")
def ways_back(w: World) -> Iterator[Ask]:
    """Nothing is taken back of a case that is not in effect."""
    yield from posted_only(reverse("case-undo", args=[w.case.pk]), _sees(w, NOT_THERE), {"reason": "重拟"})


@at("case-file")
def files(w: World) -> Iterator[Ask]:
    """There is no file beside a step that is not taken."""
    yield Ask(reverse("case-file", args=[w.case.pk, 1]), _sees(w, NOT_THERE))
