"""Wishes for Aula, collected across institutions by the project lead."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Case, When
from django.db.models.functions import Cast, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.roles import Verb
from tickets.models import Event, Ticket
from tickets.models.ticket import UnableTo, UnableToForward
from tickets.words import Route

ASKING = Case(
    When(wishes__ticket__requester_email="", then=Cast("wishes__ticket", models.CharField())),
    default=Lower("wishes__ticket__requester_email"),
    output_field=models.CharField(),
)
"""Who asks, as far as can be told."""


class ChangeRequestQuerySet(models.QuerySet["ChangeRequest"]):
    def waiting(self) -> Self:
        """Those that wait to be sent to KOMBIT."""
        return self.filter(status=ChangeRequest.Status.WAITING)

    def open_for_wishes(self) -> Self:
        """Those that a further case can still be joined to: nothing is decided."""
        return self.filter(status__in=UNDECIDED)

    def standing(self) -> Self:
        """All but those that have gone into another."""
        return self.exclude(status=ChangeRequest.Status.JOINED)

    def decided(self) -> Self:
        return self.filter(status__in=DECIDED)

    def published(self) -> Self:
        """What the public list shows."""
        return self.standing().filter(is_public=True)

    def search(self, text: str) -> Self:
        """Every word stands somewhere in what the lead has written."""
        found = self
        for word in text.split()[:8]:
            places = ("title", "summary", "benefit", "external_number")
            found = found.filter(
                models.Q.create([(f"{place}__icontains", word) for place in places], connector=models.Q.OR)
            )
        return found

    def with_counts(self) -> Self:
        """`people` who asked, in how many `institutions`, `votes_cast` on the public list, and `wanted`, all together.

        Somebody who asked twice counts once; who left no address counts for each case.
        """
        people = models.Count(ASKING, distinct=True)
        votes = models.Count("votes", distinct=True)
        institutions = models.Count("wishes__ticket__institution", distinct=True)
        return self.annotate(people=people, institutions=institutions, votes_cast=votes, wanted=people + votes)

    def newest_first(self) -> Self:
        return self.order_by("-collected_at", "-id")


class ChangeRequest(models.Model):
    """The wish that many cases share: the lead's own words about it, and what KOMBIT decided."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for KOMBIT")
        CHOSEN = "chosen", _("Chosen for a bundle")
        SENT = "sent", _("Sent to KOMBIT")
        ACCEPTED = "accepted", _("Accepted")
        PLANNED = "planned", _("Planned for later")
        DECLINED = "declined", _("Declined")
        JOINED = "joined", _("Joined to another")

    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), help_text=_("What should Aula do? In your own words, without names."))
    benefit = models.TextField(_("benefit"), blank=True, help_text=_("Who gains what by it?"))
    quotes = models.TextField(
        _("quotes"), blank=True, help_text=_("One a paragraph. Nobody may be recognised by them: KOMBIT reads them.")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    collected_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("collected by"))
    collected_at = models.DateTimeField(_("collected"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    joined_to = models.ForeignKey("self", models.SET_NULL, null=True, editable=False, related_name="absorbed")
    is_public = models.BooleanField(_("on the public list"), default=False)
    external_number = models.CharField(_("KOMBIT's number"), max_length=60, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answer_en = models.TextField(_("answer in English"), blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("noted by"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("change request")
        verbose_name_plural = _("change requests")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="joined", joined_to__isnull=False)
                | (~models.Q(status="joined") & models.Q(joined_to__isnull=True)),
                name="request_joined_to_another",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_decided(self) -> bool:
        return self.status in DECIDED

    @property
    def quoted(self) -> list[str]:
        """The quotes, one by one."""
        return [quote.strip() for quote in self.quotes.replace("\r\n", "\n").split("\n\n") if quote.strip()]

    # Collecting and joining

    @classmethod
    def collect(
        cls,
        ticket: Ticket,
        *,
        by: User,
        title: str = "",
        summary: str = "",
        benefit: str = "",
        into: "ChangeRequest | None" = None,
    ) -> "ChangeRequest":
        """Makes the case's wish a change request, or joins it to one. A case that is collected stays where it is.

        Raises `PermissionDenied` for anybody but who holds the right to collect (the project lead),
        `UnableToForward` when the case is no change request, `UnableTo` when the request is decided.
        """
        if not by.may(Verb.COLLECT, ticket):
            raise PermissionDenied(_("Only the project lead collects change requests."))
        with ticket.locked():
            wish = Wish.objects.filter(ticket=ticket).select_related("change_request").first()
            if wish is not None:
                return wish.change_request
            if ticket.route != Route.CHANGE_REQUEST:
                raise UnableToForward(_("Set the route to change request first."))
            if into is not None and into.status not in UNDECIDED:
                raise UnableTo(_("This change request is decided already. Make a new one."))
            request = into or cls.objects.create(
                title=title or ticket.subject,
                summary=summary or ticket.subject,
                benefit=benefit,
                collected_by=by,
            )
            Wish.objects.create(change_request=request, ticket=ticket)
            ticket.mark_forwarded(by=by, party="KOMBIT", event="collected", change_request=request.pk)
        return request

    @classmethod
    def collect_all(
        cls, tickets: Sequence[Ticket], *, by: User, into: "ChangeRequest | None" = None
    ) -> "ChangeRequest | None":
        """Several cases as one request: a new one, named after the first, or `into`."""
        with transaction.atomic():
            for ticket in tickets:
                into = cls.collect(ticket, by=by, into=into)
        return into

    def join(self, others: "Sequence[ChangeRequest]", *, by: User) -> None:
        """Other requests ask for the same: their wishes become wishes of this one. `split` undoes it."""
        with self._acting(by):
            if self.status not in UNDECIDED:
                raise UnableTo(_("This change request is decided already. Make a new one."))
            for other in ChangeRequest.objects.select_for_update().filter(pk__in=[other.pk for other in others]):
                if self.pk in {other.pk, other.joined_to_id}:
                    continue
                if other.status != self.Status.WAITING:
                    raise UnableTo(_("Only requests that still wait can be joined to another."))
                for wish in other.wishes.select_related("ticket__institution"):
                    wish.move(self, by=by, origin=wish.origin or other)
                other.joined_to, other.status = self, self.Status.JOINED
                other.save(update_fields=["joined_to", "status"])

    def split(self, *, by: User) -> None:
        """Undoes `join`: the request stands alone again, with the wishes that it had."""
        with self._acting(by):
            if self.status != self.Status.JOINED:
                return
            self._become(self.Status.WAITING, joined_to=None)
            for wish in Wish.objects.filter(origin=self).select_related("ticket__institution"):
                wish.move(self, by=by, origin=None)

    def take_apart(self, ticket: Ticket, *, by: User) -> "ChangeRequest":
        """The case asks for something else after all: it becomes a request of its own."""
        with self._acting(by):
            wish = Wish.objects.filter(ticket=ticket).select_related("ticket__institution", "change_request").get()
            if wish.change_request_id != self.pk:
                return wish.change_request
            if self.status not in UNDECIDED:
                raise UnableTo(_("This change request is decided already. Make a new one."))
            own = ChangeRequest.objects.create(title=ticket.subject, summary=ticket.subject, collected_by=by)
            wish.move(own, by=by, origin=None)
        return own

    # Its words

    def describe(self, *, by: User, **words: Any) -> None:
        """The lead's own title, summary, benefit and quotes."""
        with self._acting(by):
            for name in set(words) & set(WRITTEN):
                setattr(self, name, words[name])
            self.save(update_fields=list(WRITTEN))

    def publish(self, *, by: User) -> None:
        """Onto the public list, where others may say that they want it too."""
        with self._acting(by):
            ChangeRequest.objects.standing().filter(pk=self.pk).update(is_public=True)
            self.refresh_from_db(fields=["is_public"])

    def withdraw(self, *, by: User) -> None:
        with self._acting(by):
            ChangeRequest.objects.filter(pk=self.pk).update(is_public=False)
            self.is_public = False

    # Out and back

    def mark_sent(self, *, by: User) -> None:
        """The request has gone to KOMBIT."""
        with self._acting(by):
            if self.status in {self.Status.WAITING, self.Status.CHOSEN}:
                self._become(self.Status.SENT, sent_at=timezone.now())

    def decide(self, status: str, *, by: User, answer: str, answer_en: str = "", external_number: str = "") -> None:
        """KOMBIT has answered. Everybody who asked is told afterwards, once for each decision (`triage.telling`).

        Raises `UnableTo` for a request that has not been sent.
        """
        with self._acting(by):
            if status not in DECIDED:
                raise UnableTo(_("Choose what KOMBIT has decided."))
            if self.status not in DECIDED | {self.Status.SENT}:
                raise UnableTo(_("The request has not been sent to KOMBIT yet."))
            if self.status == status:
                return
            self._become(
                status,
                answer=answer,
                answer_en=answer_en,
                external_number=external_number or self.external_number,
                decided_by=by,
                decided_at=timezone.now(),
            )
            transaction.on_commit(lambda: start_telling(self.pk), robust=True)

    def _become(self, status: str, **changes: Any) -> None:
        self.status = status
        for name, value in changes.items():
            setattr(self, name, value)
        self.save(update_fields=["status", *changes])

    @contextmanager
    def _acting(self, by: User) -> Iterator[None]:
        """One transaction in which the person may do this and the request stands still."""
        if not by.may(Verb.COLLECT):
            raise PermissionDenied(_("Only the project lead collects change requests."))
        with transaction.atomic():
            self.refresh_from_db(from_queryset=ChangeRequest.objects.select_for_update())
            yield


UNDECIDED = frozenset({ChangeRequest.Status.WAITING, ChangeRequest.Status.CHOSEN, ChangeRequest.Status.SENT})
DECIDED = frozenset({ChangeRequest.Status.ACCEPTED, ChangeRequest.Status.PLANNED, ChangeRequest.Status.DECLINED})
WRITTEN = ("title", "summary", "benefit", "quotes")


class Wish(models.Model):
    """A case that asks for the change request.

    `origin` is the request that it stood in before that was joined to this one; `told` the last decision that the
    requester has heard of.
    """

    change_request = models.ForeignKey(ChangeRequest, models.CASCADE, related_name="wishes")
    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="wish", verbose_name=_("case"))
    origin = models.ForeignKey(ChangeRequest, models.SET_NULL, null=True, editable=False, related_name="moved_wishes")
    told = models.CharField(max_length=10, blank=True, editable=False)

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")

    def __str__(self) -> str:
        return f"#{self.ticket_id}"

    def move(self, to: ChangeRequest, *, by: User, origin: ChangeRequest | None) -> None:
        """Into another request, within the caller's transaction."""
        self.change_request, self.origin = to, origin
        self.save(update_fields=["change_request", "origin"])
        Event.record(self.ticket, "joined", by=by, change_request=to.pk)


def start_telling(request_id: int) -> None:
    from triage.tasks import tell_decision  # noqa: PLC0415  tasks stand above models

    tell_decision.delay(request_id)
