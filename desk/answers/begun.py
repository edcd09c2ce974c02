"""A change or a translation of which there is one at a time, and which somebody else may have begun already."""

from django.utils.translation import gettext as _

from knowledgebase.models import Article
from knowledgebase.models.barriers import UnableToWrite
from organisation.models import User


def met(begun: Article, user: User) -> Article:
    """The text, if the person meets it at work. Raises `UnableToWrite` with who writes, where they do not yet."""
    if Article.objects.in_hand_of(user).filter(pk=begun.pk).exists():
        return begun
    raise UnableToWrite(taken_by(begun))


def mine_to_write(begun: Article, user: User) -> Article:
    """The text, if the person may write in it. Raises `UnableToWrite` as above."""
    if begun.may_be_written_by(user):
        return begun
    raise UnableToWrite(taken_by(begun))


def taken_by(begun: Article) -> str:
    name = begun.written_by.name if begun.written_by else _("A colleague")
    return _("%(name)s is writing on this already. Agree with each other who goes on.") % {"name": name}
