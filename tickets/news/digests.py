"""The daily mail: what a person chose to hear of once a day."""

from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from organisation.models import Municipality, User
from organisation.sweeps.sweeping import sweep_rows
from tickets.models import Notice
from tickets.news.caseless_mails import write_from
from tickets.news.notifications import write_mail

MORNING = time(7)
MOST_LINES = 100


def send_due(now: datetime | None = None) -> int:
    """A mail to everybody with news from before this morning, once it is morning on a working day; how many."""
    local = timezone.localtime(now)
    morning = local.replace(hour=MORNING.hour, minute=0, second=0, microsecond=0)
    if local < morning or Municipality.calendar().is_closed(local.date()) or local.weekday() >= 5:  # noqa: PLR2004  Saturday
        return 0
    waiting = User.objects.filter(pk__in=Notice.objects.for_digest().filter(made_at__lt=morning).values("user"))
    return sweep_rows("send_digests", waiting.values_list("pk", flat=True), lambda user_id: send(user_id, morning)).done


@transaction.atomic
def send(user_id: int, until: datetime) -> bool:
    """One digest. Two workers at once make one; what came later waits for tomorrow."""
    user = User.objects.select_for_update(skip_locked=True).filter(pk=user_id).first()
    due = Notice.objects.for_digest().filter(user=user_id, made_at__lt=until)
    notices = list(due.select_related("event__ticket__institution").order_by("event__ticket", "id")) if user else []
    if user is None or not notices:
        return False
    due.update(digest_due=False)
    if not user.is_active:
        return False
    template, facts = "tickets/mail/digest.txt", facts_for(user, notices)
    write_from(template, facts, kind="digest", to=(user.email, user.language))
    return True


def facts_for(user: User, notices: list[Notice]) -> dict[str, Any]:
    lines = [{"words": headline(notice, user.language), "link": address(notice)} for notice in notices[:MOST_LINES]]
    more = max(len(notices) - MOST_LINES, 0)
    return {"person": user, "lines": lines, "more": more, "count": len(notices)}


def headline(notice: Notice, language: str) -> str:
    """The news in a line: what the mail about it alone would have had for a subject."""
    return write_mail(notice.event, notice.kind, language, {"reply_to": ""})[0]


def address(notice: Notice) -> str:
    return settings.SITE_URL + reverse("admin:tickets_ticket_change", args=[notice.event.ticket_id])
