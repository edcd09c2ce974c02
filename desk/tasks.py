"""Celery's way in."""

from celery import shared_task

from desk.answers import reminding
from desk.board import news
from desk.readiness import asking
from desk.room import news as room_news


@shared_task
def note_readiness() -> None:
    asking.note_day()


@shared_task
def tell_owners() -> None:
    """Once a working day in the morning; what is left over comes with the next batch."""
    if reminding.tell_owners():
        tell_owners.delay()


@shared_task
def tell_of_questions() -> None:
    """One batch, and the next as a task of its own; also the sweep that picks up what a dead broker left behind."""
    if news.tell_all():
        tell_of_questions.delay()


@shared_task
def tell_of_room() -> None:
    """Who was mentioned hears of it; on Monday morning, who follows something gets the weekly mail."""
    room_news.tell_mentioned()
    room_news.send_digests()
