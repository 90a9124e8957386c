"""Departments of the city and its districts, and what each answers for."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from communities.models import District
from zhoushan_community.base import dated
from zhoushan_community.base.constraints import check, no_overlap, once
from zhoushan_community.base.dated import DatedModel
from zhoushan_community.base.fields import choice_field, day_field, parent_field
from zhoushan_community.base.scope import ScopedModel


class Department(DatedModel, ScopedModel):
    """A department or mass organization with duties in community building (R12); without a district it is the city's.

    Every duty may read the list: it says whom to turn to.
    """

    class Kind(models.TextChoices):
        PARTY = "party", _("party department")
        GOVERNMENT = "government", _("government department")
        MASS = "mass", _("mass organization")
        OTHER = "other", _("other body")

    scope_paths = ("district",)
    editor_level = "district"
    public = True

    district = parent_field(
        District,
        _("district"),
        related_name="departments",
        optional=True,
        help_text=_("Empty for a department of the city."),
    )
    name = models.CharField(_("name of the department"), max_length=50)
    kind = choice_field(_("kind of department"), Kind)

    class Meta(DatedModel.Meta):
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = (F("district__code").asc(nulls_first=True), "name", "valid_from")
        constraints = [
            *DatedModel.Meta.constraints,
            once(
                ("district", "name"),
                "department_once_in_district",
                _("The district already has a department of this name."),
                when=Q(valid_to__isnull=True),
            ),
            once(
                ("name",),
                "department_once_in_city",
                _("The city already has a department of this name."),
                when=Q(district__isnull=True, valid_to__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def long_name(self) -> str:
        """The name with its district's, to tell departments apart in a list of choices."""
        return f"{self.district or _('the city')} {self.name}"


class Responsibility(DatedModel, ScopedModel):
    """A clause of the directive that a department leads or supports (R12)."""

    class Role(models.TextChoices):
        LEAD = "lead", _("leads")
        SUPPORT = "support", _("supports")

    scope_paths = ("department__district",)
    editor_level = "district"
    public = True
    search_fields = ("clause", "content")

    department = parent_field(Department, _("department"), related_name="responsibilities")
    clause = models.CharField(
        _("clause"),
        max_length=3,
        validators=[RegexValidator(r"^(T\d|[NRA]\d\d)$", _("A clause is written as T4, N16, R12 or A01."))],
        help_text=_("As T4, N16, R12 or A01."),
    )
    role = choice_field(_("part in it"), Role)
    content = models.CharField(_("content of the duty"), max_length=300, blank=True)

    class Meta(DatedModel.Meta):
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities of departments")
        ordering = ("department", "clause", "valid_from")
        constraints = [
            *DatedModel.Meta.constraints,
            no_overlap(
                ("department", "clause"),
                "responsibility_once",
                _("The department answers for this clause at that time already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.clause}"

    @property
    def long_name(self) -> str:
        """The clause with the department's long name, to tell responsibilities apart in a list of choices."""
        return f"{self.department.long_name} {self.clause}"

    def clean(self) -> None:
        dated.refuse_outside(self, "department")


class Task(ScopedModel):
    """Something that a department has to do by a day, for a clause that it answers for (R12)."""

    class State(models.TextChoices):
        OPEN = "open", _("not begun")
        UNDER_WAY = "under_way", _("under way")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    scope_paths = ("responsibility__department__district",)
    editor_level = "district"
    public = True
    search_fields = ("title", "note")

    responsibility = parent_field(Responsibility, _("responsibility"), related_name="tasks")
    title = models.CharField(_("task"), max_length=120)
    due_on = models.DateField(_("due on"))
    state = choice_field(_("state"), State, default=State.OPEN)
    done_on = day_field(_("done on"), validators=[dated.not_in_future])
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks of departments")
        ordering = ("due_on", "pk")
        constraints = [
            once(("responsibility", "title"), "task_once", _("The responsibility has a task of this title already.")),
            check(
                Q(state="done", done_on__isnull=False) | (~Q(state="done") & Q(done_on__isnull=True)),
                "task_done_on",
                _("A task that is done has its day; one that is not has none."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.responsibility} {self.title}"

    @property
    def long_name(self) -> str:
        """The title with whose it is, to tell tasks apart in a list of choices."""
        return f"{self.responsibility.long_name} {self.title}"


class TaskFollowUp(ScopedModel):
    """A step of supervision (督办) of a task: on which day, how, and what was found (R12)."""

    class Way(models.TextChoices):
        NOTICE = "notice", _("written notice")
        VISIT = "visit", _("inspection on site")
        MEETING = "meeting", _("meeting")
        CALL = "call", _("by telephone")

    scope_paths = ("task__responsibility__department__district",)
    editor_level = "district"
    public = True
    search_fields = ("finding",)

    task = parent_field(Task, _("task"), related_name="follow_ups")
    held_on = models.DateField(_("followed up on"), validators=[dated.not_in_future])
    way = choice_field(_("way of supervision"), Way)
    finding = models.CharField(_("finding"), max_length=300)
    reply_due_on = day_field(_("reply due on"))

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups of tasks")
        ordering = ("task", "-held_on")
        constraints = [
            once(("task", "held_on", "way"), "follow_up_once", _("This follow-up is in the register already.")),
            check(
                Q(reply_due_on__isnull=True) | Q(reply_due_on__gte=F("held_on")),
                "follow_up_reply",
                _("A reply is not due before the follow-up."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.get_way_display()}"
