"""People and their duties in the back office: an administrator makes both on the own ground, and nowhere else."""

from typing import Any

from axes.utils import reset as unlock
from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.password_validation import validate_password
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from . import changes, dated
from .admin import RecordedAdmin, VersionedForm, without_version
from .changes import Origin, Source
from .form_pages import OutsideTerritory
from .lookups import label_of
from .models import Change, Duty, User
from .scope import LEVELS
from .session_pages import running


class UserForm(VersionedForm):
    """A person; the password is set here once and changed by the person at the first sign-in."""

    new_password = forms.CharField(
        label=_("new password"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Leave empty to keep the present one. The person changes it at the next sign-in."),
    )

    class Meta:
        model = User
        fields = ("username", "name", "is_active")

    def clean_new_password(self) -> str:
        password = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        elif self.instance.pk is None:
            raise forms.ValidationError(_("A new person needs a password."))
        return password

    def save(self, commit: bool = True) -> User:
        user = super().save(commit=False)
        if password := self.cleaned_data["new_password"]:
            user.set_password(password)
            user.must_change_password = True
        return user


class UnitChoices(AutocompleteJsonView):
    """What is offered while typing: the units that the person administers and that stand today."""

    def get_queryset(self) -> models.QuerySet:
        own = self.model_admin.model.objects.administered_by(self.request.user)
        rows = super().get_queryset().filter(pk__in=own.values("pk"))
        fields = getattr(rows.model, "dated_fields", None)
        return rows.filter(dated.on(dated.today(), fields=fields)) if fields else rows

    def serialize_result(self, obj: models.Model, to_field_name: str) -> dict[str, str]:
        return {**super().serialize_result(obj, to_field_name), "text": label_of(obj)}


class DutyFormSet(forms.BaseInlineFormSet):
    """The duties of one person that lie on the administrator's ground."""

    def initial_form_count(self) -> int:
        """A posted count of more duties than there are makes new ones of the rest, which do not pass unseen."""
        return min(super().initial_form_count(), len(self.get_queryset()))


class DutyInline(admin.StackedInline):
    """The duties of a person."""

    model = Duty
    form = VersionedForm
    formset = DutyFormSet
    extra = 0
    can_delete = False
    autocomplete_fields = ("district", "street", "community")
    formfield_overrides = RecordedAdmin.formfield_overrides

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return Duty.objects.administered_by(request.user)

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> list[Any]:
        """A line each for what, where and when; whoever may only look is shown no version."""
        lines = [("role", "level"), ("district", "street", "community"), ("valid_from", "valid_to")]
        return lines if obj == request.user else [*lines, "version"]

    def get_formset(self, request: HttpRequest, obj: User | None = None, **kwargs: Any) -> type[forms.BaseFormSet]:
        if "fields" not in kwargs:
            kwargs["fields"] = without_version(flatten(self.get_fields(request, obj)))
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.refusal = getattr(request, "refusal", None)
        return formset

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.is_relation and field is not None:
            # Units are kept in their own registers, not from within a person.
            field.widget.can_add_related = field.widget.can_change_related = field.widget.can_view_related = False
            # The list drops down inside the page's main part, where screen readers look for it.
            field.widget.widget.attrs["data-dropdown-parent"] = "#content-start"
        return field

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField:
        kwargs["queryset"] = db_field.related_model.objects.administered_by(request.user)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.label_from_instance = label_of
        return field

    def formfield_for_choice_field(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.TypedChoiceField:
        if db_field.name == "level":
            highest = min(LEVELS.index(duty.level) for duty in request.user.duties_for("administer"))
            kwargs["choices"] = [("", "---------"), *Duty.LEVEL_CHOICES[highest:]]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


@admin.register(User)
class UserAdmin(RecordedAdmin):
    """People and their duties. Nobody changes the own account here, so nobody raises or locks out themselves."""

    form = UserForm
    list_display = ("username", "name", "is_active", "last_login")
    list_filter = ("is_active",)
    search_fields = ("username", "name")
    inlines = (DutyInline,)
    change_form_template = "admin/user.html"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).administered_by(request.user)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return obj != request.user and super().has_change_permission(request, obj)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        found = running(kwargs["obj"]) if kwargs.get("obj") else []
        context |= {"sessions": found, "here": request.session.session_key}
        return super().render_change_form(request, context, **kwargs)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if form.cleaned_data["new_password"]:
            unlock(username=obj.username)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for row in formset.save(commit=False):
            changes.begin(row, Origin(request.user, Source.ADMIN))
            row.save()
        formset.save_m2m()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        # Asked after writing, inside the transaction: the person as it is now must be the administrator's own.
        if not self.get_queryset(request).filter(pk=form.instance.pk).exists():
            raise OutsideTerritory

    def lines(self, request: HttpRequest, obj: User) -> models.QuerySet:
        duties = Duty.objects.administered_by(request.user).filter(user=obj)
        return Change.objects.filter(
            Q(model="base.user", row_id=obj.pk) | Q(model="base.duty", row_id__in=duties.values("pk"))
        )
