"""What is done where rooms, services, volunteers and health fall short."""

from django.utils.translation import gettext_lazy as _

from communities.mends import POPULATION, STREET_POPULATION
from zhoushan_community.base.standards import Mend, mends

from .models import FacilityKind, ServiceItem
from .standards import ROOMS

CENTRE = Mend(_("service centre"), "services.facility", holder="street", begin={"kind": FacilityKind.SERVICE_CENTRE})
#: What a service centre must offer, in the order in which it is measured.
OFFERED = {
    ServiceItem.Group.ELDERLY: _("services for the elderly"),
    ServiceItem.Group.DISABLED: _("services for the disabled"),
    ServiceItem.Group.PREFERENTIAL: _("services for entitled groups"),
}

mends(
    {
        "N02": Mend(
            _("the four rooms"),
            deed=_("open the rooms that are missing"),
            parts=tuple(Mend(kind.label, "services.facility", begin={"kind": kind}) for kind in ROOMS),
        ),
        "N07": Mend(
            _("opening to the community"),
            "services.sharedfacility",
            _("have it opened free of charge or for a low fee"),
            short=_("not open free of charge or for a low fee"),
            holder="pk",
            field="fee",
        ),
        "N18": Mend(
            _("service centre of the street"),
            "services.facility",
            _("enlarge the centre, and add the services that are missing"),
            holder="street",
            begin=CENTRE.begin,
            field="floor_area_m2",
            parts=tuple(
                Mend(
                    words,
                    "services.serviceitem",
                    holder="provider__street",
                    begin={"group": group},
                    again=True,
                    under=CENTRE,
                    via="provider",
                )
                for group, words in OFFERED.items()
            ),
        ),
        "N19": Mend(
            _("service station"),
            "services.facility",
            _("open a service station, or enlarge it"),
            begin={"kind": FacilityKind.SERVICE_STATION},
            field="floor_area_m2",
        ),
        "N20": Mend(
            _("activity room"),
            "services.facility",
            _("open an activity room, or enlarge it"),
            begin={"kind": FacilityKind.ACTIVITY_ROOM},
            field="floor_area_m2",
        ),
        "N21": Mend(
            _("volunteers of the community"),
            "services.volunteerteam",
            _("win and register more volunteers"),
            field="members_count",
            base=POPULATION,
        ),
        "N22": Mend(
            _("health institutions that serve it"),
            "services.healthcoverage",
            _("have a health institution serve the community"),
            again=True,
        ),
        "N23": Mend(
            _("community health institutions"),
            "services.facility",
            _("set up another community health institution"),
            holder="street",
            begin={"kind": FacilityKind.HEALTH_INSTITUTION},
            again=True,
            base=STREET_POPULATION,
        ),
        "A03": Mend(
            _("culture brand"),
            "services.culturebrand",
            _("find a culture of its own, and give it a name"),
            again=True,
        ),
    }
)
