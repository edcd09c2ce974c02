"""Known errors: one cause, many cases, shown to everybody before they write."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, Self

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from database.after_commit import start_after_commit
from organisation.models import Party, User
from organisation.roles import Verb
from organisation.stored_text import MaskedCharField, MaskedTextField
from tickets.models import Event, Ticket
from tickets.models.refusals import UnableTo
from tickets.words import DONE
from triage.known_errors.looked_at import require_looked_at


class KnownErrorQuerySet(models.QuerySet["KnownError"]):
    def public(self) -> Self:
        return self.filter(is_public=True)

    def current(self) -> Self:
        return self.filter(resolved_at=None)

    def newest_first(self) -> Self:
        return self.order_by("-started_at", "-id")

    def with_counts(self) -> Self:
        """`cases` in all, and how many of them are still `open_cases`."""
        open_cases = models.Count("cases", filter=~models.Q(cases__ticket__status__in=DONE))
        return self.annotate(case_count=models.Count("cases"), open_cases=open_cases)


class KnownError(models.Model):
    """A disturbance in plain words, Danish and English, with its workaround and the party that repairs it."""

    class Status(models.TextChoices):
        INVESTIGATING = "investigating", _("Being looked into")
        IDENTIFIED = "identified", _("Cause found")
        FIXING = "fixing", _("Being fixed")
        SOLVED = "solved", _("Repaired")

    title = MaskedCharField(_("title"), max_length=150)
    title_en = MaskedCharField(_("title in English"), max_length=150, blank=True)
    description = MaskedTextField(_("description"))
    description_en = MaskedTextField(_("description in English"), blank=True)
    workaround = MaskedTextField(_("workaround"), blank=True)
    workaround_en = MaskedTextField(_("workaround in English"), blank=True)
    terms = MaskedTextField(
        _("words that people use"),
        blank=True,
        help_text=_(
            "One expression a line. An enquiry in which all words of a line stand is suggested for this error."
        ),
    )
    party = models.ForeignKey(
        Party,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="known_errors",
        verbose_name=_("who repairs it"),
    )
    external_number = MaskedCharField(_("the party's case number"), max_length=60, blank=True)
    status = models.CharField(_("status"), max_length=13, choices=Status, default=Status.INVESTIGATING)
    is_public = models.BooleanField(_("shown to everybody"), default=True)
    started_at = models.DateTimeField(_("since"), default=timezone.now)
    resolved_at = models.DateTimeField(_("solved"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, editable=False)
    """When somebody was last told that nothing is heard of it (`desk.overlooked`)."""
    tickets: "models.ManyToManyField[Ticket, KnownErrorCase]" = models.ManyToManyField(
        Ticket, through="KnownErrorCase", blank=True, related_name="known_errors", verbose_name=_("cases")
    )

    objects = KnownErrorQuerySet.as_manager()

    class Meta:
        verbose_name = _("known error")
        verbose_name_plural = _("known errors")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="solved", resolved_at__isnull=False)
                | (~models.Q(status="solved") & models.Q(resolved_at__isnull=True)),
                name="known_error_solved_at",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_solved(self) -> bool:
        return self.status == self.Status.SOLVED

    @property
    def shown_title(self) -> str:
        return in_language(self, "title")

    @property
    def shown_description(self) -> str:
        return in_language(self, "description")

    @property
    def shown_workaround(self) -> str:
        return in_language(self, "workaround")

    # Cases

    def case_keys(self) -> list[int]:
        """The ids of its cases."""
        return list(self.cases.values_list("ticket", flat=True))

    def attach(self, ticket: Ticket, *, by: User) -> "KnownErrorCase":
        """The case has this cause: it waits for the repair, and its requester is told. One cause for each case.

        A case that comes when the error is solved already hears of that at once.
        """
        if not by.may(Verb.TRIAGE, ticket):
            raise PermissionDenied(_("Your role does not allow this for the case."))
        with self._standing(), ticket.locked():
            there = KnownErrorCase.objects.filter(ticket=ticket, known_error=self).first()
            if there is not None:
                return there
            if KnownErrorCase.objects.filter(ticket=ticket).exists():
                raise UnableTo(_("The case has another known error. Detach it first."))
            latest = self.updates.order_by("-id").first()
            heard = 0 if latest is None or self.is_solved else latest.pk
            party = self.party.name if self.party else ""
            ticket.mark_forwarded(by=by, party=party, event="attached", known_error=self.pk, title=self.title)
            case = KnownErrorCase.objects.create(ticket=ticket, known_error=self, attached_by=by, heard=heard)
            if latest is not None and self.is_solved:
                latest.tell()
        return case

    def detach(self, ticket: Ticket, *, by: User) -> None:
        """The case has another cause after all; it is ours again."""
        if not by.may(Verb.TRIAGE, ticket):
            raise PermissionDenied(_("Your role does not allow this for the case."))
        with ticket.locked():
            if KnownErrorCase.objects.filter(ticket=ticket, known_error=self).delete()[0]:
                KnownErrorFit.objects.filter(ticket=ticket, known_error=self).update(is_dismissed=True)
                ticket.take_back(by=by, event="detached", known_error=self.pk, title=self.title)

    # News

    def update(
        self, text: str, *, by: User, status: str, text_en: str = "", confirmed: Collection[str] = ()
    ) -> "KnownErrorUpdate":
        """Dated news for everybody concerned; a task tells each open case of it, once. `confirmed`: the keys of what
        may point to a person, and was looked at. Raises `UnableToTellAll` for any other such piece."""
        if status == self.Status.SOLVED:
            return self.solve(text, by=by, text_en=text_en, confirmed=confirmed)
        with self._acting(by):
            if self.is_solved:
                raise UnableTo(_("The error is marked as repaired. Open it again first."))
            require_looked_at([text, text_en], self.case_keys(), confirmed)
            self._become(status)
            return self._news(text, text_en, by)

    def solve(self, text: str, *, by: User, text_en: str = "", confirmed: Collection[str] = ()) -> "KnownErrorUpdate":
        """It is repaired: a task resolves every case of it, except those that were opened again meanwhile.
        `confirmed` as in `update`."""
        with self._acting(by):
            latest = self.updates.order_by("-id").first()
            if self.is_solved and latest is not None:
                return latest
            require_looked_at([text, text_en], self.case_keys(), confirmed)
            self._become(self.Status.SOLVED)
            return self._news(text, text_en, by)

    def reopen(self, *, by: User) -> None:
        """It was not repaired after all. Cases stay as they are."""
        with self._acting(by):
            if self.is_solved:
                self._become(self.Status.INVESTIGATING)

    def _become(self, status: str) -> None:
        self.status = status
        self.resolved_at = (self.resolved_at or timezone.now()) if self.is_solved else None
        self.save(update_fields=["status", "resolved_at"])

    def _news(self, text: str, text_en: str, by: User) -> "KnownErrorUpdate":
        update = KnownErrorUpdate.objects.create(
            known_error=self, text=text, text_en=text_en, status=self.status, by=by
        )
        update.tell()
        return update

    @contextmanager
    def _acting(self, by: User) -> Iterator[None]:
        if not by.has_perm("triage.change_knownerror"):
            raise PermissionDenied(_("Your role does not allow this."))
        with self._standing():
            yield

    @contextmanager
    def _standing(self) -> Iterator[None]:
        """One transaction in which the error stands still; locked before any case of it."""
        with transaction.atomic():
            self.refresh_from_db(from_queryset=KnownError.objects.select_for_update(of=("self",), no_key=True))
            yield


class KnownErrorUpdate(models.Model):
    """News about a known error. `finished_at` is null until every case concerned has heard of it."""

    known_error = models.ForeignKey(KnownError, models.CASCADE, related_name="updates")
    status = models.CharField(_("status"), max_length=13, choices=KnownError.Status)
    text = MaskedTextField(_("news"))
    text_en = MaskedTextField(_("news in English"), blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    finished_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("news of a known error")
        verbose_name_plural = _("news of known errors")

    def __str__(self) -> str:
        return f"{self.known_error_id} {self.at:%Y-%m-%d}"

    @property
    def shown_text(self) -> str:
        return in_language(self, "text")

    @property
    def solves(self) -> bool:
        return self.status == KnownError.Status.SOLVED

    def tell(self) -> None:
        """Starts the task that tells the cases."""
        KnownErrorUpdate.objects.filter(pk=self.pk).update(finished_at=None)
        start_after_commit("triage.tasks.tell_update", self.pk)

    def concerned(self) -> tuple[int, int]:
        """(cases that have heard of it, cases in all)."""
        cases = KnownErrorCase.objects.filter(known_error=self.known_error_id)
        return cases.filter(heard__gte=self.pk).count(), cases.count()


class KnownErrorCase(models.Model):
    """A case with this cause. `heard` is the last update that has been dealt with for it (0: none)."""

    known_error = models.ForeignKey(
        KnownError, models.CASCADE, db_column="knownerror_id", related_name="cases", verbose_name=_("known error")
    )
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="known_error_cases", verbose_name=_("case"))
    attached_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    attached_at = models.DateTimeField(default=timezone.now)
    heard = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "triage_knownerror_tickets"
        verbose_name = _("case of a known error")
        verbose_name_plural = _("cases of known errors")
        constraints = [models.UniqueConstraint(fields=["known_error", "ticket"], name="known_error_case_once")]

    def __str__(self) -> str:
        return f"#{self.ticket_id}"

    def was_reopened(self) -> bool:
        """Whether the case was opened again since it came here: then a person looks at it, not the task."""
        since = Event.objects.filter(ticket=self.ticket_id, at__gt=self.attached_at)
        return since.filter(models.Q(kind="reopened") | models.Q(kind="replied", data__reopened=True)).exists()


class KnownErrorFitQuerySet(models.QuerySet["KnownErrorFit"]):
    def waiting(self) -> Self:
        """Suggestions that nobody has answered: of errors that go on, for open cases without a cause."""
        fits = self.filter(is_dismissed=False, known_error__resolved_at=None, ticket__known_error_cases=None)
        return fits.exclude(ticket__status__in=DONE)

    def best_first(self) -> Self:
        return self.order_by("-score", "-id")


class KnownErrorFit(models.Model):
    """A case that seems to have this cause, until somebody attaches or dismisses it."""

    known_error = models.ForeignKey(KnownError, models.CASCADE, related_name="fits")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="known_error_fits")
    score = models.FloatField()
    is_dismissed = models.BooleanField(default=False)

    objects = KnownErrorFitQuerySet.as_manager()

    class Meta:
        verbose_name = _("case that fits a known error")
        verbose_name_plural = _("cases that fit known errors")
        constraints = [models.UniqueConstraint(fields=["known_error", "ticket"], name="known_error_fit_once")]

    def __str__(self) -> str:
        return f"#{self.ticket_id} {self.score:.0%}"

    @property
    def percent(self) -> int:
        return round(100 * self.score)

    def dismiss(self, *, by: User) -> None:
        """Somebody has looked: the case has another cause. It is not suggested again."""
        if not by.may(Verb.TRIAGE, self.ticket):
            raise PermissionDenied(_("Your role does not allow this for the case."))
        with self.ticket.locked():
            if KnownErrorFit.objects.filter(pk=self.pk, is_dismissed=False).update(is_dismissed=True):
                self.is_dismissed = True
                event_data = {"known_error": self.known_error_id, "title": self.known_error.title}
                Event.record(self.ticket, "fit_dismissed", by=by, **event_data)


def in_language(row: Any, field: str) -> str:
    """The text in English for who reads English, where there is one."""
    english = getattr(row, f"{field}_en") if get_language() == "en" else ""
    return str(english or getattr(row, field))
