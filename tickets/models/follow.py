"""Who follows a case without having it."""

from typing import Self

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.models import Institution, User
from organisation.roles import Verb
from tickets.models.event import Event
from tickets.models.ticket import Ticket


class FollowQuerySet(models.QuerySet["Follow"]):
    def keeping_sight(self, user: User) -> Self:
        """Those by which the person keeps cases in sight that have moved away from where they work."""
        return self.filter(user=user, kept_from__in=user.institutions_for() or [])

    def keep_sight(self, ticket: Ticket, before: Institution | None) -> None:
        """The case has moved away from there: who followed it from there and would lose it keeps it in sight."""
        if before is None:
            return
        losing = [row for row in self.select_related("user") if not row.user.may(Verb.VIEW, ticket)]
        kept = [row.pk for row in losing if before.pk in (row.user.institutions_for() or [])]
        self.filter(pk__in=kept).update(kept_from=before)


class Follow(models.Model):
    """A person who wants to hear what happens in a case.

    When the case moves to another institution, who follows it keeps sight of it (not of what is sensitive), for as long
    as they work where it came from: `kept_from`. They read it; the verbs are those of the new place.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="follows", verbose_name=_("case"))
    user = models.ForeignKey(User, models.CASCADE, related_name="follows", verbose_name=_("person"))
    since = models.DateTimeField(_("since"), auto_now_add=True)
    kept_from = models.ForeignKey(
        Institution,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="+",
        verbose_name=_("kept from"),
    )

    objects = FollowQuerySet.as_manager()

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        constraints = [models.UniqueConstraint(fields=["ticket", "user"], name="follow_once")]

    def __str__(self) -> str:
        return f"{self.user} · #{self.ticket_id}"

    @classmethod
    def begin(cls, ticket: Ticket, *, by: User) -> None:
        guard(ticket, by)
        with ticket.locked():
            _follow, made = cls.objects.get_or_create(ticket=ticket, user=by)
            if made:
                Event.record(ticket, "followed", by=by)

    @classmethod
    def end(cls, ticket: Ticket, *, by: User) -> None:
        """Also for who may no longer see the case."""
        with ticket.locked():
            ended, _rows = cls.objects.filter(ticket=ticket, user=by).delete()
            if ended:
                Event.record(ticket, "unfollowed", by=by)


def guard(ticket: Ticket, by: User) -> None:
    if not by.may(Verb.VIEW, ticket):
        raise PermissionDenied(_("Your role does not allow this for the case."))
