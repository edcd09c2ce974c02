"""Who hears what of a case, in which language. Makes deliveries; sending is `outgoing`'s."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from database.after_commit import start_after_commit
from organisation.models import Municipality, User
from privacy.persons import CLOSING, GREETING, LONGEST_CLOSING
from tickets.event_kinds import Hearer, telling
from tickets.events import Handler, subscribe
from tickets.models import (
    Delivery,
    DeliveryFile,
    Event,
    Message,
    NewsRefusal,
    Notice,
    NotificationChoice,
    ReceivedMail,
    ReplyAddress,
    Target,
    Ticket,
)
from tickets.models.notice import USUAL, ByMail
from tickets.news import hearing
from tickets.news.colleagues_mail import promised
from tickets.news.news_refusals import NEWS
from tickets.outbound import mail_texts
from tickets.requester.help_now import help_in
from tickets.requester.private_links import hide
from tickets.words import Actor, Channel
from tickets.work.staffing import onlookers

RECEIPT_WAITS: Final = timedelta(minutes=20)
"""In a rush: what must not wait is mailed first."""
LONGEST_SUBJECT: Final = 250
CARRY_WORDS: Final = frozenset(
    f"requester_{kind}"
    for kind in ("answered", "asked", "asked_again", "updated", "repaired", "decided", "mail_incomplete", "attached")
)
"""Kinds of mail that repeat what somebody wrote about the case."""
File = tuple[str, bytes, str]
"""Name, bytes and content type."""
FOR_ALL: Final = frozenset(
    {
        "mail_held",
        "stood_still",
        "mail_bounced",
        "text_failed",
        "loop_suspected",
        "woke",
        "due_soon",
        "target_soon",
        "target_missed",
    }
)
"""Events whose news is the same whether one has the case or not, and is no choice."""


def subscribe_all() -> None:
    hearers: dict[Hearer, Handler] = {
        Hearer.REQUESTER: tell_requester,
        Hearer.WRITER: tell_writer,
        Hearer.TIER: tell_tier,
        Hearer.SENDER: tell_sender,
        Hearer.WORKERS: tell_workers,
        Hearer.ASSIGNEE: tell_assignee,
        Hearer.MENTIONED: tell_mentioned,
    }
    for hearer, tell_them in hearers.items():
        for kind in telling(hearer):
            subscribe(kind, tell_them)
    subscribe("link_renewed", tell_of_new_link)
    subscribe("retracted", tell_of_retraction)


def tell_requester(event: Event) -> None:
    """The requester hears at each step in plain words, in the language of the case; so do those merged into it."""
    ticket, kind = event.ticket, f"requester_{event.kind}"
    if was_retracted(event):
        return
    if event.kind == "opened" and needs_no_receipt(ticket):
        return
    if event.kind == "opened" or event.actor != Actor.REQUESTER:
        to, reply_to = [(ticket.requester_email, ticket.language)], ReplyAddress.of(ticket).email()
        deliver(event, kind, to, reply_to=reply_to)
    for merged in ticket.merged.select_related("institution").order_by("id"):
        own: dict[str, Any] = {"ticket": merged, "case_url": settings.SITE_URL + merged.get_absolute_url()}
        to, reply_to = [(merged.requester_email, merged.language)], ReplyAddress.of(merged).email()
        deliver(event, kind, to, reply_to=reply_to, **own)


def comes_in_rush(event: Event) -> bool:
    """Whether it is one of very many at once, which colleagues find in the list; a mail about each helps nobody."""
    return event.kind == "opened" and event.ticket.came_in_rush and not event.ticket.is_sensitive


def tell_of_new_link(event: Event) -> None:
    """The requester of this very case; whoever is merged into it keeps a link of their own."""
    if event.data.get("sent"):
        ticket = event.ticket
        to, reply_to = [(ticket.requester_email, ticket.language)], ReplyAddress.of(ticket).email()
        deliver(event, "requester_link_renewed", to, reply_to=reply_to)


def was_retracted(event: Event) -> bool:
    """Whether what the event brought was taken back before anybody was told of it."""
    messages = Message.objects.filter(pk=event.data.get("message"), ticket=event.ticket)
    return messages.exclude(retracted_at=None).exists()


def tell_of_retraction(event: Event) -> None:
    """Whoever has had the answer by mail hears that it was wrong; nobody else hears of it at all."""
    message = Message.objects.filter(pk=event.data["message"]).first()
    reached = set(Delivery.objects.about(message).gone_out().values_list("recipient", flat=True)) if message else set()
    for case in [event.ticket, *event.ticket.merged.select_related("institution").order_by("id")]:
        if case.requester_email in reached:
            own: dict[str, Any] = {"ticket": case, "case_url": settings.SITE_URL + case.get_absolute_url()}
            to, reply_to = [(case.requester_email, case.language)], ReplyAddress.of(case).email()
            deliver(event, "requester_retracted", to, reply_to=reply_to, **own)


def needs_no_receipt(ticket: Ticket) -> bool:
    """Whoever was answered on the phone hears the answer alone; a flood of mail is not answered mail by mail."""
    if ticket.channel == Channel.ON_BEHALF and ticket.is_done:
        return True
    return ticket.received_mails.filter(outcome="opened", quiet=True).exists()


def tell_sender(event: Event) -> None:
    """Whoever sent it hears what of their mail was not taken in, and that a file seems to hold CPR numbers."""
    case = case_of_writer(event)
    if case is not None and event.data.get("told", True) and not wants_no_mail(event, case):
        own: dict[str, Any] = {"ticket": case, "case_url": settings.SITE_URL + case.get_absolute_url()}
        to, reply_to = [(case.requester_email, case.language)], ReplyAddress.of(case).email()
        deliver(event, f"requester_{event.kind}", to, reply_to=reply_to, **own)


def tell_writer(event: Event) -> None:
    """Where there is help now, by mail too: once for whoever wrote it, and not beside a receipt that says it already.

    In a common case that is one of several people, and the others hear nothing."""
    case = None if event.data.get("at_once") or event.actor == Actor.STAFF else case_of_writer(event)
    help_now = help_in(case) if case is not None else None
    if case is None or help_now is None or wants_no_mail(event, case):
        return
    earlier = Delivery.objects.filter(event__ticket=event.ticket, kind="writer_flagged", recipient=case.requester_email)
    if not earlier.exclude(event=event).exists():
        own: dict[str, Any] = {"ticket": case, "case_url": settings.SITE_URL + case.get_absolute_url()}
        to, reply_to = [(case.requester_email, case.language)], ReplyAddress.of(case).email()
        deliver(event, "writer_flagged", to, reply_to=reply_to, help=help_now, **own)


def case_of_writer(event: Event) -> Ticket | None:
    """The case of whoever wrote what raised the flag; None where that was none of its requesters."""
    if "words" not in event.data:
        return event.ticket
    written = Message.objects.select_related("via", "ticket").filter(pk=event.data["words"]).first()
    return (written.via or written.ticket) if written else None


def wants_no_mail(event: Event, case: Ticket) -> bool:
    """Whether it came by a mail that is answered by nothing."""
    quiet = ReceivedMail.objects.filter(quiet=True)
    if words := event.data.get("words"):
        return quiet.filter(entry=words).exists()
    return quiet.filter(ticket=case, outcome=ReceivedMail.Outcome.OPENED).exists()


def tell_workers(event: Event) -> None:
    """Whoever must do something about the case now (`tickets.news.hearing`). Of a mail to a colleague that came back
    nobody hears: that mail would come back too."""
    if event.kind == "mail_bounced" and not event.data.get("outward"):
        return
    owners, tier = hearing.workers(event.ticket)
    if event.kind in FOR_ALL:
        tell(event, f"staff_{event.kind}", owners + tier)
        return
    tell(event, f"assignee_{event.kind}", owners)
    tell(event, "tier_news", tier)


def tell_tier(event: Event) -> None:
    """The people of the tier that the event put the case in; none for a case that was solved as it was opened, or
    that moved together with its people."""
    if not event.data.get("quietly") and (event.kind != "opened" or not event.ticket.is_done):
        kind, people = hearing.at_tier(event)
        tell(event, kind, people)


def tell_assignee(event: Event) -> None:
    """Who was given the case; who stands in for whom was asked when it was given. Given to nobody, its tier hears."""
    if event.ticket.assignee is not None:
        tell(event, "assignee_" + event.kind, [event.ticket.assignee])
    elif event.kind == "assigned":
        tell(event, "tier_news", hearing.workers(event.ticket).tier)


def tell_mentioned(event: Event) -> None:
    """The colleagues whom a note called by name, as far as they can still see the case."""
    named = event.data.get("mentioned", [])
    people = onlookers(event.ticket).filter(pk__in=named) if named else []
    tell(event, "colleague_mentioned", hearing.in_place_of(event.ticket, people))


def tell(event: Event, kind: str, people: Iterable[User], **extra: Any) -> None:
    """Tells people of the support organisation, each as they chose; never who did it, nor who may not see the case."""
    recipients = [person for person in people if person != event.by and hearing.sees(person, event.ticket)]
    wishes = NotificationChoice.wishes(recipients, kind.partition("_")[0]) if recipients else {}
    for person in recipients:
        wish = wishes.get(person.pk, USUAL)
        Notice.give(event, kind, person, wish)
        if wish.by_mail == ByMail.AT_ONCE and not comes_in_rush(event):
            deliver(event, kind, [(person.email, person.language)], **extra)


@transaction.atomic
def deliver(
    event: Event,
    kind: str,
    to: Iterable[tuple[str, str]],
    *,
    reply_to: str = "",
    files: Sequence[File] = (),
    **extra: Any,
) -> None:
    """One delivery for each (address, language); the same event again makes no second one.

    Answers go to `reply_to` (`ReplyAddress.of(…).email()`). It and `extra` are handed to the template of the mail.
    `files` go along, as they are.
    """
    for address, language in to:
        if not address or (kind in NEWS and NewsRefusal.exists_for(extra.get("ticket", event.ticket).pk, address)):
            continue
        subject, body = write_mail(event, kind, language, extra | {"reply_to": reply_to})
        opens = whose_link(body, extra.get("ticket", event.ticket))
        delivery, made = Delivery.objects.get_or_create(
            event=event,
            kind=kind,
            recipient=address,
            defaults={
                "language": language,
                "subject": subject,
                "body": hide(body),
                "opens": opens,
                "reply_to": reply_to,
                "next_attempt_at": timezone.now() + (RECEIPT_WAITS if comes_in_rush(event) else timedelta()),
            },
        )
        if made:
            for name, data, content_type in files:
                DeliveryFile.objects.create(delivery=delivery, name=name, data=data, content_type=content_type)
            if not comes_in_rush(event) and kind not in NEWS:  # news go to many, by the sweep: over one connection
                send_after_commit(delivery.pk)


def whose_link(body: str, ticket: Ticket) -> Ticket | None:
    """The case whose private link the mail carries. It is put in when the mail is sent, and stored nowhere."""
    return ticket if "/sag/" in body and ticket.token in body else None


def send_after_commit(delivery_id: int) -> None:
    start_after_commit("tickets.tasks.send_delivery", delivery_id)


def write_mail(
    event: Event, kind: str, language: str, extra: dict[str, Any], *, message: Message | None = None
) -> tuple[str, str]:
    """(subject, body) from `templates/tickets/mail/<kind>.txt`, whose first line is the subject. `message`: what it is
    about, where that is not stored yet."""
    with translation.override(language):
        facts = facts_for(event, message) | extra
    if kind in CARRY_WORDS and not tells_all(facts["ticket"]):
        kind = "requester_news"
    subject, body = mail_texts.render(kind, language, facts)
    number = f" [{facts['ticket'].number}]"
    return subject[: LONGEST_SUBJECT - len(number)] + number, body


def tells_all(ticket: Ticket) -> bool:
    """Whether the municipality lets mail about this case carry what was written."""
    municipality = Municipality.current()
    return municipality.mails_text and (municipality.mails_flagged_text or not ticket.is_sensitive)


def is_closed_by_writer(text: str) -> bool:
    """Whether the text ends with a greeting of its own, so that ours would be the second."""
    return bool(CLOSING.search(text[-LONGEST_CLOSING:]))


def writer_of(event: Event) -> str:
    """Who answers, with the role, where the municipality wants it said."""
    if event.by is None or event.actor != Actor.STAFF or not Municipality.current().mails_name_writer:
        return ""
    membership = event.by.memberships.order_by("id").first()
    return f"{event.by.name}, {membership.get_role_display().lower()}" if membership else event.by.name


def question_of(ticket: Ticket) -> Message | None:
    """What the requester was asked last."""
    asked = ticket.events.filter(kind="asked").order_by("-id").first()
    return Message.objects.filter(pk=asked.data.get("message"), ticket=ticket).first() if asked else None


def facts_for(event: Event, message: Message | None = None) -> dict[str, Any]:
    ticket = event.ticket
    message = message or Message.objects.filter(pk=event.data.get("message"), ticket=ticket).first()
    body = message.body if message and message.kind == Message.Kind.ANSWER else ""
    return {
        "greets": event.kind != "asked" and bool(GREETING.match(body)),
        "closes": event.kind != "asked" and is_closed_by_writer(body),
        "writer": writer_of(event) if body else "",
        "question": question_of(ticket) if event.kind == "asked_again" else None,
        "answer_by": ticket.due_at if event.kind == "opened" and ticket.due_at else None,
        "target": Target.Kind(event.data["target"]).label if event.data.get("target") else "",
        "event": event,
        "ticket": ticket,
        "message": message,
        "municipality": Municipality.current(),
        "help": help_in(ticket) if event.kind in {"opened", "flagged"} else None,
        "case_url": settings.SITE_URL + ticket.get_absolute_url(),
        "site_url": settings.SITE_URL,
        "workspace_url": settings.SITE_URL + reverse("admin:tickets_ticket_change", args=[ticket.pk]),
        "becomes": lambda: promised(ticket),
    }
