"""Sheets of organizations that are out of the ordinary."""

import dataclasses

from django.utils.translation import gettext as _

from zhoushan_community.base.sheets.reader import Spec
from zhoushan_community.base.sheets.register import PlanRow, RegisterSheet


class StaffSheet(RegisterSheet):
    """Staff lists, where the same name with other particulars is another person. Whoever is added beside a namesake is
    pointed out, because it may be the same person with a corrected year."""

    required = (("name",), ("community",))

    def spec(self) -> Spec:
        return dataclasses.replace(super().spec(), key=())

    def across(self, rows: list[PlanRow]) -> None:
        super().across(rows)
        new = [row for row in rows if row.action == "create"]
        namesakes = set(self.rows().values_list("community_id", "name")) if new else ()
        for row in new:
            if (row.instance.community_id, row.instance.name) in namesakes:
                text = _("The community has another “%(name)s” on its staff; this row adds a second person.")
                row.remark("name", "namesake", text % {"name": row.instance.name})
