"""The synthetic country: whole, lawful, made up throughout, and the same whenever it is made."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction

from communities.models import Community, District
from reporting import nation
from reporting.board import Board
from reporting.judging import Judging
from zhoushan_community.base import changes, dated
from zhoushan_community.base.models import Change
from zhoushan_community.base.scope import ScopedModel

pytestmark = pytest.mark.django_db
SCHEMA = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    UNION ALL SELECT tablename::text, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2, 3
"""


def filled() -> dict[str, list[tuple]]:
    """All rows of every scoped model that has any."""
    found = {}
    for model in apps.get_models():
        if issubclass(model, ScopedModel):
            rows = list(model._base_manager.order_by("pk").values_list())
            if rows:
                found[model._meta.label_lower] = rows
    return found


def test_the_command_fills_an_empty_database_and_refuses_another(capsys: pytest.CaptureFixture) -> None:
    call_command("make_nation", "--communities", "50", "--seed", "3")
    assert "communities.community 50" in capsys.readouterr().out
    assert Community.unscoped.count() == 50
    assert District.unscoped.count() == 2
    with pytest.raises(CommandError) as refused:
        call_command("make_nation", "--communities", "1")
    assert refused.value.returncode == 1
    assert Community.unscoped.count() == 50


def test_every_row_is_made_up_and_lawful() -> None:
    nation.make(45, 1)
    by_hand = Change.objects.values_list("model", "row_id")
    rows = 0
    for model in apps.get_models():
        if issubclass(model, ScopedModel):
            for row in model._base_manager.all():
                rows += 1
                assert row.generated, row
                if (model._meta.label_lower, row.pk) not in by_hand:
                    before = row.search_key
                    row.derive()
                    assert row.search_key == before
                    row.full_clean()
    assert rows > 45 * 50


def test_the_same_seed_gives_the_same_country() -> None:
    found = []
    for seed in (7, 7, 8):
        with transaction.atomic():
            nation.make(30, seed)
            found.append(filled())
            transaction.set_rollback(True)
    untold = "organizations.coordinationbody"
    first, again, other = ({label: rows for label, rows in each.items() if label != untold} for each in found)
    assert first == again
    assert first["communities.community"] != other["communities.community"]


def test_the_log_accounts_for_it() -> None:
    nation.make(20, 1)
    assert changes.verify() == []
    assert Change.objects.filter(reason__startswith="make_nation --communities 20 --seed 1").count() == 1


def test_keys_go_on_after_it() -> None:
    nation.make(10, 1)
    row = Community.unscoped.first()
    row.pk, row.code, row.name = None, "", "新社区"
    models.Model.save(row)
    assert row.pk == 11


def test_every_state_that_a_standard_knows_is_there() -> None:
    nation.make(1000, 1)
    counts = Board(dated.today(), everything=True).counts(Board.city)
    for code in (standard.code for standard in Judging(dated.today()).standards):
        assert counts[code].met and counts[code].unmet, code
    # Honours are the list of awards themselves, and old committees, rooms and shares are told of throughout.
    assert sum(tally.missing > 0 for tally in counts.values()) > 25
    assert sum(tally.not_applicable > 0 for tally in counts.values()) == 2
    assert sum(tally.exempt > 0 for tally in counts.values()) > 5


@pytest.mark.postgres
def test_the_schema_is_left_as_it_was() -> None:
    def schema() -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(SCHEMA)
            return cursor.fetchall()

    before = schema()
    nation.make(10, 1)
    assert schema() == before
