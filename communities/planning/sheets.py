"""A worked-out plan as a workbook: the communities, the areas, and what the figures are worth."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from zhoushan_community.base import dated
from zhoushan_community.base.sheets.exports import source_line
from zhoushan_community.base.sheets.writer import Sheet, write_file

from ..models import LayoutPlan
from .layout import Layout


def write_layout(path: Path, plan: LayoutPlan, layout: Layout, user: Any) -> None:
    """By the file's ending .xlsx with all, or .csv with the communities alone."""
    claims = layout.claims
    notes = [
        f"{plan} · {_('plan version')} {plan.number} · {plan.get_state_display()} · {layout.title}",
        _("Exceptions %(E)s, households outside the limits %(D)s, Z %(Z)s: %(proof)s.")
        % {"E": claims["E"], "D": claims["D"], "Z": claims["Z"], "proof": layout.proof},
        source_line(dated.today(), user),
    ]
    communities = [
        [
            each.number, each.name, each.street, "、".join(map(str, each.parts)), len(each.areas), each.households,
            each.judged, each.why, "；".join(each.ways), "、".join(each.areas),
        ]
        for each in layout.communities
    ]  # fmt: skip
    heads = [_("No."), _("Community"), _("Street"), _("From"), _("Areas"), _("Households"), _("Limits"),
             _("Why outside"), _("What helps"), _("Which areas")]  # fmt: skip
    areas = [
        [name, area["street"], area["households"], area["current"], layout.community_of[name].name,
         name in set(layout.moved)]
        for name, area in layout.areas.items()
    ]  # fmt: skip
    area_heads = [_("Area"), _("Street"), _("Households"), _("Belongs to now"), _("Becomes part of"), _("Moves")]
    write_file(
        path,
        [
            Sheet(_("Communities of the plan"), heads, communities, notes=notes),
            Sheet(_("Areas of the plan"), area_heads, areas),
        ],
    )
