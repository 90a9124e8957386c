from django.db import migrations

from zhoushan_community.base.search import key_of

TEXTS = {
    "Adjustment": ("title", "note", "document_no"),
    "AdjustmentShare": ("part_name",),
    "Community": ("name", "code"),
    "CommunityFigures": ("note",),
    "District": ("name", "code"),
    "Estate": ("name",),
    "Honour": ("title", "document_no"),
    "ResidentsCommittee": ("name",),
    "Street": ("name", "code"),
    "StreetFigures": ("basis",),
}


def fill(apps, schema_editor):
    """Rows of before the search get the key that every later write gives them."""
    for name, texts in TEXTS.items():
        rows = apps.get_model("communities", name)._base_manager
        changed = list(rows.all())
        for row in changed:
            row.search_key = key_of(getattr(row, text) for text in texts)
        rows.bulk_update(changed, ["search_key"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ("communities", "0002_search_keys"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
