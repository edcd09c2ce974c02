"""`python -m helpdesk.alive worker`: whether the process of this container lives. Asks no server and loads no Django.

Each process touches a file of its own as long as its threads run; whether it does its work is what `/readyz` tells.
"""

import sys
import time
from pathlib import Path
from threading import Thread
from typing import Final

from helpdesk.environment import read

KINDS: Final = ("worker", "beat")
EVERY: Final = 10.0
TOO_OLD: Final = 90.0
"""Seconds."""


def file_of(kind: str) -> Path:
    return read().data_dir / f"{kind}.alive"


def touch(kind: str) -> None:
    path = file_of(kind)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    except OSError:
        return


def keep_touching(kind: str) -> None:
    def run() -> None:
        while True:
            touch(kind)
            time.sleep(EVERY)

    Thread(target=run, daemon=True, name="alive").start()


def lives(kind: str) -> bool:
    try:
        return time.time() - file_of(kind).stat().st_mtime < TOO_OLD
    except OSError:
        return False


def main(arguments: list[str]) -> int:
    kind = arguments[1] if len(arguments) > 1 else ""
    if kind not in KINDS:
        sys.stderr.write(f"Say which: {', '.join(KINDS)}\n")
        return 2
    if not lives(kind):
        sys.stderr.write(f"The {kind} process has given no sign of life for {TOO_OLD:.0f} seconds.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
