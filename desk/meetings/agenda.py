"""What was asked most at a place of late, as the agenda of its morning meeting. Numbers and cleared words alone."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from knowledgebase.models import Article, Question
from knowledgebase.readers import Reader
from knowledgebase.search.by_words import WordHit, hits_by_words
from knowledgebase.suggestions import Evidence
from organisation.models import Institution
from tickets.models import Ticket
from tickets.models.ticket_list import TicketQuerySet
from tickets.words import Route
from triage.known_errors.models import KnownError

WEEK: Final = timedelta(days=7)
MOST: Final = 8
READ: Final = 100
"""Cases of the week that are looked at, the newest first: more than a school has."""


@dataclass(frozen=True)
class Line:
    """One thing to speak of: `key` names it when it is ticked."""

    key: str
    title: str
    why: str


def agenda(institution: Institution) -> list[tuple[str, list[Line]]]:
    """Headings with their lines; those without any are left out."""
    parts = [
        (_("What does not work right now"), errors()),
        (_("What parents ask"), questions(institution)),
        (_("What several wrote about this week, and what we answer"), answers(institution)),
        (_("What people wrote about this week"), routes(institution)),
    ]
    return [(heading, lines) for heading, lines in parts if lines]


def errors() -> list[Line]:
    known_errors = KnownError.objects.public().current().newest_first()[:MOST]
    return [Line(f"error:{each.pk}", each.shown_title, each.shown_workaround) for each in known_errors]


def questions(institution: Institution) -> list[Line]:
    most_asked = Question.objects.shown().filter(institution=institution).most_asked()[:MOST]
    return [Line(f"question:{each.pk}", each.title, why(each)) for each in most_asked]


def why(question: Question) -> str:
    count = ngettext("%(count)d more has it", "%(count)d more have it", question.wanted) % {"count": question.wanted}
    return f"{count} · {_('Answered') if question.is_answered else _('No answer yet')}"


def lately(institution: Institution) -> TicketQuerySet:
    return Ticket.objects.filter(institution=institution, opened_at__gte=timezone.now() - WEEK, sensitivity="")


def answers(institution: Institution) -> list[Line]:
    """Shared answers that parents may read and that fit what was written: the words are those of the answer, and of one
    case alone nothing is said."""
    subjects = lately(institution).filter(merged_into=None).order_by("-id").values_list("subject", flat=True)[:READ]
    fitting = [[hit.article_id for hit in hits or [] if fits(hit)] for hits in hits_by_words(*subjects)]
    offered = Article.objects.offered_to(Reader(institution_id=institution.pk)).for_language(get_language() or "da")
    shown = offered.in_bulk({pk for keys in fitting for pk in keys})
    best = Counter(next((pk for pk in keys if pk in shown), 0) for keys in fitting)
    counted = sorted(((number, pk) for pk, number in best.items() if pk and number > 1), reverse=True)[:MOST]
    template = _("%(count)d cases")
    return [Line(f"answer:{pk}", shown[pk].title, template % {"count": number}) for number, pk in counted]


def fits(hit: WordHit) -> bool:
    return Evidence(best_points=hit.points, coverage=hit.coverage).fits_by_words


def routes(institution: Institution) -> list[Line]:
    """How many cases of each kind; of one alone nothing is said, since somebody may know whose it is."""
    rows = (
        lately(institution)
        .exclude(route=None)
        .exclude(route="")
        .order_by()
        .values_list("route")
        .annotate(how_many=Count("pk"))
    )
    counted = sorted(((number, route) for route, number in rows if number > 1), reverse=True)
    template = _("%(count)d cases")
    return [Line(f"route:{route}", str(Route(route).label), template % {"count": number}) for number, route in counted]
