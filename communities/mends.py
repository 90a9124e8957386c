"""What is done where size and premises, estates, old committees and honours fall short."""

from django.utils.translation import gettext_lazy as _

from zhoushan_community.base.standards import Mend, mends

from .adjusting.cases import may_draft
from .models import Adjustment, Honour, Premises

#: What is entered where a figure is missing that others are measured by.
HOUSEHOLDS = Mend(_("households"), "communities.communityfigures", field="households", again=True)
POPULATION = Mend(_("population"), "communities.communityfigures", field="population", again=True)
STREET_POPULATION = Mend(
    _("population of the street"), "communities.streetfigures", holder="street", field="population", again=True
)
CIVILIZED = Mend(
    _("municipal civilized community"),
    "communities.honour",
    _("win the honour of a municipal civilized community, and record its award"),
    short=_("no award yet"),
    begin={"kind": Honour.Kind.CIVILIZED, "level": Honour.Level.MUNICIPAL},
    field="awarded_on",
)

mends(
    {
        "T1": Mend(
            _("adjustment of the committee"),
            "communities.adjustmentshare",
            _("take the committee into a community by an adjustment"),
            short=_("not taken into a community yet"),
            row=_("draft adjustment"),
            holder="from_committee",
            begin={"kind": Adjustment.Kind.MERGE},
            again=True,
            page="case-new",
            may=may_draft,
        ),
        "T4": CIVILIZED,
        "T5": CIVILIZED,
        "T7": Mend(
            _("safe estate"),
            "communities.honour",
            _("build a safe estate, and record its award"),
            short=_("no award yet"),
            holder="estate",
            begin={"kind": Honour.Kind.SAFE},
            field="awarded_on",
        ),
        "T6H": Mend(
            _("civilized community of any level"),
            "communities.honour",
            _("win the honour of a civilized community, and record its award"),
            short=_("no award yet"),
            begin={"kind": Honour.Kind.CIVILIZED},
            field="awarded_on",
        ),
        "N01": Mend(
            _("households"),
            "communities.adjustment",
            _("merge it with a neighbour, or have an exemption approved"),
            over=Mend(
                _("households"),
                "communities.adjustment",
                _("split it, or have an exemption approved"),
                row=_("draft adjustment"),
                holder="",
                begin={"kind": Adjustment.Kind.SPLIT},
                again=True,
                page="case-new",
                may=may_draft,
            ),
            row=_("draft adjustment"),
            holder="",
            begin={"kind": Adjustment.Kind.MERGE},
            again=True,
            page="case-new",
            may=may_draft,
            unknown=HOUSEHOLDS,
        ),
        "N03": Mend(
            _("what was handed over"),
            "communities.handover",
            _("settle where each of it went"),
            holder="share__from_committee",
            begin={"settled_on": None},
        ),
        "N04": Mend(
            _("title of the premises"),
            "communities.premises",
            _("transfer the title to the residents' committee of the community"),
            short=_("not transferred yet"),
            holder="pk",
            field="title_holder",
        ),
        "N05": Mend(
            _("rooms of the estate"),
            "communities.estate",
            _("add to the office or activity space of the estate"),
            holder="pk",
            field="office_m2",
        ),
        "N06": Mend(
            _("premises"),
            "communities.premises",
            _("provide the premises"),
            parts=tuple(
                Mend(use.label, "communities.premises", begin={"use": use})
                for use in (Premises.Use.OFFICE, Premises.Use.SERVICE)
            ),
        ),
        "A04": Mend(
            _("green community"),
            "communities.honour",
            _("take part in the campaign, and record its award"),
            short=_("no award yet"),
            begin={"kind": Honour.Kind.GREEN},
            field="awarded_on",
        ),
    }
)
