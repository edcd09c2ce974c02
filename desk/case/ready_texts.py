"""Found while one writes: shared answers, templates, and what this office has answered before. One click puts it in."""

from dataclasses import dataclass
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from database import dialects
from desk.access import find
from knowledgebase.models import Article
from knowledgebase.search.query import search as search_answers
from organisation.models import User
from organisation.people.staff import person
from organisation.roles import Verb
from tickets import search
from tickets.models import Reading, Ticket
from triage.ready_answers.models import AnswerTemplate
from triage.ready_answers.similar import with_answers

OF_EACH: Final = 4
"""How many of each kind are shown."""
LONGEST: Final = 100
BEGINNING: Final = 140


@dataclass(frozen=True)
class ReadyText:
    """`key` names the text to the server (`desk.case.inserts`); `source` says in words where it is from."""

    key: str
    title: str
    beginning: str
    source: str


def found_for(ticket: Ticket, user: User, query: str) -> list[ReadyText]:
    """Nothing for no words. What goes to a requester is only what everybody may read, and names no other person."""
    query = query.strip()[:LONGEST]
    if not query:
        return []
    return [*shared_answers(ticket, query), *templates(ticket, query), *earlier_answers(ticket, user, query)]


def shared_answers(ticket: Ticket, query: str) -> list[ReadyText]:
    hits = search_answers(query, ticket.language, ticket.audience, OF_EACH)
    rows = Article.objects.in_bulk([hit.article_id for hit in hits])
    articles = [rows[hit.article_id] for hit in hits if hit.article_id in rows]
    return [ReadyText(f"article-{row.pk}", row.title, begins(row.answer), _("Shared answer")) for row in articles]


def templates(ticket: Ticket, query: str) -> list[ReadyText]:
    rows = AnswerTemplate.objects.for_case(ticket)
    for word in dialects.WORD.findall(query):
        rows = rows.filter(Q(title__icontains=word) | Q(text__icontains=word))
    return [
        ReadyText(f"template-{row.pk}", row.title, begins(row.text), _("Answer template")) for row in rows[:OF_EACH]
    ]


def earlier_answers(ticket: Ticket, user: User, query: str) -> list[ReadyText]:
    """The last answers in solved cases of the same place that hold the words; the newest first, without persons."""
    solved = Ticket.objects.visible_to(user).done().filter(forgotten_at=None, institution=ticket.institution_id)
    places = None if ticket.institution_id is None else [ticket.institution_id]
    keys = search.newest(
        solved.exclude(pk=ticket.pk).filter(sensitivity=""), query, span=search.Span(), places=places, limit=OF_EACH
    )
    answered = with_answers(user, [(key, 0) for key in keys])
    return [
        ReadyText(f"case-{each.ticket.pk}", each.ticket.subject, begins(each.answer), each.ticket.number)
        for each in answered
    ]


def begins(text: str) -> str:
    line = " ".join(text.replace("**", "").split())
    return line if len(line) <= BEGINNING else f"{line[:BEGINNING].rpartition(' ')[0]} …"


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    ticket, user = find(request, pk), person(request)
    if not user.may(Verb.ANSWER, ticket):
        raise PermissionDenied
    Reading.note(ticket, user)
    query = request.GET.get("find", "")
    context = {"ticket": ticket, "words": query.strip(), "texts": found_for(ticket, user, query)}
    return render(request, "desk/case/_ready_texts.html", context)
