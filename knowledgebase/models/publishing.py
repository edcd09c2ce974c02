"""From a draft to an answer that its readers see, and away from them again."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knowledgebase.models.acting import change, deciding, guard
from knowledgebase.models.barriers import (
    UnableToPublish,
    require_readers,
    require_replacement,
    require_second_pair_of_eyes,
    require_whole,
)
from knowledgebase.models.beginning import take_into
from knowledgebase.models.version import Version
from knowledgebase.models.writing import free_slug, rewrite, write_new
from knowledgebase.readers import Reader
from knowledgebase.slugs import plain_slug
from knowledgebase.words import AT_WORK, Status
from organisation.models import Municipality, User

if TYPE_CHECKING:
    from knowledgebase.models.article import Article

MOST_STEPS: Final = 5
"""Answers that replaced one another which a reader is led past."""


def reviewed_for() -> timedelta:
    """How long a review holds, where whoever did it chose no day."""
    return timedelta(days=Municipality.current().review_days)


def propose(article: "Article", *, by: User) -> None:
    """Puts a draft where those who publish see it. Proposed already: nothing happens."""
    guard(article.may_be_written_by(by))
    with article.locked():
        if article.is_proposed:
            return
        if article.status != Status.DRAFT:
            raise UnableToPublish(_("Only a draft is proposed."))
        require_whole(article)
        change(article, status=Status.PROPOSED)
        Version.record(article, Version.Kind.PROPOSED, by=by)


def send_back(article: "Article", *, by: User, text: str) -> None:
    """Gives a proposal back to its author, with what is to be done about it."""
    from knowledgebase.models.comment import Comment  # noqa: PLC0415  it points at the article

    guard(article.may_be_published_by(by))
    with article.locked():
        if article.status != Status.PROPOSED:
            raise UnableToPublish(_("Only a proposal is sent back."))
        change(article, status=Status.DRAFT)
        Version.record(article, Version.Kind.SENT_BACK, by=by)
        Comment.write(article, text, by=by)


def publish(article: "Article", *, by: User) -> "Article":
    """Shows the answer to its readers, and returns it: a change is taken into the answer that it changes.

    Published already: nothing happens. A retired answer comes back as it was.
    """
    guard(article.may_be_published_by(by))
    with deciding(article, by):
        guard(article.may_be_published_by(by))
        if article.status == Status.TAKEN_IN:
            raise UnableToPublish(_("This change is in the answer already."))
        if article.status in AT_WORK:
            require_whole(article)
            require_second_pair_of_eyes(article, by)
        if article.change_to is not None and article.status in AT_WORK:
            return take_into(article, article.change_to, by=by)
        show(article, by=by)
    return article


def take_in(kind: "type[Article]", key: str, written: dict[str, Any]) -> "Article":
    article = kind.objects.filter(key=key).first()
    if article is None:
        made = write_new(kind, key, written, by=None)
        with made.locked():
            show(made, by=None)
        return made
    with article.locked():
        rewrite(article, written, by=None)
    return article


def show(article: "Article", *, by: User | None) -> None:
    """Under the lock: readers see it from now on."""
    if article.is_published:
        return
    require_readers(article)
    today = timezone.localdate()
    is_ahead = article.review_date is not None and article.review_date > today
    if article.published_at is None and not article.slug.startswith(plain_slug(article.title)):
        change(article, slug=free_slug(type(article), article.title))
    change(
        article,
        status=Status.PUBLISHED,
        published_at=timezone.now(),
        reviewed_on=today,
        review_date=article.review_date if is_ahead else today + reviewed_for(),
        replaced_by=None,
    )
    Version.record(article, Version.Kind.PUBLISHED, by=by)


def review(article: "Article", *, by: User, again_on: date | None = None) -> None:
    """Notes that somebody has read the answer today and that it still holds."""
    with deciding(article, by):
        today = timezone.localdate()
        change(article, reviewed_on=today, review_date=again_on or today + reviewed_for())
        Version.record(article, Version.Kind.REVIEWED, by=by)


def give_to(article: "Article", owner: User | None, *, by: User) -> None:
    """Who hears of the answer from now on."""
    with deciding(article, by):
        change(article, owner=owner)


def retire(article: "Article", *, by: User, replaced_by: "Article | None" = None) -> None:
    """Takes the answer away from its readers, keeps its text, and leads them to what replaces it, if anything."""
    with deciding(article, by):
        if replaced_by is not None:
            require_replacement(article, replaced_by)
        if article.is_retired and article.replaced_by == replaced_by:
            return
        change(article, status=Status.RETIRED, replaced_by=replaced_by)
        Version.record(article, Version.Kind.RETIRED, by=by)


def replacement_for(article: "Article", reader: Reader) -> "Article | None":
    """Where a retired answer leads: the first that the reader may read on the way."""
    at: Article | None = article
    for _step in range(MOST_STEPS):
        at = at.replaced_by if at is not None and at.is_retired else None
        if at is not None and type(article).objects.visible_to(reader).filter(pk=at.pk).exists():
            return at
    return None
