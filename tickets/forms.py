"""Forms of the requester's page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.fields import FilesField

LONGEST_TEXT = 20_000
TOO_LONG = _("The text is too long. Write %(limit_value)d characters at most, or send the rest as a file.")


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5, "data-counter": LONGEST_TEXT}),
        help_text=_("Do not write CPR numbers or health information."),
        error_messages={"required": _("Write your message."), "max_length": TOO_LONG},
    )
    attachments = FilesField(label=_("Screenshots or files"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs.pop("maxlength", None)  # a browser would cut what is pasted, and say nothing
