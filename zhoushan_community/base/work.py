"""Long work of the plumbing itself."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from . import (
    downloads,  # noqa: F401  (a worker knows the kinds of work whose modules it has read)
    imports,  # noqa: F401
    jobs,
    marking,  # noqa: F401
    retention,
)


@jobs.weekly(_("Clearing of personal data whose time is over"))
@jobs.work("retention")
def clear(run: jobs.Run) -> dict[str, Any]:
    """Clear what is due this week."""
    counts = retention.apply(run.actor)
    return {"rows": {model._meta.label_lower: count for model, count in counts.items() if count}}
