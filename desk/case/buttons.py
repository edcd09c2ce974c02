"""What the buttons of the workspace do: each is one call of a model's verb and a sentence about it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from desk.case import (
    bringing_together,
    composing,
    containing,
    fact_buttons,
    flag_buttons,
    following,
    forms,
    forwarding_buttons,
    held_mail,
    journal_buttons,
    known_error_buttons,
    tag_buttons,
)
from desk.case.contents import conversation_of
from desk.case.telling import unless_by_mail
from knowledgebase.models import Article
from knowledgebase.persons import keys_of
from organisation.models import Municipality, User
from organisation.models.people import Place
from organisation.roles import Verb
from tickets.models import Ticket, sending
from tickets.models.refusals import UnableTo
from tickets.text_messages.text_news import number_of
from tickets.work import staffing
from triage.facts import FACTS, LABELS
from triage.faults.models import FaultReport
from triage.faults.proposals import proposals_for
from triage.suggestions.models import Suggestion
from triage.wishes.models import ChangeRequest

FormData = dict[str, Any]
Act = Callable[[Ticket, User, FormData], str]


@dataclass(frozen=True)
class Button:
    """A verb of the workspace: its form and what it does. The text returned tells the person what happened.

    A `strict` verb is held back when it was decided on an old picture of the case; `watches` names kinds of events that
    make the picture old for this verb alone (see `desk.case.conflicts`). One that `needs_look` is not offered while
    something in the case is flagged that nobody has looked at: the model would refuse it.
    """

    form: type[forms.VerbForm]
    act: Act
    strict: bool = True
    watches: frozenset[str] = frozenset()
    needs_look: bool = False

    def press(self, ticket: Ticket, user: User, data: FormData) -> str:
        """In one transaction: a button that is refused halfway has done nothing."""
        with transaction.atomic():
            return self.act(ticket, user, data)


def answer(ticket: Ticket, user: User, data: FormData) -> str:
    """`hold`: how long it can be taken back, where that is more than the usual time."""
    hold = data.get("hold", sending.patience())
    ticket.answer(data["text"], by=user, files=data["attachments"], hold=hold)
    if data["resolve"]:
        ticket.resolve(by=user)
    if not ticket.hears_by_mail:
        return how_told(ticket)
    return _("Answer sent, and the case is solved.") if data["resolve"] else _("Answer sent.")


def how_told(ticket: Ticket) -> str:
    """How a requester without a mail address hears of it, and what is left to do where nothing can be sent."""
    if number_of(ticket):
        return _("Saved. %(name)s gets a text message that there is news.") % {"name": ticket.requester_name}
    names = {"name": ticket.requester_name, "phone": ticket.requester_phone or _("no number is known")}
    return _("Saved, but not sent: %(name)s has no mail address. Ring (%(phone)s), and mark it as told.") % names


def note(ticket: Ticket, user: User, data: FormData) -> str:
    ticket.note(data["text"], by=user, files=data["attachments"])
    names = [person.name for person in staffing.mentioned(data["text"], ticket) if person != user]
    lost = staffing.unreached(data["text"], ticket)
    done = _("Note saved. %(names)s will hear of it.") % {"names": ", ".join(names)} if names else _("Note saved.")
    if lost:
        values = {"names": ", ".join(lost)}
        done += " " + _("%(names)s reached nobody: choose the name from the list that opens after the @.") % values
    return done


def ask(ticket: Ticket, user: User, data: FormData) -> str:
    labels = [str(LABELS[fact]) for fact in data["missing"]]
    lines = [line for line in (f"– {label}" for label in labels) if line not in data["text"]]
    ticket.ask("\n".join([data["text"], *lines]), by=user, missing=data["missing"], hold=sending.patience())
    if not ticket.hears_by_mail:
        return how_told(ticket)
    return _("Question sent. The case waits for the requester.")


def mark_told(ticket: Ticket, user: User, _data: FormData) -> str:
    ticket.mark_told(by=user)
    return _("Noted: %(name)s knows the answer.") % {"name": ticket.requester_name}


def accept(ticket: Ticket, user: User, _data: FormData) -> str:
    suggestion = Suggestion.latest_of(ticket)
    if suggestion is None:
        raise UnableTo(_("There is no suggestion yet. Choose a route yourself."))
    suggestion.accept(by=user)
    return _("Route accepted.")


def correct(ticket: Ticket, user: User, data: FormData) -> str:
    Suggestion.decide_for(ticket, data["route"], by=user)
    return _("Route set to %(route)s.") % {"route": ticket.get_route_display()}


def assign(ticket: Ticket, user: User, data: FormData) -> str:
    ticket.assign(data["to"], by=user, note=data["note"])
    if data["to"] and ticket.assignee and ticket.assignee != data["to"]:
        names = {"name": data["to"], "deputy": ticket.assignee}
        return _("%(name)s is away. The case was given to the deputy, %(deputy)s.") % names
    return _("Assigned to %(name)s.") % {"name": ticket.assignee or _("nobody")}


def take(ticket: Ticket, user: User, _data: FormData) -> str:
    ticket.assign(user, by=user)
    return _("The case is yours.")


def escalate(ticket: Ticket, user: User, data: FormData) -> str:
    ticket.escalate(by=user, to=data["to"], reason=data["reason"])
    return _("Handed up to %(tier)s.") % {"tier": ticket.get_tier_display()}


def hand_back(ticket: Ticket, user: User, data: FormData) -> str:
    ticket.hand_back(by=user, reason=data["reason"])
    return _("Handed back to %(tier)s.") % {"tier": ticket.get_tier_display()}


def report(ticket: Ticket, user: User, data: FormData) -> str:
    FaultReport.record(ticket, {fact: data[fact] for fact in FACTS}, by=user)
    return _("Fault report saved.")


def take_facts(ticket: Ticket, user: User, data: FormData) -> str:
    """What was found in the conversation, as it is found now: never what a page says of it."""
    offered = proposals_for(ticket, FaultReport.of(ticket), conversation_of(ticket))
    taken = {each.fact: each for each in offered if each.fact in data["facts"]}
    if not taken:
        raise UnableTo(_("It stands in the report already, or is no longer found."))
    FaultReport.record(ticket, {fact: each.value for fact, each in taken.items()}, by=user)
    return _("Put into the report: %(facts)s.") % {"facts": ", ".join(str(each.label) for each in taken.values())}


def collect(ticket: Ticket, user: User, data: FormData) -> str:
    title = {"title": ChangeRequest.collect(ticket, by=user, **data)}
    by_mail = _("Collected as “%(title)s”. The requester has been told.") % title
    return unless_by_mail(ticket, by_mail, _("Collected as “%(title)s”.") % title)


def resolve(ticket: Ticket, user: User, _data: FormData) -> str:
    ticket.resolve(by=user)
    return _("The case is solved.")


def reopen(ticket: Ticket, user: User, data: FormData) -> str:
    ticket.reopen(by=user, reason=data["reason"])
    return _("The case is open again.")


def publish(ticket: Ticket, user: User, data: FormData) -> str:
    """For the school or daycare of the case, or for all; who may not publish for all proposes it."""
    if not user.may(Verb.PUBLISH, ticket):
        raise PermissionDenied
    ticket.require_seen()
    own = data.get("place") == forms.OWN or not (data.get("place") or user.may(Verb.PUBLISH, Place(None)))
    article = Article.draft_from(
        title=data["title"],
        question=data["question"],
        answer=data["answer"],
        audiences=[ticket.audience],
        institution=ticket.institution if own else None,
        language=ticket.language,
        route=ticket.route or "",
        by=user,
    )
    article.confirm(keys_of(article.findings, data.get("confirmed", [])), by=user)
    if not article.may_be_published_by(user) or Municipality.current().second_pair_of_eyes:
        article.propose(by=user)
        return _("Proposed as a shared answer. A colleague reads it and publishes it.")
    article.publish(by=user)
    return _("Published as a shared answer.")


BUTTONS: dict[str, Button] = {
    "answer": Button(forms.AnswerForm, answer),
    "note": Button(forms.NoteForm, note, strict=False),
    "ask": Button(forms.AskForm, ask),
    "told": Button(forms.EmptyForm, mark_told, strict=False),
    "accept": Button(forms.EmptyForm, accept, needs_look=True),
    "correct": Button(forms.RouteForm, correct, needs_look=True),
    "assign": Button(forms.AssignForm, assign),
    "take": Button(forms.EmptyForm, take),
    "move": Button(fact_buttons.MoveForm, fact_buttons.move),
    "amend": Button(fact_buttons.AmendForm, fact_buttons.amend),
    "prioritise": Button(fact_buttons.PriorityForm, fact_buttons.prioritise),
    "topic": Button(fact_buttons.TopicForm, fact_buttons.say_topic, strict=False),
    "snooze": Button(fact_buttons.SnoozeForm, fact_buttons.snooze, needs_look=True),
    "unsnooze": Button(forms.EmptyForm, fact_buttons.unsnooze),
    "merge": Button(bringing_together.MergeForm, bringing_together.merge, needs_look=True),
    "unmerge": Button(forms.EmptyForm, bringing_together.unmerge, strict=False),
    "link": Button(bringing_together.LinkForm, bringing_together.link, strict=False),
    "unlink": Button(bringing_together.CaseForm, bringing_together.unlink, strict=False),
    "split": Button(bringing_together.SplitForm, bringing_together.split, strict=False),
    "follow": Button(forms.EmptyForm, following.follow, strict=False),
    "unfollow": Button(forms.EmptyForm, following.unfollow, strict=False),
    "tag": Button(tag_buttons.TagForm, tag_buttons.tag, strict=False),
    "untag": Button(tag_buttons.UntagForm, tag_buttons.untag, strict=False),
    "escalate": Button(forms.EscalateForm, escalate),
    "hand_back": Button(forms.HandBackForm, hand_back),
    "report": Button(forms.ReportForm, report, watches=frozenset({"reported"})),
    "take_facts": Button(forms.TakeFactsForm, take_facts, watches=frozenset({"reported"})),
    "ask_rest": Button(forms.EmptyForm, forwarding_buttons.ask_rest, watches=frozenset({"reported"})),
    "gate": Button(forwarding_buttons.GateForm, forwarding_buttons.gate),
    "withdraw": Button(forwarding_buttons.WithdrawForm, forwarding_buttons.withdraw),
    "forward": Button(
        forwarding_buttons.ForwardForm,
        forwarding_buttons.forward,
        watches=frozenset({"reported", "gate_withdrawn"}),
        needs_look=True,
    ),
    "external_number": Button(forwarding_buttons.ExternalNumberForm, forwarding_buttons.external_number),
    "party_answer": Button(forms.PartyAnswerForm, forwarding_buttons.party_answer),
    "settle": Button(forms.EmptyForm, forwarding_buttons.settle),
    "reject": Button(forwarding_buttons.RejectForm, forwarding_buttons.reject, needs_look=True),
    "retriage": Button(forms.EmptyForm, forwarding_buttons.retriage),
    "remind": Button(forms.EmptyForm, forwarding_buttons.remind, needs_look=True),
    "resend": Button(forms.EmptyForm, forwarding_buttons.resend, needs_look=True),
    "collect": Button(forms.CollectForm, collect, needs_look=True),
    "resolve": Button(forms.EmptyForm, resolve, needs_look=True),
    "reopen": Button(forms.ReasonForm, reopen),
    "publish": Button(forms.PublishForm, publish, needs_look=True),
    "undo_send": Button(forms.EmptyForm, composing.undo_send, strict=False),
    "retract": Button(containing.RetractForm, containing.retract, strict=False),
    "wrong_case": Button(containing.WrongCaseForm, containing.wrong_case, strict=False),
    "renew_link": Button(containing.NewLinkForm, containing.renew_link, strict=False),
    "macro": Button(composing.MacroForm, composing.macro),
    "raise_flag": Button(flag_buttons.RaiseFlagForm, flag_buttons.raise_flag, strict=False),
    "clear_flag": Button(flag_buttons.ClearFlagForm, flag_buttons.clear_flag, strict=False),
    "admit": Button(held_mail.HeldMailForm, held_mail.admit, strict=False),
    "refuse": Button(held_mail.HeldMailForm, held_mail.refuse, strict=False),
    "attach": Button(known_error_buttons.CauseForm, known_error_buttons.attach, needs_look=True),
    "detach": Button(forms.EmptyForm, known_error_buttons.detach),
    "journal": Button(journal_buttons.JournalForm, journal_buttons.journal, strict=False),
    "dismiss": Button(known_error_buttons.CauseForm, known_error_buttons.dismiss, strict=False),
}
