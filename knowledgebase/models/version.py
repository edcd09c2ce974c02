"""What an answer said, and when: nothing that was shown to people is lost."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.stored_text import MaskedCharField, MaskedTextField

if TYPE_CHECKING:
    from knowledgebase.models.article import Article


class VersionQuerySet(models.QuerySet["Version"]):
    def newest_first(self) -> "VersionQuerySet":
        return self.order_by("-number")


class Version(models.Model):
    """The text of an answer after one verb, by whom. `by` is null for an import."""

    class Kind(models.TextChoices):
        DRAFTED = "drafted", _("Drafted")
        PUBLISHED = "published", _("Published")
        REVISED = "revised", _("Revised")
        REVIEWED = "reviewed", _("Reviewed")
        RETIRED = "retired", _("Retired")

    article = models.ForeignKey("knowledgebase.Article", models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("what happened"), max_length=10, choices=Kind)
    title = MaskedCharField(_("title"), max_length=150)
    question = MaskedTextField(_("question"), blank=True)
    answer = MaskedTextField(_("answer"))
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="version_numbered_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.get_kind_display()}"

    @classmethod
    def record(cls, article: "Article", kind: str, *, by: User | None) -> "Version":
        """Stores the text as it is now, in the caller's transaction, which holds the answer's row."""
        return cls.objects.create(
            article=article,
            number=article.versions.count() + 1,
            kind=kind,
            title=article.title,
            question=article.question,
            answer=article.answer,
            by=by,
        )
