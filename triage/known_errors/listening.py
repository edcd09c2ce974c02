"""Who wants a mail when a known error is fixed, and has nothing else to write: asked by mail first whether it was them,
and forgotten with the one mail they get."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisation.sweeps.sweeping import sweep_rows
from tickets.models import Delivery
from tickets.news.caseless_mails import write_from
from triage.known_errors.models import KnownError

UNCONFIRMED_KEPT: Final = timedelta(days=7)
KEPT: Final = timedelta(days=365)
MOST_MAILS: Final = 3
"""An hour, to one address: nobody can fill another's mailbox from here."""
BATCH: Final = 200
SALT: Final = "triage.fix_listener"
ASKED: Final = "fix_asked"
TOLD: Final = "fix_told"


class FixListenerQuerySet(models.QuerySet["FixListener"]):
    def to_tell(self) -> "FixListenerQuerySet":
        """Those who confirmed it, of errors that are fixed."""
        return self.filter(confirmed_at__isnull=False, known_error__resolved_at__isnull=False)


class FixListener(models.Model):
    known_error = models.ForeignKey(KnownError, models.CASCADE, related_name="listeners", verbose_name=_("known error"))
    email = models.EmailField(_("e-mail"))
    language = models.CharField(max_length=5, default="da")
    made_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, editable=False)

    objects = FixListenerQuerySet.as_manager()

    class Meta:
        verbose_name = _("person waiting for a fix")
        verbose_name_plural = _("people waiting for a fix")
        constraints = [models.UniqueConstraint(fields=["known_error", "email"], name="fix_listener_once")]

    def __str__(self) -> str:
        return f"#{self.known_error_id}"

    @classmethod
    @transaction.atomic
    def note(cls, error: KnownError, *, email: str, language: str) -> None:
        """Asks the address by mail whether it wants this. Says nothing of whether it is known already."""
        email = email.strip().lower()
        hour = models.Q(sent_at=None) | models.Q(sent_at__gt=timezone.now() - timedelta(hours=1))
        lately = Delivery.objects.filter(hour, kind=ASKED, recipient=email)
        if lately.count() >= MOST_MAILS:
            return
        listener, _new = cls.objects.get_or_create(known_error=error, email=email, defaults={"language": language})
        if listener.confirmed_at is None:
            listener.write(ASKED, "triage/known_errors/mail/problem_confirm.txt")

    @property
    def address(self) -> str:
        """Of the page that confirms or ends it; only we can make it."""
        return reverse("fix_listener", args=[signing.dumps(self.pk, salt=SALT)])

    @classmethod
    def by_signed(cls, signed: str) -> "FixListener | None":
        """None for a link that is forged, or whose address is deleted."""
        try:
            pk = signing.loads(signed, salt=SALT)
        except signing.BadSignature:
            return None
        return cls.objects.select_related("known_error").filter(pk=pk).first()

    def confirm(self) -> None:
        if self.confirmed_at is None:
            self.confirmed_at = timezone.now()
            self.save(update_fields=["confirmed_at"])

    def write(self, kind: str, template: str) -> None:
        """Within the caller's transaction. The text goes once it is sent: it holds a link of one person."""
        facts = {
            "known_error": self.known_error,
            "link": settings.SITE_URL + self.address,
            "disturbances": f"{settings.SITE_URL}{reverse('disturbances')}",
            "enquiry": settings.SITE_URL + reverse("enquiry"),
        }
        write_from(template, facts, kind=kind, to=(self.email, self.language), secret=True)

    @classmethod
    def drop_old(cls) -> None:
        now = timezone.now()
        cls.objects.filter(confirmed_at=None, made_at__lt=now - UNCONFIRMED_KEPT).delete()
        cls.objects.filter(made_at__lt=now - KEPT).delete()


def tell_all() -> bool:
    """The next of those whose error is fixed; True when there may be more."""
    keys = FixListener.objects.to_tell().values_list("pk", flat=True)
    return sweep_rows("tell_fix_listener", keys, tell, at_most=BATCH).examined == BATCH


def tell(listener_id: int) -> bool:
    """The one mail; the address is not kept any longer."""
    with transaction.atomic():
        rows = FixListener.objects.select_for_update(of=("self",)).to_tell().select_related("known_error")
        listener = rows.filter(pk=listener_id).first()
        if listener is None:
            return False
        listener.write(TOLD, "triage/known_errors/mail/problem_fixed.txt")
        listener.delete()
    return True
