"""Two answers that say much the same, for a person to judge."""

from typing import Self

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knowledgebase.models.article import Article
from knowledgebase.models.article_list import met_by
from knowledgebase.words import Status
from organisation.models import User
from organisation.roles import Verb


class AlikeQuerySet(models.QuerySet["AlikeAnswers"]):
    def visible_to(self, user: User) -> Self:
        """Of answers with readers, both of which the person meets where answers are written."""
        if not user.may(Verb.PROPOSE):
            return self.none()
        shown = self.filter(first__status=Status.PUBLISHED, second__status=Status.PUBLISHED)
        return shown.filter(met_by(user, "first__"), met_by(user, "second__"))

    def decided_by(self, user: User) -> Self:
        """Of which the person decides about one; others' pairs would be lines without a button."""
        places = user.institutions_for(Verb.PUBLISH)
        if places is None:
            return self
        theirs = Article.objects.filter(institution__in=places).values("pk")
        return self.filter(models.Q(first__in=theirs) | models.Q(second__in=theirs))

    def undecided(self) -> Self:
        return self.filter(kept_apart_at=None)

    def kept_apart(self) -> Self:
        return self.filter(kept_apart_at__isnull=False)

    def of(self, article_id: int) -> Self:
        return self.filter(models.Q(first=article_id) | models.Q(second=article_id))

    def for_list(self) -> Self:
        """The most alike first."""
        places = ("first__institution", "second__institution", "first__owner", "second__owner")
        return self.select_related(*places).order_by("-likeness", "id")


class AlikeAnswers(models.Model):
    """`first` is the older of the two. `likeness`: of what they mean, 100 is the same."""

    first = models.ForeignKey(Article, models.CASCADE, related_name="+", verbose_name=_("shared answer"))
    second = models.ForeignKey(Article, models.CASCADE, related_name="+", verbose_name=_("shared answer"))
    likeness = models.PositiveSmallIntegerField(_("likeness"))
    kept_apart_at = models.DateTimeField(null=True, editable=False)
    kept_apart_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", editable=False)

    objects = AlikeQuerySet.as_manager()

    class Meta:
        verbose_name = _("two answers that are alike")
        verbose_name_plural = _("answers that are alike")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="alike_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="alike_older_first"),
        ]
        indexes = [
            models.Index(fields=["-likeness", "id"], name="alike_most", condition=models.Q(kept_apart_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.first_id} · {self.second_id}"

    def keep_apart(self, *, by: User) -> None:
        """They say different things; nobody is asked again, unless `compare_again`. Twice is once."""
        self._guard(by)
        AlikeAnswers.objects.undecided().filter(pk=self.pk).update(kept_apart_at=timezone.now(), kept_apart_by=by)

    def compare_again(self, *, by: User) -> None:
        """Undoes `keep_apart`."""
        self._guard(by)
        AlikeAnswers.objects.filter(pk=self.pk).update(kept_apart_at=None, kept_apart_by=None)

    def _guard(self, by: User) -> None:
        """Who decides about one of them."""
        if not any(article.may_be_published_by(by) for article in (self.first, self.second)):
            raise PermissionDenied
