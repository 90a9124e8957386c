"""The registers of services."""

from communities.registers import AREA_HEADS
from zhoushan_community.base.registers import Register, register

from .models import Facility

register(
    Register(
        model=Facility,
        clauses=("N02", "N18", "N19", "N20", "N22", "N23", "N24", "R05", "R06"),
        columns=(
            "district",
            "street",
            "community",
            "kind",
            "name",
            "premises",
            "floor_area_m2",
            "opened_on",
            "closed_on",
        ),
        filters=("kind", "opened_on"),
        sheet_key=("district", "street", "community", "kind", "name"),
        totals=("floor_area_m2",),
        heads={"floor_area_m2": AREA_HEADS},
    )
)
