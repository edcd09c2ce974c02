"""What was asked most at a place of late, as the agenda of its morning meeting. Numbers, cleared words, and those
that nobody wrote alone."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from desk.meetings.asked import Asked, Group, groups
from knowledgebase.models import Article, Question
from knowledgebase.readers import Reader
from knowledgebase.search.by_words import WordHit, hits_by_words
from knowledgebase.suggestions import Evidence
from organisation.models import Institution
from tickets.models import Message, Ticket
from tickets.models.ticket_list import TicketQuerySet
from tickets.words import Route, Status
from triage.known_errors.models import KnownError

WEEK: Final = timedelta(days=7)
MOST: Final = 8
BEGINNING: Final = 250
"""Characters of an enquiry that are looked at where its subject says nothing; the matter stands at its beginning."""
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
    answered, unanswered = asked_most(institution)
    parts = [
        (_("What does not work right now"), errors()),
        (_("What parents ask"), questions(institution)),
        (_("What several asked this week, and what we answer"), answered),
        (_("What several asked this week, without an answer for all yet"), unanswered),
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
    state = _("Answered") if question.is_answered else _("No answer yet")
    if not question.wanted:
        return state
    count = ngettext("%(count)d more has it", "%(count)d more have it", question.wanted) % {"count": question.wanted}
    return f"{count} · {state}"


def lately(institution: Institution) -> TicketQuerySet:
    return Ticket.objects.filter(institution=institution, opened_at__gte=timezone.now() - WEEK, sensitivity="")


def written(institution: Institution) -> list[Asked]:
    """The newest cases of the week, without those in which something was ever flagged, and what came in a rush."""
    rows = lately(institution).unmerged().filter(forgotten_at=None, flags=None)
    rows = rows.exclude(came_in_rush=True, status=Status.NEW).by_opening()
    cases = list(rows.only("id", "subject", "requester_email")[:READ])
    bodies = Message.objects.first_words(case.pk for case in cases)
    return [
        Asked(case.pk, case.requester_email.casefold() or str(case.pk), case.subject, bodies.get(case.pk, ""))
        for case in cases
    ]


def asked_most(institution: Institution) -> tuple[list[Line], list[Line]]:
    """What several cases were about: with an answer that parents may read, in its words; and without one, in theirs."""
    asked = written(institution)
    shown, by_answer = fitting(asked, institution)
    counted = sorted(((len(cases), pk) for pk, cases in by_answer.items() if len(cases) > 1), reverse=True)[:MOST]
    spoken_of = {case for _number, pk in counted for case in by_answer[pk]}
    left = groups([each for each in asked if each not in spoken_of])[:MOST]
    of_cases, answered = _("%(count)d cases"), []
    for number, pk in counted:
        answered.append(Line(f"answer:{pk}", shown[pk].title, of_cases % {"count": number}))
    return answered, [Line(f"asked:{each.key}", each.text, of_people(each)) for each in left]


def of_people(group: Group) -> str:
    return ngettext("%(count)d person", "%(count)d people", group.people) % {"count": group.people}


def fitting(asked: list[Asked], institution: Institution) -> tuple[dict[int, Article], dict[int, list[Asked]]]:
    """The answers that fit something by their ids, and what each of them fits best."""
    hits_of = hits_by_words(*(text for each in asked for text in (each.subject, each.body[:BEGINNING])))
    offered = Article.objects.offered_to(Reader(institution_id=institution.pk)).for_language(get_language() or "da")
    shown = offered.in_bulk({hit.article_id for hits in hits_of for hit in hits or [] if fits(hit)})
    best: dict[int, list[Asked]] = defaultdict(list)
    for each, *of_texts in zip(asked, hits_of[::2], hits_of[1::2], strict=True):
        keys = [hit.article_id for hits in of_texts for hit in hits or [] if fits(hit) and hit.article_id in shown]
        if keys:
            best[keys[0]].append(each)
    return shown, best


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
