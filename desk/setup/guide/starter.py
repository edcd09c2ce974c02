"""What a municipality can begin with: the shared answers, reply templates, macros and parties that the demo shows."""

import json
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from knowledgebase.importing import import_answers
from knowledgebase.models import Article
from organisation.models import Institution, Party
from triage.ready_answers.models import AnswerTemplate, Macro

FOLDER: Final = Path(settings.BASE_DIR) / "demo"
"""The one place where they lie; the demo loads the same files."""


def answer_lines() -> list[str]:
    return (FOLDER / "answers.jsonl").read_text(encoding="utf-8").splitlines()


def take_answers() -> int:
    """Publishes the shared answers that are not here yet; what somebody has changed stays. How many came."""
    there = set(Article.objects.values_list("key", flat=True))
    return import_answers(line for line in answer_lines() if json.loads(line)["id"] not in there)


def composer() -> dict[str, list[dict[str, Any]]]:
    ready: dict[str, list[dict[str, Any]]] = json.loads((FOLDER / "composer.json").read_text(encoding="utf-8"))
    return ready


@transaction.atomic
def take_ready_answers() -> int:
    """Reply templates and macros whose titles are not taken. How many were made."""
    count, made = 0, {}
    ready = composer()
    for row in ready["templates"]:
        key = row.pop("key")
        made[key], is_new = AnswerTemplate.objects.get_or_create(title=row.pop("title"), defaults=row)
        count += is_new
    for row in ready["macros"]:
        if Macro.objects.filter(title=row["title"]).exists():
            continue
        macro, count = Macro.objects.create(title=row["title"]), count + 1
        for position, step in enumerate(row["steps"], 1):
            template = made[step.pop("template")] if "template" in step else None
            macro.steps.create(position=position, template=template, **step)
    return count


def known_parties() -> list[dict[str, Any]]:
    """Parties that every municipality may have to do with, by key; its own IT department is none of them."""
    rows: list[dict[str, Any]] = json.loads((FOLDER / "parties.json").read_text(encoding="utf-8"))
    return [as_known(row) for row in rows if row["kind"] != Party.Kind.LOCAL_IT]


def as_known(row: dict[str, Any]) -> dict[str, Any]:
    """Without the addresses and phone numbers that the demo made up: each municipality has its own."""
    real = {name: "" if ".example" in str(value) else value for name, value in row.items()}
    return real | {"phone": "", "opening_hours": "", "products": "\n".join(row["products"])}


def missing_parties() -> list[dict[str, Any]]:
    there = set(Party.objects.values_list("key", flat=True))
    return [row for row in known_parties() if row["key"] not in there]


@transaction.atomic
def take_parties(keys: list[str]) -> int:
    rows = [row for row in missing_parties() if row["key"] in keys]
    for row in rows:
        Party.objects.create(**row)
    return len(rows)


@transaction.atomic
def use_by_all(schedule: Party | None, school_widgets: list[Party], daycare_widgets: list[Party]) -> None:
    """What most use, for those that have nothing else. Nothing is taken away."""
    places = Institution.objects.active()
    if schedule is not None:
        places.filter(kind=Institution.Kind.SCHOOL, schedule_vendor=None).update(schedule_vendor=schedule)
    for kind, widgets in ((Institution.Kind.SCHOOL, school_widgets), (Institution.Kind.DAYCARE, daycare_widgets)):
        for widget in widgets:
            widget.widget_institutions.add(*places.filter(kind=kind))
