"""What staff fill in about a question of the public board."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.room.people import people
from knowledgebase.models import Article, Question, Topic
from knowledgebase.persons import Finding
from knowledgebase.readers import EVERYBODY
from organisation.models import Institution, User
from organisation.roles import Verb

LONG: Final = 4_000


class ClearForm(forms.Form):
    """The question as everybody will read it. Each finding is confirmed by itself."""

    title = forms.CharField(label=_("Question in a line"), max_length=150)
    text = forms.CharField(
        label=_("The question"), max_length=LONG, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    topic = forms.ModelChoiceField(
        label=_("Topic"), queryset=Topic.objects.none(), required=False, empty_label=_("None")
    )
    confirmed = forms.MultipleChoiceField(
        label=_("Looked at"), choices=(), required=False, widget=forms.CheckboxSelectMultiple
    )
    checked = forms.BooleanField(label=_("I have checked that nobody can be recognised."))

    def __init__(self, *args: Any, findings: list[Finding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = Topic.objects.in_order()  # type: ignore[attr-defined]
        self.fields["confirmed"].choices = [(each.text, each.text) for each in findings]  # type: ignore[attr-defined]
        self.findings = findings

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        left = [each.text for each in self.findings if each.text not in cleaned.get("confirmed", [])]
        if left:
            self.add_error("confirmed", _("Look at each of them, and tick it."))
        return cleaned


class BoardAnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Answer"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 6, "data-writes": ""}),
        help_text=_("Everybody reads it. Markdown: **bold**, lists with -, links as [text](https://…)."),
    )
    share = forms.BooleanField(
        label=_("Make it a shared answer, too, so that searches find it"), required=False, initial=True
    )


class ArticleForm(forms.Form):
    """A shared answer that there is already, by a search."""

    article = forms.ModelChoiceField(label=_("Shared answer"), queryset=Article.objects.visible_to(EVERYBODY))


class JoinForm(forms.Form):
    into = forms.ModelChoiceField(label=_("Join to"), queryset=Question.objects.shown())


class AttachForm(forms.Form):
    """Somebody of the support organisation, to the board of a place and a topic."""

    user = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none())
    institution = forms.ModelChoiceField(
        label=_("School or daycare"), queryset=Institution.objects.none(), required=False, empty_label=_("All")
    )
    topic = forms.ModelChoiceField(
        label=_("Topic"), queryset=Topic.objects.none(), required=False, empty_label=_("All topics")
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = by.institutions_for(Verb.PUBLISH)
        institutions = Institution.objects.active().by_name()
        own = institutions if places is None else institutions.filter(pk__in=places)
        field = self.fields["institution"]
        field.queryset = own  # type: ignore[attr-defined]
        if places is not None:
            field.required = True
            field.empty_label = _("Choose")  # type: ignore[attr-defined]
        self.fields["user"].queryset = people()  # type: ignore[attr-defined]
        self.fields["topic"].queryset = Topic.objects.in_order()  # type: ignore[attr-defined]
