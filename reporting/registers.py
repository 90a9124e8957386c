"""The registers of reporting."""

from zhoushan_community.base.registers import Register, register

from .models import Exemption

register(
    Register(
        model=Exemption,
        clauses=tuple(f"N{number:02}" for number in range(1, 29)),
        columns=(
            "standard",
            "district",
            "street",
            "community",
            "estate",
            "committee",
            "reason",
            "document_no",
            "approver",
            "valid_from",
            "valid_to",
        ),
        filters=("standard", "valid_from"),
        sheet_key=("standard", "district", "street", "community", "estate", "committee", "valid_from"),
    )
)
