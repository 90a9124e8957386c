"""The benchmarked city: communities by the thousand, with what belongs to them, and the sheets that offices send."""

import csv
import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from django.db import connection

from communities.models import Community, CommunityFigures, Estate, Honour
from tests.people import City
from zhoushan_community.base import changes
from zhoushan_community.base.changes import Origin, Source

FOUNDED = datetime.date(2002, 6, 1)
COUNTED = datetime.date(2002, 6, 20)
HEADS = ("区县", "街道", "社区名称", "代码", "成立时间", "面积", "户数", "人口", "幢数")


def rows(city: City, count: int) -> list[tuple[Any, ...]]:
    """Values of `count` communities in the order of HEADS, spread evenly over the streets of the city."""
    streets = (city.huannan, city.changguo, city.shenjiamen, city.gaoting)
    found = []
    for n in range(count):
        street = streets[n % len(streets)]
        households = 1800 + n * 37 % 4200
        found.append(
            (
                street.district.name,
                street.name,
                f"第{n:05d}社区",
                f"{street.district.code}{900000 - n:06d}",
                FOUNDED + datetime.timedelta(days=n % 29),
                120_000 + n * 131 % 900_000,
                households,
                households * 27 // 10,
                20 + n % 60,
            )
        )
    return found


def write_files(city: City, count: int, directory: Path) -> dict[str, Path]:
    """The same rows as .csv and as .xlsx, by ending."""
    paths = {ending: directory / f"communities.{ending}" for ending in ("csv", "xlsx")}
    content = rows(city, count)
    with paths["csv"].open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADS)
        writer.writerows(content)
    with xlsxwriter.Workbook(paths["xlsx"], {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("社区")
        for number, row in enumerate((HEADS, *content)):
            sheet.write_row(number, 0, row)
    return paths


def grow(city: City, size: int) -> None:
    """Adds the first `size` communities of rows(), where missing, all recorded: figures, estates, honours of some."""
    have = Community.unscoped.filter(name__startswith="第").count()
    streets = {street.name: street for street in (city.huannan, city.changguo, city.shenjiamen, city.gaoting)}
    origin = Origin(city.administrator, Source.COMMAND, "benchmark")
    values = rows(city, size)[have:]
    communities = [
        Community(street=streets[street], name=name, code=code, founded_on=day, area_m2=area)
        for _district, street, name, code, day, area, *_figures in values
    ]
    changes.create_all(communities, origin)
    pairs = list(zip(communities, values, strict=True))
    changes.create_all(
        [
            CommunityFigures(
                community=row, counted_on=COUNTED, households=told[6], population=told[7], buildings=told[8]
            )
            for row, told in pairs
        ],
        origin,
    )
    estates = [Estate(community=row, name=f"{n}号小区", completed_on=FOUNDED) for row in communities for n in (1, 2)]
    changes.create_all(estates, origin)
    civilized = [Honour(community=row, kind="civilized", awarded_on=COUNTED) for row in communities[::2]]
    safe = [Honour(estate=row, kind="safe", awarded_on=COUNTED) for row in estates[::3]]
    changes.create_all([*civilized, *safe], origin)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def fill_estates(city: City, size: int) -> str:
    """Adds estates to the communities in turn until there are `size`; returns a name that only one of them bears."""
    communities = list(Community.unscoped.order_by("pk"))
    origin = Origin(city.administrator, Source.COMMAND, "benchmark")
    for start in range(Estate.unscoped.count(), size, 10_000):
        changes.create_all(
            [
                Estate(
                    community=communities[n % len(communities)],
                    name=f"{n // len(communities)}号苑{n * 31 % 977:03d}",
                    households=100 + n % 900,
                    approved_on=FOUNDED,
                    completed_on=FOUNDED,
                    contiguous_development=(None, True, False)[n % 3],
                )
                for n in range(start, min(start + 10_000, size))
            ],
            origin,
        )
    one = Estate.unscoped.order_by("pk")[size // 2]
    one.name = "独名花园"
    changes.update_all([one], origin)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE communities_estate")
    return one.name
