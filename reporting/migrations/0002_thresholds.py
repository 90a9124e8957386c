"""The thresholds of the directive and of the law, each with its source. Later ones are entered in the back office."""

import datetime

from django.db import migrations

DIRECTIVE = "中共舟山市委办公室、舟山市人民政府办公室 2002-06-24"
IN_FORCE = datetime.date(2002, 6, 24)

THRESHOLDS = [
    # standard, basis, low, high, due on, valid from, valid to, source
    ("T4", "directive-2002", "0.45", None, datetime.date(2002, 6, 30), IN_FORCE, None, f"{DIRECTIVE} 一"),
    ("T5", "directive-2002", "0.50", None, datetime.date(2003, 12, 31), IN_FORCE, None, f"{DIRECTIVE} 一"),
    ("T7", "directive-2002", "0.60", None, None, IN_FORCE, None, f"{DIRECTIVE} 二(四)"),
    ("N01", "directive-2002", "2500", "5000", None, IN_FORCE, None, f"{DIRECTIVE} 二(一)"),
    (
        "N01", "law-1989", "100", "700", None, datetime.date(1990, 1, 1), datetime.date(2026, 1, 1),
        "城市居民委员会组织法(1989)第六条",
    ),
    (
        "N01", "law-2026", "1000", "3000", None, datetime.date(2026, 1, 1), None,
        "城市居民委员会组织法(2025-10-28 修订)第三条",
    ),
]


def enter(apps, schema_editor):
    Threshold = apps.get_model("reporting", "Threshold")
    Threshold.objects.bulk_create(
        Threshold(
            standard=standard,
            basis=basis,
            low=low,
            high=high,
            due_on=due_on,
            valid_from=valid_from,
            valid_to=valid_to,
            source_document=source,
        )
        for standard, basis, low, high, due_on, valid_from, valid_to, source in THRESHOLDS
    )


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial")]
    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
