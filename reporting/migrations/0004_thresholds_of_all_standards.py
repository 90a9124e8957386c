"""The thresholds and definitions of the whole directive, and of the law beside it; marked where the paper leaves the
number open."""

import datetime

from django.db import migrations

DIRECTIVE = "中共舟山市委办公室、舟山市人民政府办公室 2002-06-24"
IN_FORCE = datetime.date(2002, 6, 24)
FIRST_DUE, SECOND_DUE = datetime.date(2002, 6, 30), datetime.date(2003, 12, 31)

# standard, low, high, clause, due on, whether the number is a reading
DIRECTIVES = [
    ("T1", "0.95", None, "一", FIRST_DUE, True),
    ("T2", "1", None, "一", FIRST_DUE, True),
    ("T3", "1", None, "一", FIRST_DUE, True),
    ("T6", "0.90", None, "一", SECOND_DUE, False),
    ("N02", "4", None, "二(一)", None, False),
    ("N03", "0", None, "二(一)", None, False),
    ("N04", "1", None, "二(一)", None, False),
    ("N05", "100", None, "二(一)", None, False),
    ("N05H", "1500", None, "二(一)", None, False),
    ("N06", "2", None, "二(一)", None, False),
    ("N07", "1", None, "二(一)", None, False),
    ("N08", "1", None, "二(二)", None, False),
    ("N09", "2", None, "二(二)", None, False),
    ("N10", "3", None, "二(二)", None, False),
    ("N11", "3", None, "二(二)", None, False),
    ("N11Y", "3", None, "二(二)", None, False),
    ("N12", "3", None, "二(二)", None, False),
    ("N13", "500", "700", "二(二)", None, False),
    ("N14", "5", "7", "二(二)", None, False),
    ("A01", "1", None, "二(二)", None, True),
    ("N15", "1", None, "二(二)", None, False),
    ("A02", "0.5", None, "二(二)", None, True),
    ("A02Y", "45", None, "二(二)", None, True),
    ("N16", "2", None, "二(二)", None, False),
    ("N17", "0", None, "二(二)", None, False),
    ("N18", "300", None, "二(三)", None, False),
    ("N19", "30", None, "二(三)", None, False),
    ("N20", "50", None, "二(三)", None, False),
    ("N21", "0.01", None, "二(三)", None, False),
    ("A03", "1", None, "二(三)", None, False),
    ("N22", "1", None, "二(三)", None, False),
    ("N23", "20000", "25000", "二(三)", None, False),
    ("A04", "1", None, "二(三)", None, False),
    ("N24", "1", None, "二(四)", None, False),
    ("N25", "1", "2", "二(四)", None, False),
    ("N26", "1", None, "二(四)", None, False),
    ("N27", "2", None, "二(四)", None, False),
    ("N28", "3", None, "二(四)", None, False),
]
LAWS = [
    # standard, basis, low, high, valid from, valid to, source
    ("N11", "law-1989", "1", None, datetime.date(1990, 1, 1), datetime.date(2018, 12, 29),
     "城市居民委员会组织法(1989)第八条"),
    ("N11Y", "law-1989", "3", None, datetime.date(1990, 1, 1), datetime.date(2018, 12, 29),
     "城市居民委员会组织法(1989)第八条"),
    ("N11", "law-2018", "1", None, datetime.date(2018, 12, 29), None, "全国人大常委会 2018-12-29 决定"),
    ("N11Y", "law-2018", "5", None, datetime.date(2018, 12, 29), None, "全国人大常委会 2018-12-29 决定"),
    ("N14", "law-1989", "5", "9", datetime.date(1990, 1, 1), None, "城市居民委员会组织法(1989)第七条"),
]  # fmt: skip
SIDES = [
    ("T2", "", ("N08", "N11")),
    ("T3", "", ("N16",)),
    ("T6", "安全", ("N24", "N25", "N27", "N28")),
    ("T6", "舒适", ("N02", "N19", "N20", "N22")),
    ("T6", "文明", ("N21", "T6H")),
    ("T6", "和谐", ("N11", "N13", "N14", "N16")),
]


def enter(apps, schema_editor):
    Threshold = apps.get_model("reporting", "Threshold")
    TargetPart = apps.get_model("reporting", "TargetPart")
    Threshold.objects.bulk_create(
        Threshold(
            standard=standard,
            basis="directive-2002",
            low=low,
            high=high,
            due_on=due,
            valid_from=IN_FORCE,
            source_document=f"{DIRECTIVE} {clause}",
            reading=reading,
        )
        for standard, low, high, clause, due, reading in DIRECTIVES
    )
    Threshold.objects.bulk_create(
        Threshold(
            standard=standard, basis=basis, low=low, high=high, valid_from=start, valid_to=end, source_document=source
        )
        for standard, basis, low, high, start, end, source in LAWS
    )
    # “左右” leaves open how far a number may lie outside.
    Threshold.objects.filter(standard="N01", basis="directive-2002").update(reading=True)
    TargetPart.objects.bulk_create(
        TargetPart(
            target=target,
            basis="directive-2002",
            side=side,
            part=part,
            valid_from=IN_FORCE,
            source_document=f"{DIRECTIVE} 一",
        )
        for target, side, parts in SIDES
        for part in parts
    )


class Migration(migrations.Migration):
    dependencies = [("reporting", "0003_exemptions_definitions_kept")]
    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
