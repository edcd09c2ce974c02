"""Forms of the requester's page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.fields import FilesField

LONGEST_TEXT = 20_000


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Do not write CPR numbers or health information."),
    )
    attachments = FilesField(label=_("Screenshots or files"), required=False)
