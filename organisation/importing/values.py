"""Cells as values, and values as words."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import Choices, Model
from django.utils.translation import gettext as _

from organisation.importing.plan import RowProblem
from organisation.importing.reading import SheetRow

YES: Final = frozenset({"ja", "yes", "1", "x", "true", "sand", "aktiv"})
NO: Final = frozenset({"nej", "no", "0", "false", "falsk", "inaktiv"})
Columns = Mapping[str, Sequence[str]]


def choice(
    row: SheetRow,
    column: str,
    choices: type[Choices],
    columns: Columns,
    problems: list[RowProblem],
    also: Mapping[str, str] | None = None,
) -> str:
    """The value of a closed list, written as its value, its name in the interface or another usual word."""
    accepted = {str(label).casefold(): value for value, label in choices.choices}
    accepted |= {str(value).casefold(): value for value in choices.values} | dict(also or {})
    chosen = accepted.get(row[column].casefold())
    if chosen is None:
        allowed = ", ".join(str(label) for label in choices.labels)
        problems.append(RowProblem(row.line, columns[column][0], _("Write one of: %(words)s.") % {"words": allowed}))
    return str(chosen or "")


def yes(row: SheetRow, column: str, columns: Columns, problems: list[RowProblem], *, default: bool) -> bool:
    word = row[column].casefold()
    if word not in YES | NO:
        problems.append(RowProblem(row.line, columns[column][0], _("Write yes or no.")))
        return default
    return word in YES


def shown(record: Model | None, name: str) -> str:
    """A field's value as people read it."""
    if record is None:
        return ""
    display = getattr(record, f"get_{name}_display", None)
    value: Any = display() if display else getattr(record, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)
