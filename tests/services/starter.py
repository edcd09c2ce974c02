"""A process that has the program and its Celery loaded, and starts workers and clocks as children of its own.

What a start costs is then the start of Celery, not that of Python and the program.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Final, Self

ROOT: Final = Path(__file__).resolve().parents[2]
STARTS: Final = r"""
import importlib, json, os, signal, sys
import django
django.setup()
app = importlib.import_module(sys.argv[1]).app
app.loader.import_default_modules()
for name in ("celery.apps.worker", "celery.apps.beat", "celery.bin.celery"):
    importlib.import_module(name)
for line in sys.stdin:
    act, what = json.loads(line)
    if act == "kill":
        os.kill(what, signal.SIGKILL)
        os.waitpid(what, 0)
        print(what, flush=True)
        continue
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)
        app.start(what)
        os._exit(0)
    print(child, flush=True)
"""


class Starter:
    """Of the Celery that the module calls `app`. What it started and was not killed ends with it."""

    def __init__(self, module: str, environment: dict[str, str], log: Path) -> None:
        command = [sys.executable, "-c", STARTS, module]
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                command,
                env=environment | {"DJANGO_SETTINGS_MODULE": "helpdesk.settings"},
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=file,
                text=True,
            )
        self.running: list[int] = []

    def start(self, *arguments: str) -> int:
        """The number of the process that runs `celery ARGUMENTS`."""
        self.running.append(self.tell("start", arguments))
        return self.running[-1]

    def kill(self, number: int) -> None:
        """With SIGKILL, in the middle of what it does; returns when it is gone."""
        self.running.remove(self.tell("kill", number))

    def tell(self, act: str, what: object) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([act, what]) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_why: object) -> None:
        for number in list(self.running):
            self.kill(number)
        self.process.communicate()
