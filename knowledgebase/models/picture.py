"""A picture in an answer, written anew without what the camera told about place and time."""

import re
import secrets
from typing import Final

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from knowledgebase.models.article import Article
from organisation.models import User
from organisation.stored_text import MaskedCharField

KEY_LENGTH: Final = 22
ADDRESS: Final = re.compile(r"/svar/billeder/([\w-]{10,40})/")


def new_key() -> str:
    return secrets.token_urlsafe(16)


class Picture(models.Model):
    """Shown where the answer is shown, and to nobody else. `description`: for who does not see it; never empty."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="pictures", verbose_name=_("shared answer"))
    key = models.CharField(max_length=KEY_LENGTH, unique=True, default=new_key, editable=False)
    description = MaskedCharField(_("what the picture shows"), max_length=250)
    content_type = models.CharField(max_length=40, editable=False)
    data = models.BinaryField()
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, db_index=False, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [models.CheckConstraint(condition=~models.Q(description=""), name="picture_is_described")]

    def __str__(self) -> str:
        return self.description

    def get_absolute_url(self) -> str:
        return reverse("answer_picture", args=[self.key])

    @property
    def markdown(self) -> str:
        """As it stands in the text of the answer."""
        said = self.description.replace("[", "(").replace("]", ")").replace("\n", " ")
        return f"![{said}]({self.get_absolute_url()})"
