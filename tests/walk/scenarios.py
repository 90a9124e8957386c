"""What is asked at the addresses of scenarios: whoever sees the territory looks, its owner alone changes."""

from collections.abc import Iterator

from django.urls import reverse

from reporting.models import Scenario
from reporting.whatif.edits import KINDS

from .asking import DONE, NOT_THERE, REFUSED, SHOWN, Ask, Judge, Verdict, at, posted_only
from .oracle import Person, ground_of
from .world import World


def _owners(w: World) -> Iterator[tuple[Person, Scenario]]:
    yield from w.scenarios.items()


def _sees(w: World, owner: Person, then: Verdict = SHOWN, *, own: bool = False) -> Judge:
    """Who sees the whole territory; own: others of these are refused."""

    def judge(one: Person) -> Verdict:
        unit = owner.worn[0].unit
        inside = any(hat.level == "city" or (unit is not None and hat.covers(ground_of(unit))) for hat in one.worn)
        if not inside:
            return NOT_THERE
        return then if one is owner or not own else REFUSED

    return judge


@at("scenarios")
def scenario_lists(w: World) -> Iterator[Ask]:
    """One's own; the names of others' are marked."""

    def begins(one: Person) -> Verdict:
        return SHOWN if one.worn else REFUSED

    address = reverse("scenarios")
    yield Ask(f"{address}?on=2003-06-01", begins)
    yield Ask(address, begins, posted={})
    for unit in (w.city.dinghai, w.city.huannan):
        posted = {"name": "x", "day": "2003-06-01", "territory": unit.code}

        def makes(one: Person, unit: object = unit) -> Verdict:
            if not one.worn:
                return REFUSED
            reached = any(hat.level == "city" or hat.covers(ground_of(unit)) for hat in one.worn)
            return DONE if reached else NOT_THERE

        yield Ask(f"{address}?territory={unit.code}", makes, posted=posted)


@at("scenario")
def scenarios(w: World) -> Iterator[Ask]:
    for number, (owner, scenario) in enumerate(_owners(w)):
        address = reverse("scenario", args=[scenario.key])
        yield Ask(f"{address}?show=all", _sees(w, owner), sparing=number > 3)
        yield Ask(f"{address}?on=2003-06-01&format=csv", _sees(w, owner), sparing=number > 0)
        yield Ask(f"{address}?standard=N20", _sees(w, owner), sparing=number > 0)


@at("scenario-add")
def adding_edits(w: World) -> Iterator[Ask]:
    for number, (owner, scenario) in enumerate(_owners(w)):
        for kind in KINDS:
            address = reverse("scenario-add", args=[scenario.key, kind])
            yield Ask(address, _sees(w, owner, own=True), sparing=number > 3)
    facility = next(row for row in w.rows if row._meta.model_name == "facility" and row.community_id)
    there = ground_of(facility.community)
    for owner, scenario in _owners(w):
        unit = owner.worn[0].unit
        inside = unit is None or all(there.keys.get(level) == key for level, key in ground_of(unit).keys.items())
        posted = {"facility": facility.pk, "floor_area_m2": "50"}
        address = f"{reverse('scenario-add', args=[scenario.key, 'size'])}?on=2003-06-01"
        # A foreign row is no choice, and one that is shut on the day is none either.
        answer = Verdict((200, 302) if inside else (200,), writes=inside)
        yield Ask(address, _sees(w, owner, answer, own=True), posted=posted, sparing=True)


@at("scenario-change")
def changing_scenarios(w: World) -> Iterator[Ask]:
    for owner, scenario in _owners(w):
        address = reverse("scenario-change", args=[scenario.key])
        edit = scenario.edits.first().pk
        yield from posted_only(address, _sees(w, owner, DONE), {"action": "copy"})
        yield Ask(address, _sees(w, owner, DONE, own=True), posted={"action": "delete"}, sparing=True)
        yield Ask(address, _sees(w, owner, DONE, own=True), posted={"action": "remove", "edit": edit}, sparing=True)
        yield Ask(address, _sees(w, owner, NOT_THERE, own=True), posted={"action": "x"}, sparing=True)
