"""A process that has the program loaded, and answers each question in a child of its own.

What a question costs is then the question, not the start of a process.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
ANSWERS: Final = r"""
import json, os, sys, tempfile, traceback
for line in sys.stdin:
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as wrong:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                os.dup2(said.fileno(), 1)
                os.dup2(wrong.fileno(), 2)
                exec(json.loads(line), {"__name__": "__console__"})
                status = 0
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)
        status = os.waitpid(child, 0)[1]
        said.seek(0)
        wrong.seek(0)
        print(json.dumps([status, said.read().decode(), wrong.read().decode()]), flush=True)
"""


COMMAND: Final = """
import os, sys
from django.core.management import execute_from_command_line
try:
    execute_from_command_line({arguments!r})
except SystemExit as end:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(end.code or 0)
"""


class Console:
    """Of one site. It ends with the process that asks."""

    def __init__(self, environment: dict[str, str]) -> None:
        command = [sys.executable, str(ROOT / "manage.py"), "shell", "--no-imports", "-v0", "-c", ANSWERS]
        self.environment = dict(environment)
        self.process = subprocess.Popen(
            command, env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    @classmethod
    def of(cls, environment: dict[str, str], console: "Console | None") -> "Console":
        """The one that is there, unless a test has changed where the site lies meanwhile."""
        if console is not None and console.environment == environment:
            return console
        cls.end(console)
        return cls(environment)

    @staticmethod
    def end(console: "Console | None") -> None:
        if console is not None:
            console.process.communicate()

    def ask(self, program: str) -> str:
        """The last line that it prints. Raises `AssertionError` with what went wrong."""
        done = self.run(program)
        assert done.returncode == 0, done.stderr
        return (done.stdout.strip().splitlines() or [""])[-1]

    def manage(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """What `manage.py ARGUMENTS` does and says."""
        return self.run(COMMAND.format(arguments=["manage.py", *arguments]))

    def run(self, program: str) -> "subprocess.CompletedProcess[str]":
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(program) + "\n")
        self.process.stdin.flush()
        status, said, wrong = json.loads(self.process.stdout.readline())
        return subprocess.CompletedProcess(program, os.waitstatus_to_exitcode(status), said, wrong)
