"""The form of an enquiry."""

import re
import uuid
from functools import cached_property
from typing import Any, Final

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organisation.institutions.active_field import ActiveInstitution
from organisation.pages.form_layout import without_form_tag
from organisation.people.mail_fields import OwnMailField
from tickets.attachments.file_limits import HOW_MUCH
from tickets.fields import FilesField, Honeypot, LineField, WrittenField
from tickets.requester.forms import LONGEST_TEXT, TOO_LONG
from tickets.words import Audience
from triage.intake.fault_signs import sounds_like_fault

SHORT_SUBJECT: Final = 80
"""Characters of a subject that is taken from the text."""
SENTENCE_END: Final = re.compile(r"[.!?](?:\s|$)|\n")
GREETING: Final = re.compile(
    r"(?:(?:god)?(?:hej|hejsa|dag|morgen|aften)|k[æa]re|hi|hello|dear)(?:[ \t]+[\w-]+){0,2}[ \t]*[,!\r\n]\s*"
    r"|(?:hej|hejsa|hi|hello)\.\s+",
    re.IGNORECASE,
)
"""What letters begin with, and what says nothing in a list."""


class EnquiryForm(forms.Form):
    """What a parent, pupil or member of staff tells us. The less we ask, the more come to the end.

    Five fields for most people, of which one is a tap; the subject is taken from the text where none is given. Who has
    no e-mail gives a phone number, or keeps the personal link.
    """

    audience = forms.ChoiceField(
        label=_("Who are you?"),
        choices=Audience.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who you are."), "invalid_choice": _("Choose who you are.")},
    )
    institution = ActiveInstitution(
        label=_("Which school or daycare is it about?"),
        required=False,
        empty_label=_("Choose"),
        widget=forms.Select(attrs={"data-combobox": ""}),
        error_messages={"invalid_choice": _("Choose one from the list, or write its name below.")},
    )
    elsewhere = LineField(
        label=_("Is the place not on the list, or is it about another place too? Write the name, or “don't know”"),
        max_length=120,
        required=False,
        error_messages={"max_length": _("The name is too long. Write %(limit_value)d characters at most.")},
    )
    body = WrittenField(
        label=_("What do you need help with?"),
        max_length=LONGEST_TEXT,
        help_text=_("Do not write CPR numbers, passwords or health information."),
        widget=forms.Textarea(attrs={"rows": 7, "data-counter": LONGEST_TEXT}),
        error_messages={"required": _("Write what you need help with."), "max_length": TOO_LONG},
    )
    subject = LineField(
        label=pgettext_lazy("of a message", "Subject"),
        max_length=150,
        required=False,
        help_text=_(
            "A few words, for example “I cannot see my child in Aula”. We use your text if you leave it empty."
        ),
        error_messages={"max_length": _("The subject is too long. Write %(limit_value)d characters at most.")},
    )
    name = LineField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={
            "required": _("Write your name."),
            "max_length": _("The name is too long. Write %(limit_value)d characters at most."),
        },
    )
    email = OwnMailField(required=False, help_text=_("We will send our reply here."))
    phone = LineField(
        label=_("Your phone number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"max_length": _("The number is too long. Write %(limit_value)d characters at most.")},
    )
    keeps_link = forms.BooleanField(
        label=_("I have neither email nor a phone. I will keep the personal link to my enquiry myself."), required=False
    )
    attachments = FilesField(
        label=_("Screenshots or files"),
        required=False,
        help_text=HOW_MUCH,
    )
    website = Honeypot()
    submission = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid.uuid4,
        error_messages={
            "required": _("The page could not be read. Load it again and send once more."),
            "invalid": _("The page could not be read. Load it again and send once more."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("institution", "email"):
            setattr(self.fields[name], "is_wanted", True)  # noqa: B010  of the label; something else may stand for it
        self.fields["body"].widget.attrs.pop("maxlength", None)  # a browser would cut what is pasted, and say nothing

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("institution") or data.get("elsewhere") or "institution" in self.errors):
            self.add_error("institution", _("Choose a school or daycare, or write its name below."))
        if not (data.get("email") or data.get("phone") or data.get("keeps_link") or "email" in self.errors):
            self.add_error(
                "email", _("Write your email address or your phone number. If you have neither, tick the box below.")
            )
        data["subject"] = data.get("subject") or subject_of(data.get("body") or "")
        return data

    @property
    def helper(self) -> FormHelper:
        return without_form_tag()

    @property
    def shows_subject(self) -> bool:
        """Only where it came filled in, by a link for one: else it is one more thing to think of."""
        return bool(self["subject"].value()) or "subject" in self.errors

    @property
    def shows_more(self) -> bool:
        """Whether something stands, or is wrong, in the fields that few need; pupils do, who seldom have e-mail."""
        if self["audience"].value() == Audience.PUPIL:
            return True
        few = ("phone", "keeps_link")
        return any(self[name].value() or name in self.errors for name in few) or "email" in self.errors

    @property
    def typed(self) -> str:
        """Subject and body as typed so far, valid or not; no more than would be taken."""
        return f"{self.data.get('subject', '')}\n{self.data.get('body', '')}"[:LONGEST_TEXT]

    @cached_property
    def sounds_like_fault(self) -> bool:
        return sounds_like_fault(self.typed, self.data.get("audience", ""))


def subject_of(text: str) -> str:
    """The first sentence of the text after its greeting, cut at a word."""
    text = text.strip()
    greeting = GREETING.match(text)
    rest = text[greeting.end() :].strip() if greeting else ""
    text = rest[:1].upper() + rest[1:] if rest else text
    end = SENTENCE_END.search(text)
    first = " ".join((text[: end.start()] if end and end.start() else text).split())
    if len(first) <= SHORT_SUBJECT:
        return first
    return f"{first[:SHORT_SUBJECT].rpartition(' ')[0] or first[:SHORT_SUBJECT]} …"
