"""Somebody asks for what the municipality keeps of them: to have it, to have it erased, or put right."""

import calendar
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any, Self

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database.after_commit import start_after_commit
from organisation.models import Municipality, User
from organisation.pages.refusals import UnableTo
from organisation.roles import Verb
from organisation.stored_text import MaskedCharField, MaskedJSONField, MaskedTextField
from tickets.models.ticket import Ticket
from tickets.persons.identity import Identity

SOON = timedelta(days=7)


class UnableToDisclose(UnableTo): ...


class PersonRequestQuerySet(models.QuerySet["PersonRequest"]):
    def waiting(self) -> Self:
        return self.filter(done_at=None)

    def to_look_through(self) -> Self:
        """Those whose person is known, so that the files can be looked through for them."""
        return self.waiting().exclude(confirmed_at=None)

    def by_deadline(self) -> Self:
        return self.order_by(models.F("done_at").desc(nulls_first=True), "due_on", "id")

    def to_forget(self, now: Any = None) -> Self:
        """Those that name somebody and were settled, or lay, longer than the municipality keeps cases."""
        return self.lain_long(now).filter(forgotten_at=None)

    def lain_long(self, now: Any = None) -> Self:
        before = (now or timezone.now()) - timedelta(days=Municipality.current().retention_days)
        return self.filter(models.Q(done_at__lt=before) | models.Q(done_at=None, due_on__lt=before.date()))


