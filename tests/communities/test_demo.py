"""The demonstration data: real facts unaltered and sourced, made-up values marked, boards with something to show."""

import datetime
import io
import re
import stat
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import Sum
from django.test import TestCase, override_settings

from communities.demo.sources import SOURCES
from communities.models import (
    Community,
    CommunityFigures,
    CommunityPlacement,
    Estate,
    Honour,
    Street,
    StreetFigures,
)
from zhoushan_community.base import changes, dated
from zhoushan_community.base.models import Duty, User
from zhoushan_community.base.registers import find
from zhoushan_community.base.scope import ScopedModel

FLOORS = ("communities", "organizations", "services", "security")
DUTIES = "zhoushan_community.base.accounts.DutyBackend"

# street then, community, field, figure: restated by hand from the pages.
REAL_FIGURES = (
    ("沈家门街道", "中洲社区", "population", 4815),
    ("城东街道", "东园社区", "households", 1884),
    ("昌国街道", "开源社区", "buildings", 105),
    ("城东街道", "畚金社区", "population", 6364),
    ("解放街道", "西园社区", "households", 3321),
    ("解放街道", "金寿社区", "population", 9568),
    ("六横镇", "五星社区", "households", 2642),
    ("普陀山镇", "龙沙社区", "registered_population", 2506),
    ("菜园镇", "菜圃社区", "households", 1632),
    ("菜园镇", "菜圃社区", "population", 3569),
)


def models() -> Iterator[type[ScopedModel]]:
    """Every register's model."""
    return (model for floor in FLOORS for model in apps.get_app_config(floor).get_models())


