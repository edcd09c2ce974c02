"""What the database alone is worth little without, and what must not lie about: the settings of the place."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def gather(environment: Mapping[str, Any], settings_file: Path) -> bytes:
    """The settings in use, wherever they came from, and the settings file as it is."""
    file = settings_file.read_text() if settings_file.is_file() else ""
    return json.dumps({"values": dict(environment), "file": file}, default=str).encode()


def write_out(content: bytes, target: Path) -> None:
    """Into a file that nobody else may read."""
    target.touch(mode=0o600)
    target.chmod(0o600)
    target.write_text(as_lines(content) + "\n")


def as_lines(content: bytes) -> str:
    """In the form of `.env`, as it takes them; below them the old file as it was."""
    kept = json.loads(content)
    lines = [line(name, as_text(value)) for name, value in kept["values"].items() if value not in (None, "", [])]
    return "\n".join([*lines, "", "# The settings file as it was:", *(f"# {old}" for old in kept["file"].splitlines())])


def line(name: str, value: str) -> str:
    """In single quotes where another character than these could mean something there."""
    plain = re.fullmatch(r"[\w./:@+%=, -]*", value)
    return f"{name.upper()}={value}" if plain else f"{name.upper()}='{value}'"


def as_text(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    return json.dumps(value) if isinstance(value, dict) else str(value)


def knows(content: bytes, keys: list[str]) -> bool:
    """True if these keys of the site still know what the backup's own key signed."""
    return json.loads(content)["values"]["secret_key"] in keys
