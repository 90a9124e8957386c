"""People who sign in, and their duties."""

import datetime
from functools import cached_property
from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import dated
from ..changes import Origin, RecordedModel, Source, begin, state_of
from ..scope import LEVELS, ScopedModel, may_edit_at, within


class UserQuerySet(models.QuerySet):
    """People, and who may look after their accounts."""

    def administered_by(self, administrator: "User") -> Self:
        """Those who work on the administrator's ground and nowhere else, and those made by the administrator who have
        no duty yet. Ended duties elsewhere are history; one that runs or is to come keeps a person out."""
        if not administrator.is_staff:
            return self.none()
        if administrator.may("administer", "city"):
            return self.all()
        here = Duty.objects.administered_by(administrator)
        elsewhere = Duty.objects.exclude(valid_to__lte=dated.today()).exclude(pk__in=here.values("pk"))
        lines = apps.get_model("base", "Change").objects.filter(model="base.user", action="create", actor=administrator)
        made = Q(pk__in=lines.values("row_id")) & ~Q(pk__in=Duty.objects.values("user"))
        return self.filter(Q(pk__in=here.values("user")) | made).exclude(pk__in=elsewhere.values("user"))

    def first_administrator(self) -> "User | None":
        """Whoever has administered the city the longest and may sign in."""
        administers = Duty.objects.filter(role=Duty.Role.ADMINISTERS, level="city", valid_to=None)
        return self.filter(is_active=True, pk__in=administers.values("user")).order_by("pk").first()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Makes people; a first administrator with `createsuperuser`."""

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """A person who administers the whole city."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        # The first person has nobody to be made by.
        begin(user, Origin(user, Source.COMMAND, "first administrator"))
        user.save()
        duty = Duty(user=user, level="city", role=Duty.Role.ADMINISTERS)
        begin(duty, Origin(user, Source.COMMAND, "first administrator"))
        duty.save()
        return user


