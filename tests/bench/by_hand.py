"""The states by SQL that was written by hand, a file for each level: what a good administrator of the database would
write for one day and the directive, in ignorance of how the standards are declared."""

import datetime
from pathlib import Path

from django.db import connection

from zhoushan_community.base.standards import STATES

FILES = sorted((Path(__file__).parent / "states").glob("*.sql"))
#: By street and code, how many units are in each state, in the order of STATES.
Counts = dict[tuple[int, str], tuple[int, ...]]


def counted(day: datetime.date) -> Counts:
    """All states of the day, counted by street. A statement for each level."""
    found: Counts = {}
    for path in FILES:
        sql = path.read_text(encoding="utf-8")
        with connection.cursor() as cursor:
            # Only the names of the columns are asked for here.
            cursor.execute(f"SELECT * FROM ({sql}) s LIMIT 0", {"day": day})
            codes = [column.name for column in cursor.description if column.name != "street"]
            numbers = ", ".join(f"count(*) FILTER (WHERE \"{code}\" = '{state}')" for code in codes for state in STATES)
            cursor.execute(f"SELECT street, {numbers} FROM ({sql} OFFSET 0) s GROUP BY street", {"day": day})
            for street, *counts in cursor.fetchall():
                for place, code in enumerate(codes):
                    found[street, code] = tuple(counts[place * 5 : place * 5 + 5])
    return found
