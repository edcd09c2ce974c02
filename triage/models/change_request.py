"""Wishes for Aula, collected across institutions by the project lead."""

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.models import User
from organisation.roles import Verb
from tickets.models import Ticket
from tickets.models.ticket import UnableToForward
from tickets.words import Route


class ChangeRequestQuerySet(models.QuerySet["ChangeRequest"]):
    def waiting(self) -> "ChangeRequestQuerySet":
        """Those that wait to be sent to KOMBIT."""
        return self.filter(status=ChangeRequest.Status.WAITING)

    def with_counts(self) -> "ChangeRequestQuerySet":
        return self.annotate(
            people=models.Count("wishes", distinct=True),
            institutions=models.Count("wishes__ticket__institution", distinct=True),
        )

    def newest_first(self) -> "ChangeRequestQuerySet":
        return self.order_by("-collected_at", "-id")


class ChangeRequest(models.Model):
    """The wish that many cases share: the lead's own summary and benefit."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for KOMBIT")
        SENT = "sent", _("Sent to KOMBIT")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), help_text=_("What should Aula do? In your own words, without names."))
    benefit = models.TextField(_("benefit"), blank=True, help_text=_("Who gains what by it?"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    collected_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("collected by"))
    collected_at = models.DateTimeField(_("collected"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("change request")
        verbose_name_plural = _("change requests")

    def __str__(self) -> str:
        return self.title

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
        `UnableToForward` when the case is no change request.
        """
        if not by.may(Verb.COLLECT, ticket):
            raise PermissionDenied(_("Only the project lead collects change requests."))
        with ticket.locked():
            wish = Wish.objects.filter(ticket=ticket).select_related("change_request").first()
            if wish is not None:
                return wish.change_request
            if ticket.route != Route.CHANGE_REQUEST:
                raise UnableToForward(_("Set the route to change request first."))
            request = into or cls.objects.create(
                title=title or ticket.subject,
                summary=summary or ticket.subject,
                benefit=benefit,
                collected_by=by,
            )
            Wish.objects.create(change_request=request, ticket=ticket)
            ticket.mark_forwarded(by=by, party="KOMBIT", event="collected", change_request=request.pk)
        return request

    def mark_sent(self, *, by: User) -> None:
        """The request has gone to KOMBIT."""
        if not by.may(Verb.COLLECT):
            raise PermissionDenied
        ChangeRequest.objects.waiting().filter(pk=self.pk).update(status=self.Status.SENT, sent_at=timezone.now())
        self.refresh_from_db(fields=["status", "sent_at"])


class Wish(models.Model):
    """A case that asks for the change request."""

    change_request = models.ForeignKey(ChangeRequest, models.CASCADE, related_name="wishes")
    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="wish", verbose_name=_("case"))

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")

    def __str__(self) -> str:
        return f"#{self.ticket_id}"
