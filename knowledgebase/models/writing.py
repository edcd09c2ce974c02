"""How the text of a shared answer is written: cleaned, rendered, kept in a version, and left to the index.

For the modules beside this one alone; who decides is asked by the verbs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied

from database.after_commit import start_after_commit
from knowledgebase.markdown import render
from knowledgebase.models.version import Version
from knowledgebase.words import Audience
from organisation.models import User
from organisation.roles import Verb
from privacy.cpr import mask

if TYPE_CHECKING:
    from knowledgebase.models.article import Article

TEXTS: Final = ("title", "question", "answer")
WRITTEN: Final = (
    *TEXTS,
    "audiences",
    "reach",
    "institution",
    "language",
    "route",
    "tags",
    "source",
    "source_date",
    "checked_on",
    "outdated_when",
    "review_date",
    "translation_of",
)
"""What an author writes; everything else about an answer follows from verbs."""


def guard(allowed: bool) -> None:  # noqa: FBT001  a sentence: guard this
    if not allowed:
        raise PermissionDenied


@contextmanager
def acting(article: "Article", by: User) -> Iterator[None]:
    """A verb of somebody who decides about the answer: the right, the lock, and the search index afterwards."""
    guard(by.may(Verb.PUBLISH, article))
    with article.locked():
        guard(by.may(Verb.PUBLISH, article))
        yield
        if not article.is_indexed:
            start_after_commit("knowledgebase.tasks.index_article", article.pk)


def revise_text(article: "Article", changes: dict[str, Any], *, by: User | None, in_one_go: bool = False) -> None:
    values = cleaned(changes)
    changed = {name: value for name, value in values.items() if getattr(article, name) != value}
    if not changed:
        return
    if "answer" in changed:
        changed["answer_html"] = render(changed["answer"])
    change(article, **changed)
    if not (in_one_go and Version.go_on(article, by=by)):
        Version.record(article, Version.Kind.REVISED, by=by)


def change(article: "Article", **values: Any) -> None:
    for name, value in values.items():
        setattr(article, name, value)
    article.is_indexed = False
    article.save(update_fields=[*values, "is_indexed"])


def cleaned(written: dict[str, Any]) -> dict[str, Any]:
    """What was written, without CPR numbers, each audience once. Raises `TypeError` for an unknown field."""
    if unknown := set(written) - set(WRITTEN):
        raise TypeError(f"not a part of an answer: {sorted(unknown)}")
    values = written | {name: mask(written[name]).text.strip() for name in TEXTS if name in written}
    if "audiences" in values:
        values["audiences"] = [audience.value for audience in Audience if audience.value in values["audiences"]]
    return values