class PersonRequest(models.Model):
    """A request under GDPR, articles 15 to 17, from the day it came until it is answered; one month is allowed.

    `names`, `emails`, `phones` and `tickets` are what a person has confirmed to be theirs. `left_out` and `blackened`
    are the review: keys of what is not handed out, and words that are taken out. `reviewed` stands for exactly what
    was looked at, so that nothing is handed out that came in since. What names the person goes when it is settled by
    erasing, else when cases of that age are forgotten; that there was a request stays.
    """

    class Kind(models.TextChoices):
        ACCESS = "access", _("Access to own data")
        ERASURE = "erasure", _("Erasure")
        CORRECTION = "correction", _("Correction")

    kind = models.CharField(_("asks for"), max_length=10, choices=Kind)
    received_on = models.DateField(_("received"), default=timezone.localdate)
    due_on = models.DateField(_("to be answered by"), editable=False)
    sought = MaskedJSONField(default=list)
    """What was asked by: the name, address and number that the person gave."""
    how_known = MaskedCharField(_("how we know that it is them"), max_length=200, blank=True)
    names = MaskedJSONField(default=list)
    emails = models.JSONField(default=list)
    phones = models.JSONField(default=list)
    tickets = models.ManyToManyField(Ticket, related_name="person_requests", blank=True)
    confirmed_at = models.DateTimeField(null=True)
    files_up_to = models.BigIntegerField(default=0, db_default=0, editable=False)
    """The key of the last file that was looked through for them."""
    mails_up_to = models.BigIntegerField(default=0, db_default=0, editable=False)
    """The same of the mails that are held."""
    files_silent = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    """How many of those hold no letters that a program can read, such as scans."""
    files_read_at = models.DateTimeField(null=True, editable=False)
    """When all files had been looked through for the first time; later ones follow as they come."""
    left_out = models.JSONField(default=list)
    blackened = MaskedJSONField(default=list)
    reviewed = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("taken by"))
    done_at = models.DateTimeField(_("answered"), null=True)
    done_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("answered by"))
    outcome = MaskedTextField(_("what was done, and what stays"), blank=True)
    forgotten_at = models.DateTimeField(null=True, editable=False)

    objects = PersonRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request about own data")
        verbose_name_plural = _("requests about own data")
        indexes = [models.Index(fields=["due_on"], name="person_request_due", condition=models.Q(done_at=None))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.pk}"

    @property
    def identity(self) -> Identity:
        return Identity.of(self.names, self.emails, self.phones)

    @property
    def asked_by(self) -> Identity:
        return Identity.of(*(self.sought or [[], [], []]))

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    @property
    def days_left(self) -> int:
        return (self.due_on - timezone.localdate()).days

    @property
    def is_late(self) -> bool:
        return not self.is_done and self.days_left < 0

    @property
    def is_urgent(self) -> bool:
        return not self.is_done and self.days_left <= SOON.days

    @classmethod
    def receive(
        cls, *, kind: str, by: User, received_on: date, name: str, email: str, phone: str, how_known: str = ""
    ) -> "PersonRequest":
        """Notes that somebody asks, and counts the month from the day on which they did (article 12(3))."""
        guard(by)
        sought = [[name] if name else [], [email] if email else [], [phone] if phone else []]
        if Identity.of(*sought).is_empty:
            raise UnableToDisclose(_("Write a full name, an e-mail address or a phone number."))
        due = month_after(received_on)
        return cls.objects.create(
            kind=kind, by=by, received_on=received_on, due_on=due, sought=sought, how_known=how_known
        )

    def confirm(
        self, *, by: User, tickets: Iterable[Ticket], names: Sequence[str], emails: Sequence[str], phones: Sequence[str]
    ) -> None:
        """A person has looked at the candidates: these cases, names, addresses and numbers are theirs."""
        identity = Identity.of(names, emails, phones)
        with self._open(by):
            if identity.is_empty:
                raise UnableToDisclose(_("Choose at least one name, address or number."))
            self.names, self.emails, self.phones = map(list, (identity.names, identity.emails, identity.phones))
            self.confirmed_at, self.reviewed = timezone.now(), ""
            self.save(update_fields=["names", "emails", "phones", "confirmed_at", "reviewed"])
            self.tickets.set(tickets)
            self._look_through_files()

    def _look_through_files(self) -> None:
        """From the first on, since somebody else is looked for now."""
        self.found_in_files.all().delete()
        self.files_up_to, self.mails_up_to, self.files_silent, self.files_read_at = 0, 0, 0, None
        self.save(update_fields=["files_up_to", "mails_up_to", "files_silent", "files_read_at"])
        start_after_commit("tickets.tasks.look_through_files", self.pk)

    def note_files(self, *, after: int, up_to: int, passages: Mapping[int, str], silent: int) -> bool:
        """The files behind `after` were looked through up to `up_to`. `passages`: what those say of the person, by the
        key of the file. False, and nothing is noted, where another process did it or somebody else is looked for."""
        rows = [{"attachment_id": key, "text": text} for key, text in passages.items()]
        return self._note("files_up_to", after, up_to, rows, files_silent=models.F("files_silent") + silent)

    def note_mails(self, *, after: int, up_to: int, passages: Mapping[int, str]) -> bool:
        """The same for what came with the mails that are held behind `after`, by the key of the mail."""
        return self._note(
            "mails_up_to", after, up_to, [{"mail_id": key, "text": text} for key, text in passages.items()]
        )

    def _note(self, column: str, after: int, up_to: int, rows: list[dict[str, Any]], **changes: Any) -> bool:
        with transaction.atomic():
            asked = PersonRequest.objects.to_look_through().select_for_update(of=("self",)).filter(pk=self.pk)
            if asked.filter(**{column: after}, confirmed_at=self.confirmed_at).first() is None:
                return False
            for row in rows:
                self.found_in_files.create(**row)
            asked.update(**{column: up_to}, **changes)
            return True

    def note_files_read(self) -> None:
        PersonRequest.objects.filter(pk=self.pk, files_read_at=None).update(files_read_at=timezone.now())

    def require_files_read(self) -> None:
        """Raises `UnableToDisclose` while files wait to be looked through."""
        if self.files_read_at is None:
            raise UnableToDisclose(_("The files are still being looked through. Wait until that is done."))

    def review(self, *, by: User, seen: str, left_out: Iterable[str], blackened: Iterable[str]) -> None:
        """A person has read what was found as `seen` stands for it, and decided what is not handed out."""
        with self._open(by):
            self.require_files_read()
            self.reviewed, self.left_out = seen, sorted(set(left_out))
            self.blackened = sorted({word.strip() for word in blackened if word.strip()})
            self.save(update_fields=["reviewed", "left_out", "blackened"])

    def finish(self, *, by: User, outcome: str) -> None:
        """The person has been answered; each of their cases tells it."""
        with self._open(by):
            self.done_at, self.done_by, self.outcome = timezone.now(), by, outcome
            self.save(update_fields=["done_at", "done_by", "outcome"])
            if self.kind == self.Kind.ACCESS:
                for ticket in self.tickets.order_by("id"):
                    ticket.note_disclosure(by=by)
            if self.kind == self.Kind.ERASURE:
                self.forget()

    def forget(self) -> None:
        """Deletes what names the person; kind, days and outcome stay."""
        self.sought, self.names, self.emails, self.phones, self.left_out, self.blackened = [], [], [], [], [], []
        self.how_known, self.reviewed, self.forgotten_at = "", "", timezone.now()
        named = ["sought", "names", "emails", "phones", "left_out", "blackened", "how_known", "reviewed"]
        self.save(update_fields=[*named, "forgotten_at"])
        self.tickets.clear()
        self.found_in_files.all().delete()

    @classmethod
    def drop_old(cls) -> None:
        """What was answered goes too: it may say of whom, and the cases of the time are gone by then."""
        for request in cls.objects.to_forget():
            request.forget()
        cls.objects.lain_long().exclude(outcome="").update(outcome="")

    @contextmanager
    def _open(self, by: User) -> Iterator[None]:
        """Under the lock, while it is not answered yet."""
        guard(by)
        with transaction.atomic():
            locked = PersonRequest.objects.select_for_update(of=("self",)).get(pk=self.pk)
            if locked.done_at is not None:
                raise UnableToDisclose(_("The request has been answered already."))
            yield


def guard(by: User) -> None:
    if not by.may(Verb.DISCLOSE):
        raise PermissionDenied(_("Only the municipal administrator answers such requests."))


def month_after(day: date) -> date:
    """The same day of the next month, or the last there is (Regulation 1182/71, article 3)."""
    year, month = (day.year, day.month + 1) if day.month < 12 else (day.year + 1, 1)  # noqa: PLR2004
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
