"""What the database alone is worth little without, and what must not lie about: the settings of the place."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def gather(environment: Mapping[str, Any], settings_file: Path) -> bytes:
    """The settings in use, wherever they came from, and the settings file as it is."""
    file = settings_file.read_text() if settings_file.is_file() else ""
    return json.dumps({"values": dict(environment), "file": file}, default=str).encode()


def write_out(content: bytes, target: Path) -> None:
    """As lines in the form of `.env`, in a file that nobody else may read; below them the old file as it was."""
    kept = json.loads(content)
    lines = [
        f"{name.upper()}={as_text(value)}" for name, value in kept["values"].items() if value not in (None, "", [])
    ]
    lines += ["", "# The settings file as it was:", *(f"# {line}" for line in kept["file"].splitlines())]
    target.touch(mode=0o600)
    target.chmod(0o600)
    target.write_text("\n".join(lines) + "\n")


def as_text(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    return json.dumps(value) if isinstance(value, dict) else str(value)


def knows(content: bytes, keys: list[str]) -> bool:
    """True if these keys of the site still know what the backup's own key signed."""
    return json.loads(content)["values"]["secret_key"] in keys
