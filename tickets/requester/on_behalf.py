"""A case typed in for somebody on the phone or at the counter."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from organisation.models import User
from tickets.models import Message, Ticket


@transaction.atomic
def open_for(*, by: User, answer: str = "", submission: str | None = None, **facts: Any) -> Ticket:
    """Opens a case on behalf of somebody; with the answer that they got at once, it is solved in the same act;
    where something in it must not wait, it stays open until somebody has said that they looked.

    `facts` as for `Ticket.open`. The same `submission` again is the same case, and answers it once.
    """
    if submission and (made := Ticket.objects.filter(submission=submission).first()):
        return made
    ticket = Ticket.open(by=by, submission=submission, **facts)
    if answer and not ticket.is_done:
        given = ticket.answer(answer, by=by)
        Message.objects.filter(pk=given.pk).update(told_at=timezone.now())
        if not ticket.is_flagged:
            ticket.resolve(by=by)
    return ticket
