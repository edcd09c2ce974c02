"""Cases that have to do with each other, without being one."""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.roles import Verb
from tickets.models import locking
from tickets.models.event import Event
from tickets.models.refusals import UnableTo
from tickets.words import Actor

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket


class LinkQuerySet(models.QuerySet["Link"]):
    def of(self, ticket: "Ticket") -> "LinkQuerySet":
        return self.filter(models.Q(one=ticket) | models.Q(other=ticket)).order_by("id")


class Link(models.Model):
    """Two cases, in no order: the one with the lower id is stored first."""

    class Kind(models.TextChoices):
        RELATED = "related", _("Related")
        DUPLICATE_SUSPECT = "duplicate_suspect", _("Perhaps the same matter")
        SPLIT = "split", _("Split off")

    one = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="+", verbose_name=_("case"))
    other = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="+", verbose_name=_("other case"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.RELATED)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link between cases")
        verbose_name_plural = _("links between cases")
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="link_once"),
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="link_in_order"),
        ]

    def __str__(self) -> str:
        return f"#{self.one_id} – #{self.other_id}"

    @classmethod
    def join(cls, ticket: "Ticket", other: "Ticket", *, by: User, kind: str = Kind.RELATED) -> "Link":
        """Links two cases; linked already, only the kind changes."""
        guard(by, ticket, other)
        if ticket.pk == other.pk:
            raise UnableTo(_("A case cannot be linked to itself."))
        first, second = sorted((ticket, other), key=lambda case: case.pk)
        with locking.all_of(first, second):
            link, made = cls.objects.get_or_create(one=first, other=second, defaults={"kind": kind, "by": by})
            if made:
                Event.record(ticket, "linked", by=by, other=other.number)
                Event.record(other, "linked", by=by, other=ticket.number)
            elif link.kind != kind:
                link.kind = kind
                link.save(update_fields=["kind"])
        return link

    @classmethod
    def follow(cls, ticket: "Ticket", earlier: "Ticket") -> "Link":
        """Links a case with the one that had ended when its requester wrote again."""
        first, second = sorted((ticket, earlier), key=lambda case: case.pk)
        with transaction.atomic():
            link, made = cls.objects.get_or_create(one=first, other=second, defaults={"by": None})
            if made:
                Event.record(ticket, "linked", by=Actor.SYSTEM, other=earlier.number)
                Event.record(earlier, "linked", by=Actor.SYSTEM, other=ticket.number)
        return link

    @classmethod
    def part(cls, ticket: "Ticket", other: "Ticket", *, by: User) -> None:
        guard(by, ticket, other)
        with locking.all_of(ticket, other):
            gone, _rows = cls.objects.of(ticket).filter(models.Q(one=other) | models.Q(other=other)).delete()
            if gone:
                Event.record(ticket, "unlinked", by=by, other=other.number)
                Event.record(other, "unlinked", by=by, other=ticket.number)


def guard(by: User, *tickets: "Ticket") -> None:
    if not all(by.may(Verb.TRIAGE, ticket) for ticket in tickets):
        raise PermissionDenied(_("Your role does not allow this for the case."))
