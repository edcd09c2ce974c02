"""A case that asks for a change request, and pairs of requests that somebody has kept apart."""

from typing import TYPE_CHECKING, Final, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from tickets.models import Event, Ticket

if TYPE_CHECKING:
    from triage.wishes.models.change_request import ChangeRequest


PUT_RIGHT: Final = "again"
"""Stands in `Wish.told` while whoever asked, and has heard of the decision, is to hear of it in other words."""


class WishQuerySet(models.QuerySet["Wish"]):
    def to_move(self) -> Self:
        """In the order in which cases are locked, with what moving them reads."""
        return self.select_related("ticket__institution", "change_request", "origin").order_by("ticket")


class Wish(models.Model):
    """A case that asks for the change request.

    `origin` is the request that it stood in before that was joined to this one; `told` the last decision that the
    requester has heard of.
    """

    change_request = models.ForeignKey("triage.ChangeRequest", models.CASCADE, related_name="wishes")
    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="wish", verbose_name=_("case"))
    origin = models.ForeignKey(
        "triage.ChangeRequest", models.SET_NULL, null=True, editable=False, related_name="moved_wishes"
    )
    told = models.CharField(max_length=10, blank=True, editable=False)

    objects = WishQuerySet.as_manager()

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")

    def __str__(self) -> str:
        return f"#{self.ticket_id}"

    def move(self, to: "ChangeRequest", *, by: User, origin: "ChangeRequest | None") -> None:
        """Into another request, within the caller's transaction. The case is locked before the wish, as in telling."""
        with self.ticket.locked():
            self.change_request, self.origin = to, origin
            self.save(update_fields=["change_request", "origin"])
            Event.record(self.ticket, "joined", by=by, change_request=to.pk)


class KeptApart(models.Model):
    """Two requests that look alike and are not: the suggestions leave them alone. The lower id stands first."""

    first = models.ForeignKey("triage.ChangeRequest", models.CASCADE, related_name="+")
    second = models.ForeignKey("triage.ChangeRequest", models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("pair kept apart")
        verbose_name_plural = _("pairs kept apart")
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="kept_apart_once")]

    def __str__(self) -> str:
        return f"#{self.first_id} / #{self.second_id}"

    @classmethod
    def note(cls, one: "ChangeRequest", other: "ChangeRequest") -> None:
        first, second = sorted((one.pk, other.pk))
        if first != second:
            cls.objects.get_or_create(first_id=first, second_id=second)
