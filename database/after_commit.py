"""Work that follows when a transaction is committed: named, not imported, since tasks stand above models."""

from typing import Any

from django.db import transaction
from django.utils.module_loading import import_string


def start_after_commit(task: str, *arguments: Any) -> None:
    """Hands the task to the workers once the caller's transaction is in the database.

    `task` is the dotted name under which workers know it. A broker that is away costs nothing: a sweep finds the row.
    """

    def begin() -> None:  # a closure, since Django cannot log a failing `partial`
        start(task, *arguments)

    transaction.on_commit(begin, robust=True)


def start(task: str, *arguments: Any, countdown: float = 0.0) -> None:
    """Hands the task to the workers now; they begin it after `countdown` seconds."""
    import_string(task).apply_async(arguments, countdown=countdown)
