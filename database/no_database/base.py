"""Lets the commands run that need no database (`collectstatic`, `classify --shipped`); stops all others."""

from typing import Any, Never

from django.db import OperationalError
from django.db.backends.dummy import base


class NoDatabase(OperationalError):
    """Something asked the database, and none was named. Its text says what to set."""


class DatabaseOperations(base.DatabaseOperations):
    def quote_name(self, name: str) -> str:
        return f'"{name}"'


class NoOperators(dict[str, str]):
    """Asked for as soon as a query is written down, before anything connects."""

    def __init__(self, advice: str) -> None:
        super().__init__()
        self.advice = advice

    def __missing__(self, _name: str) -> Never:
        raise NoDatabase(self.advice)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations

    def __init__(self, *anything: Any, **more: Any) -> None:
        super().__init__(*anything, **more)
        self.operators = NoOperators(self.settings_dict["OPTIONS"]["advice"])

    def ensure_connection(self, *_anything: Any) -> Never:
        raise NoDatabase(self.settings_dict["OPTIONS"]["advice"])

    def cursor(self) -> Never:
        self.ensure_connection()

    def get_autocommit(self) -> Never:
        self.ensure_connection()
