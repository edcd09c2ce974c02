"""The forms of the pages where answers are written. Everything that is a closed list is a choice."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.answers.beginnings import HINTS, BeginningKind
from knowledgebase.models import Article
from knowledgebase.models.answer_file import PDF
from knowledgebase.readers import Reader
from knowledgebase.words import WRITTEN, Audience, Language, Reach
from organisation.models import Institution, User
from organisation.roles import Verb
from tickets.attachments.uploads import cleaned
from tickets.fields import FilesField
from tickets.models.conversation import Received
from tickets.words import Route

LONGEST_TAG: Final = 80
LONGEST_TEXT: Final = 20_000


class DayField(forms.DateField):
    """A day, chosen in the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SharedAnswerForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=150, help_text=_("As somebody would search for it."))
    question = forms.CharField(
        label=_("Question"),
        max_length=2000,
        required=False,
        help_text=_("As somebody would ask it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    answer = forms.CharField(
        label=_("Answer"),
        max_length=LONGEST_TEXT,
        required=False,
        help_text=_("**bold**, # heading, - for a list, 1. for steps, > for a box, links as [text](https://…)."),
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "true", "data-writes": ""}),
    )
    reach = forms.ChoiceField(label=_("Who may read it?"), choices=Reach.choices, widget=forms.RadioSelect)
    audiences = forms.MultipleChoiceField(
        label=_("For whom is it?"),
        choices=Audience.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    institution = forms.ModelChoiceField(
        label=_("Where does it hold?"),
        queryset=Institution.objects.none(),
        required=False,
        empty_label=_("In the whole municipality"),
        help_text=_("Leave it empty if it holds in the whole municipality."),
        widget=forms.Select(attrs={"data-combobox": ""}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    route = forms.ChoiceField(
        label=_("Kind of matter"), choices=[("", _("None in particular")), *Route.choices], required=False
    )
    tags = forms.CharField(
        label=_("Keywords"),
        required=False,
        max_length=2000,
        help_text=_("Words that people may search for, and whole questions as they put them, with commas between."),
    )
    source = forms.CharField(
        label=_("Source"), required=False, max_length=300, help_text=_("Where the answer comes from.")
    )
    source_date = DayField(label=_("Date of the source"), required=False)
    checked_on = DayField(label=_("Source checked"), required=False)
    outdated_when = forms.CharField(
        label=_("Outdated when"), required=False, max_length=200, help_text=_("What would make the answer wrong.")
    )
    review_date = DayField(label=_("To be reviewed"), required=False)

    def __init__(self, data: Any = None, *, article: Article, by: User) -> None:
        initial: dict[str, Any] = {name: getattr(article, name) for name in WRITTEN if name in self.base_fields}
        initial["tags"] = ", ".join(map(str, article.tags))
        super().__init__(data, initial=initial)
        self.fields["institution"].queryset = places_of(by, article)  # type: ignore[attr-defined]

    def clean_tags(self) -> list[str]:
        return [tag.strip()[:LONGEST_TAG] for tag in self.cleaned_data["tags"].split(",") if tag.strip()]

    @property
    def written(self) -> dict[str, Any]:
        """What can be kept of the form, also where something else in it is wrong."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if name in WRITTEN}


def places_of(user: User, article: Article | None = None) -> Any:
    """Where the person may propose answers, and where the answer is already."""
    places, institutions = user.institutions_for(Verb.PROPOSE), Institution.objects.active().by_name()
    if places is None:
        return institutions
    return institutions.filter(pk__in=[*places, article.institution_id if article else None])


class BeginForm(forms.Form):
    """A new answer: what it is called, and how it begins."""

    title = forms.CharField(label=_("Title"), max_length=150, help_text=_("As somebody would search for it."))
    kind = forms.ChoiceField(
        label=_("Begin with"),
        choices=[(kind.value, f"{kind.label}: {HINTS[kind]}") for kind in BeginningKind],
        initial=BeginningKind.HOW_TO,
        widget=forms.RadioSelect,
    )


class PictureForm(forms.Form):
    picture = FilesField(label=_("Picture"), required=True, help_text=_("PNG, JPEG, WebP or GIF, at most 10 MB."))
    description = forms.CharField(
        label=_("What does the picture show?"),
        max_length=250,
        help_text=_("Read aloud to who does not see it. Say what matters, not “picture of”."),
    )
    nobody_seen = forms.BooleanField(label=_("I have checked that no names, faces or messages of people can be seen."))

    def clean_picture(self) -> tuple[bytes, str]:
        """(data, content type) of the picture, written anew without what the camera knows."""
        files = self.cleaned_data["picture"]
        if not files or not files[0].upload.is_image:
            raise forms.ValidationError(_("Choose a picture."))
        try:
            clean = cleaned(files[0].data, files[0].upload.content_type)
        except (ValueError, OSError) as error:
            raise forms.ValidationError(_("The picture cannot be read. Choose another.")) from error
        return clean.data, clean.content_type

    def facts(self) -> dict[str, Any]:
        """Those of `Picture`."""
        data, content_type = self.cleaned_data["picture"]
        return {"description": self.cleaned_data["description"], "data": data, "content_type": content_type}


class FileForm(forms.Form):
    """A PDF to be fetched from the answer."""

    file = FilesField(
        label=_("File"), required=True, help_text=_("PDF, at most 10 MB. Steps are easier to read as text on a phone.")
    )
    words = forms.CharField(
        label=_("What is the file?"),
        max_length=120,
        help_text=_("The words of the link, such as “Guide for substitutes”."),
    )
    nobody_seen = forms.BooleanField(label=_("I have checked that nobody's name or number stands in the file."))

    def clean_file(self) -> Received:
        files: list[Received] = self.cleaned_data["file"]
        if len(files) != 1 or files[0].upload.content_type != PDF:
            raise forms.ValidationError(_("Choose one PDF."))
        return files[0]

    def facts(self) -> dict[str, Any]:
        """Those of `AnswerFile`."""
        received: Received = self.cleaned_data["file"]
        return {
            "name": received.upload.name,
            "words": self.cleaned_data["words"],
            "size": len(received.data),
            "data": received.data,
        }


class CommentForm(forms.Form):
    text = forms.CharField(label=_("Comment"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class RetireForm(forms.Form):
    """Which answer readers are led to instead: its address, as it is copied from the page."""

    replaced_by = forms.CharField(
        label=_("The answer that replaces it"),
        required=False,
        max_length=300,
        help_text=_("Its address, such as /svar/meld-dit-barn-sygt/. Readers of the old address are led there."),
    )

    def __init__(self, data: Any = None, *, by: User, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.reader = Reader(by)

    def clean_replaced_by(self) -> Article | None:
        typed = self.cleaned_data["replaced_by"].strip().rstrip("/")
        if not typed:
            return None
        article = Article.objects.visible_to(self.reader).filter(slug=typed.rsplit("/", 1)[-1][:90]).first()
        if article is None:
            raise forms.ValidationError(_("There is no published answer with this address."))
        return article
