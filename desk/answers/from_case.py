"""A draft from a case: its question and last answer, with the persons taken out and a mark where each stood."""

from django.db import transaction
from django.http import Http404, HttpRequest

from desk.answers.models import AnswerSource
from desk.answers.pieces import answered, people_of
from knowledgebase.models import Article
from knowledgebase.readers import as_id
from organisation.models import User
from tickets.models import Reading, Ticket


def case_asked_for(request: HttpRequest, user: User) -> Ticket | None:
    """The case named in the address; 404 for one that the person cannot see. Nothing sensitive becomes an answer."""
    if "case" not in request.GET:
        return None
    number = as_id(request.GET["case"]) or 0
    ticket = Ticket.objects.visible_to(user).filter(pk=number).select_related("institution").first()
    if ticket is None:
        raise Http404
    return ticket


@transaction.atomic
def begin_from_case(ticket: Ticket, *, title: str, by: User) -> Article:
    """Raises `UnableTo` for a case that may be sensitive and that nobody has seen to."""
    ticket.require_seen()
    Reading.note(ticket, by)
    answer, people = answered(ticket), people_of(ticket)
    article = Article.draft_from(
        title=title,
        question=ticket.without_persons(ticket.first_words(), also=people, language=ticket.language),
        answer=ticket.without_persons(answer.body if answer else "", also=people, language=ticket.language),
        audiences=[ticket.audience],
        language=ticket.language,
        route=ticket.route or "",
        by=by,
    )
    AnswerSource.objects.create(article=article, ticket=ticket)
    return article
