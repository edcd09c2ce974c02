"""What lies beside the text of an answer and is named in it: a picture, or a file to be fetched."""

import secrets
from typing import Any, Final, Self

from django.db import models

from knowledgebase.models.article import Article
from organisation.models import User

KEY_LENGTH: Final = 22


def new_key() -> str:
    return secrets.token_urlsafe(16)


class Enclosure(models.Model):
    """Given out where the answer is shown, and to nobody else. `markdown` stands for it in the text."""

    key = models.CharField(max_length=KEY_LENGTH, unique=True, default=new_key, editable=False)
    data = models.BinaryField()
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, db_index=False, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    article: "models.ForeignKey[Any, Article]"
    """Of each kind's own, since the answer has a name for each."""

    class Meta:
        abstract = True

    @property
    def markdown(self) -> str:
        raise NotImplementedError

    @classmethod
    def add_to(cls, article: Article, *, by: User, **facts: Any) -> Self:
        """At the end of a draft; its author moves it to where it belongs."""
        with article.locked():
            enclosure = cls(article=article, added_by=by, **facts)
            enclosure.save(force_insert=True)
            article.keep(by=by, answer=f"{article.answer.rstrip()}\n\n{enclosure.markdown}")
        return enclosure

    def remove(self, *, by: User) -> None:
        """From a draft, and from its text."""
        article = self.article
        with article.locked():
            article.keep(by=by, answer=article.answer.replace(self.markdown, "").strip())
            self.delete()


def in_brackets(text: str) -> str:
    """The text as it may stand in the brackets of a link or a picture."""
    return text.replace("[", "(").replace("]", ")").replace("\n", " ")