def date(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def street_on(community: Community, day: str) -> str:
    """Where the community stood on the day."""
    return CommunityPlacement.unscoped.get(dated.on(date(day)), community=community).street.name


def at(street: str, name: str) -> Community:
    """The community of that name that stands or once stood in the street."""
    return Community.unscoped.filter(placements__street__name=street, name=name).distinct().get()


def known(figures: CommunityFigures, field: str) -> int | None:
    """The figure, if it is real."""
    return None if field in figures.generated else getattr(figures, field)


def rate(day: str, holder: str, places: dict[int, str]) -> dict[str, tuple[int, int]]:
    """Holders and all, by district, of civilized communities or safe estates; places: community -> district."""
    on = date(day)
    held = set(
        Honour.unscoped.filter(
            dated.on(on, fields=Honour.dated_fields),
            awarded_on__isnull=False,
            level="municipal",
            kind="civilized" if holder == "community" else "safe",
        ).values_list(holder, flat=True)
    )
    units = [(key, key) for key in places]
    if holder == "estate":
        units = list(Estate.unscoped.filter(dated.on(on, fields=Estate.dated_fields)).values_list("pk", "community"))
    everyone = Counter(places[community] for _unit, community in units if community in places)
    holding = Counter(places[community] for unit, community in units if community in places and unit in held)
    return {district: (holding[district], count) for district, count in everyone.items()}


def districts_on(day: str) -> dict[int, str]:
    """The communities that existed on the day, and the districts in which they stood."""
    on = date(day)
    rows = CommunityPlacement.unscoped.filter(
        dated.on(on), dated.on(on, "community__", Community.dated_fields)
    ).values_list("community", "street__district__name")
    return dict(rows)


class Loaded(TestCase):
    """Everything is loaded once for a class."""

    folder: tempfile.TemporaryDirectory

    @classmethod
    def setUpTestData(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        cls.enterClassContext(
            override_settings(DATA_DIR=Path(cls.folder.name), DEMO_PASSWORD="", PASSWORD_HASHERS=hashers)
        )
        cls.output = io.StringIO()
        call_command("load_demo", stdout=cls.output)


class DemoTest(Loaded):
    """What holds without looking at the sources."""

    def test_one_line_is_printed(self) -> None:
        assert len(self.output.getvalue().splitlines()) == 1

    def test_there_are_36_streets_and_towns_today(self) -> None:
        today = Street.unscoped.filter(dated.on(dated.today()))
        assert today.count() == 36
        assert all(re.fullmatch(r"3309\d{5}", street.code) for street in today)

    def test_the_census_of_2000_adds_up(self) -> None:
        census = StreetFigures.unscoped.filter(basis="五普", street__district__name="定海区")
        assert census.count() == 25
        assert census.aggregate(total=Sum("population"))["total"] == 369_448
        assert {row.counted_on for row in census} == {date("2000-11-01")}
        assert all(row.street.holds_on(row.counted_on) for row in census)

    def test_two_communities_share_a_name(self) -> None:
        found = Community.unscoped.filter(name="海山社区").values_list("street__name", flat=True)
        assert sorted(found) == ["岱西镇", "环南街道"]

    def test_a_street_ends_and_its_communities_move(self) -> None:
        moved = {"南珍": "环南街道", "西园": "环南街道", "翁山": "昌国街道", "西管庙": "昌国街道"}
        for base, after in moved.items():
            community = at("解放街道", f"{base}社区")
            assert street_on(community, "2013-08-28") == "解放街道"
            assert street_on(community, "2013-08-29") == after == community.street.name
        assert CommunityPlacement.unscoped.filter(street__name="解放街道").count() == 10

    def test_every_community_stands_somewhere_while_it_exists(self) -> None:
        for day in ("2002-06-30", "2003-12-31", "2013-08-28", "2013-08-29", dated.today().isoformat()):
            existing = Community.unscoped.filter(dated.on(date(day), fields=Community.dated_fields))
            assert set(districts_on(day)) == set(existing.values_list("pk", flat=True))
        assert not [row for row in CommunityPlacement.unscoped.select_related("street") if not self._stood(row)]

    @staticmethod
    def _stood(placement: CommunityPlacement) -> bool:
        """Whether the street stood all the while."""
        street = placement.street
        first, last = placement.valid_from, placement.valid_to
        begun = street.valid_from is None or street.valid_from <= first
        return begun and (street.valid_to is None or (last is not None and last <= street.valid_to))

    def test_an_average_near_that_of_the_gazetteer(self) -> None:
        rows = [row for row in CommunityFigures.unscoped.all() if "households" in row.generated]
        mean = sum(row.households for row in rows) / len(rows)
        assert mean == pytest.approx(2069, rel=0.05)
        bands = Counter("above" if r.households > 5000 else "in" if r.households >= 2500 else "below" for r in rows)
        assert bands["above"] == 2
        assert bands["in"] == pytest.approx(len(rows) / 4, abs=1)

    def test_real_figures_are_unaltered_and_unmarked(self) -> None:
        for street, name, field, figure in REAL_FIGURES:
            assert figure in {known(row, field) for row in at(street, name).figures(manager="unscoped").all()}, name

    def test_every_row_has_a_source_or_is_marked(self) -> None:
        addresses = [text for source in SOURCES.values() for text in source if text]
        for model in models():
            for row in model.unscoped.all():
                assert row.generated or any(text in row.source_note for text in addresses), repr(row)
                assert len(row.source_note) <= 600

    def test_marks_name_filled_fields(self) -> None:
        for model in models():
            fields = {field.name for field in model._meta.concrete_fields}
            for row in model.unscoped.all():
                assert set(row.generated) <= fields, row.generated
                assert all(getattr(row, name) not in (None, "") for name in row.generated), repr(row)

    def test_made_up_estates_and_honours_are_marked_whole(self) -> None:
        for estate in Estate.unscoped.filter(name__startswith="演示小区"):
            assert {"name", "community", "households", "completed_on"} <= set(estate.generated)
        for honour in Honour.unscoped.filter(document_no__startswith="演示"):
            assert {"kind", "level", "title", "document_no"} <= set(honour.generated)
            assert ("awarded_on" in honour.generated) == bool(honour.awarded_on)
        # A real honour whose day no page tells stays without one.
        assert Honour.unscoped.filter(document_no="", kind="civilized", level="municipal", awarded_on=None).count() == 3

    def test_every_row_is_valid(self) -> None:
        for model in models():
            rows = list(model.unscoped.all())
            # Of the registers with thousands of alike rows every seventh speaks for the others.
            for row in rows if len(rows) < 500 else rows[::7]:
                row.full_clean()

    def test_no_register_is_empty(self) -> None:
        assert [model for model in models() if not model.unscoped.exists()] == []

    def test_a_row_that_is_made_up_as_a_whole_is_marked_once(self) -> None:
        self.client.force_login(User.objects.get(username="bureau"), DUTIES)
        page = self.client.get(find("organizations.staffmember").url(), {"unit": "", "size": 20})
        assert page.content.decode().count('class="made-up"') == 20
        mixed = self.client.get(find("communities.community").url(), {"size": 20}).content.decode()
        assert mixed.count('class="made-up"') > 20

    def test_the_loader_leaves_a_whole_change_log(self) -> None:
        assert changes.verify() == []

    def test_civilized_communities_lie_around_the_targets(self) -> None:
        june = rate("2002-06-30", "community", districts_on("2002-06-30"))
        assert june == {"定海区": (16, 34), "普陀区": (4, 10), "岱山县": (2, 8), "嵊泗县": (1, 3)}
        december = rate("2003-12-31", "community", districts_on("2003-12-31"))
        assert december == {"定海区": (18, 34), "普陀区": (5, 11), "岱山县": (3, 12), "嵊泗县": (1, 4)}

    def test_safe_estates_lie_around_the_target(self) -> None:
        june = rate("2002-06-30", "estate", districts_on("2002-06-30"))
        assert june == {"定海区": (19, 31), "普陀区": (7, 12), "岱山县": (2, 5), "嵊泗县": (1, 5)}

    def test_some_communities_have_no_figures_in_2002(self) -> None:
        there = districts_on("2002-06-30")
        counted = CommunityFigures.unscoped.filter(counted_on__lte=date("2002-06-30")).values("community")
        assert 3 <= len(there) - Community.unscoped.filter(pk__in=counted).count() <= 8

    def test_each_account_has_its_duties(self) -> None:
        held: dict[str, set] = {user.username: set() for user in User.objects.all()}
        for duty in Duty.objects.all():
            held[duty.user.username].add((str(duty.unit or ""), duty.role))
        assert held == {
            "clerk-huannan": {("环南街道", "enters")},
            "clerk-changguo": {("昌国街道", "enters")},
            "officer-dinghai": {("定海区", "enters"), ("定海区", "reviews")},
            "officer-putuo": {("普陀区", "enters"), ("普陀区", "reviews")},
            "admin-dinghai": {("定海区", "administers")},
            "construction": {("", "reviews")},
            "committee": {("", "reads")},
            "bureau": {("", "administers")},
            "auditor": {("", "audits")},
            "nobody": set(),
        }

    def test_the_passwords_are_written_down_and_work(self) -> None:
        path = Path(self.folder.name) / "accounts.txt"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        lines = [line.split(" ", 2) for line in path.read_text(encoding="utf-8").splitlines()]
        assert len(lines) == User.objects.count() == len({password for _user, password, _name in lines})
        for username, password, name in lines:
            user = User.objects.get(username=username)
            assert user.check_password(password)
            assert (user.name, user.must_change_password) == (name, False)

    def test_a_database_with_data_is_refused(self) -> None:
        before = Community.unscoped.count()
        with pytest.raises(CommandError) as caught:
            call_command("load_demo", stdout=io.StringIO())
        assert caught.value.returncode == 1
        assert Community.unscoped.count() == before
