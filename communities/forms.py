"""Forms of the ground that are out of the ordinary."""

import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhoushan_community.base import changes, dated
from zhoushan_community.base.forms import RegisterForm

from .models import CommunityPlacement


class CommunityForm(RegisterForm):
    """A community. Its street is chosen once; later moves are placements with their day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        street = self.fields["street"]
        if self.instance.pk:
            street.disabled = True
            street.queryset = street.queryset.model.unscoped.filter(pk=self.instance.street_id)
            street.help_text = _("A move to another street is entered in the register of placements, with its day.")
        else:
            street.queryset = street.queryset.filter(dated.on(dated.today()))


class PlacementForm(RegisterForm):
    """A placement. Entering the next one ends the present one on that day."""

    ended: CommunityPlacement | None = None

    def _post_clean(self) -> None:
        start = self.cleaned_data.get("valid_from")
        community = self.cleaned_data.get("community")
        if (
            not self.instance.pk
            and community
            and isinstance(start, datetime.date)
            and not self.cleaned_data.get("valid_to")
        ):
            current = CommunityPlacement.unscoped.filter(community=community, valid_to=None).first()
            if current and (current.valid_from is None or current.valid_from < start):
                self.ended = current
        super()._post_clean()

    def _get_validation_exclusions(self) -> set[str]:
        """Leaves out the constraint of one open placement, when this very save ends the one that stands in the way."""
        exclusions = super()._get_validation_exclusions()
        return exclusions | {"community"} if self.ended else exclusions

    def save_recorded(self, origin: changes.Origin) -> CommunityPlacement:
        if self.ended:
            self.ended.valid_to = self.cleaned_data["valid_from"]
            changes.begin(self.ended, origin)
            self.ended.save()
        return super().save_recorded(origin)
