"""What was asked most at a place of late, as the agenda of its morning meeting. Numbers and cleared words alone."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knowledgebase.models import Question
from organisation.models import Institution
from tickets.models import Ticket
from tickets.words import Route
from triage.known_errors.models import KnownError

WEEK: Final = timedelta(days=7)
MOST: Final = 8


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


def routes(institution: Institution) -> list[Line]:
    """How many cases of each kind; of one alone nothing is said, since somebody may know whose it is."""
    lately = Ticket.objects.filter(institution=institution, opened_at__gte=timezone.now() - WEEK, sensitivity="")
    rows = lately.exclude(route=None).exclude(route="").order_by().values_list("route").annotate(how_many=Count("pk"))
    counted = sorted(((number, route) for route, number in rows if number > 1), reverse=True)
    template = _("%(count)d cases")
    return [Line(f"route:{route}", str(Route(route).label), template % {"count": number}) for number, route in counted]
