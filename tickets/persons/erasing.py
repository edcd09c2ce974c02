"""Erases a person: their own cases whole, and their traces wherever else they stand."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisation.models import User
from tickets import dispatch, search
from tickets.models import Delivery, Event, HeldFile, Merge, Message, PersonRequest, RawMail, ReceivedMail, Ticket
from tickets.models.person_request import UnableToDisclose
from tickets.persons import files, hooks, places
from tickets.persons.identity import Identity, mark_of

QUOTED: Final = 20
"""Characters; a sentence of theirs from there on is recognised when somebody quotes it."""
ERASED: Final = "[…]"


@dataclass
class ErasureResult:
    """What was done and what stays, for the answer to the person."""

    cases: int = 0
    rows: int = 0
    kept: list[tuple[str, str]] = field(default_factory=list)
    """Case number, and why it must stay."""

    def in_words(self) -> str:
        lines = [
            ngettext("%(count)s case was erased.", "%(count)s cases were erased.", self.cases) % {"count": self.cases},
            ngettext(
                "In %(count)s other place the person was taken out.",
                "In %(count)s other places the person was taken out.",
                self.rows,
            )
            % {"count": self.rows},
            _("What stays are numbers: that there was a case, when, of which type, at which institution."),
            *(f"{number}: {why}" for number, why in self.kept),
        ]
        return "\n".join(lines)


def kept_cases(request: PersonRequest) -> list[tuple[Ticket, str]]:
    """The cases that must stay for now, each with why."""
    cases = [(ticket, " ".join(hooks.reasons_to_keep(ticket))) for ticket in request.tickets.order_by("id")]
    return [(ticket, why) for ticket, why in cases if why]


def erase(request: PersonRequest, *, by: User) -> ErasureResult:
    """Erases what may be erased and settles the request. Raises `UnableToDisclose` while the person is not confirmed.

    What must stay is told in the result, and keeps the request open: its cases are erased when the reason is gone.
    """
    if request.confirmed_at is None:
        raise UnableToDisclose(_("Confirm first who it is."))
    request.require_files_read()
    with transaction.atomic():
        kept = kept_cases(request)
        staying = {ticket.pk for ticket, _why in kept}
        going = [ticket for ticket in request.tickets.order_by("id") if ticket.pk not in staying]
        family = relatives(going)
        quotes = sentences(going)
        for ticket in going:
            part_from_others(ticket, going, by=by)
            erase_case(ticket, by=by)
        rows = erase_traces(request.identity, spared=staying)
        erase_words(request.identity, quotes, family - staying)
        rewrite_search(family - staying)
        result = ErasureResult(len(going), rows, [(ticket.number, why) for ticket, why in kept])
        staying_files = files.take_out(request, spared=staying)
        result.kept += [(file.message.ticket.number, why_file_stays()) for file in staying_files]
        if result.kept:
            request.tickets.remove(*going)
            request.outcome = result.in_words()
            request.save(update_fields=["outcome"])
        else:
            request.finish(by=by, outcome=result.in_words())
    return result


def why_file_stays() -> str:
    return _(
        "A file there names the person, and a program can take nothing out of it. Delete it in the case, or tell the "
        "person why it stays."
    )


def relatives(tickets: Iterable[Ticket]) -> set[int]:
    """The cases themselves and those that they were ever merged with."""
    own = {ticket.pk for ticket in tickets}
    pairs = Merge.objects.filter(Q(source__in=own) | Q(target__in=own)).values_list("source", "target")
    return own | {pk for pair in pairs for pk in pair}


def own_words(ticket: Ticket) -> "models.QuerySet[Message]":
    return Message.objects.filter(Q(ticket=ticket, via=None) | Q(via=ticket), kind=Message.Kind.REQUESTER)


def sentences(tickets: Iterable[Ticket]) -> list[str]:
    """What the person wrote, in pieces that others may have quoted; longest first."""
    pieces = {ticket.subject for ticket in tickets}
    for ticket in tickets:
        for body in own_words(ticket).values_list("body", flat=True):
            pieces |= set(re.split(r"(?<=[.!?])\s+|\n+", body))
    return sorted({each.strip(" \t.!?>") for each in pieces if len(each.strip()) >= QUOTED}, key=len, reverse=True)


def part_from_others(ticket: Ticket, going: list[Ticket], *, by: User) -> None:
    """Others who were merged into the case get their own back, with what they wrote."""
    for merge in Merge.objects.live().own().filter(target=ticket).exclude(source__in=going).select_related("source"):
        merge.undo(by=by)
    ticket.refresh_from_db()


def erase_case(ticket: Ticket, *, by: User) -> None:
    """With everything the apps above hold of it, at once and not when a task comes by."""
    hooks.erase_beside(ticket)
    HeldFile.objects.filter(submission=ticket.submission or "-").delete()
    ticket.erase(by=by)
    for event in ticket.events.filter(dispatched_at=None).values_list("pk", flat=True):
        dispatch.dispatch(event)
    Event.objects.filter(ticket=ticket, dispatched_at=None).update(held_until=None)


def erase_traces(identity: Identity, *, spared: set[int]) -> int:
    """Takes the person out of every text of every table; how many rows were changed."""
    mail = ReceivedMail.objects.filter(is_one_of("from_email", identity.emails)).exclude(ticket__in=spared)
    sent = Delivery.objects.filter(is_one_of("recipient", identity.emails)).exclude(event__ticket__in=spared)
    count = mail.count() + sent.count()
    mail.delete()
    sent.delete()
    return count + sum(erase_in(model, identity, spared) for model in places.tables())


def is_one_of(column: str, addresses: Iterable[str]) -> Q:
    condition = Q(pk__in=[])
    for address in addresses:
        condition |= Q(**{f"{column}__iexact": address})
    return condition


def erase_in(model: places.Model, identity: Identity, spared: set[int]) -> int:
    columns = places.text_columns(model)
    if not columns:
        return 0
    rows = model._default_manager.filter(identity.query(column.name for column in columns))
    if (way := places.way_to_case(model)) and spared:
        rows = rows.exclude(**{f"{way}__in": spared})
    return sum(clean_row(row, columns, identity) for row in rows)


def clean_row(row: models.Model, columns: "list[models.Field[Any, Any]]", identity: Identity) -> bool:
    """An address column is emptied; in a text stands a mark. The raw mail behind a mail goes."""
    changed = {}
    for column in columns:
        value = getattr(row, column.attname)
        clean = identity.take_out_of(value, near=True)
        if clean != value:
            whole = isinstance(column, models.EmailField) or column.attname in {"from_email", "recipient"}
            changed[column.attname] = "" if whole else fit(clean, column)
    if changed:
        type(row)._default_manager.filter(pk=row.pk).update(**changed)
        if isinstance(row, ReceivedMail):
            RawMail.objects.filter(mail=row).delete()
    return bool(changed)


def fit(value: Any, column: "models.Field[Any, Any]") -> Any:
    longest = getattr(column, "max_length", None)
    return value[:longest] if longest and isinstance(value, str) else value


def erase_words(identity: Identity, quotes: list[str], family: set[int]) -> None:
    """Takes what they wrote, and parts of their names, out of what colleagues and others wrote in the same cases."""
    for model in places.tables():
        columns, way = places.text_columns(model), places.way_to_case(model)
        if columns and way:
            for row in model._default_manager.filter(**{f"{way}__in": family}):
                unquote(row, columns, identity, quotes)


def unquote(row: models.Model, columns: "list[models.Field[Any, Any]]", identity: Identity, quotes: list[str]) -> None:
    changed = {}
    for column in columns:
        value = getattr(row, column.attname)
        if isinstance(value, str) and value:
            clean = identity.parts.sub(mark_of, without(value, quotes))
            if clean != value:
                changed[column.attname] = fit(clean, column)
    if changed:
        type(row)._default_manager.filter(pk=row.pk).update(**changed)


def without(text: str, quotes: Iterable[str]) -> str:
    """The text without the sentences, also where a mail has broken their lines."""
    for quote in quotes:
        loose = r"[\s>]+".join(map(re.escape, quote.split()))
        text = re.sub(loose, ERASED, text, flags=re.IGNORECASE)
    return text


def rewrite_search(family: set[int]) -> None:
    for ticket in Ticket.objects.filter(pk__in=family):
        if not ticket.is_forgotten:
            search.rewrite(ticket)
