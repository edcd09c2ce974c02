"""Who follows a case without having it."""

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.roles import Verb
from tickets.models.event import Event
from tickets.models.ticket import Ticket


class Follow(models.Model):
    """A person who wants to hear what happens in a case."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="follows", verbose_name=_("case"))
    user = models.ForeignKey(User, models.CASCADE, related_name="follows", verbose_name=_("person"))
    since = models.DateTimeField(_("since"), auto_now_add=True)

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
        guard(ticket, by)
        with ticket.locked():
            ended, _rows = cls.objects.filter(ticket=ticket, user=by).delete()
            if ended:
                Event.record(ticket, "unfollowed", by=by)


def guard(ticket: Ticket, by: User) -> None:
    if not by.may(Verb.VIEW, ticket):
        raise PermissionDenied(_("Your role does not allow this for the case."))
