"""What the directive asks of communities' size, and who holds which honour."""

import datetime
from collections.abc import Iterator

from zhoushan_community.base import dated
from zhoushan_community.base.standards import Reading, Standard, declare

from .curves import civilized_curve, safe_curve
from .models import Community, CommunityFigures, Estate, Honour

BECAUSE = "judging covers every unit; what a person sees of the results is narrowed by the person's scope"


def community_readings(day: datetime.date) -> Iterator[dict]:
    """Every community that exists on the day, with where it stood. One query."""
    return (
        Community.objects.whole_city(because=BECAUSE)
        .existing(day)
        .as_of(day)
        .order_by("district_then", "street_then", "name", "pk")
        .values("pk", "code", "name", "street_then", "district_then", "generated")
        .iterator()
    )


def households(day: datetime.date) -> Iterator[Reading]:
    """N01: the latest count of households on or before the day; unknown when there is none. Two queries."""
    latest: dict[int, tuple[int, int, bool]] = {}
    counted = (
        CommunityFigures.objects.whole_city(because=BECAUSE)
        .filter(counted_on__lte=day, households__isnull=False)
        .order_by("counted_on")
        .values_list("community", "pk", "households", "generated")
    )
    for community, key, value, generated in counted.iterator():
        latest[community] = (key, value, "households" in generated or "counted_on" in generated)
    for row in community_readings(day):
        key, value, generated = latest.get(row["pk"], (None, None, False))
        evidence = (("communities.communityfigures", key),) if key else ()
        yield _reading(row, value, evidence, generated)


def _reading(row: dict, measured: int | bool | None, evidence: tuple, generated: bool) -> Reading:
    generated = generated or bool({"name", "founded_on", "closed_on"} & set(row["generated"]))
    return Reading(
        row["pk"],
        row["code"],
        row["name"],
        row["pk"],
        row["district_then"],
        row["street_then"],
        measured,
        evidence,
        generated,
    )


def _holders(day: datetime.date, holder: str, **kind: str) -> dict[int, tuple[bool | None, tuple, bool]]:
    """Who holds the honour on the day: True; or None where the day of award is unknown. One query."""
    found: dict[int, tuple[bool | None, tuple, bool]] = {}
    honours = (
        Honour.objects.whole_city(because=BECAUSE)
        .filter(**{f"{holder}__isnull": False}, **kind)
        .filter(dated.on(day, fields=Honour.dated_fields))
        .values_list(holder, "pk", "awarded_on", "generated")
    )
    for key, honour, awarded_on, generated in honours:
        held = True if awarded_on else None
        known, evidence, made_up = found.get(key, (None, (), False))
        evidence = (*evidence, ("communities.honour", honour))
        found[key] = (known or held, evidence, made_up or bool(generated))
    return found


def civilized(day: datetime.date) -> Iterator[Reading]:
    """T4, T5: whether the community holds the municipal civilized-community honour. Two queries."""
    holders = _holders(day, "community", kind=Honour.Kind.CIVILIZED, level=Honour.Level.MUNICIPAL)
    for row in community_readings(day):
        yield _reading(row, *holders.get(row["pk"], (False, (), False)))


def safe_estates(day: datetime.date) -> Iterator[Reading]:
    """T7: whether the residential estate holds the safe-estate honour. Three queries."""
    holders = _holders(day, "estate", kind=Honour.Kind.SAFE)
    places = {row["pk"]: row for row in community_readings(day)}
    estates = (
        Estate.objects.whole_city(because=BECAUSE)
        .filter(dated.on(day, fields=Estate.dated_fields))
        .order_by("community__name", "name", "pk")
        .values("pk", "name", "community", "generated")
    )
    for estate in estates.iterator():
        # An estate is counted with its community; before that was founded there was nobody to answer for it.
        place = places.get(estate["community"])
        if place is None:
            continue
        measured, evidence, generated = holders.get(estate["pk"], (False, (), False))
        yield Reading(
            estate["pk"],
            "",
            f"{place['name']} {estate['name']}",
            place["pk"],
            place["district_then"],
            place["street_then"],
            measured,
            evidence,
            generated or bool(estate["generated"]),
        )


declare(
    Standard("T4", "45%的社区成为市级文明社区", "community", "target", civilized, "holds", curve=civilized_curve),
    Standard("T5", "50%以上的社区成为市级文明社区", "community", "target", civilized, "holds", curve=civilized_curve),
    Standard("T7", "“安全小区”建成率在60%以上", "estate", "target", safe_estates, "holds", curve=safe_curve),
    Standard("N01", "社区规模一般在2500户—5000户左右", "community", "norm", households, "within", "户"),
)
