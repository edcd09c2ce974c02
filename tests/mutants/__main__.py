"""`make mutants`: does a test notice when the code that guards people is changed?

    make mutants                       everything in the table
    make mutants ARGS=privacy          one group, or several
    make mutants ARGS="roles --only User.may --workers 1"
    make mutants ARGS="gates --minutes 20 --sample 100"
    make mutants ARGS="gates --within 2"                a first look: each by two seconds of tests
    make mutants ARGS="gates --again var/gates.log"     what survived when this was written
    make mutants ARGS="gates --but var/gates.log"       what was not killed then: it goes on where that ended

Prints a line for every change and the figures of each group; ends with an error when one survives that
`equivalent.toml` gives no reason for. What it gives a reason for is tried by the quickest alone.
"""

import argparse
import math
import os
import re
import sys
import time
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from tests.mutants.running import BROKEN, GROUND, KILLED, NOTHING, SURVIVED, Mutant, Run
from tests.mutants.table import ROOT, TABLE

EQUIVALENT = Path(__file__).parent / "equivalent.toml"
SHORT = 2.0
"""Seconds of tests that a change is tried by which is known to change nothing."""


def reasons() -> dict[str, str]:
    """Why a change may survive, by its key."""
    table = tomllib.loads(EQUIVALENT.read_text())
    return {f"{group}: {change}": why for group, changes in table.items() for change, why in changes.items()}


def asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("groups", nargs="*", metavar="group", help=f"of {', '.join(TABLE)}; all when none is named")
    parser.add_argument("--only", default="", help="functions whose name holds this")
    parser.add_argument("--again", type=Path, help="only what survived in a run whose words are in this file")
    parser.add_argument("--but", type=Path, help="not what was killed in a run whose words are in this file")
    parser.add_argument("--sample", type=int, default=0, help="so many of each group, the same every time")
    parser.add_argument("--within", type=float, default=math.inf, help="how many seconds of tests each is tried by")
    parser.add_argument("--workers", type=int, default=min(os.cpu_count() or 1, 4), help="changes tried at a time")
    parser.add_argument("--minutes", type=float, default=math.inf, help="begins no change after so long")
    options = parser.parse_args(arguments)
    if unknown := set(options.groups) - set(TABLE):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    return options


def told_in(log: Path | None, *outcomes: str) -> set[str]:
    """Of each change that had such an outcome where it is and what was changed, without its line."""
    lines = log.read_text().splitlines() if log else []
    told = [line[max(map(len, outcomes)) :].strip() for line in lines if line.startswith(outcomes)]
    return {re.sub(r":\d+", "", re.sub(r"  \(.*\)$", "", line), count=1) for line in told}


def main(arguments: list[str]) -> int:
    parsed, known, started = asked(arguments), reasons(), time.monotonic()
    groups = {name: TABLE[name] for name in parsed.groups or TABLE}
    survivors: list[Mutant] = []
    excused: set[str] = set()

    def report(mutant: Mutant) -> None:
        outcome, note = mutant.outcome, ""
        if outcome in {SURVIVED, BROKEN}:
            if mutant.key in known:
                excused.add(mutant.key)
                outcome, note = "same", f"  ({known[mutant.key]})"
            else:
                survivors.append(mutant)
        if mutant.test == "no test comes here":
            note = "  (no test comes here)"
        if outcome != NOTHING:
            print(f"{outcome:9} {mutant}{note}", flush=True)

    survived = told_in(parsed.again, "NOT NOTICED") if parsed.again else None
    settled = told_in(parsed.but, KILLED, "same") - told_in(parsed.but, SURVIVED)

    def wanted(mutant: Mutant) -> bool:
        asked_for = parsed.only in mutant.change.where and mutant.place not in settled
        return asked_for and (survived is None or mutant.place in survived)

    def within(mutant: Mutant) -> float:
        longest: float = parsed.within
        return min(SHORT, longest) if mutant.key in known else longest

    run = Run(groups, parsed.workers, report, wanted, 60 * parsed.minutes, parsed.sample, within)
    paths = sorted({path for guarded in groups.values() for path in guarded.tests if (ROOT / path).exists()})
    options = ["-q", "--capture=no", "-p", "no:cacheprovider", "-p", "no:randomly", "--no-header", "--no-summary"]
    code = pytest.main([*options, GROUND, *paths], plugins=[run])
    if run.fatal or code not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        print(run.fatal or "pytest failed")
        return 2
    whole = not (parsed.only or parsed.again or parsed.but or parsed.sample)
    return summary(run.mutants, survivors, known, excused, time.monotonic() - started, whole=whole)


def summary(
    mutants: list[Mutant],
    survivors: list[Mutant],
    known: dict[str, str],
    excused: set[str],
    seconds: float,
    *,
    whole: bool,
) -> int:
    print(f"\n{seconds:.0f} s")
    for group in dict.fromkeys(mutant.group for mutant in mutants):
        print(figures(group, [mutant for mutant in mutants if mutant.group == group], excused))
    whole = whole and all(mutant.outcome for mutant in mutants)
    groups = {mutant.group for mutant in mutants}
    for key in sorted(key for key in known if whole and key.partition(":")[0] in groups and key not in excused):
        print(f"equivalent.toml names a change that does not survive: {key}")
    for mutant in survivors:
        print(f"NOT NOTICED  {mutant}")
    return 1 if survivors else 0


def figures(group: str, mutants: list[Mutant], excused: set[str]) -> str:
    """`roles: 328 killed, 129 survived, 6 survived with a reason; all 463 tried`."""
    counts = Counter(
        f"{mutant.outcome} with a reason" if mutant.key in excused else mutant.outcome
        for mutant in mutants
        if mutant.outcome != NOTHING
    )
    waiting = counts.pop("", 0)
    outcomes = ", ".join(f"{count} {outcome}" for outcome, count in counts.most_common())
    return (
        f"{group}: {outcomes or 'none tried'}; {f'{waiting} not tried' if waiting else f'all {counts.total()} tried'}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
