"""One pytest for all changes: Django is imported, tests are collected and the database is made once.

Then every change is made in a forked child, which runs the tests that pass through the changed line (first those that
noticed another change of the same function, then the quickest) and ends at the first that fails. Each of the children
that run at the same time has a copy of the database, made anew whenever a child could not clean up behind itself.
"""

import ast
import functools
import gc
import itertools
import math
import os
import pickle
import random
import re
import resource
import selectors
import signal
import sys
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import psycopg2
import pytest
from _pytest.runner import runtestprotocol
from django.db import connection, connections
from django.db.models import QuerySet

from tests.mutants import patching
from tests.mutants.changes import Change, changes_in
from tests.mutants.table import ROOT, Guarded

KILLED, SURVIVED, NOTHING, TIMED_OUT, BROKEN = "killed", "survived", "nothing", "timed out", "broken"
CODES: Final = {0: SURVIVED, 1: KILLED, 3: NOTHING}
GROUND: Final = "tests/mutants/test_ground.py"
LEAST_PATIENCE: Final = 20.0
"""Seconds of the processor. A child may take so many, and several times what its tests take without a change."""
LONGEST: Final = 600.0
"""Seconds by the clock after which a child waits for something that will not come, however busy the machine is."""
TOO_SLOW: Final = 3.0
"""Seconds of this processor, without those of the database, after which a test is told of."""

Lines = dict[str, set[int]]


@dataclass
class Mutant:
    """A change of one module, and what became of it. `test`: the one that noticed."""

    group: str
    path: str
    number: int
    change: Change
    outcome: str = ""
    test: str = ""
    seconds: float = 0.0

    @property
    def key(self) -> str:
        """The same as long as the code stays, wherever it moves."""
        return f"{self.group}: {self.change.where or 'constant'}: {self.change.words}"

    @property
    def place(self) -> str:
        where = f" in {self.change.where}" if self.change.where else ""
        return f"{self.path}{where}: {self.change.words}"

    @property
    def function(self) -> str:
        return f"{self.path} {self.change.where}"

    def __str__(self) -> str:
        return self.place.replace(self.path, f"{self.path}:{self.change.line}", 1)


@dataclass
class Passed:
    """A test that passes without a change, where it passes through, and how long that takes."""

    item: pytest.Item
    lines: Lines
    seconds: float
    noticed: Counter[str] = field(default_factory=Counter)
    """How many changes of each function, and under "" lately."""


@dataclass(eq=False)
class House:
    """What there is before anything is changed. `ground`: the test after which everything is imported and warm."""

    groups: dict[str, Guarded]
    ground: pytest.Item
    words: frozenset[str] = field(init=False)
    running: dict[str, patching.Running] = field(init=False)

    def __post_init__(self) -> None:
        self.words = query_words()
        self.running = patching.running({path for guarded in self.groups.values() for path in guarded.modules})

    @staticmethod
    def read(path: str) -> ast.Module:
        tree = ast.parse((ROOT / path).read_text())
        patching.note_names(tree)
        return tree

    def changes(self, path: str, tree: ast.Module, group: str) -> list[Change]:
        names = vars(self.running[path].module)
        return changes_in(tree, names, self.words, patterns=self.groups[group].patterns)

    @functools.lru_cache(maxsize=1)  # noqa: B019  there is one house
    def ready(self, path: str, group: str) -> tuple[ast.Module, ast.Module, list[Change]]:
        """The module as it is; once more, for a child to change; and the changes of that."""
        after = self.read(path)
        return self.read(path), after, self.changes(path, after, group)

    def lines_of(self, mutant: Mutant) -> set[int] | None:
        """Of the changed statement or, for a constant, of what reads it. None where that may be any: for who hears of
        what, and for what other modules name, too."""
        if mutant.change.where == "":
            return patching.lines_reading(self.read(mutant.path), mutant.change.line, self.named_outside(mutant.path))
        if mutant.change.where == "subscribe_all":
            return None
        return set(range(mutant.change.line, mutant.change.last_line + 1))

    @functools.cache  # noqa: B019  there is one house
    def named_outside(self, path: str) -> frozenset[str]:
        """The names in every other file of ours that was imported by now, the tests among them."""
        files = {Path(file) for module in list(sys.modules.values()) if (file := getattr(module, "__file__", None))}
        ours = [file for file in files if file.is_relative_to(ROOT) and ".venv" not in file.parts]
        texts = (file.read_text() for file in ours if file.suffix == ".py" and file != ROOT / path)
        return frozenset(re.findall(r"\w+", " ".join(texts)))

    def mutants(self, wanted: Callable[[Mutant], bool]) -> list[Mutant]:
        made: list[Mutant] = []
        for group, guarded in self.groups.items():
            for path in guarded.modules:
                for number, change in enumerate(self.changes(path, self.read(path), group)):
                    mutant = Mutant(group, path, number, change)
                    if (not guarded.functions or change.where in guarded.functions) and wanted(mutant):
                        made.append(mutant)
        return made


