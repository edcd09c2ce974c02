"""What there is to know of the mail: mailboxes, what waits and why, what became of what was sent, and limits met."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from tickets.models import Delivery, Event, Mailbox, NewsStop, Reading, ReceivedMail, Ticket
from tickets.models.delivery import BOUNCED, DeliveryQuerySet
from tickets.models.received_mail import REASONS
from tickets.news.news_refusals import NEWS
from tickets.outbound.envelope import our_address, own_mailbox

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LATELY: Final = timedelta(days=7)
NEWEST: Final = 20_000
"""Outgoing mails that are counted: a count of all would read years."""
MOST_FOUND: Final = 30
LIMITS: Final = ("too_many", "too_many_in_case", "too_large", "too_complicated", "too_many_links", "spam")
"""Reasons that say a limit of ours was met."""
NEWS_NAMES: "Final[dict[str, StrPromise]]" = {
    "requester_updated": _("News about a known error"),
    "voter_decided": _("What became of a wish"),
    "board_answered": _("An answer on the board"),
    "fix_told": _("A known error is fixed"),
}


@dataclass(frozen=True)
class MailsWaiting:
    """Mails that wait for a person, or were left aside, for one reason."""

    outcome: str
    reason: str
    count: int
    last_at: datetime

    @property
    def why(self) -> "str | StrPromise":
        return REASONS.get(self.reason, self.reason)

    @property
    def is_held(self) -> bool:
        return self.outcome == ReceivedMail.Outcome.HELD

    @property
    def address(self) -> str:
        asked = urlencode({"outcome__exact": self.outcome, "reason": self.reason})
        return reverse("admin:tickets_receivedmail_changelist") + f"?{asked}"


@dataclass(frozen=True)
class Fate:
    """So many outgoing mails fared so."""

    name: "str | StrPromise"
    count: int


@dataclass(frozen=True)
class News:
    """How far news to many have come."""

    kind: str
    waiting: int
    sent: int
    failed: int
    stopped_at: datetime | None

    @property
    def name(self) -> "str | StrPromise":
        return NEWS_NAMES[self.kind]

    @property
    def all(self) -> int:
        return self.waiting + self.sent + self.failed


@dataclass(frozen=True)
class Limit:
    """How often a limit was met in the last days."""

    name: "str | StrPromise"
    count: int


def mailboxes() -> list[Mailbox]:
    return list(Mailbox.objects.select_related("institution").order_by("-is_active", "address"))


def unread_sender() -> str:
    """The address from which mail is sent, where nobody fetches what comes back to it; else empty."""
    return "" if own_mailbox() else our_address()


def waiting() -> list[MailsWaiting]:
    """What nobody has decided, the newest first; what was ignored and seen by nobody is among it."""
    counted = (
        ReceivedMail.objects.undecided().values("outcome", "reason").annotate(n=Count("id"), last=Max("received_at"))
    )
    return [
        MailsWaiting(row["outcome"], row["reason"], row["n"], row["last"])
        for row in counted.order_by("outcome", "-last")
    ]


def held_lately(user: User) -> list[ReceivedMail]:
    """Without those of cases that are kept from the person; who is shown the subjects of others is in their log."""
    held = ReceivedMail.objects.held().exclude(ticket__in=Ticket.objects.kept_from(user))
    shown = list(held.select_related("ticket", "mailbox").order_by("-id")[:MOST_FOUND])
    Reading.note_listed([mail.ticket for mail in shown if mail.ticket], user)
    return shown


def fates() -> list[Fate]:
    """Of the newest outgoing mails; what waits is counted whole."""
    counted = newest().aggregate(
        sent=Count("id", filter=Q(status=Delivery.Status.SENT)),
        returned=Count("id", filter=came_back()),
        failed=Count("id", filter=Q(status=Delivery.Status.FAILED) & ~came_back()),
        dropped=Count("id", filter=Q(status=Delivery.Status.DROPPED)),
    )
    queued = Delivery.objects.filter(status=Delivery.Status.QUEUED)
    tried = queued.exclude(last_error="").count()
    return [
        Fate(_("On their way"), queued.count() - tried),
        Fate(_("Tried in vain, and tried again"), tried),
        Fate(_("Sent"), counted["sent"]),
        Fate(_("Came back"), counted["returned"]),
        Fate(_("Given up"), counted["failed"]),
        Fate(_("Retracted before they were sent"), counted["dropped"]),
    ]


def came_back() -> Q:
    return Q(status=Delivery.Status.FAILED, last_error__startswith=BOUNCED)


def newest() -> DeliveryQuerySet:
    last = Delivery.objects.order_by("-id").values_list("id", flat=True).first() or 0
    return Delivery.objects.filter(id__gt=last - NEWEST)


def sent_to(address: str, user: User) -> list[Delivery]:
    """The newest mails to an address, without those of cases that are kept from the person."""
    deliveries = Delivery.objects.filter(recipient__iexact=address).select_related("event__ticket")
    open_to = deliveries.exclude(event__ticket__in=Ticket.objects.kept_from(user))
    return list(open_to.order_by("-id")[:MOST_FOUND])


def news() -> list[News]:
    """News of the last days; those that are stopped, too, where none wait."""
    stops = dict(NewsStop.objects.values_list("kind", "stopped_at"))
    since = timezone.now() - LATELY
    queued = Q(status=Delivery.Status.QUEUED)
    lately = newest().filter(kind__in=NEWS).filter(queued | Q(next_attempt_at__gt=since)).values("kind")
    counted = {
        row["kind"]: row
        for row in lately.annotate(
            waiting=Count("id", filter=queued),
            sent=Count("id", filter=Q(status=Delivery.Status.SENT)),
            failed=Count("id", filter=Q(status=Delivery.Status.FAILED)),
        )
    }
    nothing = {"waiting": 0, "sent": 0, "failed": 0}
    rows = [(kind, counted.get(kind, nothing)) for kind in NEWS_NAMES if kind in {*counted, *stops}]
    return [News(kind, row["waiting"], row["sent"], row["failed"], stops.get(kind)) for kind, row in rows]


def limits() -> list[Limit]:
    """Those of the last days."""
    since = timezone.now() - LATELY
    lately = ReceivedMail.objects.filter(received_at__gt=since)
    counted = lately.filter(reason__in=LIMITS).values("reason").annotate(n=Count("id"))
    met = {row["reason"]: row["n"] for row in counted}
    quiet = lately.filter(outcome=ReceivedMail.Outcome.OPENED, quiet=True).count()
    loops = Event.objects.filter(kind="loop_suspected", at__gt=since).count()
    reached = [Limit(REASONS[reason], met[reason]) for reason in LIMITS if met.get(reason)]
    own = [Limit(_("Two programs seemed to write to each other"), loops), Limit(_("Cases without a receipt"), quiet)]
    return reached + [each for each in own if each.count]
