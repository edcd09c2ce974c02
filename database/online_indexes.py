"""Indexes that are built while people go on working: for migrations of tables that grow with the cases."""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.migrations.operations import AddIndex

from database.dialects import builds_indexes_online


def goes_online(connection: Any) -> bool:
    return builds_indexes_online(connection) and not connection.in_atomic_block


class AddIndexOnline(AddIndexConcurrently):
    """`AddIndex` that locks out nobody. Its migration says `atomic = False` and holds nothing else.

    What a build that was broken off left behind is cleared away first, so the migration can simply be run again.
    Within a transaction, as when a test goes back and forth, it is an ordinary `AddIndex`.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if not goes_online(schema_editor.connection):
            AddIndex.database_forwards(self, app_label, schema_editor, from_state, to_state)
            return
        name = schema_editor.quote_name(self.index.name)
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if not goes_online(schema_editor.connection):
            AddIndex.database_backwards(self, app_label, schema_editor, from_state, to_state)
            return
        super().database_backwards(app_label, schema_editor, from_state, to_state)
