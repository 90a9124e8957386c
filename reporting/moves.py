"""What becomes of exemptions: that of an estate goes with it, wherever it lies; that of a community or street ends with
it, because it was granted to that unit alone."""

from typing import Any

from django.utils.translation import gettext as _

from communities.adjusting.moves import Ending, Follow, end, follow

from .models import Exemption


def _told(row: Any) -> str:
    words = _("%(unit)s is exempt from %(standard)s until %(day)s (%(paper)s): %(reason)s")
    return words % {
        "unit": row.holder, "standard": row.standard, "day": row.valid_to, "paper": row.document_no,
        "reason": row.reason,
    }  # fmt: skip


follow("communities.estate", Follow(Exemption, "estate"))
end(Ending(Exemption, ("community", "street"), told=_told))
