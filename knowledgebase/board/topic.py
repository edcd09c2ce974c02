"""What a question, a thread, a case or a part of Aula is about. Rows that an administrator edits."""

from typing import Any, Final

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from knowledgebase.models.article import Article
from knowledgebase.slugs import plain_slug
from organisation.models import User
from organisation.roles import Verb
from organisation.stored_text import MaskedCharField, MaskedTextField

CACHED, CACHED_SECONDS = "topics", 60
MOST_TERMS: Final = 60
"""Terms of a topic that cases are looked through for."""


class TopicQuerySet(models.QuerySet["Topic"]):
    def in_order(self) -> "TopicQuerySet":
        return self.filter(is_active=True).order_by("position", "id")

    def with_use(self) -> "TopicQuerySet":
        """All of them, with how many `asked` questions and `talked` threads each has."""
        asked = models.Count("questions", distinct=True)
        return self.annotate(asked=asked, talked=models.Count("threads", distinct=True)).order_by(
            "-is_active", "position", "id"
        )


class Topic(models.Model):
    """`slug` stands in addresses and numbers and stays the same when the name is changed."""

    slug = models.SlugField(_("address"), max_length=40, unique=True)
    name = MaskedCharField(_("name"), max_length=60)
    name_en = MaskedCharField(_("name in English"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=100)
    is_active = models.BooleanField(_("in use"), default=True)
    terms = MaskedTextField(
        _("words by which it is known"),
        blank=True,
        default="",
        help_text=_(
            "One on each line: “calendar”, “log in”. A new case in which they stand is counted under the topic."
        ),
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def save_by(self, by: User) -> None:
        """Kept, in its place of the list; a new one gets an address after its name. What answers are about is read
        anew, some at a time."""
        guard_topics(by)
        self.slug = self.slug or free_topic_slug(self.name)
        self.save()
        Article.objects.published().update(is_indexed=False)
        self.forget_cached()

    @property
    def known_by(self) -> list[str]:
        """Its terms, one by one."""
        return [line.strip() for line in self.terms.splitlines() if line.strip()][:MOST_TERMS]

    @classmethod
    def plain(cls) -> list[dict[str, Any]]:
        """Slug and names of all of them in their order. Asked for by every list and page of numbers, so they are
        remembered."""
        rows = cache.get(CACHED)
        if rows is None:
            rows = list(cls.objects.order_by("position", "id").values("slug", "name", "name_en"))
            cache.set(CACHED, rows, CACHED_SECONDS)
        assert isinstance(rows, list)
        return rows

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Slug and name in the reader's language, of all of them in their order."""
        english = get_language() == "en"
        return [(row["slug"], (row["name_en"] if english else "") or row["name"]) for row in cls.plain()]

    @classmethod
    def name_of(cls, slug: str) -> str:
        """In the reader's language; the slug where there is no such topic any more."""
        return dict(cls.choices()).get(slug, slug)

    @staticmethod
    def forget_cached() -> None:
        cache.delete(CACHED)

    def __str__(self) -> str:
        return (self.name_en if get_language() == "en" else "") or self.name


def may_arrange(user: User) -> bool:
    """Who publishes for the whole municipality."""
    return user.may(Verb.PUBLISH) and user.institutions_for(Verb.PUBLISH) is None


def guard_topics(by: User) -> None:
    if not may_arrange(by):
        raise PermissionDenied


def free_topic_slug(name: str) -> str:
    """An address in plain letters that no other topic has."""
    base = plain_slug(name)[:30].strip("-")
    taken = set(Topic.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    names = [base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))]
    return next(slug for slug in names if slug not in taken)
