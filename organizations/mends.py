"""What is done where party and self-governance, staff and money fall short."""

from django.utils.translation import gettext_lazy as _

from communities.mends import HOUSEHOLDS
from zhoushan_community.base.standards import Mend, mends

from .models import Body, Fund, MassOrganization, Member
from .standards import COMMITTEE, bodies_asked

#: What the members of a congress are elected from.
ORIGINS = {
    Member.ElectedFrom.RESIDENTS: _("members from the residents"),
    Member.ElectedFrom.RESIDENT_UNIT: _("members from the resident units"),
}


def running_term(kind: str) -> Mend:
    """A running term of the body, and the body before it where there is none."""
    body = Mend(Body.Kind(kind).label, "organizations.body", begin={"kind": Body.Kind(kind)})
    return Mend(
        body.named, "organizations.term", holder="body__community", begin={"body__kind": Body.Kind(kind)}, again=True,
        under=body, via="body",
    )  # fmt: skip


mends(
    {
        "N08": Mend(
            _("party organization of the community"),
            "organizations.partyorganization",
            _("set up the party organization"),
            short=_("not set up together with the community"),
            field="established_on",
        ),
        "N09": Mend(
            _("liaison with party members"),
            deed=_("set up what is missing of the liaison"),
            parts=(
                Mend(_("two-way liaison"), "organizations.partyorganization", field="liaison_since"),
                Mend(
                    _("count of members registered elsewhere"),
                    "organizations.partymembercount",
                    field="registered_elsewhere",
                    again=True,
                ),
            ),
        ),
        "N10": Mend(
            _("mass organizations"),
            deed=_("set up the organizations that are missing"),
            parts=tuple(
                Mend(kind.label, "organizations.massorganization", begin={"kind": kind})
                for kind in MassOrganization.Kind
            ),
        ),
        "N11": Mend(
            _("bodies with a running term"),
            deed=_("elect the bodies for a term of office"),
            parts=lambda asked: tuple(running_term(kind) for kind in bodies_asked(asked)),
        ),
        "N12": Mend(
            _("election of the congress"),
            deed=_("elect members as the procedure says, and record the election"),
            parts=(
                *(
                    Mend(
                        words,
                        "organizations.member",
                        holder="term__body",
                        begin={"elected_from": origin},
                        again=True,
                        under=Mend(_("running term"), "organizations.term", holder="body"),
                        via="term",
                    )
                    for origin, words in ORIGINS.items()
                ),
                Mend(
                    _("a recorded election"),
                    "organizations.election",
                    holder="term__body",
                    under=Mend(_("running term"), "organizations.term", holder="body"),
                    via="term",
                    again=True,
                ),
            ),
        ),
        "N13": Mend(
            _("full-time staff"),
            "organizations.staffmember",
            _("hire full-time staff by open recruitment"),
            begin={"full_time": True},
            again=True,
            base=HOUSEHOLDS,
        ),
        "N14": Mend(
            _("members of the residents' committee"),
            "organizations.member",
            _("fill the seats by a by-election"),
            over=Mend(
                _("members of the residents' committee"),
                "organizations.member",
                _("leave seats empty at the next election"),
                holder="term__body__community",
            ),
            holder="term__body__community",
            again=True,
            under=running_term(COMMITTEE),
            via="term",
        ),
        "N15": Mend(
            _("way of recruitment"),
            "organizations.staffmember",
            _("appoint by open recruitment, election or competition"),
            short=_("none of the three"),
            holder="pk",
            field="recruited_by",
        ),
        "N16": Mend(
            _("funds of the year"),
            deed=_("have them budgeted, and paid out in full"),
            parts=tuple(
                Mend(kind.label, "organizations.fund", begin={"kind": kind}, year="fiscal_year", field="allocated")
                for kind in Fund.Kind
            ),
        ),
        "N17": Mend(
            _("budget of the year"),
            "organizations.fund",
            _("budget more than the year before"),
            year="fiscal_year",
            field="budgeted",
        ),
        "A01": Mend(
            _("posts in both"),
            "organizations.member",
            _("elect leaders of the party organization into the residents' committee"),
            holder="term__body__community",
            again=True,
            under=running_term(COMMITTEE),
            via="term",
        ),
        "A02": Mend(_("young staff"), "organizations.staffmember", _("hire younger staff"), again=True),
    }
)
