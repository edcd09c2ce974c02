"""Who may fetch our answers, whose we fetch, what arrived and waits for a person, and what was taken from whom."""

import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final, Self

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database.after_commit import start_after_commit
from database.web_address import WebAddressField
from knowledgebase.exchange.adapting import adapted
from knowledgebase.exchange.incoming import OF_ANSWER, Incoming, digest_of_article
from knowledgebase.models.article import Article
from organisation.models import User
from organisation.pages.refusals import UnableTo
from organisation.roles import Verb
from organisation.security.sealing import Unreadable, seal, unseal
from organisation.stored_text import MaskedCharField, MaskedJSONField

PURPOSE: Final = "knowledgebase.exchange"
AGAIN: Final = timedelta(hours=24)
FAULTS: Final = {
    "": _("Read"),
    "no_https": _("The address must begin with https."),
    "private_network": _("The address leads into a private network. Such addresses are not read."),
    "redirects": _("The address leads on too often."),
    "too_large": _("The file is too large."),
    "too_slow": _("It took too long."),
    "unreachable": _("Nothing could be read at the address."),
    "unknown_format": _("This is no file with shared answers."),
    "unsigned": _("The file is not signed."),
    "wrong_signature": _("The signature is wrong. Ask the other municipality for the key."),
    "other_site": _("The file names another site than the one at which it stands. Ask the other municipality."),
    "lost_key": _("The key can no longer be read. Enter it again."),
}


def may_exchange(user: User) -> bool:
    """Those who publish answers for the whole municipality; a superuser writes and publishes for the own school."""
    return user.institutions_for(Verb.PUBLISH) is None


def guard(by: User) -> None:
    if not may_exchange(by):
        raise PermissionDenied


class UnableToTake(UnableTo):
    """An answer that somebody has taken or left already."""


def new_key() -> str:
    return secrets.token_urlsafe(32)


class Partner(models.Model):
    """Another municipality that may subscribe to our answers: an address and a key of its own, which we can end."""

    name = MaskedCharField(_("municipality"), max_length=120)
    sealed_key = models.CharField(max_length=300, editable=False)
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    fetched_at = models.DateTimeField(_("last fetched"), null=True, editable=False)

    class Meta:
        verbose_name = _("municipality that subscribes")
        verbose_name_plural = _("municipalities that subscribe")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("answers_for_partner", args=[self.pk])

    @classmethod
    def add(cls, name: str, *, by: User) -> "Partner":
        guard(by)
        return cls.objects.create(name=name, sealed_key=seal(PURPOSE, new_key()))

    def end(self, *, by: User) -> None:
        guard(by)
        Partner.objects.filter(pk=self.pk, ended_at=None).update(ended_at=timezone.now())

    @property
    def key(self) -> str:
        """Empty where it can no longer be read: then a new partner is made."""
        try:
            return unseal(PURPOSE, self.sealed_key)
        except Unreadable:
            return ""


class Subscription(models.Model):
    """Another municipality's answers, by the address and the key that they gave us. A task reads it once a day."""

    name = MaskedCharField(_("municipality"), max_length=120)
    address = WebAddressField(_("address"), max_length=500, unique=True)
    sealed_key = models.CharField(max_length=300, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    tried_at = models.DateTimeField(_("last tried"), null=True, editable=False)
    read_at = models.DateTimeField(_("last read"), null=True, editable=False)
    fault = models.CharField(max_length=20, blank=True, editable=False)
    unread_lines = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")

    def __str__(self) -> str:
        return self.name

    @property
    def fault_in_words(self) -> str:
        return str(FAULTS.get(self.fault, FAULTS["unreachable"]))

    @classmethod
    def begin(cls, *, name: str, address: str, key: str, by: User) -> "Subscription":
        """The address once more gives it the new name and key, and begins again where it was ended."""
        guard(by)
        values = {"name": name, "sealed_key": seal(PURPOSE, key.strip()), "ended_at": None, "tried_at": None}
        row, _made = cls.objects.update_or_create(address=address, defaults=values)
        start_after_commit("knowledgebase.tasks.read_subscription", row.pk)
        return row

    def end(self, *, by: User) -> None:
        guard(by)
        Subscription.objects.filter(pk=self.pk).update(ended_at=timezone.now())

    @classmethod
    def due(cls) -> "models.QuerySet[Subscription]":
        waiting = models.Q(tried_at=None) | models.Q(tried_at__lt=timezone.now() - AGAIN)
        return cls.objects.filter(waiting, ended_at=None)

    @property
    def key(self) -> str:
        """Raises `organisation.security.sealing.Unreadable`."""
        return unseal(PURPOSE, self.sealed_key)

    def note(self, *, fault: str, answers: list[Incoming], unread: int) -> None:
        """What came of reading it: arrivals for a person, or why there are none."""
        Arrival.note(answers, subscription=self)
        now = timezone.now()
        self.tried_at, self.fault, self.unread_lines = now, fault, unread
        self.read_at = self.read_at if fault else now
        self.save(update_fields=["tried_at", "fault", "unread_lines", "read_at"])


class Taken(models.Model):
    """From whom an answer of ours was taken, and how both read when it was."""

    article = models.OneToOneField(Article, models.CASCADE, related_name="taken_from")
    site = models.CharField(max_length=300)
    key = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    municipality = MaskedCharField(max_length=300, blank=True)
    licence = MaskedCharField(max_length=300, blank=True)
    address = WebAddressField(max_length=300, blank=True)
    theirs = models.CharField(max_length=64)
    ours = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("answer taken from others")
        verbose_name_plural = _("answers taken from others")
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="taken_once")]

    def __str__(self) -> str:
        return f"{self.municipality} · {self.key}"


