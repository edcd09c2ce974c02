"""“I have that question too”, and who wants a mail when it is answered: people whom we do not know."""

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Self

from django.core import signing
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database.after_commit import start_after_commit
from organisation.security import keyed

if TYPE_CHECKING:
    from knowledgebase.board.question import Question

UNCONFIRMED_KEPT: Final = timedelta(days=7)
KEPT: Final = timedelta(days=365)
MOST_ASKED: Final = 3
"""Mails an hour that one address may be asked by: nobody can fill another's mailbox from here."""
SALT: Final = "knowledgebase.listener"


def new_asker() -> str:
    """What a browser keeps so that it counts once for each question."""
    return secrets.token_urlsafe(16)


class Echo(models.Model):
    """One for each browser and question. `asker` differs from question to question, so that nobody is followed."""

    question = models.ForeignKey("knowledgebase.Question", models.CASCADE, related_name="echoes")
    asker = models.CharField(max_length=64, editable=False)
    day = models.DateField(auto_now_add=True)

    class Meta:
        verbose_name = _("same question")
        verbose_name_plural = _("same questions")
        constraints = [models.UniqueConstraint(fields=["question", "asker"], name="echo_once")]

    def __str__(self) -> str:
        return f"#{self.question_id}"

    @classmethod
    def note(cls, question: "Question", *, asker: str) -> None:
        """Counts the browser once."""
        with transaction.atomic():
            known = cls.objects.filter(question=question, asker__in=every_digest(asker, question)).exists()
            if known:
                return
            _row, made = cls.objects.get_or_create(question=question, asker=every_digest(asker, question)[0])
            if made:
                count(question, 1)

    @classmethod
    def take_back(cls, question: "Question", *, asker: str) -> None:
        with transaction.atomic():
            gone, _each = cls.objects.filter(question=question, asker__in=every_digest(asker, question)).delete()
            if gone:
                count(question, -gone)

    @classmethod
    def of(cls, asker: str, questions: "list[Question]") -> set[int]:
        """Which of the questions the browser has, too."""
        if not asker or not questions:
            return set()
        digests = {digest for question in questions for digest in every_digest(asker, question)}
        return set(cls.objects.filter(asker__in=digests).values_list("question_id", flat=True))

    @classmethod
    def move(cls, question: "Question", into: "Question") -> None:
        """Who had the one has the other. Somebody who had both counts twice: digests tell nothing of whose they are."""
        moved = cls.objects.filter(question=question).update(question=into)
        count(into, moved)
        count(question, -moved)


def count(question: "Question", step: int) -> None:
    if step:
        type(question)._default_manager.filter(pk=question.pk).update(wanted=models.F("wanted") + step)


def every_digest(asker: str, question: "Question") -> list[str]:
    """What stands for the browser at this question, under each key that is still good, newest first."""
    return keyed.digests("knowledgebase.echo", f"{asker}:{question.pk}")


class ListenerQuerySet(models.QuerySet["Listener"]):
    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False)

    def to_ask(self) -> Self:
        """Those whom nobody has asked yet whether it was them."""
        return self.filter(confirmed_at=None, asked=False)


class Listener(models.Model):
    """Somebody who wants one mail when the question is answered: asked by mail first, and deleted with that mail."""

    question = models.ForeignKey("knowledgebase.Question", models.CASCADE, related_name="listeners")
    email = models.EmailField(_("e-mail"))
    language = models.CharField(max_length=5, default="da")
    made_at = models.DateTimeField(default=timezone.now)
    asked = models.BooleanField(default=False, editable=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)

    objects = ListenerQuerySet.as_manager()

    class Meta:
        verbose_name = _("person waiting for an answer")
        verbose_name_plural = _("people waiting for an answer")
        constraints = [models.UniqueConstraint(fields=["question", "email"], name="listener_once")]
        indexes = [
            models.Index(
                fields=["id"], name="listener_to_ask", condition=models.Q(asked=False, confirmed_at__isnull=True)
            ),
            models.Index(fields=["email", "made_at"], name="listener_address"),
        ]

    def __str__(self) -> str:
        return f"#{self.question_id}"

    @classmethod
    def note(cls, question: "Question", *, email: str, language: str) -> None:
        """Asks the address by mail whether it wants this. Says nothing of whether it is known already."""
        email = email.strip().lower()
        lately = cls.objects.filter(email=email, made_at__gt=timezone.now() - timedelta(hours=1)).count()
        if lately >= MOST_ASKED:
            return
        cls.objects.get_or_create(question=question, email=email, defaults={"language": language})
        start_after_commit("desk.tasks.tell_of_questions")

    @classmethod
    def move(cls, question: "Question", into: "Question") -> None:
        there = cls.objects.filter(question=into).values("email")
        own = cls.objects.filter(question=question)
        own.filter(email__in=list(there.values_list("email", flat=True))).delete()
        own.update(question=into)
        if into.answered_at is not None:
            type(into)._default_manager.filter(pk=into.pk).update(answer_due=True)

    @property
    def signed(self) -> str:
        """Stands in the address that confirms or ends it; only we can make it."""
        return signing.dumps([self.pk, self.question_id], salt=SALT)

    @classmethod
    def by_signed(cls, signed: str) -> "Listener | None":
        """None for a row that is gone. Raises `signing.BadSignature` for what we never made."""
        pk, _question = signing.loads(signed, salt=SALT)
        return cls.objects.select_related("question").filter(pk=pk).first()

    def confirm(self) -> None:
        if self.confirmed_at is None:
            self.confirmed_at = timezone.now()
            self.save(update_fields=["confirmed_at"])
            if self.question.answered_at is not None:
                type(self.question)._default_manager.filter(pk=self.question_id).update(answer_due=True)
                start_after_commit("desk.tasks.tell_of_questions")

    @classmethod
    def drop_old(cls) -> None:
        now = timezone.now()
        cls.objects.filter(confirmed_at=None, made_at__lt=now - UNCONFIRMED_KEPT).delete()
        cls.objects.filter(made_at__lt=now - KEPT).delete()