def query_words() -> frozenset[str]:
    """What the querysets of this house are narrowed by."""
    names: set[str] = set()
    kinds: list[type[Any]] = [QuerySet]
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        if (ROOT / kind.__module__.replace(".", "/")).with_suffix(".py").exists():
            returns = {
                name: str(getattr(each, "__annotations__", {}).get("return")) for name, each in vars(kind).items()
            }
            names |= {name for name, kept in returns.items() if "Self" in kept or "QuerySet" in kept}
    return frozenset(names)


# In a child


def in_child(work: Callable[[], int], pipe: int) -> int:
    """Forks; returns the id of the child, whose exit code is what `work` returns. What went wrong goes to the pipe."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    code = 70  # what programs that break end with
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        code = work()
    except BaseException:  # noqa: BLE001  whatever it was, the parent says so
        os.write(pipe, traceback.format_exc()[-2000:].encode())
    finally:
        os._exit(code)


def passes(item: pytest.Item, following: pytest.Item) -> bool:
    """Runs the test with its fixtures; `following`, another test, keeps those of the session."""
    return not any(report.failed for report in runtestprotocol(item, nextitem=following, log=False))


def try_change(mutant: Mutant, house: "House", tests: list[Passed], database: str, pipe: int) -> int:
    connection.settings_dict["NAME"] = database
    before, after, changes = house.ready(mutant.path, mutant.group)
    changes[mutant.number].make()
    try:
        patching.put_in_place(house.running[mutant.path], before, after, mutant.change.where)
    except patching.Nothing:
        return 3
    for test in tests:
        if not passes(test.item, house.ground):
            os.write(pipe, test.item.nodeid.encode()[:4000])
            return 1
    return 0


def look_at_all(items: list[pytest.Item], house: House, database: str, paths: Iterable[str], pipe: int) -> int:
    """Runs all tests as they are, and writes for each (passed, lines, seconds)."""
    connection.settings_dict["NAME"] = database
    seen: Lines = defaultdict(set)
    for path in paths:

        def pass_by(first: int, last: int, path: str = path) -> None:
            seen[path].update(range(first, last + 1))

        patching.follow(house.running[path], house.read(path), pass_by)
    results: list[tuple[bool, Lines, float]] = []
    for item in items:
        seen.clear()
        started = time.process_time()
        passed = passes(item, house.ground)
        results.append((passed, {path: set(lines) for path, lines in seen.items()}, time.process_time() - started))
    with os.fdopen(pipe, "wb") as out:
        pickle.dump(results, out)
    return 0


# In the parent


@dataclass
class Child:
    process: int
    mutant: Mutant
    tests: list[Passed]
    database: str
    pipe: int
    started: float


def sampled(mutants: list[Mutant], count: int) -> list[Mutant]:
    """So many of each group, in their order; all where `count` is 0."""
    if not count:
        return mutants
    chance, chosen = random.Random(0), list[Mutant]()
    for group in dict.fromkeys(mutant.group for mutant in mutants):
        own = [mutant for mutant in mutants if mutant.group == group]
        chosen += [own[at] for at in sorted(chance.sample(range(len(own)), min(count, len(own))))]
    return chosen


def empties(item: pytest.Item) -> bool:
    """Whether the test leaves an empty database behind, which those after it would meet."""
    mark = item.get_closest_marker("django_db")
    return bool(mark and mark.kwargs.get("transaction"))


@dataclass
class Run:
    """The plugin: takes the place of pytest's own loop over the tests. `seconds`: how long changes are begun, counted
    from the first of them; `sample`: how many of each group, 0 for all; `within`: how many seconds of tests a
    change is tried by."""

    groups: dict[str, Guarded]
    workers: int
    report: Callable[[Mutant], None]
    wanted: Callable[[Mutant], bool] = lambda _mutant: True
    seconds: float = math.inf
    sample: int = 0
    within: Callable[[Mutant], float] = lambda _mutant: math.inf
    mutants: list[Mutant] = field(default_factory=list)
    tests: list[Passed] = field(default_factory=list)
    fatal: str = ""

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            self.fatal = "The tests could not be collected."
            return True
        slow = tuple(name for guarded in self.groups.values() for name in guarded.without)
        stays = [item for item in session.items if not item.name.startswith(slow or "-") and not empties(item)]
        self.ground = next(item for item in stays if item.nodeid.startswith(GROUND))
        items = [item for item in stays if item is not self.ground]
        if not items or not passes(self.ground, items[0]):
            self.fatal = "There is no test, or the very first one fails without a change."
            return True
        connections.close_all()
        self.house = House(self.groups, self.ground)
        self.mutants = sampled(self.house.mutants(self.wanted), self.sample)
        gc.freeze()  # so that children share the memory of all this with us
        self.template = connection.settings_dict["NAME"]
        if self.look(items):
            self.try_all()
        return True

    def look(self, items: list[pytest.Item]) -> bool:
        """Which test passes where, in a child, so that nothing of it stays behind."""
        paths = sorted({each.path for each in self.mutants})
        database = f"{self.template}_0"
        self.copy(database)
        reading, writing = os.pipe()
        child = in_child(lambda: look_at_all(items, self.house, database, paths, writing), writing)
        os.close(writing)
        with os.fdopen(reading, "rb") as answer:
            said = answer.read()
        _process, status = os.waitpid(child, 0)
        if status:
            self.fatal = f"The tests could not be followed: {said.decode(errors='replace')}"
            return False
        results = pickle.loads(said) if said else []  # noqa: S301  our own child's
        failing = [item.nodeid for item, (passed, _lines, _seconds) in zip(items, results, strict=False) if not passed]
        if failing or not results:
            self.fatal = f"These tests fail without a change: {', '.join(failing) or 'all'}"
            return False
        self.tests = [Passed(item, lines, seconds) for item, (_p, lines, seconds) in zip(items, results, strict=True)]
        for test in self.tests:
            if test.seconds > TOO_SLOW:
                print(f"slow      {test.item.nodeid}: {test.seconds:.0f} s; name it in `without`", flush=True)
        return True

    def tests_of(self, mutant: Mutant) -> list[Passed]:
        """Those of its group that pass through the lines that do something else then."""
        wanted = self.groups[mutant.group].tests
        own = [test for test in self.tests if test.item.nodeid.split("::")[0].startswith(wanted)]
        lines = self.house.lines_of(mutant)
        if lines is not None:
            own = [test for test in own if lines & test.lines.get(mutant.path, set())]
        place = mutant.function
        own.sort(key=lambda test: (-test.noticed[place], -test.noticed[""], test.seconds))
        spent = itertools.accumulate(test.seconds for test in own)
        return [test for test, seconds in zip(own, spent, strict=True) if seconds <= self.within(mutant)] or own[:1]

    def try_all(self) -> None:
        free = [f"{self.template}_{number}" for number in range(self.workers)]
        for database in free:
            self.copy(database)
        until = time.monotonic() + self.seconds
        waiting, running = self.mutants[::-1], dict[int, Child]()
        with selectors.DefaultSelector() as selector:
            while waiting or running:
                if time.monotonic() > until:
                    waiting.clear()
                while waiting and free:
                    child = self.begin(waiting.pop(), free)
                    if child is not None:
                        running[child.pipe] = child
                        selector.register(child.pipe, selectors.EVENT_READ)
                for key, _events in selector.select(timeout=0.5):
                    self.end(running.pop(key.fd), free, selector)
                for child in [each for each in running.values() if time.monotonic() - each.started > LONGEST]:
                    os.kill(child.process, signal.SIGKILL)
                    self.end(running.pop(child.pipe), free, selector)

    def begin(self, mutant: Mutant, free: list[str]) -> Child | None:
        tests = self.tests_of(mutant)
        if not tests:
            mutant.outcome, mutant.test = SURVIVED, "no test comes here"
            self.report(mutant)
            return None
        reading, writing = os.pipe()
        database = free.pop()
        patience = math.ceil(LEAST_PATIENCE + 3 * sum(test.seconds for test in tests))
        self.house.ready(mutant.path, mutant.group)

        def work() -> int:
            resource.setrlimit(resource.RLIMIT_CPU, (patience, patience))
            return try_change(mutant, self.house, tests, database, writing)

        process = in_child(work, writing)
        os.close(writing)
        return Child(process, mutant, tests, database, reading, time.monotonic())

    def end(self, child: Child, free: list[str], selector: selectors.BaseSelector) -> None:
        selector.unregister(child.pipe)
        with os.fdopen(child.pipe, "rb") as answer:
            _process, status = os.waitpid(child.process, 0)
            noticed = answer.read().decode()
        mutant = child.mutant
        mutant.seconds = time.monotonic() - child.started
        too_long = os.WIFSIGNALED(status)
        mutant.outcome = TIMED_OUT if too_long else CODES.get(os.waitstatus_to_exitcode(status), BROKEN)
        mutant.test = noticed
        for test in child.tests:
            test.noticed[""] //= 2
            if test.item.nodeid == noticed:
                test.noticed[""] += 8
                test.noticed[mutant.function] += 1
        if mutant.outcome in {TIMED_OUT, BROKEN}:
            self.copy(child.database)
        free.append(child.database)
        self.report(mutant)

    def copy(self, name: str) -> None:
        """Not by Django's connection, which is for tests alone here."""
        with closing(psycopg2.connect(os.environ["DATABASE_URL"])) as server:
            server.autocommit = True
            with server.cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
                cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{self.template}"')
