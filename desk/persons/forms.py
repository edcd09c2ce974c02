"""The forms of a request: who asks, which of the candidates they are, what is blackened, and what is put right."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from desk.persons.candidates import Candidates
from desk.persons.pieces import Disclosure
from tickets.models import PersonRequest, Ticket

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ReceiveForm(forms.Form):
    """Who asks for what, and by what they may be found."""

    kind = forms.ChoiceField(label=_("What do they ask for?"), choices=PersonRequest.Kind.choices)
    name = forms.CharField(label=_("Full name"), max_length=120, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    received_on = forms.DateField(
        label=_("Received on"), widget=DAY, help_text=_("The month in which you must answer counts from this day.")
    )
    how_known = forms.CharField(
        label=_("How do you know that it is them?"),
        max_length=200,
        help_text=_("For example: they wrote by Digital Post. Never hand anything out on a name alone."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"received_on": timezone.localdate()}, **kwargs})

    def clean_received_on(self) -> Any:
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The day lies ahead."))
        return day


class ConfirmForm(forms.Form):
    """What fits; a person ticks what is really theirs. Sure ones are ticked to begin with."""

    cases = forms.MultipleChoiceField(label=_("Their own cases"), required=False, widget=forms.CheckboxSelectMultiple)
    names = forms.MultipleChoiceField(label=_("Names"), required=False, widget=forms.CheckboxSelectMultiple)
    emails = forms.MultipleChoiceField(label=_("E-mail addresses"), required=False, widget=forms.CheckboxSelectMultiple)
    phones = forms.MultipleChoiceField(label=_("Phone numbers"), required=False, widget=forms.CheckboxSelectMultiple)
    more_names = forms.CharField(
        label=_("Further names"),
        required=False,
        max_length=500,
        help_text=_("Such as a former surname, separated by commas."),
    )

    def __init__(self, *args: Any, request: PersonRequest, candidates: Candidates, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        identity = request.asked_by
        sure = {str(each.ticket.pk) for each in candidates.cases if each.is_sure}
        self.fill("cases", [(str(each.ticket.pk), case_label(each.ticket)) for each in candidates.cases], sure)
        for name, known, ticked in (
            ("names", candidates.names, identity.names),
            ("emails", candidates.emails, identity.emails),
            ("phones", candidates.phones, identity.phones),
        ):
            self.fill(name, [(each, each) for each in sorted(known)], set(ticked))

    def fill(self, name: str, choices: list[tuple[str, str]], ticked: set[str]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.initial.setdefault(name, [value for value, _label in choices if value in ticked])
        if not choices:
            del self.fields[name]

    @property
    def tickets(self) -> list[Ticket]:
        return list(Ticket.objects.filter(pk__in=self.cleaned_data.get("cases", [])))

    def confirmed(self, name: str) -> list[str]:
        more = self.cleaned_data["more_names"].split(",") if name == "names" else []
        return [*self.cleaned_data.get(name, []), *(each.strip() for each in more)]


def case_label(ticket: Ticket) -> str:
    who = " · ".join(filter(None, [ticket.requester_name, ticket.requester_email, ticket.requester_phone]))
    return f"{ticket.number} · {ticket.subject} · {who}"


class ReviewForm(forms.Form):
    """What is left out, and which words are blackened in what others wrote."""

    left_out = forms.MultipleChoiceField(label=_("Leave out"), required=False, widget=forms.CheckboxSelectMultiple)
    blackened = forms.MultipleChoiceField(
        label=_("Blacken these words"), required=False, widget=forms.CheckboxSelectMultiple
    )
    more = forms.CharField(
        label=_("Blacken also"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One word or name a line."),
    )
    checked = forms.BooleanField(label=_("I have read everything, and nobody else can be recognised in it."))
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        disclosure: Disclosure,
        others: list[str],
        kept: tuple[list[str], list[str]] | None = None,
        **kwargs: Any,
    ) -> None:
        """`kept`: what was left out and blackened the last time."""
        super().__init__(*args, **kwargs)
        self.disclosure = disclosure
        hidden, black = kept or ([], others)
        self.fields["left_out"].choices = [(piece.key, piece.label) for piece in disclosure.pieces]  # type: ignore[attr-defined]
        self.fields["blackened"].choices = [(word, word) for word in others]  # type: ignore[attr-defined]
        self.initial.update(
            {
                "left_out": hidden,
                "blackened": [word for word in others if word in black],
                "more": "\n".join(word for word in black if word not in others),
                "seen": disclosure.stamp,
            }
        )
        if not others:
            del self.fields["blackened"]

    def clean_seen(self) -> str:
        seen: str = self.cleaned_data["seen"]
        if seen != self.disclosure.stamp:
            raise forms.ValidationError(_now("Something has changed since you opened the page. Look through it again."))
        return seen

    @property
    def to_blacken(self) -> list[str]:
        return [*self.cleaned_data.get("blackened", []), *self.cleaned_data["more"].splitlines()]


class CorrectForm(forms.Form):
    """What is right; what is left empty stays as it is."""

    name = forms.CharField(label=_("Full name"), max_length=120, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    statement = forms.CharField(
        label=_("What else is wrong?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It is added to each of the cases as a note, beside what it puts right."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not any(cleaned.values()) and not self.errors:
            raise forms.ValidationError(_("Write what is to be put right."))
        return cleaned


class FinishForm(forms.Form):
    outcome = forms.CharField(
        label=_("What did you answer?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Also what you refused, and why. Write no names."),
    )


class EraseForm(forms.Form):
    checked = forms.BooleanField(
        label=_("I have told the person what is erased and what stays. It cannot be undone."),
    )
