"""Keeps an eye on everything, in web and beat: whichever of them lives notices that another is dead.

The administrators hear of it by a mail that goes out at once and by no queue, since the queue may be what stands still.
"""

import logging
import time
from datetime import datetime, timedelta
from threading import Thread
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import DatabaseError
from django.template.loader import render_to_string
from django.utils import timezone, translation

from monitoring import runs
from monitoring.looking import PATIENCE, troubles
from monitoring.models import Standstill, Trouble
from monitoring.patience import Hangs, Patient
from organisation.models import Membership, Municipality, User
from organisation.roles import Role
from tickets.models import Mailbox

log = logging.getLogger(__name__)
EVERY: Final = 30.0
"""Seconds between two looks."""


def start() -> None:
    """In a thread of its own, for as long as the process lives."""
    Thread(target=watch, daemon=True, name="watching").start()


def watch() -> None:
    glance = Patient(look)
    runs_expected = False
    while True:
        try:
            if not runs_expected:
                Patient(runs.expect_all).ask(EVERY)
                runs_expected = True
            glance.ask(EVERY)
        except Hangs:
            log.error("watching: the database does not answer")  # noqa: TRY400  where it waits says nothing
        except Exception as error:  # noqa: BLE001  watching goes on, whatever it is
            log.error("watching: %s", type(error).__name__)  # noqa: TRY400  a database away is no surprise
        time.sleep(EVERY)


def look(now: datetime | None = None) -> None:
    """One look: notes what stands still and what runs again, and tells of both, once each."""
    at = now or timezone.now()
    standstills = troubles(at)
    for trouble, since in standstills.items():
        Standstill.begin(trouble, since)
    for standing in Standstill.objects.standing():
        if standing.trouble not in standstills:
            Standstill.end(standing.trouble)
    tell(at)
    Standstill.drop_old()


def tell(now: datetime) -> None:
    for standstill in Standstill.objects.untold():
        if standstill.since <= now - patience_with(standstill):
            tell_once(standstill, "told_at", "monitoring/mail/standstill.txt")
    for standstill in Standstill.objects.unended():
        if standstill.told_at is None and not lasted(standstill):
            Standstill.objects.filter(pk=standstill.pk).update(told_over_at=now)
        else:
            tell_once(standstill, "told_over_at", "monitoring/mail/runs_again.txt")


def lasted(standstill: Standstill) -> bool:
    """Whether it was long enough to be told of, though it could not be told while it was there."""
    over = standstill.over_at
    return over is not None and over - standstill.since >= patience_with(standstill)


def patience_with(standstill: Standstill) -> timedelta:
    """How long it must have lasted; the tasks' own patience has gone by when they count as silent."""
    return PATIENCE.get(Trouble(standstill.trouble), timedelta())


def tell_once(standstill: Standstill, mark: str, template: str) -> None:
    """By the first process that comes; where the mail server does not take it, by the next look."""
    claimed = Standstill.objects.filter(pk=standstill.pk, **{mark: None}).update(**{mark: timezone.now()})
    if not claimed:
        return
    log.error("standstill: %s (%s)", standstill.trouble, mark)
    try:
        for person in administrators():
            mail_for(person, standstill, template).send()
    except Exception as error:  # noqa: BLE001  whatever the mail server does
        log.error("standstill: the mail was not taken: %s", type(error).__name__)  # noqa: TRY400  may name addresses
        Standstill.objects.filter(pk=standstill.pk).update(**{mark: None})


def administrators() -> list[User]:
    memberships = Membership.objects.filter(role=Role.MUNICIPAL_ADMIN)
    return list(User.objects.filter(pk__in=memberships.values("user"), is_active=True).order_by("id"))


def mail_for(person: User, standstill: Standstill, template: str) -> EmailMessage:
    facts = {
        "standstill": standstill,
        "mailboxes": Mailbox.objects.failing() if standstill.trouble == Trouble.MAILBOX else [],
        "person": person,
        "municipality": Municipality.current(),
        "admin_url": f"{settings.SITE_URL}/admin/",
    }
    with translation.override(person.language):
        text = render_to_string(template, facts)
    subject, _blank, body = text.lstrip().partition("\n")
    return EmailMessage(
        subject=subject,
        body=body.strip() + "\n",
        to=[person.email],
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply"},
    )


def standing() -> list[Standstill]:
    """What stands still at this time, for the bar in the admin; nothing where the database cannot say."""
    now = timezone.now()
    try:
        standstills = list(Standstill.objects.standing())
    except DatabaseError:
        return []
    return [standstill for standstill in standstills if standstill.since <= now - patience_with(standstill)]
