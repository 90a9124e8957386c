"""Who takes a step of a case on its page, and who changes that step through its register: the same people."""

import itertools

import pytest

from communities.adjusting import cases
from communities.models import Adjustment, AdjustmentShare, AdjustmentStep, Step
from tests.people import City, duty, person
from zhoushan_community.base.models import Duty, User

pytestmark = pytest.mark.django_db


def everybody(city: City) -> dict[tuple[str, str], User]:
    """One person of each role at each place."""
    places = {
        "city": ("city", None),
        "定海": ("district", city.dinghai),
        "普陀": ("district", city.putuo),
        "环南": ("street", city.huannan),
        "昌国": ("street", city.changguo),
        "东山": ("community", city.dongshan),
    }
    found = {}
    for number, (role, (name, place)) in enumerate(itertools.product(Duty.Role.values, places.items())):
        user = found[role, name] = person(f"p{number}", f"{role}{name}", city.administrator)
        duty(user, role, *place, city.administrator)
    return found


def some_cases(city: City) -> dict[tuple[str, bool], Adjustment]:
    """A case of each kind, with a proposing street and without, once of a whole street and once not."""
    found = {}
    for whole, kind in itertools.product((False, True), Adjustment.Kind.values):
        street = city.huannan if kind != "move" else None
        case = Adjustment(district=city.dinghai, kind=kind, title=f"{kind}{whole}", effective_on="2003-07-01")
        case.street, case.is_case = street, True
        city.keep(case)
        source = {"from_street": city.changguo} if whole else {"from_community": city.dongshan}
        city.keep(AdjustmentShare(adjustment=case, to_street=city.huannan, **source))
        found[kind, whole] = case
    return found


def test_the_page_and_the_register_say_the_same_of_who_approves(city: City) -> None:
    steps = {}
    for key, case in some_cases(city).items():
        for step in Step:
            steps[key, step] = AdjustmentStep(adjustment=case, step=step, done_on="2003-05-01")
            city.keep(steps[key, step])
    approving = set()
    for who, user in everybody(city).items():
        changed = set(AdjustmentStep.objects.editable_by(user).values_list("pk", flat=True))
        for ((kind, whole), step), row in steps.items():
            taken = not cases.refusal(user, row.adjustment, step)
            told = f"{who} {kind} {whole} {step}"
            # The register is never the wider door; of an approval, and from the district up, both are as wide.
            assert taken or row.pk not in changed, told
            if step == Step.APPROVED:
                approving |= {(who, whole)} if taken else set()
                may_enter = any(one.level in ("city", "district") for one in user.duties_for("edit"))
                assert taken == (row.pk in changed) or not may_enter, told
    assert {who for who, whole in approving if whole} == {("administers", "city"), ("reviews", "city")}
    assert {who for who, whole in approving if not whole} == {
        (role, place) for role in ("administers", "reviews") for place in ("city", "定海")
    }
