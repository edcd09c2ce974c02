"""Tells everybody who asked for a wish what KOMBIT decided, a batch at a time.

Each row keeps what it has heard in the transaction that tells it, so that a task that is killed and started again
tells nobody twice. A case that was merged hears through the common one, which speaks for all of them once.
"""

from functools import partial
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from organisation.models import User
from organisation.sweeps.sweeping import sweep_rows
from tickets.models.locking import common_of
from tickets.models.merge import speaks
from tickets.news.caseless_mails import write_parts
from triage.wishes.models import ChangeRequest, Vote, Wish
from triage.wishes.models.request_list import DECIDED
from triage.wishes.models.wish import PUT_RIGHT

BATCH: Final = 200


def tell_decision(request_id: int) -> bool:
    """The next who asked for the wish hear what was decided, and their cases are resolved. False when all have."""
    request = ChangeRequest.objects.decided().select_related("decided_by").filter(pk=request_id).first()
    if request is None or request.decided_by is None:
        return False
    wishes = request.wishes.exclude(told=request.status).values_list("pk", flat=True)
    votes = request.votes.to_be_told().values_list("pk", flat=True)
    writers = sweep_rows("tell_wish", wishes, partial(tell_wish, request=request, by=request.decided_by), at_most=BATCH)
    voters = sweep_rows("tell_voter", votes, partial(tell_voter, request=request), at_most=BATCH)
    return BATCH in {writers.examined, voters.examined}


def tell_wish(wish_id: int, request: ChangeRequest, by: User) -> None:
    wish = Wish.objects.select_related("ticket__merged_into").filter(pk=wish_id).first()
    if wish is None:
        return
    with common_of(wish.ticket) as ticket:
        if not Wish.objects.filter(pk=wish_id).exclude(told=request.status).update(told=request.status):
            return
        if ticket.forgotten_at is None and not ticket.is_flagged and speaks(wish.ticket, ticket, request.wishes.all()):
            text = decision(request, ticket.language, put_right=wish.told == PUT_RIGHT)
            data: dict[str, Any] = {"change_request": request.pk, "decision": request.status}
            ticket.inform(text, by=by, event="decided", settled=True, **data)


def tell_voter(vote_id: int, request: ChangeRequest) -> None:
    """One mail, to who has not heard of it as the writer of a case; the address is not kept with a vote any longer."""
    with transaction.atomic():
        vote = Vote.objects.to_be_told().select_for_update().filter(pk=vote_id).first()
        if vote is None:
            return
        of_same = request.votes.to_be_told().select_for_update().filter(email__iexact=vote.email)
        list(of_same)
        hears_anyway = request.wishes.filter(ticket__requester_email__iexact=vote.email).exists()
        of_same.update(email="")
        if hears_anyway:
            return
        with translation.override(vote.language):
            subject = _("About the wish “%(title)s”") % {"title": request.title}
            goodbye = _("You asked us to let you know. We have now deleted your email address.")
            parts = [_("Hello"), decision(request, vote.language), goodbye]
        write_parts(subject, parts, kind="voter_decided", to=(vote.email, vote.language))


def decision(request: ChangeRequest, language: str, *, put_right: bool = False) -> str:
    """What was decided, in plain words, and KOMBIT's own where there are some; `put_right`: they have heard it before,
    in other words."""
    with translation.override(language):
        sentence = {
            ChangeRequest.Status.ACCEPTED: _("KOMBIT has accepted the idea “%(title)s”. It will be added to Aula."),
            ChangeRequest.Status.PLANNED: _("KOMBIT plans to do “%(title)s” later."),
            ChangeRequest.Status.DECLINED: _("KOMBIT has declined the idea “%(title)s”."),
        }[ChangeRequest.Status(request.status)] % {"title": request.title}
        answer = (request.answer_en if language == "en" else "") or request.answer
        begins = _("We have corrected our last answer. This is the right one:") if put_right else ""
        return "\n\n".join(part for part in (begins, sentence, answer) if part)


def unfinished_decisions() -> list[int]:
    """Decisions that somebody who asked has not heard of."""
    wishes = Wish.objects.filter(change_request__status__in=DECIDED).exclude(told=F("change_request__status"))
    votes = Vote.objects.to_be_told().filter(change_request__status__in=DECIDED)
    keys = {*wishes.values_list("change_request", flat=True)[:BATCH]}
    return sorted(keys | {*votes.values_list("change_request", flat=True)[:BATCH]})
