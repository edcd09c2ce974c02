"""What stands in the way of an answer being shown, and in whose words it is said."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from knowledgebase.persons import marks_left
from knowledgebase.words import Reach
from organisation.models import Municipality, User
from organisation.pages.quotation import quoted
from organisation.pages.refusals import UnableTo

if TYPE_CHECKING:
    from knowledgebase.models.article import Article

SHOWN: int = 5


class UnableToPublish(UnableTo):
    """An answer that cannot be shown to its readers yet. Its text says what is missing."""


class UnableToWrite(UnableTo):
    """A text that is not written in any more. Its text says where to write instead."""


class UnableToRetire(UnableTo):
    """An answer that cannot lead its readers where somebody wants."""


def require_readers(article: "Article") -> None:
    """An answer for everybody says for whom it is meant."""
    if article.reach == Reach.EVERYBODY and not article.audiences:
        raise UnableToPublish(_("Say for whom the answer is."))


def require_whole(article: "Article") -> None:
    """Refuses a text for nobody, with marks left in it, or with something personal that nobody has looked at."""
    require_readers(article)
    if not article.answer.strip():
        raise UnableToPublish(_("Write the answer."))
    if left := marks_left([article.title, article.question, article.answer]):
        raise UnableToPublish(_("Rewrite the place where %(mark)s stands.") % {"mark": ", ".join(left)})
    if pieces := article.unconfirmed:
        shown = ", ".join(quoted(piece.text) for piece in pieces[:SHOWN])
        raise UnableToPublish(
            _("Look at what may point to a person, and say that it may stand: %(pieces)s") % {"pieces": shown}
        )


def require_second_pair_of_eyes(article: "Article", by: User) -> None:
    """Where the municipality wants it, nobody publishes what they wrote last themselves."""
    if not Municipality.current().second_pair_of_eyes:
        return
    last = article.versions.writing().newest_first().first()
    if last is not None and last.by_id == by.pk:
        raise UnableToPublish(_("Somebody else approves it here: propose the text, and a colleague publishes it."))


def require_replacement(article: "Article", replacement: "Article") -> None:
    """Refuses to lead readers to what they cannot read, or in a circle."""
    wider = article.reach == Reach.EVERYBODY and replacement.reach != Reach.EVERYBODY
    if not replacement.is_published or wider:
        raise UnableToRetire(_("Choose a published answer that the same readers may see."))
    if replacement.pk == article.pk:
        raise UnableToRetire(_("An answer cannot replace itself."))
