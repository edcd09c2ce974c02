"""A picture in an answer, written anew without what the camera told about place and time."""

from django.core.exceptions import PermissionDenied
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from knowledgebase.models.article import Article
from knowledgebase.models.enclosure import Enclosure, in_brackets, new_key
from organisation.models import User
from organisation.stored_text import MaskedCharField

__all__ = ["Picture", "new_key"]
"""Migrations know `new_key` by this module."""


class Picture(Enclosure):
    """Shown in the text. `description`: for who does not see it; never empty."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="pictures", verbose_name=_("shared answer"))
    description = MaskedCharField(_("what the picture shows"), max_length=250)
    content_type = models.CharField(max_length=40, editable=False)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [models.CheckConstraint(condition=~models.Q(description=""), name="picture_is_described")]

    def __str__(self) -> str:
        return self.description

    def get_absolute_url(self) -> str:
        return reverse("answer_picture", args=[self.key])

    def may_be_changed_by(self, user: User) -> bool:
        """Who writes the draft; of an answer with readers, who decides about it."""
        article = self.article
        return article.may_be_published_by(user) or (article.is_at_work and article.may_be_written_by(user))

    def redraw(self, data: bytes, content_type: str, *, by: User) -> None:
        """Another picture in the place of this one, at the same address. What was there is gone."""
        if not self.may_be_changed_by(by):
            raise PermissionDenied
        self.data, self.content_type = data, content_type
        self.save(update_fields=["data", "content_type"])

    @property
    def markdown(self) -> str:
        """As it stands in the text of the answer."""
        return f"![{in_brackets(self.description)}]({self.get_absolute_url()})"
