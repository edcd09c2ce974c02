"""Looks through new cases for the terms of the topics. What a person said stands, and what must not wait is left to
people."""

from collections.abc import Iterator
from typing import Final

from knowledgebase.models import Topic
from knowledgebase.search.topic_of import topic_of
from tickets.events import subscribe
from tickets.models import Event, Ticket
from tickets.words import Sensitivity
from triage.classifier.text import cleaned
from triage.topics.models import CaseTopic

BATCH: Final = 500


def subscribe_all() -> None:
    subscribe("opened", notice_event)
    subscribe("rewritten", notice_event)


def notice_event(event: Event) -> None:
    notice(event.ticket)


def notice(ticket: Ticket) -> bool:
    """Whether the case was looked through."""
    with ticket.locked():
        is_said = CaseTopic.objects.filter(ticket=ticket, is_said=True).exists()
        if is_said or ticket.is_sensitive or ticket.forgotten_at is not None:
            return False
        key = topic_of(ticket.subject, cleaned(ticket.first_words()), terms())
        CaseTopic.objects.update_or_create(ticket=ticket, defaults={"topic_id": key})
    return True


def terms() -> dict[int, list[str]]:
    """The terms of the topics in use, by their ids, in the order of the list."""
    return {topic.pk: topic.known_by for topic in Topic.objects.in_order()}


def notice_earlier(*, again: bool = False) -> Iterator[int]:
    """Looks through the cases that nobody has looked through or, `again`, through all of which no person has said
    anything, the newest first; yields how many it has been. May be broken off: the next run goes on."""
    rows = Ticket.objects.filter(forgotten_at=None, sensitivity=Sensitivity.NONE)
    rows = rows.exclude(case_topic__is_said=True) if again else rows.filter(case_topic=None)
    done, before = 0, Ticket.objects.newest_key() + 1
    while keys := list(rows.filter(pk__lt=before).by_opening().values_list("pk", flat=True)[:BATCH]):
        before = keys[-1]
        for ticket in Ticket.objects.filter(pk__in=keys):
            done += notice(ticket)
        yield done
