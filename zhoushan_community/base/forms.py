"""The form of any register: own ground only, versioned, in the order of the model."""

from decimal import Decimal
from functools import cached_property
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from . import changes, dated
from .beginnings import narrowed, said_by
from .fields import PhoneField
from .last import Last, last_figures
from .lookups import label_of, offer
from .registers import Register
from .scope import ScopedModel, naming
from .sections import layout_of

#: More choices than these are looked up, not listed.
LISTED = 50


class RegisterForm(forms.ModelForm):
    """Fields of one row. Every offered row comes from the person's own ground.

    unit: where the person comes from; a new row is offered what belongs to it. query: the address, whose values a new
    row begins with.
    """

    register: Register

    reason = forms.CharField(
        label=_("reason of the change"), max_length=500, required=False, help_text=_("Kept in the row's history.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, user: Any, unit: models.Model | None = None, query: QueryDict | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.unit = None if self.instance.pk else unit
        self.fields["version"].initial = self.instance.version
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                self._narrow(name, field)
            value = self.initial.get(name)
            if isinstance(value, Decimal) and value == value.to_integral_value():
                self.initial[name] = int(value)
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **field.widget.attrs})
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4
            if isinstance(self._model_field(name), PhoneField):
                # A person's number is not kept in the browser beside what else was typed.
                field.widget.attrs["data-private"] = ""
            if field.label:
                field.label = self._label(name, str(field.label))
            if isinstance(field, forms.ModelChoiceField) and len(field.queryset.values("pk")[: LISTED + 1]) > LISTED:
                offer(field, "edit")
        if not self.instance.pk:
            self.initial.update(said_by(self, query) if query else {})
            self._choose_the_only()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = layout_of(self.register, self.fields)

    def _model_field(self, name: str) -> models.Field | None:
        return next((field for field in self._meta.model._meta.fields if field.name == name), None)

    def _label(self, name: str, label: str) -> str:
        label = label[:1].upper() + label[1:]
        unit = self.register.units.get(name)
        return f"{label}（{unit}）" if unit and not label.endswith((")", "）")) else label

    def _narrow(self, name: str, field: forms.ModelChoiceField) -> None:
        model = field.queryset.model
        if not issubclass(model, ScopedModel):
            raise TypeError(f"{name}: only scoped rows can be offered")
        rows = model.objects.on_ground_of(self.user).complex_filter(field.get_limit_choices_to() or {})
        if present := getattr(self.instance, f"{name}_id", None):
            # What the row says already stays a choice, also where it is not the person's to choose anew.
            rows = rows | model.objects.whole_city(because="the row's own present value").filter(pk=present)
        field.queryset = narrowed(rows, self.unit).select_related(*naming(model))
        field.label_from_instance = label_of

    def _choose_the_only(self) -> None:
        """Where there is but one row to choose, it is chosen; of several possible holders of a row, only one's."""
        needed = [(name,) for name, field in self.fields.items() if field.required]
        for names in (*needed, self._meta.model.holders()):
            fields = {name: self.fields[name] for name in names}
            offered = [
                (name, row)
                for name, field in fields.items()
                if isinstance(field, forms.ModelChoiceField)
                for row in field.queryset[:2]
            ]
            if len(offered) == 1 and not any(self.initial.get(name) for name in names):
                name, row = offered[0]
                fields[name].initial = row.pk

    @cached_property
    def last(self) -> dict[str, Last]:
        """The last figures before this row, for what it says as it stands on the page."""
        if not self.register.carry:
            return {}
        row = self.register.model(pk=self.instance.pk)
        for name in self.register.key_names:
            try:
                value = self.fields[name].to_python(self[name].value())
            except forms.ValidationError:
                value = None
            setattr(row, name, value or None)
        return last_figures(self.register, self.user, [row])[0]

    def _get_validation_exclusions(self) -> set[str]:
        """The days of a movable row are on no form, but what may stand once looks at them."""
        exclusions = super()._get_validation_exclusions()
        movable = isinstance(self.instance, dated.MovableModel)
        return exclusions - {field.name for field in dated.MovableModel._meta.fields} if movable else exclusions

    def save_recorded(self, origin: changes.Origin) -> models.Model:
        """Write the row with its line. Raises StaleRow when somebody else saved it since the form was drawn."""
        if self.instance.pk:
            self.instance.version = self.cleaned_data.get("version") or 0
        changes.begin(self.instance, origin)
        self.instance.save()
        return self.instance


def form_for(register: Register) -> type[RegisterForm]:
    """The form class of a register."""
    base = import_string(register.form)
    fields = [field.name for field in register.model._meta.fields if field.editable and not field.primary_key]
    made = forms.modelform_factory(register.model, form=base, fields=fields)
    made.register = register
    return made
