"""Which known errors a text sounds like, and which cases sound like a known error."""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from knowledgebase.search.analysis import stems
from organisation.sweeps.sweeping import guarded
from tickets.events import subscribe
from tickets.models import Event, Ticket
from tickets.words import Route
from triage.classifier.features import features
from triage.known_errors.models import KnownError, KnownErrorFit

FITS: Final = 0.6
"""So much of the title, or of title and description together, must be in the text."""
WHOLE: Final = 0.45
LEAST: Final = 2
"""Words in common; one alone says nothing."""
BEFORE: Final = timedelta(days=7)
"""Cases may have come so long before somebody knew of the error."""
MOST: Final = 2_000
OTHER_ROUTES: Final = frozenset({Route.CHANGE_REQUEST, Route.PROJECT_QUESTION, Route.OUT_OF_SCOPE})


def subscribe_all() -> None:
    subscribe("opened", suggest)


def fitting(text: str, limit: int = 3, *, public: bool = True) -> list[tuple[KnownError, float]]:
    """Current errors that fit the text, best first, with how well (0 to 1)."""
    if not text.strip():
        return []
    known = KnownError.objects.current()
    known = known.public() if public else known
    scored = [(error, score(error, text)) for error in known.newest_first()[:100]]
    matches = [(error, points) for error, points in scored if points >= FITS]
    return sorted(matches, key=lambda pair: -pair[1])[:limit]


def score(error: KnownError, text: str) -> float:
    """1 where all words of one of its expressions stand in the text; else how much of the error is found there."""
    written = set(stems(text))
    for line in error.terms.splitlines():
        wanted = set(stems(line))
        if wanted and wanted <= written:
            return 1.0
    there = features(text)
    titles = [title for title in (error.title, error.title_en) if title]
    best = 0.0
    for title, whole in zip(titles, (error.description, error.description_en), strict=False):
        if len(set(stems(title)) & written) >= LEAST:
            best = max(best, share(title, there), share(f"{title}\n{whole}", there) * FITS / WHOLE)
    return min(best, 0.99)


def share(text: str, there: set[int]) -> float:
    wanted = features(text)
    return len(wanted & there) / len(wanted) if wanted else 0.0


def text_of(ticket: Ticket) -> str:
    return f"{ticket.subject}\n{ticket.first_words()}"


def suggest(event: Event) -> None:
    """A new case is suggested to the errors that it sounds like."""
    for error, points in fitting(text_of(event.ticket), public=False):
        keep(error, event.ticket, points)


def keep(error: KnownError, ticket: Ticket, points: float) -> None:
    KnownErrorFit.objects.get_or_create(known_error=error, ticket=ticket, defaults={"score": points})


def find_cases(known_error_id: int) -> None:
    """Open cases from about the time of the error that sound like it, after its words were written or changed."""
    error = KnownError.objects.current().filter(pk=known_error_id).first()
    if error is None:
        return
    since = min(error.started_at, timezone.now()) - BEFORE
    cases = Ticket.objects.open().filter(opened_at__gte=since).exclude(route__in=OTHER_ROUTES)
    cases = cases.exclude(known_error_cases__isnull=False).order_by("-id")
    for ticket in cases[:MOST]:
        with guarded("find_cases", ticket.pk):
            points = score(error, text_of(ticket))
            if points >= FITS:
                keep(error, ticket, points)
