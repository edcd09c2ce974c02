"""What one case is about, for the numbers and the lists."""

from typing import Self

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledgebase.models import Topic
from organisation.models import User
from organisation.roles import Verb
from tickets.models import Event, Ticket


class CaseTopicQuerySet(models.QuerySet["CaseTopic"]):
    def of(self, slug: str) -> Self:
        return self.filter(topic__slug=slug)


class CaseTopic(models.Model):
    """A row for each case that was looked through; without a topic where no term of any stood in it.

    It stays when the case is forgotten: a topic says nothing of a person. `at` is when it was written last, so that the
    numbers of the case's days are counted again.
    """

    ticket = models.OneToOneField(
        Ticket, models.CASCADE, primary_key=True, related_name="case_topic", verbose_name=_("case")
    )
    topic = models.ForeignKey(
        Topic, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("topic")
    )
    is_said = models.BooleanField(_("said by a person"), default=False)
    at = models.DateTimeField(auto_now=True)

    objects = CaseTopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic of a case")
        verbose_name_plural = _("topics of cases")
        indexes = [
            models.Index(fields=["topic", "ticket"], name="case_topic_cases"),
            models.Index(fields=["at"], name="case_topic_written"),
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id}"

    @classmethod
    def slug_of(cls, ticket: Ticket) -> str:
        """Empty where nothing is known."""
        slug = cls.objects.filter(ticket=ticket).values_list("topic__slug", flat=True).first()
        return slug or ""

    @classmethod
    def say(cls, ticket: Ticket, topic: Topic | None, *, by: User) -> None:
        """A person says what the case is about, or that it is none of the topics; that stands. The same again is a
        no-op."""
        if not by.may(Verb.TRIAGE, ticket):
            raise PermissionDenied(_("Your role does not allow this for the case."))
        with ticket.locked():
            earlier = cls.objects.filter(ticket=ticket, is_said=True).first()
            if earlier is not None and earlier.topic_id == (topic.pk if topic else None):
                return
            cls.objects.update_or_create(ticket=ticket, defaults={"topic": topic, "is_said": True})
            ticket.count_change()
            Event.record(ticket, "topic_said", by=by, topic=topic.name if topic else "")
