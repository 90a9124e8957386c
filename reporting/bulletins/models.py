"""Bulletins (通报): the targets on a day, in words that were looked over, and figures that no longer move."""

import base64
import datetime
import hashlib
import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.models import District
from zhoushan_community.base.changes import RecordedModel
from zhoushan_community.base.constraints import check

#: What the digest covers, in this order.
SEALED = ("number", "title", "addressees", "body", "issuer", "day", "basis", "district_id", "figures", "issued_on")
#: Letters and digits of a check code, in groups of four.
CODE_LENGTH, GROUP = 16, 4


class BulletinQuerySet(models.QuerySet):
    """Whose bulletins: drafts are their writers', what was issued is everybody's who has a duty."""

    def written_by(self, user: Any) -> "BulletinQuerySet":
        """Those that the person may write: of the city, or of the districts of the person's duties."""
        mine = Q(pk=None)
        for duty in user.duties_for("edit"):
            if duty.level == "city":
                return self.all()
            if duty.level == "district":
                mine |= Q(district=duty.unit_id)
        return self.filter(mine)

    def seen_by(self, user: Any) -> "BulletinQuerySet":
        """Those that the person may read."""
        if not user.current_duties:
            return self.none()
        return self.filter(Q(issued_on__isnull=False) | Q(pk__in=self.written_by(user).order_by().values("pk")))


class Bulletin(RecordedModel):
    """figures: as `evaluate --json` gives them for the territory. digest, check_code: empty until it is issued."""

    number = models.CharField(_("document number"), max_length=60, blank=True)
    title = models.CharField(_("title"), max_length=120)
    addressees = models.CharField(_("addressees"), max_length=200, blank=True)
    body = models.TextField(_("text"), max_length=20_000)
    issuer = models.CharField(_("issued by"), max_length=80)
    day = models.DateField(_("state on"))
    basis = models.CharField(_("basis"), max_length=20)
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, verbose_name=_("district"))
    figures = models.JSONField(_("figures"))
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    digest = models.CharField(_("digest"), max_length=64, blank=True)
    check_code = models.CharField(_("check code"), max_length=CODE_LENGTH, blank=True)

    objects = BulletinQuerySet.as_manager()

    class Meta:
        verbose_name = _("bulletin")
        verbose_name_plural = _("bulletins")
        ordering = ("-day", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["check_code"], condition=~Q(check_code=""), name="bulletin_code_once"),
            check(
                Q(issued_on__isnull=True, digest="", check_code="")
                | Q(issued_on__isnull=False) & ~Q(digest="") & ~Q(check_code=""),
                "bulletin_sealed_when_issued",
                _("An issued bulletin has its digest and its check code."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("bulletin", args=[self.pk])

    def clean(self) -> None:
        if self.pk and Bulletin.objects.filter(pk=self.pk, issued_on__isnull=False).exists():
            raise ValidationError(_("It was issued and is not changed any more; write a new one that corrects it."))

    def issue(self, day: datetime.date) -> None:
        """Seal it as it stands in the database; it is still to be saved."""
        self.issued_on = day
        self.digest = self.seal()
        self.check_code = code_of(self.digest)

    def seal(self) -> str:
        """The digest of what is in it: SHA-256, hexadecimal."""
        told = {name: getattr(self, name) for name in SEALED}
        return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()

    @property
    def untouched(self) -> bool:
        """Whether it is what was issued."""
        return bool(self.digest) and self.digest == self.seal()

    @property
    def lines(self) -> list[str]:
        """The paragraphs of its text."""
        return [line.strip() for line in self.body.splitlines() if line.strip()]

    @property
    def made_up(self) -> bool:
        """Whether some of its figures rest on demonstration data."""
        return any(row["generated"] for target in self.figures["targets"] for row in target["rows"])

    @property
    def code_shown(self) -> str:
        """ABCD-EFGH-JKLM-NPQR"""
        return "-".join(self.check_code[place : place + GROUP] for place in range(0, CODE_LENGTH, GROUP))


def code_of(digest: str) -> str:
    """The check code of a digest: its first 80 bits in letters and digits."""
    return base64.b32encode(bytes.fromhex(digest)[: CODE_LENGTH * 5 // 8]).decode()


def code_typed(text: str) -> str:
    """A check code as it is typed from paper: small letters, blanks and dashes do not matter; 0 and 1 are O and I."""
    return "".join(sign for sign in text.upper().translate(str.maketrans("01", "OI")) if sign.isalnum())
