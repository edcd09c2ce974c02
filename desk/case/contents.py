"""What a case holds: its conversation, and which of the rare things, asked in one query: most have next to none."""

from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, prefetch_related_objects
from django.utils import timezone

from database.prepared import DAY as TODAY
from database.prepared import FIRST as TICKET
from database.prepared import SECOND as USER
from database.prepared import Prepared, filled
from organisation.models import Absence, User
from tickets.models import Delivery, Draft, Follow, Merge, Message, ReceivedMail, Tagging, Ticket
from triage.board.models import CaseQuestion
from triage.faults.models import FaultReport
from triage.flags.models import Flag
from triage.forwarding.models import Forwarding
from triage.known_errors.models import KnownErrorCase, KnownErrorFit
from triage.ready_answers.looked_up import LookedUp
from triage.suggestions.models import Repeat
from triage.wishes.models import Wish

CONVERSATION = Prepared(lambda: Message.objects.filter(ticket=TICKET).oldest_first())


def conversation_of(ticket: Ticket) -> list[Message]:
    """The messages with their files, oldest first."""
    messages = CONVERSATION.rows({TICKET: ticket.pk}, ticket=ticket)
    prefetch_related_objects(messages, "attachments")
    return messages


def held_by(ticket: Ticket, user: User) -> frozenset[str]:
    """What there is of: absence (of who has it, today), board (a question on it), cause (a known error), drafts (of
    this person), fits (known errors that may be it), flags, followers, forwardings, looked_up, mail (that waits),
    merges, refused (a mail to the requester came back), repeats, report, tags, wish.
    """
    names, sql, parameters = prepared()
    here = {TICKET: ticket.pk, USER: user.pk, TODAY: timezone.localdate()}
    with connection.cursor() as cursor:
        cursor.execute(sql, filled(parameters, here))
        row = cursor.fetchone() or ()
    return frozenset(name for name, there in zip(names, row, strict=True) if there)


@cache
def prepared() -> tuple[list[str], str, tuple[Any, ...]]:
    """Names, SQL and its parameters: putting so many subqueries together takes longer than answering them."""
    here = OuterRef("pk")
    asked: dict[str, QuerySet[Any]] = {
        "absence": Absence.objects.on(TODAY).filter(user=OuterRef("assignee")),
        "board": CaseQuestion.objects.filter(ticket=here),
        "cause": KnownErrorCase.objects.filter(ticket=here),
        "drafts": Draft.objects.filter(ticket=here, person=USER),
        "fits": KnownErrorFit.objects.filter(ticket=here, is_dismissed=False),
        "flags": Flag.objects.filter(ticket=here),
        "followers": Follow.objects.filter(ticket=here),
        "forwardings": Forwarding.objects.filter(ticket=here),
        "looked_up": LookedUp.objects.filter(ticket=here),
        "mail": ReceivedMail.objects.held().filter(ticket=here),
        "merges": Merge.objects.live().filter(target=here),
        "refused": Delivery.objects.refused().filter(event__ticket=here, recipient=OuterRef("requester_email")),
        "repeats": Repeat.objects.filter(ticket=here),
        "report": FaultReport.objects.filter(ticket=here),
        "tags": Tagging.objects.filter(ticket=here),
        "wish": Wish.objects.filter(ticket=here),
    }
    query = Ticket.objects.filter(pk=TICKET).values_list(*(Exists(rows) for rows in asked.values())).query
    sql, parameters = query.sql_with_params()
    return list(asked), sql, parameters
