"""What is done where police rooms, committees and measures against crime fall short."""

from django.utils.translation import gettext_lazy as _

from organizations.mends import running_term
from organizations.standards import COMMITTEE
from zhoushan_community.base.standards import Mend, mends

from .models import Measure, SecurityOrganization

ROOM = Mend(_("police room"), "security.policeroom")

mends(
    {
        "N24": Mend(
            _("police room up to the standard"),
            "security.policeroom",
            _("set up a police room that is up to the uniform standard"),
            short=_("not there yet"),
            field="up_to_standard",
        ),
        "N25": Mend(
            _("officers of the police room"),
            "security.policeofficer",
            _("have officers posted to the police room"),
            over=Mend(
                _("officers of the police room"),
                "security.policeofficer",
                _("post some of the officers elsewhere"),
                holder="room__community",
            ),
            holder="room__community",
            again=True,
            under=ROOM,
            via="room",
        ),
        "N26": Mend(
            _("head of the police room"),
            "organizations.member",
            _("have the head of the police room elected into the residents' committee"),
            short=_("no member of the residents' committee"),
            row=_("members of the residents' committee"),
            holder="term__body__community",
            again=True,
            under=running_term(COMMITTEE),
            via="term",
            unknown=Mend(
                _("head of the police room"),
                "security.policeofficer",
                holder="room__community",
                begin={"is_head": True},
                under=ROOM,
                via="room",
            ),
        ),
        "N27": Mend(
            _("security and mediation"),
            deed=_("set up the committees that are missing, with members"),
            parts=tuple(
                Mend(kind.label, "security.securityorganization", begin={"kind": kind}, field="members_count")
                for kind in (SecurityOrganization.Kind.SECURITY, SecurityOrganization.Kind.MEDIATION)
            ),
        ),
        "N28": Mend(
            _("kinds of measures"),
            deed=_("put measures of the kinds that are missing in force"),
            parts=tuple(Mend(kind.label, "security.measure", begin={"kind": kind}) for kind in Measure.Kind),
        ),
    }
)
