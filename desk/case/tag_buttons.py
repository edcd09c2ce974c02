"""The buttons that put the municipality's tags on a case, and take them off."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.case.forms import VerbForm
from organisation.models import User
from tickets.models import Tag, Ticket

FormData = dict[str, Any]


class TagForm(VerbForm):
    """By name, so that another program need not know our ids."""

    tags = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Tags"),
        queryset=Tag.objects.none(),
        to_field_name="name",
        widget=forms.CheckboxSelectMultiple,
    )

    def prepare(self) -> None:
        self.fields["tags"].queryset = Tag.objects.active().by_name()  # type: ignore[attr-defined]


class UntagForm(TagForm):
    def prepare(self) -> None:
        """Also those that are no longer in use."""
        self.fields["tags"].queryset = Tag.objects.by_name()  # type: ignore[attr-defined]


def tag(ticket: Ticket, user: User, data: FormData) -> str:
    ticket.tag(data["tags"], by=user)
    return _("Tags put on: %(names)s.") % {"names": ", ".join(each.name for each in data["tags"])}


def untag(ticket: Ticket, user: User, data: FormData) -> str:
    ticket.untag(data["tags"], by=user)
    return _("Tags taken off: %(names)s.") % {"names": ", ".join(each.name for each in data["tags"])}
