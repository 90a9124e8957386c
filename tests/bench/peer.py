"""The peer: django-import-export as its documentation begins, a ModelResource with the default settings.

It reads and writes the same table, but the rows of communities alone. It keeps no change log, no figures and no
placements, checks no model rule and no territory: what it does is less, and the ratio says so in our disfavour.
"""

import sys
from pathlib import Path

import tablib
from django.db import models
from import_export import fields, resources, results, widgets

from communities.models import Community, Estate, Street


class PlainStreet(Street):
    """Streets without scope, as an ordinary project has them."""

    objects = models.Manager()

    class Meta:
        proxy = True
        app_label = "communities"


class PlainCommunity(Community):
    """Communities without scope and without the change log."""

    objects = models.Manager()

    class Meta:
        proxy = True
        app_label = "communities"

    save = models.Model.save


class PlainEstate(Estate):
    """Estates without scope."""

    objects = models.Manager()

    class Meta:
        proxy = True
        app_label = "communities"


class PeerResource(resources.ModelResource):
    """The columns of the sheet that the table itself has, under the heads of the sheet."""

    name = fields.Field("name", "社区名称")
    code = fields.Field("code", "代码")
    street = fields.Field("street", "街道", widgets.ForeignKeyWidget(PlainStreet, "name"))
    founded_on = fields.Field("founded_on", "成立时间", widgets.DateWidget())
    area_m2 = fields.Field("area_m2", "面积", widgets.DecimalWidget())

    class Meta:
        model = PlainCommunity
        fields = ("name", "code", "street", "founded_on", "area_m2")
        import_id_fields = ("code",)


def read_ledgers(path: Path) -> None:
    """Import the register of thirty columns; a row that is refused would make the peer look fast."""
    from . import wide

    columns = {column.name: column for column in wide.LEDGER.table if column.name not in ("district", "street")}
    ways: dict[str, widgets.Widget] = {"community": widgets.ForeignKeyWidget(Community, "name")}
    ways["community"].get_queryset = lambda *_args, **_kwargs: Community.unscoped.all()
    ways |= dict.fromkeys(wide.COUNTS, widgets.IntegerWidget())
    ways |= dict.fromkeys((*wide.AREAS, *wide.AMOUNTS), widgets.DecimalWidget())
    ways |= dict.fromkeys(wide.DAYS, widgets.DateWidget())
    ways |= dict.fromkeys(("lift", "gas"), widgets.BooleanWidget())
    ways["built_in"] = widgets.IntegerWidget()
    meta = type("Meta", (), {"model": wide.PlainLedger, "import_id_fields": ("community", "name")})
    made = {
        name: fields.Field(name, str(column.head), ways.get(name, widgets.CharWidget(allow_blank=True)))
        for name, column in columns.items()
    }
    resource = type("LedgerResource", (resources.ModelResource,), {**made, "Meta": meta})
    dataset = tablib.Dataset().load(path.read_bytes(), format="xlsx")
    result = resource().import_data(dataset, dry_run=False)
    if result.has_errors():
        sys.exit(f"The peer refused the file: {result.row_errors()[0][1][0].error!r}")


def read(path: Path, *, dry_run: bool) -> results.Result:
    """Import a file as the peer's documentation shows it."""
    if path.suffix == ".csv":
        dataset = tablib.Dataset().load(path.read_text(encoding="utf-8-sig"), format="csv")
    else:
        dataset = tablib.Dataset().load(path.read_bytes(), format="xlsx")
    return PeerResource().import_data(dataset, dry_run=dry_run)


def write(path: Path) -> int:
    """Export every community by the file's ending; returns the number of rows."""
    dataset = PeerResource().export()
    content = dataset.export(path.suffix[1:])
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return len(dataset)
