"""The buttons that bring cases together and apart: merge, link, split."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from desk.case.forms import VerbForm
from organisation.models import User
from tickets.models import Link, Merge, Message, Ticket
from tickets.models.refusals import UnableTo
from triage.flags import flagging

FormData = dict[str, Any]


def number_field(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=60, widget=forms.TextInput(attrs={"placeholder": "AULA-26-000123"}))


class MergeForm(VerbForm):
    into = number_field(gettext_lazy("Case number of the other case"))
    confirmed = forms.BooleanField(
        label=gettext_lazy("They are from different people, and each may read what we answer the other"),
        required=False,
    )


class CaseForm(VerbForm):
    other = number_field(gettext_lazy("Case number of the other case"))


class LinkForm(CaseForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("How?"),
        choices=[(kind.value, kind.label) for kind in (Link.Kind.RELATED, Link.Kind.DUPLICATE_SUSPECT)],
        required=False,
    )


class SplitForm(VerbForm):
    messages = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Messages about the other matter"),
        queryset=Message.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    subject = forms.CharField(label=pgettext_lazy("of a message", "Subject"), max_length=150)

    def prepare(self) -> None:
        field = self.fields["messages"]
        written = self.ticket.messages.from_requester().oldest_first()
        field.queryset = written  # type: ignore[attr-defined]
        field.label_from_instance = opening_words  # type: ignore[attr-defined]


def opening_words(message: Message) -> str:
    text = " ".join(message.body.split())
    return f"{message.author_name}: {text[:70]}{'…' if len(text) > 70 else ''}"  # noqa: PLR2004  as a line is wide


def find(number: str, user: User) -> Ticket:
    """The case of a number, if the person may see it."""
    seen = Ticket.objects.visible_to(user)
    key = seen.named(number)
    ticket = seen.filter(pk=key).first() if key else None
    if ticket is None:
        raise UnableTo(_("There is no such case, or you may not see it. Check the case number."))
    return ticket


def merge(ticket: Ticket, user: User, data: FormData) -> str:
    made = Merge.begin(ticket, find(data["into"], user), by=user, confirmed=data["confirmed"])
    return _("Merged into %(number)s. It can be undone there.") % {"number": made.target.number}


def unmerge(ticket: Ticket, user: User, _data: FormData) -> str:
    made = Merge.objects.live().own().filter(source=ticket).select_related("source", "target").first()
    if made is not None:
        made.undo(by=user)
        ticket.refresh_from_db()
    return _("The merge was undone. The case is as it was.")


def link(ticket: Ticket, user: User, data: FormData) -> str:
    other = find(data["other"], user)
    Link.join(ticket, other, by=user, kind=data["kind"] or Link.Kind.RELATED)
    return _("Linked to %(number)s.") % {"number": other.number}


def unlink(ticket: Ticket, user: User, data: FormData) -> str:
    other = find(data["other"], user)
    Link.part(ticket, other, by=user)
    return _("The link to %(number)s is gone.") % {"number": other.number}


def split(ticket: Ticket, user: User, data: FormData) -> str:
    new = ticket.split_off(list(data["messages"]), subject=data["subject"], by=user)
    flagging.carry_over(ticket, new, by=user)
    number = {"number": new.number}
    if new.hears_by_mail:
        return _("Split off as %(number)s. The requester is told.") % number
    return _("Split off as %(number)s.") % number
