"""django-import-export's row engine with every default that is unsafe here turned round, once.

Its resource takes typed values into an instance, validates the model and tells new, changed and unchanged rows apart.
It never queries row by row and never writes: rows to be written are collected for `changes`, set-based and recorded.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from import_export import fields, resources, widgets

from ..changes import state_of
from ..constraints import faults_of


class TypedWidget(widgets.Widget):
    """The cell parser has typed the value already."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return value


class SheetField(fields.Field):
    """A column that leaves the instance alone where the sheet's row has no such value."""

    def save(self, instance: Any, row: dict[str, Any], is_m2m: bool = False, **kwargs: Any) -> None:
        if self.column_name in row:
            super().save(instance, row, is_m2m, **kwargs)


class SheetResource(resources.ModelResource):
    """One sheet's rows becoming instances. `existing` are the rows of the actor's ground by key."""

    def __init__(self, existing: dict[tuple, models.Model], key_of: Any) -> None:
        super().__init__()
        self.existing = existing
        self.key_of = key_of
        self.created: list[models.Model] = []
        self.updated: list[models.Model] = []
        self.before: dict[str, Any] = {}
        #: The record of the row that comes next, where its key is not to say it; an unsaved one is a new record.
        self.meant: models.Model | None = None

    def get_or_init_instance(self, instance_loader: Any, row: dict[str, Any]) -> tuple[models.Model, bool]:
        """The known row of this key, or a new one."""
        found = self.existing.get(self.key_of(row)) if self.meant is None else self.meant
        if found is None or found._state.adding:
            self.before = {}
            return (found or self._meta.model(), True)
        self.before = state_of(found)
        return found, False

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        """Whether the row leaves everything as it is."""
        return bool(self.before) and not import_validation_errors and self.before == state_of(instance)

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """The model's own rules. Uniqueness is judged for the whole sheet at once, not by a query for each row."""
        # The last field that the sheet gives is the one that a clerk looks at.
        if errors := faults_of(instance, known=import_validation_errors or {}, shown=self.fields):
            raise ValidationError(errors)

    def save_instance(self, instance: Any, is_created: bool, row: Any, **kwargs: Any) -> None:
        """Collected, not written."""
        (self.created if is_created else self.updated).append(instance)

    def save_m2m(self, *args: Any, **kwargs: Any) -> None:
        """No register has such fields."""


def resource_for(model: type[models.Model], names: list[str]) -> type[SheetResource]:
    """The resource of a register with the named model fields."""
    meta = type(
        "Meta",
        (),
        {
            "model": model,
            "fields": names,
            "skip_diff": True,
            "skip_unchanged": True,
            "report_skipped": True,
            "store_instance": True,
            "clean_model_instances": True,
        },
    )
    declared = {name: SheetField(attribute=name, column_name=name, widget=TypedWidget()) for name in names}
    return type(f"{model.__name__}Resource", (SheetResource,), {**declared, "Meta": meta})
