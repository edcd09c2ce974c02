"""Buttons that put the facts of a case right: where it belongs, who asks and what about, how urgent it is."""

from typing import Any, Final

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.case.forms import VerbForm
from knowledgebase.models import Topic
from organisation.models import Institution, User
from tickets.models import Ticket
from tickets.models.putting_right import COLUMNS
from tickets.text_messages.text_news import number_of
from tickets.words import Audience, Priority
from triage.topics.models import CaseTopic

LANGUAGES: Final = [("da", "Dansk"), ("en", "English")]


class MoveForm(VerbForm):
    to = forms.ModelChoiceField(
        label=gettext_lazy("Institution"),
        queryset=Institution.objects.none(),
        widget=forms.Select(attrs={"data-combobox": ""}),
        help_text=gettext_lazy("The people there hear of it. Those of the old institution see the case no longer."),
    )

    def prepare(self) -> None:
        self.fields["to"].queryset = Institution.objects.active().by_name()  # type: ignore[attr-defined]


class AmendForm(VerbForm):
    """What is not told stays as it was; an address or a number that is told empty is taken away."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, required=False)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy("With another address, the old link stops working, and a new one is sent."),
    )
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)
    audience = forms.ChoiceField(label=gettext_lazy("Who asks?"), choices=Audience.choices, required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES, required=False)
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200, required=False)

    def prepare(self) -> None:
        for name, column in COLUMNS.items():
            self.initial.setdefault(name, getattr(self.ticket, column))

    def clean(self) -> dict[str, Any]:
        """Only what was told; a name, a subject, a language and who asks cannot be taken away."""
        cleaned: dict[str, Any] = super().clean() or {}
        given = {name: text for name, text in cleaned.items() if self.add_prefix(name) in self.data}
        return {name: text for name, text in given.items() if text or name in {"email", "phone"}}


class PriorityForm(VerbForm):
    priority = forms.ChoiceField(label=gettext_lazy("Priority"), choices=Priority.choices)

    def prepare(self) -> None:
        self.initial.setdefault("priority", self.ticket.priority)


class TopicForm(VerbForm):
    """By the topic's address, so that another program need not know our ids."""

    topic = forms.ModelChoiceField(
        label=gettext_lazy("Topic"),
        queryset=Topic.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("None of them"),
        help_text=gettext_lazy("For the numbers and the filters. Read off the words of the enquiry until you say it."),
    )

    def prepare(self) -> None:
        self.fields["topic"].queryset = Topic.objects.in_order()  # type: ignore[attr-defined]
        if not self.is_bound:
            self.initial.setdefault("topic", CaseTopic.slug_of(self.ticket))


class SnoozeForm(VerbForm):
    until = forms.DateField(
        label=gettext_lazy("Put aside until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Its time stands still until then. If the requester writes, it is here at once."),
    )


def move(ticket: Ticket, user: User, data: dict[str, Any]) -> str:
    ticket.move(data["to"], by=user)
    return _("The case belongs to %(place)s now. The people there hear of it.") % {"place": data["to"]}


def amend(ticket: Ticket, user: User, data: dict[str, Any]) -> str:
    before, link = ticket.requester_email, ticket.token_digest
    ticket.amend(by=user, **data)
    if ticket.token_digest != link and number_of(ticket):
        return _("Saved. %(phone)s gets a new link to the case by text message.") % {"phone": ticket.requester_phone}
    if ticket.requester_email and ticket.requester_email != before:
        return _("Saved. %(email)s gets a new link to the case.") % {"email": ticket.requester_email}
    return _("Saved.")


def prioritise(ticket: Ticket, user: User, data: dict[str, Any]) -> str:
    ticket.prioritise(data["priority"], by=user)
    return _("Priority set to %(priority)s.") % {"priority": ticket.get_priority_display()}


def say_topic(ticket: Ticket, user: User, data: dict[str, Any]) -> str:
    CaseTopic.say(ticket, data["topic"], by=user)
    return _("Topic: %(topic)s.") % {"topic": data["topic"] or _("none of the topics")}


def snooze(ticket: Ticket, user: User, data: dict[str, Any]) -> str:
    ticket.snooze(data["until"], by=user)
    return _("Put aside until %(day)s.") % {"day": date_format(data["until"], "DATE_FORMAT")}


def unsnooze(ticket: Ticket, user: User, _data: dict[str, Any]) -> str:
    ticket.unsnooze(by=user)
    return _("The case is here again, and its time counts from now.")
