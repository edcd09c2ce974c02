"""Superusers and IT-able teachers who are attached to a board: they hear of its questions, and answer there."""

from typing import TYPE_CHECKING, Self

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledgebase.board.topic import Topic
from organisation.models import Institution, User
from organisation.roles import Verb

if TYPE_CHECKING:
    from knowledgebase.board.question import Question


class BoardHelperQuerySet(models.QuerySet["BoardHelper"]):
    def of(self, question: "Question") -> Self:
        """Whoever helps with the question: at its place or everywhere, in its topic or in all."""
        place = models.Q(institution=None) | models.Q(institution=question.institution_id)
        topic = models.Q(topic=None) | models.Q(topic=question.topic_id)
        return self.filter(place, topic, user__is_active=True)


class BoardHelper(models.Model):
    """One person at one board: that of a school or daycare, or all; of one topic, or all."""

    user = models.ForeignKey(User, models.CASCADE, related_name="boards", verbose_name=_("person"))
    institution = models.ForeignKey(
        Institution, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("institution")
    )
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("topic"))

    objects = BoardHelperQuerySet.as_manager()

    class Meta:
        verbose_name = _("person of a board")
        verbose_name_plural = _("people of the boards")
        constraints = [models.UniqueConstraint(fields=["user", "institution", "topic"], name="helper_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.institution or '–'} · {self.topic or '–'}"

    @classmethod
    def attach(
        cls, user: User, *, by: User, institution: Institution | None, topic: Topic | None = None
    ) -> "BoardHelper":
        """Attached already: nothing happens. Raises `PermissionDenied` for a place that is not theirs to attach to."""
        guard(by, institution)
        row, _made = cls.objects.get_or_create(user=user, institution=institution, topic=topic)
        return row

    def detach(self, *, by: User) -> None:
        if by != self.user:
            guard(by, self.institution)
        self.delete()

    def pass_on(self, to: User | None, *, by: User) -> None:
        """Who helped works there no longer: `to` helps instead if they work there, or nobody does."""
        guard(by, self.institution)
        able = to is not None and (self.institution_id is None or bool(to.roles_at(self)))
        taken = BoardHelper.objects.filter(user=to, institution=self.institution, topic=self.topic).exists()
        if to is None or not able or taken:
            self.delete()
            return
        self.user = to
        self.save(update_fields=["user"])


def guard(by: User, institution: Institution | None) -> None:
    places = by.institutions_for(Verb.PUBLISH)
    if places is not None and (institution is None or institution.pk not in places):
        raise PermissionDenied
