"""What those who write and decide say to each other about a text that is not published yet."""

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledgebase.models.article import Article
from organisation.models import User
from organisation.roles import Verb
from organisation.stored_text import MaskedTextField


class CommentQuerySet(models.QuerySet["Comment"]):
    def oldest_first(self) -> "CommentQuerySet":
        return self.order_by("id")


class Comment(models.Model):
    article = models.ForeignKey(
        Article, models.CASCADE, related_name="comments", verbose_name=_("shared answer"), editable=False
    )
    text = MaskedTextField(_("comment"), max_length=2000)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")

    def __str__(self) -> str:
        return f"{self.by}: {self.text[:40]}"

    @classmethod
    def write(cls, article: Article, text: str, *, by: User) -> "Comment | None":
        """Nothing for an empty text. Raises `PermissionDenied` for who does not meet the answer at work."""
        if not by.may(Verb.PROPOSE) or not Article.objects.in_hand_of(by).filter(pk=article.pk).exists():
            raise PermissionDenied
        text = text.strip()
        return cls.objects.create(article=article, text=text, by=by) if text else None

    def may_be_removed_by(self, user: User) -> bool:
        """By who wrote it, and by those who look after the whole municipality: it may name somebody."""
        return user.pk == self.by_id or user.may(Verb.AUDIT)

    def remove(self, *, by: User) -> None:
        """For good."""
        if not self.may_be_removed_by(by):
            raise PermissionDenied
        self.delete()
