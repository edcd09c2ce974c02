"""What an answer said, and when: nothing that was shown to people is lost."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.stored_text import MaskedCharField, MaskedTextField

if TYPE_CHECKING:
    from knowledgebase.models.article import Article

IN_ONE_GO: Final = timedelta(minutes=30)
"""What one person writes in this time is one version, however often it saves itself."""


class VersionQuerySet(models.QuerySet["Version"]):
    def newest_first(self) -> "VersionQuerySet":
        return self.order_by("-number")

    def writing(self) -> "VersionQuerySet":
        """Those that somebody made by writing, not by deciding."""
        return self.filter(kind__in=[Version.Kind.DRAFTED, Version.Kind.REVISED])


class Version(models.Model):
    """The text of an answer after one verb, by whom. `by` is null for an import."""

    class Kind(models.TextChoices):
        DRAFTED = "drafted", _("Drafted")
        PUBLISHED = "published", _("Published")
        REVISED = "revised", _("Revised")
        REVIEWED = "reviewed", _("Reviewed")
        RETIRED = "retired", _("Retired")
        PROPOSED = "proposed", _("Proposed")
        SENT_BACK = "sent_back", _("Sent back")

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
            number=(article.versions.aggregate(last=models.Max("number"))["last"] or 0) + 1,
            kind=kind,
            title=article.title,
            question=article.question,
            answer=article.answer,
            by=by,
        )

    @classmethod
    def go_on(cls, article: "Article", *, by: User | None) -> bool:
        """Takes the text into the newest version, where the same person wrote that a moment ago; else False."""
        last = article.versions.newest_first().first()
        if last is None or last.kind != cls.Kind.REVISED or last.by_id != (by.pk if by else None):
            return False
        if last.at < timezone.now() - IN_ONE_GO:
            return False
        last.title, last.question, last.answer = article.title, article.question, article.answer
        last.save(update_fields=["title", "question", "answer"])
        return True
