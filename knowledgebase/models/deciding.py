"""What becomes of a shared answer: proposed, sent back, retired, thrown away, looked after."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knowledgebase.models.barriers import (
    UnableToPublish,
    UnableToWrite,
    require_replacement,
    require_whole,
)
from knowledgebase.models.version import Version
from knowledgebase.models.writing import acting, change, guard
from knowledgebase.words import Status
from organisation.models import User

if TYPE_CHECKING:
    from knowledgebase.models.article import Article

REVIEWED_FOR: Final = timedelta(days=365)


def propose(article: "Article", *, by: User) -> None:
    """Puts a draft where those who publish see it. Proposed already: nothing happens."""
    guard(article.may_be_written_by(by))
    with article.locked():
        if article.status == Status.PROPOSED:
            return
        if article.status != Status.DRAFT:
            raise UnableToPublish(_("Only a draft is proposed."))
        require_whole(article)
        change(article, status=Status.PROPOSED)
        Version.record(article, Version.Kind.PROPOSED, by=by)


def send_back(article: "Article", *, by: User, text: str) -> None:
    """Gives a proposal back to its author, with what is to be done about it."""
    from knowledgebase.models.comment import Comment  # noqa: PLC0415  it points at this model

    guard(article.may_be_published_by(by))
    with article.locked():
        if article.status != Status.PROPOSED:
            raise UnableToPublish(_("Only a proposal is sent back."))
        change(article, status=Status.DRAFT)
        Version.record(article, Version.Kind.SENT_BACK, by=by)
        Comment.write(article, text, by=by)


def retire(article: "Article", *, by: User, replaced_by: "Article | None" = None) -> None:
    """Takes the answer away from its readers, keeps its text, and leads them to what replaces it, if anything."""
    with acting(article, by):
        if replaced_by is not None:
            require_replacement(article, replaced_by)
        if article.status == Status.RETIRED and article.replaced_by == replaced_by:
            return
        change(article, status=Status.RETIRED, replaced_by=replaced_by)
        Version.record(article, Version.Kind.RETIRED, by=by)


def discard(article: "Article", *, by: User) -> None:
    """Throws a draft away, with its versions."""
    guard(article.may_be_written_by(by))
    with article.locked():
        if not article.is_at_work:
            raise UnableToWrite(_("Only a draft is thrown away. A published answer is retired."))
        article.delete()


def review(article: "Article", *, by: User, again_on: date | None = None) -> None:
    """Notes that somebody has read the answer today and that it still holds."""
    with acting(article, by):
        today = timezone.localdate()
        change(article, reviewed_on=today, review_date=again_on or today + REVIEWED_FOR)
        Version.record(article, Version.Kind.REVIEWED, by=by)


def give_to(article: "Article", owner: User | None, *, by: User) -> None:
    """Who hears of the answer from now on."""
    with acting(article, by):
        change(article, owner=owner)
