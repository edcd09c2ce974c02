"""What machines ask: whether the site is ready, and its numbers."""

from datetime import datetime
from hmac import compare_digest
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from meaning import embedding
from monitoring import looking, numbers, runs
from monitoring.models import PeriodicRun, Standstill
from monitoring.patience import Hangs, Patient
from organisation.models import SweepFailure
from tickets.models import Mailbox
from tickets.outbound.envelope import own_mailbox

ANSWER_IN: Final = 1.5
COUNT_IN: Final = 20.0
"""Seconds."""


def facts() -> dict[str, Any]:
    """What the database knows; no words of anybody, no addresses."""
    now = timezone.now()
    allowed = runs.patience()
    tasks = {
        run.task: {
            "seconds_ago": seconds(now, run.last_at),
            "late": run.last_at < now - allowed[run.task],
            "failures_in_a_row": run.failures,
            "error": run.error,
        }
        for run in PeriodicRun.objects.filter(task__in=allowed).order_by("task")
    }
    return {
        "oldest_unsent_mail_seconds": seconds(now, looking.oldest_unsent_mail()),
        "oldest_unheard_event_seconds": seconds(now, looking.oldest_unheard_event()),
        "search": {"by_meaning": embedding.available(), "answers_not_embedded": looking.answers_not_embedded()},
        "mail_from_is_read": own_mailbox() is not None,
        "mailboxes": [
            {"mailbox": box.pk, "fetched_seconds_ago": seconds(now, box.fetched_at), "trouble": box.last_error}
            for box in Mailbox.objects.to_fetch()
        ],
        "tasks": tasks,
        "failing_rows": SweepFailure.objects.counted(),
        "standing_still": list(Standstill.objects.standing().values_list("trouble", flat=True)),
    }


def seconds(now: datetime, since: datetime | None) -> int | None:
    return max(int((now - since).total_seconds()), 0) if since else None


database = Patient(facts)
counting = Patient(numbers.text)


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  Django's signature
    """503 where the database does not answer, since no page can be shown then. Without the broker pages go on; that,
    and whatever else stands still, is told and leaves the answer at 200: taking the site away would help nobody."""
    broker = "none" if settings.ENVIRONMENT.inline else "ok" if looking.broker_answers() else "away"
    try:
        answer = {"ready": True, "database": "ok", "broker": broker, **database.ask(ANSWER_IN)}
    except (Hangs, DatabaseError) as trouble:
        state = "hangs" if isinstance(trouble, Hangs) else "away"
        return JsonResponse({"ready": False, "database": state, "broker": broker}, status=503)
    return JsonResponse(answer)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus, with `Authorization: Bearer` and METRICS_TOKEN; without such a token there is no such page."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not compare_digest(
        request.headers.get("Authorization", "").encode(), f"Bearer {settings.METRICS_TOKEN}".encode()
    ):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    try:
        return HttpResponse(counting.ask(COUNT_IN), content_type=CONTENT_TYPE_LATEST)
    except (Hangs, DatabaseError):
        return HttpResponse(status=503)
