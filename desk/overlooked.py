"""Known errors and wishes that nobody has touched for long: who looks after them hears of it, in one mail a person.

Each is told of once, and once more when as long has passed again. How long is the municipality's to say.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisation.models import Municipality, StandIns, User
from organisation.roles import Role, Verb
from tickets.news.caseless_mails import write_parts
from triage.forwarding.models import SilencePolicy
from triage.known_errors.models import KnownError
from triage.wishes.models import ChangeRequest
from triage.wishes.models.request_list import RequestStatus

BATCH: Final = 200
MOST_LINES: Final = 20


@dataclass
class OverlookedReminder:
    policy: SilencePolicy
    errors: list[KnownError] = field(default_factory=list)
    unanswered: list[ChangeRequest] = field(default_factory=list)
    unsent: list[ChangeRequest] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.errors) + len(self.unanswered) + len(self.unsent)

    def parts(self) -> list[str]:
        news = _("Known errors without news for %(days)d working days. Those concerned wait to hear how far it is:")
        sent = _("Wishes that were sent to KOMBIT more than %(days)d days ago, without an answer noted here:")
        waiting = _("Wishes that have waited more than %(days)d days to be sent to KOMBIT:")
        errors = [(each.shown_title, reverse("admin:known_error", args=[each.pk])) for each in self.errors]
        parts = [
            (news % {"days": self.policy.error_days}, errors),
            (sent % {"days": self.policy.sent_days}, addresses(self.unanswered)),
            (waiting % {"days": self.policy.unsent_days}, addresses(self.unsent)),
        ]
        return [f"{heading}\n\n{listed(rows)}" for heading, rows in parts if rows]


def addresses(requests: Iterable[ChangeRequest]) -> list[tuple[str, str]]:
    return [(each.title, reverse("admin:triage_changerequest_change", args=[each.pk])) for each in requests]


def listed(rows: list[tuple[str, str]]) -> str:
    lines = [f"{title}\n{settings.SITE_URL}{address}" for title, address in rows[:MOST_LINES]]
    if (more := len(rows) - MOST_LINES) > 0:
        lines.append(_("And %(count)d more.") % {"count": more})
    return "\n\n".join(lines)


@transaction.atomic
def tell(now: datetime | None = None) -> int:
    """The next of each: a task that is killed has told nobody. Returns how many mails."""
    at, policy = now or timezone.now(), SilencePolicy.current()
    errors, requests = silent_errors(at, policy.error_days), silent_requests(at, policy)
    letters, hearers = defaultdict[User, OverlookedReminder](lambda: OverlookedReminder(policy)), Hearers()
    for error in errors:
        for person in hearers.of_error(error):
            letters[person].errors.append(error)
    for request in requests:
        for person in hearers.of_request(request):
            is_sent = request.status == RequestStatus.SENT
            (letters[person].unanswered if is_sent else letters[person].unsent).append(request)
    KnownError.objects.filter(pk__in=[each.pk for each in errors]).update(reminded_at=at)
    ChangeRequest.objects.filter(pk__in=[each.pk for each in requests]).update(reminded_at=at)
    for person, letter in letters.items():
        send(person, letter)
    return len(letters)


def silent_errors(at: datetime, days: int) -> list[KnownError]:
    if not days:
        return []
    before = Municipality.calendar().days_before(at, days)
    going_on = KnownError.objects.current().filter(started_at__lte=before).exclude(updates__at__gt=before)
    untold = going_on.filter(Q(reminded_at=None) | Q(reminded_at__lte=before)).order_by("pk")
    return list(untold.select_for_update(of=("self",), skip_locked=True)[:BATCH])


def silent_requests(at: datetime, policy: SilencePolicy) -> list[ChangeRequest]:
    kinds = [(RequestStatus.SENT, "sent_at", policy.sent_days)]
    kinds.append((RequestStatus.WAITING, "collected_at", policy.unsent_days))
    silent = ChangeRequest.objects.none()
    for status, since, days in kinds:
        before = at - timedelta(days=days)
        untold = Q(reminded_at=None) | Q(reminded_at__lte=before)
        if days:
            silent |= ChangeRequest.objects.filter(untold, **{"status": status, f"{since}__lte": before})
    silent = silent.order_by("pk")
    return list(silent.select_for_update(of=("self",), skip_locked=True)[:BATCH])


class Hearers:
    """Who hears: whoever wrote the last news or collected the wish, or who stands in for them; else those whose it is
    by their role."""

    def __init__(self) -> None:
        self.stand_ins = StandIns()

    def of_error(self, error: KnownError) -> list[User]:
        last = error.updates.select_related("by").order_by("-id").first()
        able = [person for person in self.there(last.by if last else None) if may_tell(person)]
        return able or self.with_role(Role.SUPPORT_ENTITLED) or self.with_role(Role.PROJECT_LEAD)

    def of_request(self, request: ChangeRequest) -> list[User]:
        able = [person for person in self.there(request.collected_by) if person.may(Verb.COLLECT)]
        return able or self.with_role(Role.PROJECT_LEAD)

    def there(self, person: User | None) -> list[User]:
        stand_in = self.stand_ins.of(person) if person is not None else None
        return [stand_in] if stand_in is not None else []

    def with_role(self, role: str) -> list[User]:
        return self.stand_ins.present(User.objects.with_role(role))


def may_tell(person: User) -> bool:
    return person.has_perm("triage.change_knownerror")


def send(person: User, letter: OverlookedReminder) -> None:
    with translation.override(person.language):
        subject = ngettext(
            "%(count)d known error or wish waits for you",
            "%(count)d known errors and wishes wait for you",
            letter.count,
        )
        parts = [
            _("Hello %(name)s") % {"name": person.get_short_name()},
            *letter.parts(),
            _(
                "You get this because you wrote about them last or collected them, stand in for who did, "
                "or have the role."
            ),
        ]
        write_parts(
            subject % {"count": letter.count}, parts, kind="overlooked", to=(person.email, person.language), secret=True
        )
