"""Faults of the months before, so that the numbers about them have something to tell."""

from typing import Any, Final

from demo.stories import Stage, tell

WHO: Final = "supportberettiget"
FACTS: Final = {
    "full_name": "Medarbejder på institutionen",
    "client": "Chrome, nyeste version",
    "device": "Skolens computer",
    "occurred": "I går formiddags",
    "steps": "1. Logger ind. 2. Åbner siden. 3. Trykker Gem.",
    "happened": "Siden svarer med en fejl.",
    "expected": "At det bliver gemt.",
    "affected": "several",
}


def load_faults(rows: list[dict[str, Any]], stage: Stage) -> None:
    for place, row in enumerate(rows):
        tell(story_of(row, f"q{place:02d}"), stage)


def story_of(row: dict[str, Any], key: str) -> dict[str, Any]:
    """A fault that first level describes and the support-entitled passes on; `outcome` is what the party said."""
    ready = row["ready_after_hours"]
    steps: list[dict[str, Any]] = [{"verb": "correct", "after_hours": 1, "by": WHO, "route": "technical_fault"}]
    if row["asks"]:
        steps.append({"verb": "ask_rest", "after_hours": 1.5, "by": WHO})
    steps += [
        {"verb": "report", "after_hours": ready, "by": WHO, "facts": FACTS | {"module": row["module"]}},
        {"verb": "gate", "after_hours": ready + 0.2, "by": WHO, "gate": "usage_ruled_out"},
        {"verb": "gate", "after_hours": ready + 0.3, "by": WHO, "gate": "master_data_checked"},
        {"verb": "forward", "after_hours": ready + 1, "by": WHO, "number": row["number"]},
    ]
    if outcome := row["outcome"]:
        judged = {"after_hours": ready + 60, "by": WHO}
        steps.append(judged | ({"verb": "settle"} if outcome == "solved" else {"verb": "reject", "reason": outcome}))
        steps.append({"verb": "resolve", "after_hours": ready + 62, "by": WHO})
    name = row["name"]
    return {
        "key": key,
        "subject": row["subject"],
        "body": row["body"],
        "audience": "staff",
        "institution": row["institution"],
        "requester_name": name,
        "requester_email": f"{name.lower().replace(' ', '.')}@havrby.example",
        "language": "da",
        "channel": "web",
        "hours_ago": row["days_ago"] * 24,
        "facts": {},
        "story": steps,
    }
