"""What stands around every page: the registers at the left, the units that the person sees."""

from typing import Any

from django.apps import apps
from django.http import HttpRequest

from .registers import all_registers


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Registers grouped by app, for the signed-in person."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    groups: dict[str, list] = {}
    for register in all_registers():
        groups.setdefault(register.model._meta.app_label, []).append(register)
    return {"nav_groups": [(apps.get_app_config(label).verbose_name, found) for label, found in groups.items()]}


def unit_tree(user: Any, models: dict[str, Any], day: Any) -> list[dict[str, Any]]:
    """The districts that the person sees, each with its streets that stand on the day. Two queries."""
    districts = list(models["district"].objects.visible_to(user))
    streets = models["street"].objects.visible_to(user)
    nodes = {district.pk: {"unit": district, "key": f"district-{district.pk}", "streets": []} for district in districts}
    for street in streets:
        if street.district_id in nodes and street.holds_on(day):
            nodes[street.district_id]["streets"].append(street)
    return list(nodes.values())
