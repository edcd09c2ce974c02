"""What a question, a thread or a part of Aula is about. Rows that an administrator edits."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from organisation.stored_text import MaskedCharField


class TopicQuerySet(models.QuerySet["Topic"]):
    def in_order(self) -> "TopicQuerySet":
        return self.filter(is_active=True).order_by("position", "id")


class Topic(models.Model):
    """`slug` stands in addresses and stays the same when the name is changed."""

    slug = models.SlugField(_("address"), max_length=40, unique=True)
    name = MaskedCharField(_("name"), max_length=60)
    name_en = MaskedCharField(_("name in English"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=100)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return (self.name_en if get_language() == "en" else "") or self.name
