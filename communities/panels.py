"""What the pages of units show of the ground."""

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import F, Model, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from zhoushan_community.base.panels import (
    Amount,
    Figure,
    Lack,
    Panel,
    figures,
    lacking,
    lacks,
    panel,
    panel_of,
    rows_of,
)
from zhoushan_community.base.registers import Column, find

from .adjusting import card  # noqa: F401  (puts its card on the first page)
from .models import (
    Adjustment,
    AdjustmentShare,
    Community,
    CommunityFigures,
    District,
    Handover,
    ResidentsCommittee,
    Street,
    in_effect,
)

#: Counts that the chart draws, at the most.
DRAWN = 100
LINES = ("households", "population", "floating_population")


@figures
def size(communities: Sequence[int], day: datetime.date, user: Any) -> Iterator[Figure]:
    """N01: the latest households and population."""
    rows = Community.objects.visible_to(user).as_of(day).filter(pk__in=communities).order_by()
    register = find("communities.communityfigures")
    units = {name: register.units[name] for name in ("households", "population")}
    found = list(rows.values("pk", *units, *(f"{name}_generated" for name in units)))
    for name, unit in units.items():
        amounts = {
            row["pk"]: Amount(row[name], generated=name in (row[f"{name}_generated"] or ()))
            for row in found
            if row[name] is not None
        }
        yield Figure(name, CommunityFigures._meta.get_field(name).verbose_name, amounts, unit, register=register)


@lacks("community")
def figures_of_the_year(communities: Sequence[int], day: datetime.date, user: Any) -> Iterator[Lack]:
    """N01, N13, N21: a count of the year, by which the community is measured."""
    words = _("figures of %(year)s") % {"year": day.year}
    held = CommunityFigures.objects.visible_to(user).filter(counted_on__range=(datetime.date(day.year, 1, 1), day))
    counted = set(held.filter(community__in=communities).order_by().values_list("community", flat=True))
    register = find("communities.communityfigures")
    for community in communities:
        if community not in counted:
            yield Lack(community, ("N01", "N13", "N21"), words, register, {"community": community})


@lacks("district")
def layout(districts: Sequence[int], day: datetime.date, user: Any) -> Iterator[Lack]:
    """R01: a layout plan."""
    drawn = Q(drawn_on=None) | Q(drawn_on__lte=day)
    return lacking("communities.layoutplan", districts, day, user, clauses=("R01",), holder="district", only=drawn)


@panel("community")
def counts(unit: Community, day: datetime.date, user: Any) -> Panel:
    """Figures over time, as a table and a chart."""
    found = rows_of(
        "communities.communityfigures", unit, day, user, until="counted_on", title=_("Figures over time"),
        template="units/figures.html",
    )  # fmt: skip
    found.wide = True
    rows = CommunityFigures.objects.visible_to(user).filter(community=unit, counted_on__lte=day).order_by("-counted_on")
    points = list(rows.values("counted_on", "generated", *LINES)[:DRAWN])[::-1]
    lines = [
        {
            "name": str(CommunityFigures._meta.get_field(name).verbose_name),
            "points": [[row["counted_on"].isoformat(), row[name]] for row in points if row[name] is not None],
        }
        for name in LINES
    ]
    drawn = [line for line in lines if len(line["points"]) > 1]
    found.context["chart"] = {"day": day.isoformat(), "series": drawn, "limits": [], "shares": False} if drawn else None
    found.context["generated"] = any({"counted_on", *LINES} & set(row["generated"]) for row in points)
    return found


@panel("community")
def origins(unit: Community, day: datetime.date, user: Any) -> Panel:
    """T1: in which streets it stood, of which old committees it was made and what it gave away, with parts."""

    known = AdjustmentShare.objects.whole_city(because="of what a community was made is told with it")
    # What stays with it is no way of its own.
    known = known.filter(in_effect(day, "adjustment")).exclude(from_community=F("to_community"))
    known = known.order_by("adjustment__effective_on", "pk")
    # What was handed over with it is the district's to show.
    handovers = Prefetch("handovers", Handover.objects.visible_to(user))

    def shares(end: str, other: str) -> list[tuple[AdjustmentShare, Model]]:
        ends = AdjustmentShare.named_by
        own = known.filter(**{end: unit}).select_related("adjustment", *ends).prefetch_related(handovers)
        return [(share, getattr(share, other)) for share in own]

    context = {
        "placements": unit.placements.select_related("street").order_by("valid_from"),
        "shares": [
            (_("Made from"), shares("to_community", "source")),
            (_("Went into"), shares("from_community", "target")),
        ],
    }
    return Panel(_("Where it comes from"), ("T1",), template="units/origins.html", context=context)


@panel("community")
def premises(unit: Community, day: datetime.date, user: Any) -> Panel:
    """N04, N06."""
    columns = ("address", "use", "floor_area_m2", "origin", "title_holder", "transferred_on")
    return rows_of("communities.premises", unit, day, user, columns=columns)


@panel("community")
def estates(unit: Community, day: datetime.date, user: Any) -> Panel:
    """N05."""
    return rows_of("communities.estate", unit, day, user)


@panel("community")
def honours(unit: Community, day: datetime.date, user: Any) -> Panel:
    """T4, T7, A04: those of its estates, too."""
    columns = ("kind", "level", "title", "estate", "awarded_on", "document_no")
    return rows_of("communities.honour", unit, day, user, columns=columns)


@panel("street")
def census(unit: Street, day: datetime.date, user: Any) -> Panel:
    """N23: the population of the whole street."""
    return rows_of("communities.streetfigures", unit, day, user, until="counted_on")


@panel("street")
def committees(unit: Street, day: datetime.date, user: Any) -> Panel:
    """T1: the old committees, and into which communities they went."""
    shares = AdjustmentShare.objects.whole_city(because="where the street's own committees went is told with them")
    shares = shares.filter(in_effect(day, "adjustment")).select_related(
        "to_community", "to_street", "to_committee", "to_new"
    )
    rows = ResidentsCommittee.objects.visible_to(user).filter(Q(valid_from=None) | Q(valid_from__lte=day), street=unit)
    columns = ("name", "households", "population", "valid_to", Column("went_to", _("Went into"), ("went_to",)))
    rows = rows.prefetch_related(Prefetch("shares_out", shares))
    return panel_of(find("communities.residentscommittee"), rows, user, columns=columns, query={"all": 1})


@panel("street", "district")
def adjustments(unit: Street | District, day: datetime.date, user: Any) -> Panel:
    """T1: what was merged, split or moved."""
    register = find("communities.adjustment")
    if isinstance(unit, District):
        rows = Adjustment.objects.visible_to(user).filter(district=unit)
    else:
        rows = Adjustment.objects.whole_city(because="those of the street's own committees and communities")
        ends = ("from_committee__street", "from_community__street", "from_street", "to_community__street", "to_street",
                "to_committee__street")  # fmt: skip
        touching = AdjustmentShare.objects.whole_city(because="the street's own committees and communities")
        condition = Q()
        for end in ends:
            condition |= Q(**{end: unit})
        rows = rows.filter(pk__in=touching.filter(condition).values("adjustment"))
    columns = ("effective_on", "kind", "title", "state", "document_no")
    return panel_of(register, register.annotate(rows.filter(in_effect(day)), day), user, columns=columns)


@panel("street", "district")
def layout_plans(unit: Street | District, day: datetime.date, user: Any) -> Panel:
    """R01."""
    return rows_of("communities.layoutplan", unit, day, user, only=Q(drawn_on=None) | Q(drawn_on__lte=day))
