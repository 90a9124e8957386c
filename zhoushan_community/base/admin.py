"""The back office's own ways, and the registers in it. People and duties: people_admin.py; words of the sheets:
words_admin.py."""

import functools
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import SEARCH_VAR
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from . import changes, dated
from .changes import Origin, Source, StaleRow
from .finding import matching
from .form_pages import OutsideTerritory, both_versions, save_own
from .forms import form_for
from .history import sentences
from .models import Change
from .pages import is_editable, may_add
from .registers import Column, Register, all_registers
from .scope import LEVELS
from .search import TooMuch
from .sections import sections_of
from .templatetags.show import cell, show

Refusal = StaleRow | OutsideTerritory | IntegrityError


class Told(forms.BaseForm):
    """A form that is drawn again when its write was refused: it says why, and what was typed stays."""

    refusal: Refusal | None = None

    def _post_clean(self) -> None:
        super()._post_clean()
        if isinstance(self.refusal, StaleRow) and self.refusal.current == self.instance:
            self.add_error(None, self._compared(self.refusal.current))
        elif self.refusal is not None and not self.prefix:
            self.add_error(None, _words(self.refusal))

    def _compared(self, current: models.Model) -> list[str]:
        """Both versions in words."""
        told = [_("Somebody else saved this meanwhile; nothing is lost. Save again to keep what you typed, or leave.")]
        return told + [
            _("%(field)s: saved meanwhile “%(current)s”, typed here “%(typed)s”")
            % {"field": item.label, "current": show(item.current), "typed": show(item.typed)}
            for item in both_versions(self, current)
            if item.differs
        ]


def _words(refusal: Refusal) -> str:
    if isinstance(refusal, StaleRow):
        return str(refusal)
    if isinstance(refusal, OutsideTerritory):
        return _("This lies outside your territory; choose a unit of your own.")
    return _("Somebody entered the same at this moment; look at the list before you try again.")


class VersionedForm(Told, forms.ModelForm):
    """A recorded row's form. It carries the version that was read, so that a later save is told from an earlier one."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version or None

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.instance.pk:
            self.instance.version = self.cleaned_data.get("version") or 0


def without_version(names: list[str]) -> list[str]:
    """The version is a field of the form alone; Django refuses to look for it in the model."""
    return [name for name in names if name != "version"]


def only_own(names: list[str], model: type[models.Model]) -> list[str]:
    """The model's fields among the form's: who may only look is shown the row, not what a change of it needs."""
    own = {field.name for field in model._meta.fields if field.editable}
    return [name for name in names if name in own]


class RecordedAdmin(admin.ModelAdmin):
    """Writes every change with its line, never over a newer version. Rows are closed by date, so nothing is deleted."""

    form = VersionedForm
    formfield_overrides = {
        models.DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
    }
    list_per_page = 50
    show_full_result_count = False
    view_on_site = False

    def get_form(self, request: HttpRequest, obj: models.Model | None = None, **kwargs: Any) -> type[forms.ModelForm]:
        if kwargs.get("fields"):
            kwargs["fields"] = without_version(kwargs["fields"])
        form = super().get_form(request, obj, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        names = super().get_fields(request, obj)
        return names if obj is None or self.has_change_permission(request, obj) else only_own(names, self.model)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> models.Model:
        """The row; one that is not the person's to see is 404, like one that does not exist."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A write that was refused is asked once more with the reason known, so that the form comes back with it."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except (StaleRow, OutsideTerritory, IntegrityError) as refusal:
            request.refusal = refusal
        answer = super().changeform_view(request, *args, **kwargs)
        answer.status_code = 409 if isinstance(request.refusal, StaleRow) else 200
        return answer

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        changes.begin(obj, Origin(request.user, Source.ADMIN))
        obj.save()

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def log_addition(self, *args: Any) -> None:
        """The change log is the one record; Django's own would stand beside it."""

    log_change = log_deletions = log_addition

    def lines(self, request: HttpRequest, obj: models.Model) -> models.QuerySet:
        """The lines of the change log that speak of the row."""
        return Change.objects.filter(model=obj._meta.label_lower, row_id=obj.pk)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The row's changes as sentences."""
        obj = self.get_object(request, object_id)
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of %(row)s") % {"row": obj},
            "opts": self.opts,
            "object": obj,
            "history": sentences(self.lines(request, obj)[:200]),
        }
        return TemplateResponse(request, "admin/history.html", context)


