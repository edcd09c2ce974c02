"""Forms of the requester's page."""

from typing import Any, Final, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organisation.people.mail_fields import OwnMailField
from tickets.attachments.file_limits import HOW_MUCH
from tickets.attachments.pictures import Area
from tickets.fields import FilesField, LineField, WrittenField

LONGEST_TEXT = 20_000
MAX_AREAS: Final = 4
BETWEEN: Final = _("Write a number from 0 to 100.")
PER_CENT: Final[dict[str, Any]] = {
    "required": False,
    "min_value": 0,
    "max_value": 100,
    "localize": False,
    "widget": forms.NumberInput(attrs={"step": "0.1", "min": "0", "max": "100", "inputmode": "decimal"}),
    "error_messages": {"invalid": BETWEEN, "min_value": BETWEEN, "max_value": BETWEEN},
}
TOO_LONG = _("The text is too long. Write %(limit_value)d characters at most, or send the rest as a file.")


class AreaForm(forms.Form):
    """One rectangle of a picture, in per cent; an empty one covers nothing."""

    left = forms.DecimalField(label=_("From the left edge, in per cent"), **PER_CENT)
    top = forms.DecimalField(label=_("From the top edge, in per cent"), **PER_CENT)
    width = forms.DecimalField(label=_("Width, in per cent"), **PER_CENT)
    height = forms.DecimalField(label=_("Height, in per cent"), **PER_CENT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            setattr(field, "is_wanted", True)  # noqa: B010  of the label; the whole area may be left out

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        given = {name for name in self.fields if data.get(name) is not None}
        if given and given != set(self.fields) and not self.errors:
            raise forms.ValidationError(_("Write all four numbers of the area, or none of them."))
        if given and not self.errors and not (data["width"] and data["height"]):
            raise forms.ValidationError(_("Width and height must be more than 0."))
        return data

    @property
    def area(self) -> Area | None:
        data = self.cleaned_data
        return Area(**{name: float(data[name]) for name in self.fields}) if data.get("width") else None


class BaseAreas(forms.BaseFormSet[AreaForm]):
    def clean(self) -> None:
        if not any(self.errors) and not self.areas():
            raise forms.ValidationError(_("Say what is to be covered: write the numbers of one area at least."))

    def areas(self) -> list[Area]:
        return [form.area for form in self.forms if form.area]


AreaFormSet = cast(
    "type[BaseAreas]",
    forms.formset_factory(AreaForm, formset=BaseAreas, extra=MAX_AREAS, max_num=MAX_AREAS, validate_max=True),
)


class RewriteForm(forms.Form):
    """What the requester wrote first, to be put right."""

    subject = LineField(
        label=pgettext_lazy("of a message", "Subject"),
        max_length=150,
        error_messages={
            "required": _("Write a few words about what it is."),
            "max_length": _("The subject is too long. Write %(limit_value)d characters at most."),
        },
    )
    text = WrittenField(
        label=_("What do you need help with?"),
        max_length=LONGEST_TEXT,
        help_text=_("Do not write CPR numbers, passwords or health information."),
        widget=forms.Textarea(attrs={"rows": 7, "data-counter": LONGEST_TEXT}),
        error_messages={"required": _("Write what you need help with."), "max_length": TOO_LONG},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs.pop("maxlength", None)  # a browser would cut what is pasted, and say nothing


class AddressForm(forms.Form):
    """Where we answer: by mail, by phone, or both."""

    email = OwnMailField(required=False)
    phone = LineField(
        label=_("Your phone number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"max_length": _("The number is too long. Write %(limit_value)d characters at most.")},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("email") or data.get("phone") or self.errors):
            self.add_error("email", _("Write your email address or your phone number."))
        return data


class ReplyForm(forms.Form):
    text = WrittenField(
        label=_("Your message"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5, "data-counter": LONGEST_TEXT}),
        help_text=_("Do not write CPR numbers, passwords or health information."),
        error_messages={"required": _("Write your message."), "max_length": TOO_LONG},
    )
    attachments = FilesField(label=_("Screenshots or files"), required=False, help_text=HOW_MUCH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs.pop("maxlength", None)  # a browser would cut what is pasted, and say nothing
