"""How a verb of a shared answer works: the right, the lock, and what follows when something of it changes.

For the modules beside this one alone. `Article` lists the verbs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction

from database.after_commit import start_after_commit
from knowledgebase.words import WRITTEN
from organisation.models import User
from organisation.roles import Verb

if TYPE_CHECKING:
    from knowledgebase.models.article import Article

STATE: Final = (
    *WRITTEN,
    "status",
    "published_at",
    "reviewed_on",
    "is_indexed",
    "confirmed",
    "owner",
    "replaced_by",
    "change_to",
)
"""What verbs change, and therefore read again under the lock."""
MAKES_LINKS: Final = frozenset({"answer", "status"})
"""What changes to which pages of others readers are led."""


def guard(allowed: bool) -> None:  # noqa: FBT001  a sentence: guard this
    if not allowed:
        raise PermissionDenied


@contextmanager
def locked(article: "Article") -> Iterator[None]:
    """One transaction with the row held, and its state read again."""
    with transaction.atomic():
        stored = type(article).objects.select_for_update().get(pk=article.pk)
        for name in STATE:
            field = type(article)._meta.get_field(name)
            setattr(article, field.attname, getattr(stored, field.attname))  # type: ignore[union-attr]
        yield


@contextmanager
def deciding(article: "Article", by: User) -> Iterator[None]:
    """A verb of somebody who decides about the answer: the right, the lock, and the search index afterwards."""
    guard(by.may(Verb.PUBLISH, article))
    with article.locked():
        guard(by.may(Verb.PUBLISH, article))
        yield
        if not article.is_indexed:
            start_after_commit("knowledgebase.tasks.index_article", article.pk)


def change(article: "Article", **values: Any) -> None:
    """Assigns and saves what changed; the search index, and where it says so the list of links, is old from now on."""
    for name, value in values.items():
        setattr(article, name, value)
    if MAKES_LINKS & values.keys():
        values["links_are_listed"] = article.links_are_listed = False
    article.is_indexed = False
    article.save(update_fields=[*values, "is_indexed"])
