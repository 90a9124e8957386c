"""Users, duties and the registers in the back office."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.password_validation import validate_password
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from . import changes
from .changes import Origin, Source
from .models import Change, Duty, User
from .registers import Register, all_registers


class RecordedAdmin(admin.ModelAdmin):
    """Writes every change with its line. Rows are closed by date, so nothing is deleted here."""

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        changes.begin(obj, Origin(request.user, Source.ADMIN))
        obj.save()

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for row in formset.save(commit=False):
            changes.begin(row, Origin(request.user, Source.ADMIN))
            row.save()
        formset.save_m2m()

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def log_addition(self, *args: Any) -> None:
        """The change log is the one record; Django's own would stand beside it."""

    log_change = log_deletions = log_addition


class UserForm(forms.ModelForm):
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


class DutyInline(admin.TabularInline):
    """The duties of a person."""

    model = Duty
    extra = 0
    can_delete = False
    autocomplete_fields = ("district", "street", "community")


@admin.register(User)
class UserAdmin(RecordedAdmin):
    """People and their duties."""

    form = UserForm
    list_display = ("username", "name", "is_active", "last_login")
    list_filter = ("is_active",)
    search_fields = ("username", "name")
    inlines = (DutyInline,)


@admin.register(Change)
class ChangeAdmin(admin.ModelAdmin):
    """The change log, to be read."""

    list_display = ("at", "actor_name", "source", "model", "row_name", "action", "reason")
    list_filter = ("source", "action", "model")
    search_fields = ("row_name", "actor_name", "reason")
    date_hierarchy = "at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    has_delete_permission = has_change_permission = lambda self, request, obj=None: False


class RegisterAdmin(admin.ModelAdmin):
    """A register's rows, to be looked up and chosen in other forms; they are entered on the register's own pages."""

    register: Register
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = self.register.model.objects.visible_to(request.user)
        return rows.select_related(*self.register.related).order_by(*self.register.model._meta.ordering)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    has_delete_permission = has_change_permission = lambda self, request, obj=None: False


def admin_for(register: Register) -> type[RegisterAdmin]:
    """The admin of one register."""
    model = register.model
    names = {field.name for field in model._meta.fields}
    return type(
        f"{model.__name__}Admin",
        (RegisterAdmin,),
        {
            "register": register,
            "list_display": tuple(column.name for column in register.table if column.name in names) or ("__str__",),
            "list_filter": tuple(n for n in register.filters if not model._meta.get_field(n).is_relation),
            "search_fields": ("search_key",),
        },
    )


for declared in all_registers():
    admin.site.register(declared.model, admin_for(declared))
