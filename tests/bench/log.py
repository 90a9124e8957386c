"""The change log with a million lines: pages, filters, one change, for who sees all and for who sees a little."""

from collections.abc import Iterator
from functools import partial

from django.db import connection

from tests.people import City, duty, person
from zhoushan_community.base.models import Change

from .measure import Line, medians
from .screens import client_of, get

ROUNDS = 7
# The seals are of no account here: nobody verifies this log.
COPIES = """
    INSERT INTO base_change (at, actor_id, actor_name, source, place, reason, batch, model, row_id, row_name, action,
                             before, after, follows, digest)
    SELECT at - interval '1 day' + n * interval '1 second', actor_id, actor_name, source, place, reason,
           gen_random_uuid(), model, row_id, row_name, 'update', before, after, follows, digest
    FROM base_change, generate_series(1, %s) AS n
    WHERE model LIKE 'communities.%%' AND action <> 'export'
    LIMIT %s
"""


def log_pages(city: City, lines: int) -> Iterator[Line]:
    """Each page with the log as it is, and with `lines` more."""
    keeper = person("he", "何专职", city.administrator)
    duty(keeper, "enters", "community", city.dongshan, city.administrator)
    people = {
        "auditor": client_of(city.auditor),
        "district": client_of(city.officer),
        "street": client_of(city.clerk),
        "one community": client_of(keeper),
    }
    middle = Change.objects.order_by("pk").values_list("pk", flat=True)[Change.objects.count() // 2]
    asked = {
        "newest": "/changes/",
        "from the middle": f"/changes/?before={middle}",
        "by register": "/changes/?register=communities.honour",
        "by source": "/changes/?source=admin",
        "by person": "/changes/?person=lin",
        "by day": "/changes/?since=2002-06-30&until=2002-07-01",
    }
    works = {
        f"{who}, {name}": partial(get, client, url) for who, client in people.items() for name, url in asked.items()
    }
    before = medians(works, ROUNDS)
    with connection.cursor() as cursor:
        cursor.execute(COPIES, [lines // 1000, lines])
        cursor.execute("ANALYZE")
    for name, taken in medians(works, ROUNDS).items():
        yield Line("log", name, taken * 1000, "ms", ratio=taken / before[name], ratio_means="times the short log's")