class State(models.TextChoices):
    """How an arrival stands to what we have."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed by them")
    SAME = "same", _("The same")
    CONFLICT = "conflict", _("Changed by both")


def state_of(digest: str, taken: Taken | None) -> State:
    """`digest`: of theirs as it arrived."""
    if taken is None:
        return State.NEW
    own = digest_of_article(taken.article)
    if digest in {taken.theirs, own}:
        return State.SAME
    return State.CHANGED if own == taken.ours else State.CONFLICT


def stands_here(answer: Incoming) -> bool:
    """Whether we have the same words already, wherever they came from."""
    alike = Article.objects.filter(title=answer.written["title"], language=answer.written["language"])
    return any(digest_of_article(article) == answer.digest for article in alike)


def rewritten(article: Article, values: dict[str, Any], *, by: User) -> Article:
    """The text that has their words now: the answer itself while nobody reads it, else the change that is written.

    One that was retired comes back as it was read before, so nothing is written into it meanwhile.
    """
    if article.is_retired:
        raise UnableToTake(_("Our answer is retired. Bring it back first, or leave theirs."))
    if not article.is_published:
        article.revise(by=by, **values)
        return article
    if article.changes.at_work().exists():
        raise UnableToTake(_("Somebody is writing a change to our answer. Publish it first, or throw it away."))
    change = article.begin_change(by=by)
    change.keep(by=by, **values)
    return change


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    def waiting(self) -> Self:
        return self.filter(decided_at=None)


class Arrival(models.Model):
    """An answer of others that waits for a person, or that somebody took or left. A later version takes its place."""

    subscription = models.ForeignKey(Subscription, models.SET_NULL, null=True, related_name="arrivals")
    site = models.CharField(max_length=300)
    key = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    municipality = MaskedCharField(_("from"), max_length=300, blank=True)
    licence = MaskedCharField(_("licence"), max_length=300, blank=True)
    address = WebAddressField(max_length=300, blank=True)
    written = MaskedJSONField(default=dict)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(_("arrived"), default=timezone.now)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", editable=False)

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer from others")
        verbose_name_plural = _("answers from others")
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="arrival_once")]
        indexes = [models.Index(fields=["id"], name="arrival_waiting", condition=models.Q(decided_at__isnull=True))]

    def __str__(self) -> str:
        return str(self.written.get("title", self.key))

    @classmethod
    def note(cls, answers: list[Incoming], *, subscription: Subscription | None = None) -> "Counter[str]":
        """Stores what is not known in these words yet; how many of each state. What somebody left stays left until
        it changes."""
        counts: Counter[str] = Counter()
        sites = {answer.site for answer in answers}
        known = {(row.site, row.key): row for row in cls.objects.filter(site__in=sites)}
        rows = Taken.objects.filter(site__in=sites).select_related("article")
        taken = {(row.site, row.key): row for row in rows}
        for answer in answers:
            name = (answer.site, answer.key)
            state = state_of(answer.digest, taken.get(name))
            if name in known and known[name].digest == answer.digest:
                counts[State.SAME if known[name].decided_at else state] += 1
                continue
            if state == State.NEW and stands_here(answer):
                state = State.SAME
            counts[state] += 1
            if state != State.SAME:
                cls._store(answer, subscription)
        return counts

    @classmethod
    def _store(cls, answer: Incoming, subscription: Subscription | None) -> None:
        facts = {name: getattr(answer, name) for name in ("version", "municipality", "licence", "address", "written")}
        values = facts | {"digest": answer.digest, "subscription": subscription, "at": timezone.now()}
        values |= {"decided_at": None, "decided_by": None}
        cls.objects.update_or_create(site=answer.site, key=answer.key, defaults=values)

    def taken(self) -> Taken | None:
        return Taken.objects.filter(site=self.site, key=self.key).select_related("article").first()

    def state(self) -> State:
        return state_of(self.digest, self.taken())

    def take(self, *, by: User) -> Article:
        """A draft of our own; of an answer that was taken before a change, which readers see when it is published. It
        says from whom it comes."""
        guard(by)
        with self._decided(by):
            values = {name: self.written[name] for name in (*OF_ANSWER, "tags")}
            values |= {"source": self.source, "answer": self.answer()}
            taken = self.taken()
            article = taken.article if taken else Article.draft_from(by=by, **values)
            written = rewritten(article, values, by=by) if taken else article
            facts = {name: getattr(self, name) for name in ("version", "municipality", "licence", "address")}
            facts |= {"theirs": self.digest, "ours": digest_of_article(written), "at": timezone.now()}
            Taken.objects.update_or_create(site=self.site, key=self.key, defaults=facts | {"article": article})
        return article

    def leave(self, *, by: User) -> None:
        """It is not for us; where we have it, ours stays as it reads."""
        guard(by)
        with self._decided(by):
            Taken.objects.filter(site=self.site, key=self.key).update(theirs=self.digest)

    def answer(self) -> str:
        """Their text with links that lead somewhere from here."""
        return adapted(str(self.written["answer"]), self.site)

    @property
    def source(self) -> str:
        """As `Article.source` is read: the name, and the address at its end."""
        name = ", ".join(part for part in (self.municipality or self.site, self.licence) if part)
        return f"{name}, {self.address}"[:300] if self.address else name[:300]

    @contextmanager
    def _decided(self, by: User) -> Iterator[None]:
        """One transaction in which it is decided. Raises `UnableToTake` where somebody was first."""
        with transaction.atomic():
            stored = Arrival.objects.select_for_update().get(pk=self.pk)
            if stored.decided_at is not None or stored.digest != self.digest:
                raise UnableToTake(_("Somebody has decided this already, or it has changed. Look at it again."))
            Arrival.objects.filter(pk=stored.pk).update(decided_at=timezone.now(), decided_by=by)
            yield
