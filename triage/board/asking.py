"""From a case to a question that waits for a person. A flagged case never gets there, also not later."""

from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from knowledgebase.board.question import UnableToShow, hold_back_while
from knowledgebase.models import Question
from organisation.models import Municipality, User
from organisation.roles import Verb
from tickets.events import subscribe
from tickets.models import Event, Ticket
from tickets.persons import hooks
from triage.board.models import CaseQuestion
from triage.flags.models import Flag

LONGEST: Final = 4000


def subscribe_all() -> None:
    subscribe("flagged", take_off)
    subscribe("forgotten", let_go)
    hooks.erase_with(erase)
    hold_back_while(why_not)


def is_sensitive(ticket: Ticket) -> bool:
    """Whether anything was ever flagged in it, also where somebody has seen to it since."""
    cases = [ticket.pk, *([ticket.merged_into_id] if ticket.merged_into_id else [])]
    return ticket.is_sensitive or Flag.objects.filter(ticket__in=cases).exists()


def may_be_asked(ticket: Ticket) -> bool:
    """Whether its requester is asked if others may see the question: once, and never in a case that was flagged."""
    free = Municipality.current().public_questions and ticket.forgotten_at is None and ticket.merged_into_id is None
    if not free or ticket.may_be_spam or is_sensitive(ticket):
        return False
    return not CaseQuestion.objects.filter(ticket=ticket).exists()


def propose(ticket: Ticket, *, by: User | None = None) -> Question:
    """The question of the case, without persons, for somebody to clear; `by` None: its requester says that we may.

    Twice is once. Raises `UnableToShow` for a case in which something was flagged, `PermissionDenied` for who may not
    show anything to everybody.
    """
    if by is not None and not by.may(Verb.PUBLISH, ticket):
        raise PermissionDenied
    with transaction.atomic():
        Ticket.objects.select_for_update().get(pk=ticket.pk)
        if existing := CaseQuestion.objects.filter(ticket=ticket).select_related("question").first():
            return existing.question
        if is_sensitive(ticket):
            raise UnableToShow(_("Something was flagged in the case. Its question is never shown to others."))
        question = Question.propose(
            title=ticket.subject,
            text=ticket.first_words()[:LONGEST],
            origin=Question.Origin.REQUESTER if by is None else Question.Origin.CASE,
            names=sorted({ticket.requester_name, *ticket.writers()} - {""}),
            audience=ticket.audience,
            language=ticket.language,
            institution=ticket.institution,
        )
        CaseQuestion.objects.create(ticket=ticket, question=question)
    return question


def why_not(question: Question) -> str:
    """What speaks against showing it: the case it came from."""
    case = CaseQuestion.objects.filter(question=question).select_related("ticket").first()
    if case is not None and is_sensitive(case.ticket):
        return _("Something was flagged in the case. Its question is never shown to others.")
    return ""


def take_off(event: Event) -> None:
    """What was flagged after it was shown is shown no longer."""
    for case in CaseQuestion.objects.filter(ticket=event.ticket_id).select_related("question"):
        case.question.withdraw(by=None)


def let_go(event: Event) -> None:
    """The way back to the case goes with its personal parts, and so do words that nobody has cleared."""
    Question.objects.waiting().filter(case__ticket=event.ticket_id).delete()
    CaseQuestion.objects.filter(ticket=event.ticket_id).delete()


def erase(ticket: Ticket) -> None:
    """Whoever asks to be erased takes the question along, however it reads by now."""
    Question.objects.filter(case__ticket=ticket).delete()
