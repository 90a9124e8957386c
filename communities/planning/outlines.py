"""The boundaries of communities from a map: each outline finds its community, or is named as a fault."""

from collections import defaultdict

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from zhoushan_community.base import changes, dated
from zhoushan_community.base.changes import Origin, Source

from ..models import Community
from ..planner.outlines import metres
from .boundaries import crossing, features, overlaps, written
from .gathered import Fault, Place

#: The properties by which a community is found, in small letters.
NAMES = {
    "code": ("代码", "社区代码", "统计代码", "code"),
    "name": ("社区", "社区名称", "名称", "name"),
    "street": ("街道", "street"),
}


def read_outlines(content: bytes, communities: list[Community]) -> tuple[list[Community], list[Fault]]:
    """The communities with their new boundaries, and every fault; with one of them nothing is to be saved."""
    faults: list[Fault] = []
    rows = list(features(content, faults, NAMES))
    by_code = {each.code: each for each in communities if each.code}
    by_name: dict[str, list[Community]] = defaultdict(list)
    for each in communities:
        by_name[each.name].append(each)
    found: dict[int, Community] = {}
    outlines: dict[str, BaseGeometry] = {}
    places: dict[str, Place] = {}
    onto = metres([geometry for _place, _said, geometry in rows])
    for at, said, geometry in rows:
        told = {name: str(said.get(name) or "").strip() for name in NAMES}
        place = Place(at.sheet, at.cell, told["name"] or told["code"])
        street = told["street"]
        named = [each for each in by_name[told["name"]] if not street or each.street.name == street]
        community = by_code.get(told["code"]) or (named[0] if len(named) == 1 else None)
        fault = crossing(place, place.text, geometry)
        if geometry.geom_type not in ("Polygon", "MultiPolygon"):
            words = _("This is a %(kind)s; draw the boundary of a community as a polygon.")
            fault = Fault(place, words % {"kind": geometry.geom_type})
        elif community is None and len(named) > 1:
            words = _("There are %(count)s communities “%(name)s”; give the code, or the street as well.")
            fault = Fault(place, words % {"count": len(named), "name": told["name"]})
        elif community is None:
            words = _("“%(name)s” is no community of yours today; write its name or code as in the register.")
            fault = Fault(place, words % {"name": place.text})
        elif told["code"] and told["name"] and community.code == told["code"] and community.name != told["name"]:
            words = _("The code is that of %(other)s, the name is “%(name)s”; mend whichever is wrong.")
            fault = Fault(place, words % {"other": community, "name": told["name"]})
        elif community.pk in found:
            words = _("%(name)s has an outline at %(other)s already; join the two, or delete one.")
            fault = Fault(place, words % {"name": community, "other": places[community.long_name].cell})
        if fault:
            faults.append(fault)
            continue
        community.boundary = written(geometry)
        found[community.pk] = community
        outlines[community.long_name], places[community.long_name] = onto(geometry), place
    if not rows and not faults:
        faults.append(Fault(Place("GeoJSON", ""), _("There is no outline in it.")))
    return list(found.values()), [*faults, *overlaps(outlines, places)]


def boundaries_page(request: HttpRequest) -> HttpResponse:
    """How many of one's communities have a boundary, and the map that brings them."""
    rows = Community.objects.editable_by(request.user).existing(dated.today()).select_related("street")
    communities = list(rows)
    if not communities:
        raise PermissionDenied
    faults: list[Fault] = []
    if request.method == "POST":
        upload = request.FILES.get("map")
        if upload is None:
            faults = [Fault(Place("", ""), _("Choose a file first."))]
        elif upload.size > settings.SHEET_MAX_BYTES:
            words = _("The file is larger than %(size)s MB; split it by street.")
            faults = [Fault(Place("", ""), words % {"size": settings.SHEET_MAX_BYTES // 1024**2})]
        else:
            found, faults = read_outlines(upload.read(), communities)
            if not faults:
                count = changes.update_all(found, Origin(request.user, Source.SHEET, place=upload.name[:150]))
                messages.success(request, _("%(count)s boundaries were changed.") % {"count": count})
                return redirect("plan-boundaries")
    bounded = Community.objects.editable_by(request.user).existing(dated.today()).filter(boundary__isnull=False).count()
    context = {"faults": faults, "communities": len(communities), "bounded": bounded}
    return render(request, "plans/boundaries.html", context, status=400 if faults else 200)
