"""The community's own page."""

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from zhoushan_community.base import dated, registers
from zhoushan_community.base.pages import is_editable
from zhoushan_community.base.tables import asked_day

from .models import Community, Estate, Honour


def community_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Who, where, since when, from whom; figures, estates and honours, as of a day."""
    problems: list[str] = []
    day = asked_day(request.GET.get("on"), problems)
    register = registers.find("communities.community")
    rows = Community.objects.visible_to(request.user).as_of(day).select_related("street__district")
    community = rows.filter(pk=pk).first()
    if community is None:
        raise Http404
    held = dated.on(day, fields=Honour.dated_fields)
    context = {
        "register": register,
        "community": community,
        "day": day,
        "problems": problems,
        "not_yet": community.founded_on is not None and community.founded_on > day,
        "no_more": community.closed_on is not None and community.closed_on <= day,
        "editable": is_editable(community, request.user),
        "placements": community.placements.select_related("street").order_by("valid_from"),
        "origins": community.shares_in.select_related("adjustment", "from_committee", "from_community", "from_street"),
        "figures": community.figures.filter(counted_on__lte=day).order_by("-counted_on"),
        "estates": community.estates.filter(dated.on(day, fields=Estate.dated_fields)).prefetch_related(
            Prefetch("honours", Honour.objects.visible_to(request.user).filter(held))
        ),
        "honours": community.honours.filter(held).order_by("-awarded_on", "pk"),
    }
    return render(request, "communities/community.html", context)
