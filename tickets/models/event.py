"""One row for everything that happened: audit trail, timeline and outbox in one."""

from typing import TYPE_CHECKING, Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database.after_commit import start
from database.written import insert
from organisation.models import User
from organisation.stored_text import MaskedJSONField
from tickets.event_kinds import KINDS
from tickets.words import DONE, OPEN, Actor

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket

REMEMBERED: Final = 1_000
"""Cases that a person handed up last: those of them that are open are what they follow up."""
HANDED_UP: Final = models.Q(kind="escalated", by__isnull=False)
RARE: Final = ("attached", "escalated", "forwarded", "helped", "not_helped", "rejected", "reopened")
"""Kinds that few cases have and that lists are asked by; the index of them costs nothing for what happens to all."""

CAME_BACK: Final = models.Q(
    data__changed__status__0__in=sorted(DONE), data__changed__status__1__in=sorted(OPEN)
) | models.Q(kind="reopened")
"""Events by which a case was open again; those of earlier versions tell it by their kind alone."""


class EventQuerySet(models.QuerySet["Event"]):
    def undispatched(self) -> "EventQuerySet":
        return self.filter(dispatched_at=None).order_by("id")

    def held(self) -> "EventQuerySet":
        """Those that may still be taken back."""
        return self.undispatched().filter(held_until__gt=timezone.now())

    def released(self) -> "EventQuerySet":
        """Those that were held and whose time is over, but of which nobody has heard yet."""
        return self.undispatched().filter(held_until__lte=timezone.now())

    def since(self, version: int) -> "EventQuerySet":
        """What happened after the case had this version."""
        return self.filter(version__gt=version)

    def hearable(self) -> "EventQuerySet":
        """What is not held back at this time."""
        return self.filter(models.Q(held_until=None) | models.Q(held_until__lte=timezone.now()))

    def handed_up_by(self, user: User) -> "EventQuerySet":
        """The thousand last times that the person handed a case up, so that what asks costs the same after years."""
        return self.filter(kind="escalated", by=user).order_by("-id")[:REMEMBERED]

    def handed_back_to(self, user: User) -> "EventQuerySet":
        """For a query of cases: the times that a case was handed back and the person has not handed it up since."""
        again = Event.objects.filter(ticket=OuterRef("ticket"), kind="escalated", by=user, pk__gt=OuterRef("pk"))
        return self.filter(~Exists(again), ticket=OuterRef("pk"), kind="handed_back")

    def forgets_of(self, user: User) -> bool:
        """Whether the person has handed up more than those that `handed_up_by` looks among."""
        return self.filter(HANDED_UP, by=user).order_by("-id")[REMEMBERED : REMEMBERED + 1].exists()

    def oldest_first(self) -> "EventQuerySet":
        return self.order_by("id")


class Event(models.Model):
    """What happened to a case, by whom, when. `dispatched_at` is null until every subscriber has heard of it.

    `data` holds words and ids only (routes, tiers, reasons, message ids), never a copy of what people wrote.
    `changed` in it says what the event changed of the case: `{"status": ["new", "in_progress"]}`.
    `version` is that of the case after it. Nobody hears of the event before `held_until`.
    """

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="events", verbose_name=_("case"))
    kind = models.CharField(_("kind"), max_length=40)
    actor = models.CharField(_("actor"), max_length=12, choices=Actor)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by"))
    data = MaskedJSONField(default=dict, encoder=DjangoJSONEncoder)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    version = models.PositiveIntegerField(null=True, editable=False)
    dispatched_at = models.DateTimeField(null=True, editable=False)
    held_until = models.DateTimeField(null=True, editable=False)
    """Until then nobody hears of it, so that it can be undone as if it had not been."""

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["ticket", "id"], name="event_of_ticket"),
            models.Index(fields=["id"], name="event_outbox", condition=models.Q(dispatched_at=None)),
            models.Index(fields=["at", "ticket"], name="event_by_time"),
            models.Index(fields=["by", "-id"], name="event_handed_up_of", condition=HANDED_UP, include=["ticket"]),
            models.Index(
                fields=["kind", "at"], name="event_of_rare_kind", condition=models.Q(kind__in=RARE), include=["ticket"]
            ),
            models.Index(fields=["at"], name="event_came_back", condition=CAME_BACK),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.ticket_id}"

    @classmethod
    def record(cls, ticket: "Ticket", kind: str, *, by: "User | Actor", **data: Any) -> "Event":
        """Stores the event in the caller's transaction and hands it out when that is committed.

        Raises `ValueError` for a kind that `tickets.event_kinds` does not know.
        """
        if kind not in KINDS:
            raise ValueError(kind)
        person = by if isinstance(by, User) else None
        actor = Actor.STAFF if isinstance(by, User) else by
        event = insert(
            cls(
                ticket=ticket,
                kind=kind,
                actor=actor,
                by=person,
                data=data | ticket.changes_to_tell(),
                version=ticket.version,
                held_until=ticket.held_until,
            )
        )
        transaction.on_commit(lambda: hand_out(event), robust=True)
        return event


def hand_out(event: Event) -> None:
    wait = (event.held_until - timezone.now()).total_seconds() if event.held_until else 0
    start("tickets.tasks.dispatch_event", event.pk, countdown=max(wait, 0.0))
