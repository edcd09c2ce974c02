"""What is written in the room."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from knowledgebase.models import Topic

LONG: Final = 8_000
HINT: Final = _("Write no names of children or parents. Markdown; @ and a name calls a colleague.")


class WriteForm(forms.Form):
    text = forms.CharField(
        label=_("Text"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 5, "data-writes": ""}), help_text=HINT
    )


class TitleForm(forms.Form):
    title = forms.CharField(label=_("What is it about?"), max_length=150)


class StartForm(TitleForm, WriteForm):
    topic = forms.ModelChoiceField(
        label=_("Topic"), queryset=Topic.objects.none(), required=False, empty_label=_("None")
    )
    field_order = ("title", "text", "topic")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = Topic.objects.in_order()  # type: ignore[attr-defined]
