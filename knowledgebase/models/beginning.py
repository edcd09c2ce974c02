"""What begins at a published answer: a change that is written beside it, and its translation."""

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database.after_commit import start_after_commit
from knowledgebase.models.acting import change, guard
from knowledgebase.models.barriers import UnableToPublish, UnableToWrite
from knowledgebase.models.writing import own_key, rewrite, write_new
from knowledgebase.readers import Reader
from knowledgebase.words import WRITTEN, Language, Status
from organisation.models import User
from organisation.roles import Verb

if TYPE_CHECKING:
    from knowledgebase.models.article import Article


def begin_change(article: "Article", *, by: User) -> "Article":
    """The change that is being written to this published answer; a new one with its text where there is none."""
    guard_reading(article, by)
    with article.locked():
        if not article.is_published:
            raise UnableToWrite(_("Only a published answer is changed. Write on the draft itself."))
        begun = article.changes.at_work().first()
        if begun is not None:
            return begun
        written = {name: getattr(article, name) for name in WRITTEN if name != "translation_of"}
        draft = write_new(type(article), own_key(), written, by=by, change_to=article)
        change(draft, confirmed=article.confirmed)
        return draft


def begin_translation(article: "Article", *, by: User) -> "Article":
    """The answer in the other language: the one that there is, or a draft with this text to be translated."""
    guard_reading(article, by)
    other = Language.ENGLISH if article.language == Language.DANISH else Language.DANISH
    with article.locked():
        begun = article.translation_of or article.translations.filter(language=other).first()
        if begun is not None:
            return begun
        written = {name: getattr(article, name) for name in WRITTEN}
        return write_new(type(article), own_key(), written | {"language": other, "translation_of": article}, by=by)


def guard_reading(article: "Article", by: User) -> None:
    """Who proposes answers, and may read this one."""
    guard(by.may(Verb.PROPOSE) and type(article).objects.visible_to(Reader(by)).filter(pk=article.pk).exists())


def is_behind(article: "Article", original: "Article") -> bool:
    """Whether the text that this one translates was written anew after this one was."""
    theirs = original.versions.writing().newest_first().first()
    ours = article.versions.writing().newest_first().first()
    return theirs is not None and ours is not None and theirs.at > ours.at


def tie_to(article: "Article", original: "Article") -> None:
    """Says that this imported answer translates another. Nothing of its text changes."""
    with article.locked():
        if article.translation_of_id != original.pk:
            change(article, translation_of=original)


def take_into(draft: "Article", answer: "Article", *, by: User) -> "Article":
    """The change becomes the text of the answer, which gets a version; the change itself is over."""
    written = {name: getattr(draft, name) for name in WRITTEN if name != "translation_of"}
    with answer.locked():
        if not answer.is_published:
            raise UnableToPublish(_("The answer has been retired meanwhile. Bring it back first."))
        rewrite(answer, written, by=by)
        change(answer, confirmed=draft.confirmed, reviewed_on=timezone.localdate())
        draft.pictures.update(article=answer)
        draft.files.update(article=answer)
        start_after_commit("knowledgebase.tasks.index_article", answer.pk)
    change(draft, status=Status.TAKEN_IN)
    return answer