class User(AbstractBaseUser, RecordedModel):
    """A person who signs in. What the person may do is said by duties alone."""

    unrecorded = ("password", "last_login")

    username = models.CharField(_("user name"), max_length=150, unique=True, validators=[UnicodeUsernameValidator()])
    name = models.CharField(_("full name"), max_length=50, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    password_set_at = models.DateTimeField(_("password set"), null=True, editable=False)
    must_change_password = models.BooleanField(
        _("must change the password"), default=True, help_text=_("Set whenever somebody else has set the password.")
    )

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: list[str] = []
    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ("username",)

    def __str__(self) -> str:
        return self.name or self.username

    def set_password(self, raw_password: str | None) -> None:
        """The log says when the password was set, never which."""
        super().set_password(raw_password)
        self.password_set_at = timezone.now()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Django's own commands and pages set a password without saying who; then it is the person's own doing."""
        if not self._state.adding and "_origin" not in self.__dict__ and "update_fields" not in kwargs:
            stored = User.objects.get(pk=self.pk)
            now = state_of(self)
            if {name for name, value in state_of(stored).items() if value != now[name]} == {"password_set_at"}:
                begin(self, Origin(self, Source.COMMAND))
        super().save(*args, **kwargs)

    @property
    def password_is_due(self) -> bool:
        """Whether the password must be changed before anything else: set by somebody else, or too old."""
        return self.must_change_password or _older(self.password_set_at, settings.PASSWORD_DAYS)

    @property
    def is_dormant(self) -> bool:
        """Whether nobody has used the account for too long; a new password wakes it."""
        used = max(filter(None, (self.last_login, self.password_set_at)), default=None)
        return _older(used, settings.DORMANT_DAYS)

    @cached_property
    def current_duties(self) -> list["Duty"]:
        """The duties that hold today, read once for each request."""
        if not self.is_active:
            return []
        return list(
            self.duties.filter(dated.on(dated.today())).select_related(
                "district", "street__district", "community__street__district"
            )
        )

    def duties_for(self, verb: str) -> list["Duty"]:
        """The duties whose role covers the verb: "view", "edit", "review", "audit" or "administer"."""
        return [duty for duty in self.current_duties if duty.role in Duty.VERBS[verb]]

    def may(self, verb: str, level: str = "community") -> bool:
        """Whether some duty, at the level or above, covers the verb."""
        return any(LEVELS.index(duty.level) <= LEVELS.index(level) for duty in self.duties_for(verb))

    def may_enter(self, model: type[ScopedModel]) -> bool:
        """Whether some duty is high enough to enter rows of the model somewhere."""
        return any(may_edit_at(model, duty.level) for duty in self.duties_for("edit"))

    @property
    def is_staff(self) -> bool:
        """Whether the back office opens: to those who administer the city or a part of it."""
        return bool(self.duties_for("administer"))

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """What the back office asks, as "communities.change_estate". The duties answer; which rows, the queries say.

        Registers follow their own rules, people and duties are every administrator's, the rest is the city's matter.
        """
        app_label, _dot, codename = perm.partition(".")
        action, _sep, name = codename.partition("_")
        if not self.is_staff or action == "delete":
            return False
        try:
            model = apps.get_model(app_label, name)
        except LookupError:
            return False
        if issubclass(model, ScopedModel):
            return action == "view" or self.may_enter(model)
        return model in (User, Duty) or self.may("administer", "city")

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff


def _older(moment: datetime.datetime | None, days: int) -> bool:
    """Whether the moment, if it is known at all, lies more than so many days back; 0 days set no limit."""
    return bool(days) and (moment is None or moment < timezone.now() - datetime.timedelta(days=days))


class DutyQuerySet(models.QuerySet):
    """Duties, and who may give them."""

    def administered_by(self, administrator: User) -> Self:
        """The duties that lie wholly on ground which the person administers."""
        found = self.none()
        for duty in administrator.duties_for("administer"):
            if duty.level == "city":
                return self.all()
            found = found | within(self, duty.level, duty.unit_id)
        return found


class Duty(dated.DatedModel, RecordedModel):
    """What a person does where: a territory × a role."""

    class Role(models.TextChoices):
        READS = "reads", _("reads")
        ENTERS = "enters", _("enters")
        REVIEWS = "reviews", _("reviews")
        AUDITS = "audits", _("audits")
        ADMINISTERS = "administers", _("administers")

    VERBS = {
        "view": frozenset(Role),
        "edit": frozenset({Role.ENTERS, Role.ADMINISTERS}),
        "review": frozenset({Role.REVIEWS, Role.ADMINISTERS}),
        "audit": frozenset({Role.AUDITS, Role.ADMINISTERS}),
        "administer": frozenset({Role.ADMINISTERS}),
    }
    LEVEL_CHOICES = [
        ("city", _("city")),
        ("district", _("district")),
        ("street", _("street")),
        ("community", _("community")),
    ]

    scope_paths = ("district", "street", "community")

    user = models.ForeignKey(User, models.PROTECT, related_name="duties", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    level = models.CharField(_("level"), max_length=10, choices=LEVEL_CHOICES)
    # Named as text, because the units stand a floor higher.
    district = models.ForeignKey(
        "communities.District", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("district")
    )
    street = models.ForeignKey(
        "communities.Street", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("street")
    )
    community = models.ForeignKey(
        "communities.Community", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("community")
    )

    objects = DutyQuerySet.as_manager()

    class Meta(dated.DatedModel.Meta):
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ("user", "level", "role")
        constraints = [
            *dated.DatedModel.Meta.constraints,
            # Exactly the unit that the level names, so that a duty never reaches further than it says.
            models.CheckConstraint(
                name="base_duty_unit_fits_level",
                condition=Q(level="city", district=None, street=None, community=None)
                | Q(level="district", district__isnull=False, street=None, community=None)
                | Q(level="street", district=None, street__isnull=False, community=None)
                | Q(level="community", district=None, street=None, community__isnull=False),
                violation_error_message=_("Choose exactly the unit that the level names."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.unit or _('the city')} · {self.get_role_display()}"

    @property
    def unit(self) -> models.Model | None:
        """The district, street or community; None for the city."""
        return None if self.level == "city" else getattr(self, self.level)

    @property
    def unit_id(self) -> int | None:
        """The unit's key; None for the city."""
        return None if self.level == "city" else getattr(self, f"{self.level}_id")

    def above(self, level: str) -> models.Model:
        """The unit at a higher level that contains the duty's."""
        unit = self.unit
        while unit.territory_level != level:
            unit = getattr(unit, unit.territory_parent)
        return unit

    def clean(self) -> None:
        if self.level and self.level != "city" and self.unit_id is None:
            raise ValidationError({self.level: _("Choose exactly the unit that the level names.")})
