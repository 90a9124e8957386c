"""An adjustment in effect is taken back, while nothing stands on it."""

from typing import Any

from django.utils.translation import gettext as _

from zhoushan_community.base import changes
from zhoushan_community.base.changes import CannotUndo, Origin, Source
from zhoushan_community.base.models import Change

from ..models import Adjustment, AdjustmentStep, Step
from .division import BECAUSE


def effect_of(adjustment: Adjustment) -> Any:
    """The change by which the adjustment took effect: the id that its lines share; None where it was not done here."""
    step = AdjustmentStep.objects.whole_city(because=BECAUSE).filter(adjustment=adjustment, step=Step.EFFECTIVE).first()
    if step is None:
        return None
    lines = Change.objects.filter(model=step._meta.label_lower, row_id=step.pk, action=Change.Action.CREATE)
    return lines.order_by("-pk").values_list("batch", flat=True).first()


def undo(adjustment: Adjustment, actor: Any, reason: str) -> Origin:
    """Takes back all that taking effect wrote; the steps up to it stay recorded.

    Raises CannotUndo, which names what stands on it (`.standing`, newest first).
    """
    batch = effect_of(adjustment)
    if batch is None:
        raise CannotUndo(_("This adjustment did not take effect here; there is nothing to take back."))
    origin = Origin(actor, Source.UNDO, reason)
    changes.undo(batch, origin)
    return origin
