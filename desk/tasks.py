"""Celery's way in."""

from celery import shared_task

from desk import overlooked
from desk.answers import reminding
from desk.board import news
from desk.prints import making
from desk.prints import reminding as sheets
from desk.prints.models import PrintRun
from desk.queue import bulk
from desk.queue.models import BulkAct
from desk.readiness import asking
from desk.rollover import carrying_out
from desk.rollover.models import Rollover
from desk.room import news as room_news
from desk.team import returning
from organisation.sweeps.sweeping import sweep_rows


@shared_task
def note_readiness() -> None:
    asking.note_day()


@shared_task
def tell_owners() -> None:
    """Once a working day in the morning; what is left over comes with the next batch."""
    if reminding.tell_owners():
        tell_owners.delay()


@shared_task
def tell_of_overlooked() -> None:
    """Once a working day in the morning: known errors without news, and wishes of which nothing is heard."""
    overlooked.tell()


@shared_task
def tell_of_sheets() -> None:
    """Once a working day in the morning: sheets on the wall that no longer say who helps."""
    sheets.tell()


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


@shared_task
def work_off_bulk_act(pk: int) -> None:
    act = BulkAct.objects.select_related("by").filter(pk=pk).first()
    if act is not None:
        bulk.work_off(act)


@shared_task
def end_standing_in() -> None:
    """What deputies had of somebody who is back."""
    returning.end_over()


@shared_task
def sweep_bulk_acts() -> None:
    """Goes on where a worker died or a broker was away."""
    sweep_rows("bulk_acts", BulkAct.objects.left_lying().select_related("by"), bulk.work_off, at_most=20)
    sweep_rows("rollovers", Rollover.objects.left_lying().select_related("by"), carrying_out.work_off, at_most=5)
    sweep_rows("print_runs", PrintRun.objects.left_lying(), making.make, at_most=5)


@shared_task
def make_prints(pk: int) -> None:
    run = PrintRun.objects.filter(pk=pk).first()
    if run is not None:
        making.make(run)


@shared_task
def work_off_rollover(pk: int) -> None:
    rollover = Rollover.objects.select_related("by").filter(pk=pk).first()
    if rollover is not None:
        carrying_out.work_off(rollover)
