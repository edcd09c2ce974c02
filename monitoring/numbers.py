"""The numbers that matter here, as Prometheus reads them. Counted in the database when they are asked for, so that
they are the same whichever process answers."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.db.models import Count, Min, Q
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from meaning import embedding
from monitoring.looking import answers_not_embedded, broker_answers, oldest_unheard_event, oldest_unsent_mail
from monitoring.models import PeriodicRun, Standstill, Trouble
from monitoring.runs import patience
from organisation.models import SweepFailure
from tickets.models import Delivery, Event, ReceivedMail, Ticket
from tickets.words import OPEN
from triage.suggestions.models import Suggestion

LATELY: Final = timedelta(days=7)


def text() -> str:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Numbers())
    return generate_latest(registry).decode()


class Numbers(Collector):
    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from cases()
        yield from mails()
        yield from triage()
        yield from background()


def gauge(name: str, about: str, labels: tuple[str, ...] = ()) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"helpdesk_{name}", about, labels=labels)


def one(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"helpdesk_{name}", about, value=value)


def cases() -> Iterator[GaugeMetricFamily]:
    now = timezone.now()
    count = gauge("open_cases", "Open cases", ("tier", "status"))
    oldest = gauge("oldest_open_case_seconds", "Age of the oldest case that waits for us", ("tier",))
    overdue = gauge("overdue_cases", "Cases past their due time", ("tier",))
    rows = Ticket.objects.filter(status__in=OPEN).order_by().values_list("tier", "status").annotate(Count("id"))
    for tier, status, number in rows:
        count.add_metric([tier, status], number)
    waiting = Ticket.objects.filter(due_at__isnull=False).order_by().values_list("tier")
    late_ones = Count("id", filter=Q(due_at__lte=now))
    for tier, begun, late in waiting.annotate(begun=Min("opened_at"), late=late_ones):
        oldest.add_metric([tier], (now - begun).total_seconds())
        overdue.add_metric([tier], late)
    yield from (count, oldest, overdue)


def mails() -> Iterator[GaugeMetricFamily]:
    now = timezone.now()
    out = gauge("mails", "Outgoing mails", ("state",))
    counted = dict(Delivery.objects.order_by().values_list("status").annotate(Count("id")))
    for state in Delivery.Status.values:
        out.add_metric([state], counted.get(state, 0))
    taken = gauge("received_mails", "Mails that came in", ("outcome",))
    for outcome, number in ReceivedMail.objects.order_by().values_list("outcome").annotate(Count("id")):
        taken.add_metric([outcome or "waiting"], number)
    since = oldest_unsent_mail()
    yield from (out, taken)
    yield one(
        "oldest_unsent_mail_seconds", "How long the oldest mail waits", (now - since).total_seconds() if since else 0
    )


def triage() -> Iterator[GaugeMetricFamily]:
    """Of the cases of the last seven days that triage gave a suggestion."""
    lately = Suggestion.objects.filter(made_at__gte=timezone.now() - LATELY)
    counts = lately.aggregate(all=Count("id"), alone=Count("id", filter=Q(was_automatic=True)))
    yield one("triage_suggestions_week", "Suggestions of the last seven days", counts["all"])
    share = counts["alone"] / counts["all"] if counts["all"] else 0
    yield one("triage_share_alone_week", "Share of them that was set without a person", share)


def background() -> Iterator[GaugeMetricFamily]:
    now = timezone.now()
    waiting = Event.objects.undispatched().hearable().order_by()
    yield one("unheard_events", "Events that not every subscriber has heard of", waiting.count())
    since = oldest_unheard_event()
    yield one("oldest_unheard_event_seconds", "Age of the oldest", (now - since).total_seconds() if since else 0)
    rows = gauge("sweep_failing_rows", "Rows that fail in a task of the background", ("sweep",))
    for sweep, number in SweepFailure.objects.counted().items():
        rows.add_metric([sweep], number)
    ran = gauge("task_last_run_timestamp_seconds", "When the task last ended", ("task",))
    failing = gauge("task_failures_in_a_row", "How often it has failed since it last went well", ("task",))
    for run in PeriodicRun.objects.filter(task__in=patience()):
        ran.add_metric([run.task], run.last_at.timestamp())
        failing.add_metric([run.task], run.failures)
    standing = set(Standstill.objects.standing().values_list("trouble", flat=True))
    still = gauge("standstill", "1 while it stands still", ("trouble",))
    for trouble in Trouble.values:
        still.add_metric([trouble], int(trouble in standing))
    yield from (rows, ran, failing, still)
    yield one("search_by_meaning", "1 where the engine for meanings is loaded", int(embedding.available()))
    yield one("answers_not_embedded", "Published answers found by words alone as yet", answers_not_embedded())
    yield one("broker_up", "1 while the broker answers", int(broker_answers()))
