"""Tables without their constraints and indexes while millions of rows go in. On PostgreSQL alone."""

from django.db import connection, models

# Foreign keys first: a unique constraint that one rests on cannot go before it. Primary keys stay, and so do exclusion
# constraints: they take as long afterwards as row by row, when the rows are made up meanwhile.
_CONSTRAINTS = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = %s::regclass AND contype IN ('f', 'u') ORDER BY contype, conname
"""
_INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = %s::regclass AND NOT indisprimary AND NOT indisexclusion ORDER BY 1
"""


class Bare:
    """Takes constraints and indexes away and puts them back as the database itself described them, which checks all
    rows at once. Both in the transaction of whoever calls: nobody ever sees a table without them."""

    def __init__(self) -> None:
        self._back: dict[str, list[str]] = {}

    def strip(self, model: type[models.Model]) -> None:
        """Take them away, where that was not done yet."""
        quote, table = connection.ops.quote_name, model._meta.db_table
        if table in self._back:
            return
        indexes, constraints = [], []
        with connection.cursor() as cursor:
            cursor.execute(_CONSTRAINTS, [table])
            for name, definition in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {quote(table)} DROP CONSTRAINT {quote(name)}")
                constraints.append(f"ALTER TABLE {quote(table)} ADD CONSTRAINT {quote(name)} {definition}")
            cursor.execute(_INDEXES, [table])
            for name, definition in cursor.fetchall():
                cursor.execute(f"DROP INDEX {name}")
                indexes.append(definition)
        # A foreign key rests on what stands before it.
        self._back[table] = [*indexes, *reversed(constraints)]

    def dress(self) -> None:
        """Put them back on every table. Raises IntegrityError where a row breaks one."""
        with connection.cursor() as cursor:
            if self._back:
                cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
            for statement in [each for back in self._back.values() for each in back]:
                cursor.execute(statement)
        self._back.clear()
