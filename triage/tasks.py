"""Celery's way in."""

from collections.abc import Callable
from typing import Any

from celery import shared_task

from organisation.sweeps.sweeping import guarded
from tickets.models import Delivery
from triage import escalation
from triage.capacity.load import Load
from triage.capacity.models import WhatIf
from triage.flags import doors, flagging
from triage.forwarding import reminders
from triage.known_errors import listening, matching
from triage.known_errors import news as known_error_news
from triage.wishes import news as wish_news
from triage.wishes.models import Bundle

LONGEST_TRAINING = 3600
LONGEST_PLAY = 900


@shared_task
def escalate(*, in_hours: bool = True) -> None:
    """Never outside working time: nobody is there to take up what climbs."""
    escalation.sweep(in_hours=in_hours)
    escalation.remind(in_hours=in_hours)
    escalation.watch_targets(in_hours=in_hours)


@shared_task
def remind_flagged() -> None:
    flagging.remind()


@shared_task
def read_held_mail(mail_id: int) -> None:
    doors.read_held(mail_id)


@shared_task
def sweep_silence() -> None:
    reminders.sweep()


@shared_task
def make_bundle(bundle_id: int) -> None:
    from triage.wishes import bundle_files  # noqa: PLC0415  the libraries that make PDFs and spreadsheets come along

    with guarded("make_bundle", bundle_id):
        bundle_files.make(bundle_id)


@shared_task(time_limit=LONGEST_PLAY, soft_time_limit=LONGEST_PLAY - 30)
def play_what_if(what_if_id: int) -> None:
    asked = WhatIf.objects.filter(pk=what_if_id).first()
    if asked is None:
        return
    with guarded("play_what_if", what_if_id) as outcome:
        asked.play()
    if outcome.failed:
        asked.give_up()


@shared_task
def count_load() -> None:
    Load.refresh()


@shared_task
def fit_known_error(known_error_id: int) -> None:
    matching.find_cases(known_error_id)


@shared_task
def tell_update(update_id: int) -> None:
    on_and_on(known_error_news.tell_update, tell_update, update_id)
    tell_of_fixes.delay()


@shared_task
def tell_of_fixes() -> None:
    """One batch, and the next as a task of its own."""
    if listening.tell_all():
        tell_of_fixes.delay()


@shared_task
def tell_decision(request_id: int) -> None:
    on_and_on(wish_news.tell_decision, tell_decision, request_id)


def on_and_on(tell: Callable[[int], bool], task: Any, row: int) -> None:
    """One batch, and the next as a task of its own, so that none runs into its time limit."""
    if tell(row):
        task.delay(row)


@shared_task
def sweep_triage() -> None:
    """Picks up bundles and news that a dead broker or a killed worker left behind; drops addresses of voters and of
    those who waited for a fix."""
    for bundle_id in Bundle.objects.unfinished().values_list("pk", flat=True)[:5]:
        make_bundle.delay(bundle_id)
    for update_id in known_error_news.unfinished_updates():
        tell_update.delay(update_id)
    for request_id in wish_news.unfinished_decisions():
        tell_decision.delay(request_id)
    for what_if_id in WhatIf.objects.unfinished().values_list("pk", flat=True)[:5]:
        play_what_if.delay(what_if_id)
    tell_of_fixes.delay()
    once = ("voter_decided", listening.TOLD)
    Delivery.objects.filter(kind__in=once, status=Delivery.Status.SENT).delete()


@shared_task(time_limit=LONGEST_TRAINING, soft_time_limit=LONGEST_TRAINING - 60)
def retrain() -> None:
    from triage.learning import training  # noqa: PLC0415  the libraries of the model come along

    training.retrain()
