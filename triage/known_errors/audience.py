"""Whom news of a known error reaches: counted before it is sent, so that nobody writes to hundreds unawares."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from tickets.models import Event, TextGateway, Ticket
from tickets.models.ticket_list import TicketQuerySet
from tickets.words import DONE
from triage.known_errors.models import KnownError, KnownErrorCase, KnownErrorUpdate
from triage.known_errors.news import words_for

ENGLISH: Final = "en"


@dataclass(frozen=True)
class Reach:
    """Open cases that hear of it, by the language of their letter; `stays` were opened again and are left alone."""

    danish: int
    english: int
    institutions: int
    by_post: int
    """Cases without an e-mail address; they read it on their page."""
    has_gateway: bool
    """Whether those of them with a mobile number get a text message."""
    stays: int

    @property
    def cases(self) -> int:
        return self.danish + self.english


def reach_of(error: KnownError, *, solves: bool) -> Reach:
    """As `triage.known_errors.news` does it: merged cases hear through the common one, and once."""
    rows = KnownErrorCase.objects.filter(known_error=error)
    again = rows.filter(Exists(reopenings())) if solves else rows.none()
    concerned = families(rows).exclude(pk__in=families(again).values("pk"))
    counts = concerned.aggregate(
        cases=Count("pk"),
        english=Count("pk", filter=Q(language=ENGLISH)),
        institutions=Count("institution", distinct=True),
        by_post=Count("pk", filter=Q(requester_email="")),
    )
    return Reach(
        danish=counts["cases"] - counts["english"],
        english=counts["english"],
        institutions=counts["institutions"],
        by_post=counts["by_post"],
        has_gateway=TextGateway.current() is not None,
        stays=families(again).count(),
    )


def families(rows: QuerySet[KnownErrorCase]) -> TicketQuerySet:
    """The open cases that speak for these: themselves, or what they were merged into."""
    common = rows.annotate(common=Coalesce("ticket__merged_into", "ticket")).values("common")
    return Ticket.objects.filter(pk__in=common).exclude(status__in=DONE)


def reopenings() -> QuerySet[Event]:
    """Within a query of rows of `KnownErrorCase`: what opened their case again since it came (`was_reopened`)."""
    since = Event.objects.filter(ticket=OuterRef("ticket"), at__gt=OuterRef("attached_at"))
    return since.filter(Q(kind="reopened") | Q(kind="replied", data__reopened=True))


def letters(error: KnownError, *, status: str, text: str, text_en: str, reach: Reach) -> list[tuple[str, str]]:
    """(language, what is written) of the letters that will leave."""
    update = KnownErrorUpdate(known_error=error, status=status, text=text, text_en=text_en)
    languages = [("da", reach.danish), (ENGLISH, reach.english)]
    return [(language, words_for(update, language)) for language, count in languages if count]
