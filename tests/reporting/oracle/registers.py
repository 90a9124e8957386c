"""Plain rows: read from the database as dictionaries, or written there as they are, without the log."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model

Row = dict[str, Any]
Registers = Mapping[str, Sequence[Row]]

#: Every register that a clause reads, parents first.
LABELS = (
    "communities.district",
    "communities.street",
    "communities.streetfigures",
    "communities.community",
    "communities.communityplacement",
    "communities.communityfigures",
    "communities.residentscommittee",
    "communities.adjustment",
    "communities.adjustmentstep",
    "communities.adjustmentshare",
    "communities.handover",
    "communities.estate",
    "communities.honour",
    "communities.premises",
    "organizations.partyorganization",
    "organizations.partymembercount",
    "organizations.massorganization",
    "organizations.body",
    "organizations.term",
    "organizations.election",
    "organizations.residentunit",
    "organizations.member",
    "organizations.staffmember",
    "organizations.fund",
    "services.facility",
    "services.healthcoverage",
    "services.serviceitem",
    "services.volunteerteam",
    "services.sharedfacility",
    "services.culturebrand",
    "security.policeroom",
    "security.policeofficer",
    "security.securityorganization",
    "security.measure",
    "reporting.threshold",
    "reporting.targetpart",
    "reporting.exemption",
)
#: What the platform begins with; a history brings its own.
GIVEN = ("reporting.threshold", "reporting.targetpart")


def of_database() -> dict[str, list[Row]]:
    """All rows of the registers; each says in `register` of which it is."""
    found = {}
    for label in LABELS:
        rows = apps.get_model(label)._base_manager.order_by("pk").values()
        found[label] = [{**row, "register": label} for row in rows]
    return found


def write(rows: Registers) -> None:
    """Rows into a database that has none but the given ones, which they replace. Nothing is checked but what the
    database itself keeps."""
    with connection.cursor() as cursor:
        for label in GIVEN:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(apps.get_model(label)._meta.db_table)}")
    for label in LABELS:
        model: type[Model] = apps.get_model(label)
        model._base_manager.bulk_create([model(**row) for row in rows.get(label, ())])
