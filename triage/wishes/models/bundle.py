"""A chosen set of change requests on its way to KOMBIT: one mail, with a PDF and a spreadsheet."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from database.after_commit import start_after_commit
from organisation.models import Municipality, Party, User
from organisation.roles import Verb
from organisation.stored_text import MaskedCharField
from tickets.models import Delivery, DeliveryFile
from tickets.models.refusals import UnableTo
from tickets.news.notifications import send_after_commit
from tickets.words import Route
from triage.routing.models.routing_rule import RoutingRule
from triage.wishes.models.change_request import ChangeRequest
from triage.wishes.models.request_list import DECIDED

PATIENCE = timedelta(minutes=2)
"""A bundle whose worker has not said anything for so long is made by another."""


class BundleQuerySet(models.QuerySet["Bundle"]):
    def unfinished(self) -> Self:
        """Those whose worker has died, or that no worker was told of."""
        silent = timezone.now() - PATIENCE
        return self.filter(status=Bundle.Status.MAKING, heard_at__lte=silent)

    def for_list(self) -> Self:
        """Newest first, with `count` of requests and how many of them have an `answered` outcome."""
        answered = models.Count("requests", filter=models.Q(requests__status__in=DECIDED))
        counted = self.annotate(count=models.Count("requests"), answered=answered)
        return counted.select_related("by", "delivery").order_by("-id")


class Bundle(models.Model):
    """The requests, the files made of them, and the mail. `done_steps` of `steps` are done while it is being made."""

    class Status(models.TextChoices):
        MAKING = "making", _("Being made")
        READY = "ready", _("Ready to be sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Could not be made")

    title = MaskedCharField(_("title"), max_length=150)
    requests: "models.ManyToManyField[ChangeRequest, models.Model]" = models.ManyToManyField(
        ChangeRequest, related_name="bundles", verbose_name=_("change requests")
    )
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.MAKING)
    steps = models.PositiveIntegerField(default=0, editable=False)
    done_steps = models.PositiveIntegerField(default=0, editable=False)
    heard_at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    delivery = models.OneToOneField(Delivery, models.PROTECT, null=True, editable=False, related_name="bundle")

    objects = BundleQuerySet.as_manager()

    class Meta:
        verbose_name = _("bundle")
        verbose_name_plural = _("bundles")

    def __str__(self) -> str:
        return self.title

    @property
    def percent(self) -> int:
        return 100 * self.done_steps // self.steps if self.steps else 0

    @classmethod
    def choose(cls, requests: Sequence[ChangeRequest], *, by: User, title: str) -> "Bundle":
        """Puts the requests into a bundle, whose files a task makes. Raises `UnableTo` for one that does not wait, or
        whose words somebody has still to look at."""
        guard(by)
        with transaction.atomic():
            chosen = ChangeRequest.objects.select_for_update(no_key=True).waiting()
            waiting = list(chosen.filter(pk__in=[request.pk for request in requests]).order_by("pk"))
            if not waiting or len(waiting) < len({request.pk for request in requests}):
                raise UnableTo(_("Choose requests that still wait for KOMBIT."))
            for request in waiting:
                request.require_looked_at()
            bundle = cls.objects.create(title=title[:150], by=by, steps=len(waiting) + 2)
            bundle.requests.set(waiting)
            chosen.filter(pk__in=[request.pk for request in waiting]).update(status=ChangeRequest.Status.CHOSEN)
            start_after_commit("triage.tasks.make_bundle", bundle.pk)
        return bundle

    def discard(self, *, by: User) -> None:
        """Gives the requests back; they wait again. Not once it is sent."""
        with self._acting(by):
            if self.status == self.Status.SENT:
                raise UnableTo(_("The bundle has been sent already."))
            self.requests.filter(status=ChangeRequest.Status.CHOSEN).update(status=ChangeRequest.Status.WAITING)
            self.delete()

    def again(self, *, by: User) -> None:
        """Makes the files anew, after the words of a request were changed or the making failed."""
        with self._acting(by):
            self.require_looked_at()
            if self.status in {self.Status.READY, self.Status.FAILED}:
                self.status, self.done_steps, self.heard_at = self.Status.MAKING, 0, timezone.now()
                self.save(update_fields=["status", "done_steps", "heard_at"])
                start_after_commit("triage.tasks.make_bundle", self.pk)

    def progress(self, done_steps: int) -> None:
        Bundle.objects.filter(pk=self.pk).update(done_steps=done_steps, heard_at=timezone.now())

    def keep(self, files: "dict[str, tuple[str, bytes]]") -> None:
        """The finished files (name: type, bytes); it can be sent now. A second worker's files change nothing."""
        with transaction.atomic():
            taken = Bundle.objects.filter(pk=self.pk, status=self.Status.MAKING)
            if taken.update(status=self.Status.READY, done_steps=self.steps):
                self.files.all().delete()
                for name, (content_type, data) in files.items():
                    self.files.create(name=name, content_type=content_type, data=data)

    def fail(self) -> None:
        Bundle.objects.filter(pk=self.pk, status=self.Status.MAKING).update(status=self.Status.FAILED)

    def send(self, *, by: User) -> None:
        """One mail to KOMBIT by the rule in force, with both files. Sent already: nothing happens."""
        with self._acting(by):
            if self.status == self.Status.SENT:
                return
            address = recipient()
            if self.status != self.Status.READY or not address:
                raise UnableTo(_("The bundle is not ready, or KOMBIT has no e-mail address yet."))
            self.require_looked_at()
            subject, body = self.letter()
            self.delivery = Delivery.objects.create(
                kind="bundle", recipient=address, subject=subject, body=body, reply_to=by.email
            )
            for file in self.files.order_by("id"):
                values = {"name": file.name, "content_type": file.content_type, "data": file.data}
                DeliveryFile.objects.create(delivery=self.delivery, **values)
            self.status, self.sent_at = self.Status.SENT, timezone.now()
            self.save(update_fields=["status", "sent_at", "delivery"])
            for request in self.requests.order_by("pk"):
                request.mark_sent(by=by)
            send_after_commit(self.delivery.pk)

    def require_looked_at(self) -> None:
        """Raises `UnableTo` while something in its requests may point to a person that nobody has looked at."""
        for request in self.requests.order_by("pk"):
            request.require_looked_at()

    def resend(self, *, by: User) -> None:
        """Tries the mail again at once; never one that is under way or has left."""
        with self._acting(by):
            if self.delivery is not None:
                self.delivery.requeue()
                send_after_commit(self.delivery.pk)

    def letter(self) -> tuple[str, str]:
        """(subject, text) of the mail, in Danish, as KOMBIT reads it."""
        from django.template.loader import render_to_string  # noqa: PLC0415  templates are no part of the model

        with translation.override("da"):
            context = {"bundle": self, "count": self.requests.count(), "municipality": Municipality.current()}
            text = render_to_string("triage/wishes/mail/bundle.txt", context | {"site": settings.SITE_URL})
        subject, _blank, body = text.lstrip().partition("\n")
        return " ".join(subject.split())[:250], body.strip() + "\n"

    @contextmanager
    def _acting(self, by: User) -> Iterator[None]:
        guard(by)
        with transaction.atomic():
            self.refresh_from_db(from_queryset=Bundle.objects.select_for_update())
            yield


class BundleFile(models.Model):
    bundle = models.ForeignKey(Bundle, models.CASCADE, related_name="files")
    name = MaskedCharField(max_length=120)
    content_type = models.CharField(max_length=100)
    data = models.BinaryField()

    class Meta:
        verbose_name = _("file of a bundle")
        verbose_name_plural = _("files of bundles")

    def __str__(self) -> str:
        return self.name

    @property
    def is_pdf(self) -> bool:
        return self.content_type == "application/pdf"


def guard(by: User) -> None:
    if not by.may(Verb.COLLECT):
        raise PermissionDenied(_("Only the project lead collects change requests."))


def recipient() -> str:
    """Where bundles go today: the address of the rule in force, or else of its party."""
    rule = RoutingRule.in_force(Route.CHANGE_REQUEST)
    if rule is None:
        return ""
    party = Party.objects.filter(kind=rule.party_kind).order_by("id").first()
    return rule.address or (party.email if party else "")
