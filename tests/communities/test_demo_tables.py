"""The demonstration data against the tables that its real facts were taken from."""

import csv
import re
from collections import defaultdict
from pathlib import Path
from unittest import skipUnless

from django.conf import settings

from communities.demo.mergers import BESIDE
from communities.demo.places import PLACES
from communities.models import (
    Adjustment,
    Community,
    CommunityFigures,
    Estate,
    ResidentsCommittee,
    Street,
    StreetFigures,
)
from zhoushan_community.base import dated

from .test_demo import Loaded, at, known

# The tables that the data were taken from, where they lie beside the project.
TABLES = Path(settings.BASE_DIR).parent / "shared" / "data"

# A page's households and population may be those registered.
FIELDS = {"households": ("registered_households",), "population": ("registered_population",), "buildings": ()}


def bare(title: str) -> str:
    """An honour's title without its year and quotation marks."""
    return re.sub(r'^\d{4} |["“”]', "", title)


@skipUnless(TABLES.is_dir(), "the tables of the sources are not beside the project")
class AgainstTheTables(Loaded):
    """Every real fact, against the tables that it was taken from."""

    @staticmethod
    def table(name: str) -> list[dict[str, str]]:
        with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def test_units(self) -> None:
        for row in self.table("units"):
            name, parent, code, kind = row["name"], row["parent_name"], row["code"], row["kind"]
            if kind == "community":
                assert Community.unscoped.get(name=name, street__name=parent).code == code, name
            elif kind in ("street", "town", "township"):
                found = Street.unscoped.get(name=name, district__name=parent)
                assert (found.kind, found.code) == (kind, code[:9]), name
                assert found.holds_on(dated.today()) == (row["status"] == "current"), name
            elif kind == "residents_committee":
                named = ResidentsCommittee.unscoped.filter(name=name)
                # Two moved from one street to another; they stand under the later one.
                assert named.filter(street__name__in=[parent, "城东街道"]).exists(), name
        assert Community.unscoped.count() == len(PLACES) == 108

    def test_figures_of_communities(self) -> None:
        for row in self.table("communities"):
            community = at(row["street"], row["name"])
            figures = list(community.figures(manager="unscoped").all())
            for field, others in FIELDS.items():
                real = {known(found, name) for found in figures for name in (field, *others)}
                assert not row[field] or int(row[field]) in real, (row["name"], field)
            if row["reference_year"]:
                assert {found.counted_on.year for found in figures} == {int(row["reference_year"])}

    def test_other_facts_of_communities(self) -> None:
        for row in self.table("communities"):
            community = at(row["street"], row["name"])
            if row["area_m2"] and int(row["area_m2"]) != community.area_m2:
                assert f"{int(row['area_m2']) / 1e6:g}平方公里" in community.source_note
            # Two codes belong to the villages that came after.
            if row["nbs_code"] and "now" not in row["notes"]:
                assert community.code == row["nbs_code"]
            if row["founded"]:
                assert str(community.founded_on.year) in row["founded"]
            titles = {bare(honour.title) for honour in community.honours(manager="unscoped").all()}
            assert {bare(title) for title in row["honours"].split(";") if title} <= titles

    def test_no_figure_that_no_table_has(self) -> None:
        # These stand in the tables' own description.
        told = defaultdict(str, {"菜圃社区": " 1632 5018 1465 3569 "})
        for row in self.table("communities"):
            told[row["name"]] = f"{told[row['name']]} {' '.join(row.values())} "
        for row in CommunityFigures.unscoped.select_related("community"):
            for field in ("households", "population", "buildings", "floating_population", "elderly", "low_income"):
                figure = known(row, field)
                assert figure is None or re.search(rf"(?<!\d){figure}(?!\d)", told[row.community.name]), (row, field)

    def test_counts_of_streets(self) -> None:
        for row in self.table("streets_census"):
            if row["unit_kind"] not in ("street", "town", "township"):
                continue
            found = StreetFigures.unscoped.filter(
                street__name=row["unit"],
                population=row["population"],
                households=row["households"] or None,
                source_note__contains=row["source_url"],
            ).get()
            if row["year"]:
                assert (found.counted_on.year, found.generated) == (int(row["year"]), []), row["unit"]
            else:
                assert found.generated == ["counted_on"], row["unit"]

    def test_mergers(self) -> None:
        rows = self.table("mergers")
        real = [row for row in Adjustment.unscoped.all() if "title" not in row.generated]
        assert len(rows) == 40
        # What the pages tell beside the mergers stands in the tables' notes.
        assert len(real) == len(rows) + len(BESIDE)
        for row in rows:
            matching = [
                adjustment
                for adjustment in real
                if row["source_url"] in adjustment.source_note
                and adjustment.effective_on.isoformat().startswith(row["date"])
                and (len(row["date"]) == 4) == (adjustment.generated == ["effective_on"])
            ]
            assert matching, row
            assert any(self._tells(adjustment, row) for adjustment in matching), row

    @staticmethod
    def _tells(adjustment: Adjustment, row: dict[str, str]) -> bool:
        """Whether the adjustment's shares lead from each old unit that has a row to the new one, parts as parts; of
        units without a row, villages and zones, its words tell."""
        shares = list(adjustment.shares(manager="unscoped").all())
        words = f"{adjustment.title}{adjustment.note}"
        led = {str(share.source): share for share in shares}
        targets = {str(share.target) for share in shares}
        for old in filter(None, row["old_units"].split(";")):
            name, _bracket, part = old.replace("（", "(").rstrip(")").partition("(")
            if name in led:
                if part and (led[name].extent, led[name].part_name) != ("part", part):
                    return False
            elif name != row["new_unit"] and name.removesuffix("居委会") not in words:
                return False
        for new in row["new_unit"].split(";"):
            name = new.partition("(")[0]
            known = name in targets or name in words
            if not known and name not in ("", "东港街道"):
                return False
        return not shares or len(targets) == max(1, row["new_unit"].count(";") + 1) or row["new_unit"] == "(moved)"

    def test_every_unit_of_the_tables_that_ended_says_where_it_went(self) -> None:
        """Of the towns and committees that are no more, those without a share are the ones whose end no page tells."""
        ended = [
            row for row in Street.unscoped.exclude(valid_to=None) if not row.shares_out(manager="unscoped").exists()
        ]
        assert {row.name for row in ended} == {"长峙乡", "盘峙乡", "大猫乡", "长白乡", "册子乡", "北蝉乡"}
        ended = [
            row
            for row in ResidentsCommittee.unscoped.exclude(valid_to=None)
            if not row.shares_out(manager="unscoped").exists()
        ]
        assert {row.name for row in ended} == {"昌国居委会", "北宝居委会", "邑庙居委会", "鳌山居委会"}

    def test_estates(self) -> None:
        for row in self.table("housing"):
            estate = Estate.unscoped.get(
                name=row["complex"],
                community__street__name=row["street"],
                **({"community__name": row["community"]} if row["community"] else {}),
            )
            assert estate.households == (int(row["dwellings"]) if row["dwellings"] else None)
            assert ("community" in estate.generated) == (not row["community"])
