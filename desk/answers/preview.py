"""An answer as each of its readers will meet it: a parent, a pupil, the staff or the support, in Danish or in English.

Nothing is counted, and nobody else sees the page. What is said about the answer stays in the language of who looks.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from desk.answers.access import find
from knowledgebase.models import Article
from knowledgebase.words import Audience, Language, Status
from organisation.models import User

SUPPORT: Final = "support"
READERS: Final = {**dict(Audience.choices), SUPPORT: gettext_lazy("The Aula support")}


@dataclass(frozen=True)
class Meeting:
    """One reader in one language. `read`: the text that they get, of the answer or of its translation."""

    article: Article
    read: Article
    reader: str
    language: str

    @property
    def is_shown(self) -> bool:
        return self.article.is_for_everybody or self.reader == SUPPORT

    def sentences(self) -> list[str]:
        """What there is to know of how they come to it, the weightiest first."""
        if not self.is_shown:
            return [_("They do not see this answer: only the Aula support finds it.")]
        sentences = [self.how_found, self.placed, self.spoken, "" if self.read.is_published else self.not_yet]
        return [sentence for sentence in sentences if sentence]

    @property
    def how_found(self) -> str:
        if not self.article.is_for_everybody:
            return _("Found by the Aula support alone.")
        if self.reader in {SUPPORT, *self.article.audiences}:
            return _("They find it when they search, and are offered it where it fits.")
        return _("It is not meant for them: they find it among the answers for everybody, and not among their own.")

    @property
    def placed(self) -> str:
        if self.article.institution is None:
            return ""
        return _("Offered to those who ask at %(name)s.") % {"name": self.article.institution.name}

    @property
    def spoken(self) -> str:
        if self.read.language == self.language:
            return ""
        if self.language == Language.DANISH:
            return _("It is not offered on the Danish pages: there is no Danish text.")
        return _("Nobody has translated it: on the English pages they get the Danish text.")

    @property
    def not_yet(self) -> str:
        return _("This text is not published yet.") if self.read.is_at_work else _("This text is not shown any more.")


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """`for` is one of the readers, `language` one of the languages; without them the first that it is meant for."""
    article, user = find(request, pk)
    reader = request.GET.get("for", "")
    reader = reader if reader in READERS else first_reader(article)
    language = request.GET.get("language", "")
    language = language if language in Language.values else article.language
    meeting = Meeting(article, text_in(language, article, user), reader, language)
    context = {
        "article": meeting.read,
        "original": article,
        "meeting": meeting,
        "sentences": meeting.sentences(),
        "own_language": translation.get_language(),
        "said": {"title": _("As its readers meet it"), "back": _("Back to the answer")},
        "ways": ways(meeting),
    }
    with translation.override(language):
        return render(request, "desk/answers/preview.html", context)


def first_reader(article: Article) -> str:
    return str(article.audiences[0]) if article.is_for_everybody and article.audiences else SUPPORT


def text_in(language: str, article: Article, user: User) -> Article:
    """The answer in the language, as the person meets it at work, published before written; else itself."""
    if article.language == language:
        return article
    seen = Article.objects.in_hand_of(user).filter(language=language).exclude(status=Status.RETIRED)
    family = (
        seen.filter(pk=article.translation_of_id)
        if article.translation_of_id
        else article.translations.filter(pk__in=seen.values("pk"))
    )
    texts = sorted(family.select_related("institution"), key=lambda text: not text.is_published)
    return texts[0] if texts else article


def ways(meeting: Meeting) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """(heading, links) of readers and of languages; a link is its words, its address, and whether it is this."""
    readers = [
        (str(label), address(reader, meeting.language), reader == meeting.reader) for reader, label in READERS.items()
    ]
    languages = [
        (str(label), address(meeting.reader, language), language == meeting.language)
        for language, label in Language.choices
    ]
    return [(_("Reader"), readers), (_("Language"), languages)]


def address(reader: str, language: str) -> str:
    return "?" + urlencode({"for": reader, "language": language})
