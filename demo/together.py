"""What brings cases and people of the demo together: merges, links, who follows what, and who stands in for whom."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from demo.stories import Stage, set_back
from organisation.models import Absence
from tickets.models import Follow, Link, Merge, Ticket


def bring(content: dict[str, Any], cases: dict[str, Ticket], stage: Stage) -> None:
    for row in content["merges"]:
        source, into = fresh(cases[row["case"]]), fresh(cases[row["into"]])
        Merge.begin(source, into, by=stage.people[row["by"]], confirmed=True)
        happened(row, stage, source, into)
    for row in content["links"]:
        case, other = fresh(cases[row["case"]]), fresh(cases[row["other"]])
        Link.join(case, other, by=stage.people[row["by"]], kind=row["kind"])
        happened(row, stage, case, other)
    for row in content["follows"]:
        case = fresh(cases[row["case"]])
        Follow.begin(case, by=stage.people[row["by"]])
        happened(row, stage, case)
    for row in content["absences"]:
        note_absence(row, stage)


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.select_related("institution").get(pk=ticket.pk)


def happened(row: dict[str, Any], stage: Stage, *tickets: Ticket) -> None:
    """It happened some hours ago, and moved no clock."""
    at = stage.now - timedelta(hours=row["hours_ago"])
    for ticket in tickets:
        before = Ticket.objects.filter(pk=ticket.pk).values("last_activity_at", "touched_at", "due_at").get()
        set_back(ticket, at)
        Ticket.objects.filter(pk=ticket.pk).update(**before)


def note_absence(row: dict[str, Any], stage: Stage) -> None:
    person, today = stage.people[row["who"]], timezone.localdate()
    days = {"starts_on": today + timedelta(days=row["from"]), "ends_on": today + timedelta(days=row["to"])}
    deputy = stage.people[row["deputy"]] if "deputy" in row else None
    Absence.enter(person, **days, by=person, deputy=deputy, reason=row["reason"])