class RegisterAdmin(RecordedAdmin):
    """A register's rows under the rules of its own pages: the same scope, form, validation, search and log."""

    register: Register
    # Django shows a search box for a name here; what is searched is said by get_search_results().
    search_fields = ("search_key",)
    change_list_template = "admin/register_list.html"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = self.register.model.objects.visible_to(request.user)
        if self.register.annotate:
            rows = self.register.annotate(rows, dated.today())
        return rows.select_related(*self.register.related).order_by(*self.register.model._meta.ordering)

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, bool]:
        try:
            return matching(queryset, search_term), False
        except TooMuch as error:
            messages.warning(request, str(error))
            return queryset.none(), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_add(self.register, request.user)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return may_add(self.register, request.user) if obj is None else is_editable(obj, request.user)

    def get_form(self, request: HttpRequest, obj: models.Model | None = None, **kwargs: Any) -> type[forms.ModelForm]:
        base = form_for(self.register)
        bound = functools.partialmethod(base.__init__, user=request.user)
        return type(base.__name__, (Told, base), {"__init__": bound, "refusal": getattr(request, "refusal", None)})

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> list[tuple[str, dict[str, Any]]]:
        shown, fields = self.get_fields(request, obj), form_for(self.register).base_fields
        sections = [(title, [n for n in names if n in shown]) for title, names in sections_of(self.register, fields)]
        hidden = [name for name in shown if isinstance(fields[name].widget, forms.HiddenInput)]
        return [(title, {"fields": names}) for title, names in sections if names] + [(None, {"fields": hidden})]

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        save_own(self.register, form, request.user, Source.ADMIN)

    def view_on_site(self, obj: models.Model) -> str:
        return self.register.url("detail", pk=obj.pk)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The register has a history of its own, with undo."""
        return redirect(self.register.url("history", pk=self.get_object(request, object_id).pk))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        found = {"register": self.register, "may_add": may_add(self.register, request.user)}
        return super().changelist_view(request, {**found, "same_rows": self.same_rows(request.GET)})

    def same_rows(self, asked: QueryDict) -> str:
        """The rows of this list in the words of the register's own: search and filters, ended rows included."""
        query = QueryDict(mutable=True)
        query["all"] = "1"
        if text := asked.get(SEARCH_VAR):
            query["q"] = text
        for name in self.list_filter:
            if value := asked.get(f"{name}__exact"):
                truth = isinstance(self.opts.get_field(name), models.BooleanField)
                query[name] = {"1": "True", "0": "False"}.get(value, value) if truth else value
        return query.urlencode()


def admin_for(register: Register) -> type[RegisterAdmin]:
    """The admin of one register: its columns, and its filters as far as they are a choice of few."""
    shown = tuple(_shown(register, column) for column in register.table)
    own = next((item for item, column in zip(shown, register.table, strict=True) if column.name not in LEVELS), None)
    fields = {name: register.model._meta.get_field(name) for name in register.filters}
    few = (name for name, field in fields.items() if field.choices or isinstance(field, models.BooleanField))
    attributes = {
        "register": register,
        "list_display": shown,
        "list_display_links": (own or shown[0],),
        "list_filter": tuple(few),
    }
    return type(f"{register.model.__name__}Admin", (RegisterAdmin,), attributes)


def _shown(register: Register, column: Column) -> Any:
    order = register.ordering(column)

    @admin.display(description=column.head, ordering=order.name if isinstance(order, models.F) else order)
    def shown(row: models.Model) -> Any:
        return cell(column, row, first=column is register.table[0])

    return shown


# Rights come from duties; Django's groups would stand beside them.
admin.site.unregister(Group)
for declared in all_registers():
    admin.site.register(declared.model, admin_for(declared))

from . import people_admin, words_admin  # noqa: E402, F401  (Django looks for admin.py; these come from here)
