"""A register of thirty columns, as wide as the widest sheets that offices send: only for the benchmark.

Its table is made in the benchmark's own database and goes with it.
"""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlsxwriter
from django.db import connection, models

from communities.models import Community
from zhoushan_community.base import dated
from zhoushan_community.base.constraints import in_order, once
from zhoushan_community.base.fields import (
    YearField,
    amount_field,
    area_field,
    choice_field,
    count_field,
    day_field,
    parent_field,
    yes_no_field,
)
from zhoushan_community.base.registers import Register, register
from zhoushan_community.base.scope import ScopedModel

COUNTS = ("households", "population", "buildings", "elderly", "disabled", "preferential", "low_income", "volunteers")
COUNTS += ("lamps", "cameras", "benches")
AREAS = ("office_m2", "activity_m2", "green_m2")
AMOUNTS = ("budgeted", "spent")
DAYS = ("approved_on", "completed_on", "closed_on")


class Ledger(ScopedModel):
    """A block of houses with everything that a ledger may ask of it."""

    class Kind(models.TextChoices):
        OLD = "old", "老旧小区"
        NEW = "new", "商品房小区"
        VILLAGE = "village", "自建房"

    dated_fields = ("completed_on", "closed_on")

    community = parent_field(Community, "社区", related_name="+")
    name = models.CharField("名称", max_length=50)
    kind = choice_field("类别", Kind)
    address = models.CharField("地址", max_length=100, blank=True)
    keeper = models.CharField("物业公司", max_length=50, blank=True)
    note = models.CharField("备注说明", max_length=100, blank=True)
    built_in = YearField("建成年份", null=True, blank=True)
    approved_on = day_field("批准日期")
    completed_on = day_field("竣工日期")
    closed_on = day_field("拆除日期")
    lift = yes_no_field("有无电梯")
    gas = yes_no_field("有无管道煤气")
    for _number, _name in enumerate(COUNTS):
        vars()[_name] = count_field(f"数量{_number}")
    for _number, _name in enumerate(AREAS):
        vars()[_name] = area_field(f"面积{_number}")
    for _number, _name in enumerate(AMOUNTS):
        vars()[_name] = amount_field(f"金额{_number}")

    class Meta:
        app_label = "communities"
        verbose_name = "台账"
        verbose_name_plural = "台账"
        ordering = ("community__street__district__code", "community__street__code", "community__name", "name")
        constraints = [
            once(("community", "name"), "ledger_name", "同一社区内名称重复。"),
            in_order("completed_on", "closed_on", name="ledger_dates", words="拆除日期应晚于竣工日期。"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        dated.refuse_outside(self, "community")


class PlainLedger(Ledger):
    """The same table without scope, log and search key, for the peer."""

    objects = models.Manager()

    class Meta:
        proxy = True
        app_label = "communities"

    save = models.Model.save


LEDGER = register(
    Register(
        model=Ledger,
        sheet_key=("district", "street", "community", "name"),
        totals=("households", "population"),
        heads={"name": ("名称",)},
    )
)


def make_table() -> None:
    """The register's table, in the benchmark's database."""
    with connection.schema_editor() as editor:
        editor.create_model(Ledger)


def rows(communities: list[Community], count: int) -> Iterator[list[Any]]:
    """Values of so many blocks in the order of the register's columns, with blanks where offices leave some."""
    first = datetime.date(1990, 1, 1)
    for n in range(count):
        community = communities[n % len(communities)]
        told = {
            "district": community.street.district.name,
            "street": community.street.name,
            "community": community.name,
            "name": f"{n // len(communities) + 1}号苑{n * 31 % 977:03d}",
            "kind": Ledger.Kind.labels[n % 3],
            "address": f"人民北路{n * 17 % 4999}弄{n % 97}号",
            "keeper": f"第{n % 61}物业公司",
            "note": None if n % 3 else f"{2002 - n % 9}年登记",
            "built_in": 1960 + n % 42,
            "approved_on": first + datetime.timedelta(days=n % 3000),
            "completed_on": first + datetime.timedelta(days=n % 3000 + 400),
            "closed_on": None,
            "lift": "有" if n % 5 == 0 else "无",
            "gas": "有" if n % 2 else "无",
        }
        told |= {name: 1 + n * (7 + 2 * place) % (900 + 400 * place) for place, name in enumerate(COUNTS)}
        told |= {name: (n * (37 + place) % 900_000) / 100 for place, name in enumerate(AREAS)}
        told |= {name: (n * (91 + place) % 9_000_000) / 100 for place, name in enumerate(AMOUNTS)}
        yield [told[column.name] for column in LEDGER.table]


def write_sheet(communities: list[Community], count: int, path: Path) -> None:
    """The rows as an .xlsx, as a spreadsheet program writes it."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd", "constant_memory": False}) as book:
        sheet = book.add_worksheet("台账")
        sheet.write_row(0, 0, [str(column.head) for column in LEDGER.table])
        for number, row in enumerate(rows(communities, count), start=1):
            sheet.write_row(number, 0, row)
