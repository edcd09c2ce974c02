"""Where a variable's value comes from: the environment, else the file `.env`; a secret also from a file of its own.

`.env` is read as Docker Compose and systemd read it, and what these two would read differently is refused, so that a
password never means one thing to the program and another to the database beside it.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from django.core.exceptions import ImproperlyConfigured

from helpdesk.addresses import HIGHEST_PORT

LINE: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)")
AMBIGUOUS: Final = re.compile(r"""[$"'`\\]|\s\#""")
"""What Compose or systemd give a meaning where it stands in a value without quotes."""
UTF_8: Final = "utf-8-sig"
"""Without the mark that Windows' Notepad writes before the first letter of a file."""
MOST: Final = 99_999_999
YES, NO = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off", ""})


class Variables:
    """Answers by name. Raises `ImproperlyConfigured`, never with the value of a secret."""

    def __init__(self, environment: Mapping[str, str], file: Path) -> None:
        self.values = read_file(file) | {name: value.rstrip("\r\n") for name, value in environment.items()}

    def text(self, name: str, default: str = "") -> str:
        return self.values.get(name, "") or default

    def yes(self, name: str) -> bool:
        value = self.values.get(name, "").lower()
        if value not in YES | NO:
            raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}")
        return value in YES

    def number(self, name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
        value = self.text(name, str(default))
        if not value.isascii() or not value.isdigit() or not least <= int(value[:9]) <= (most or MOST):
            within = f" from {least} to {most}" if most else f" of at least {least}" if least else ""
            raise ImproperlyConfigured(f"{name} must be a whole number{within}, not {value!r}")
        return int(value)

    def port(self, name: str, default: int = 0) -> int:
        """0 where none is named and there is no default."""
        return self.number(name, default, least=1 if self.text(name) else 0, most=HIGHEST_PORT)

    def secret(self, name: str) -> str:
        """The value itself, or what the file holds that `…_FILE` names, without the newline at its end."""
        value, path = self.text(name), self.text(f"{name}_FILE")
        if value and path:
            raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both")
        if not path:
            return value
        try:
            return Path(path).read_text(encoding=UTF_8).rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise ImproperlyConfigured(f"{name}_FILE names {path}, which cannot be read: {error}") from error


def read_file(path: Path) -> dict[str, str]:
    """The lines `NAME=value` of the file; nothing where there is no file.

    A file that is there and cannot be read stops the program: without it, it would run on other settings than meant.
    """
    try:
        lines = path.read_text(encoding=UTF_8).splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{path} cannot be read: {error}") from error
    numbered = enumerate(map(str.strip, lines), 1)
    return dict(
        parted(line, f"{path}, line {number}") for number, line in numbered if line and not line.startswith("#")
    )


def parted(line: str, where: str) -> tuple[str, str]:
    match = LINE.fullmatch(line)
    if match is None:
        raise ImproperlyConfigured(f"{where}: this is not NAME=value")
    name, value = match[1], match[2].strip()
    if len(value) > 1 and value[0] == value[-1] == "'" and "'" not in value[1:-1] and "\\" not in value[1:-1]:
        return name, value[1:-1]
    if AMBIGUOUS.search(value):
        raise ImproperlyConfigured(
            f"{where}: put the value of {name} into single quotes. A value that holds a single quote or a backslash "
            f"itself goes into a file of its own, named by {name}_FILE"
        )
    return name, value
