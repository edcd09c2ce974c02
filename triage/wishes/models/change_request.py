"""Wishes for Aula, collected across institutions by the project lead."""

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database.after_commit import start_after_commit
from knowledgebase.persons import Finding, found_in, keys_of, marks_left, unconfirmed
from organisation.models import User
from organisation.pages.quotation import quoted
from organisation.roles import Verb
from organisation.stored_text import MaskedCharField, MaskedTextField
from tickets.models import Ticket
from tickets.models.refusals import UnableTo, UnableToForward
from tickets.words import Route
from triage.wishes.models.request_list import DECIDED, UNDECIDED, ChangeRequestQuerySet, RequestStatus
from triage.wishes.models.wish import PUT_RIGHT, KeptApart, Wish


class ChangeRequest(models.Model):
    """The wish that many cases share: the lead's own words about it, and what KOMBIT decided."""

    Status = RequestStatus

    title = MaskedCharField(_("title"), max_length=200)
    summary = MaskedTextField(_("summary"), help_text=_("What should Aula do? In your own words, without names."))
    benefit = MaskedTextField(_("benefit"), blank=True, help_text=_("Who gains what by it?"))
    quotes = MaskedTextField(
        _("quotes"), blank=True, help_text=_("One a paragraph. Nobody may be recognised by them: KOMBIT reads them.")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    collected_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("collected by"))
    collected_at = models.DateTimeField(_("collected"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    joined_to = models.ForeignKey("self", models.SET_NULL, null=True, editable=False, related_name="absorbed")
    is_public = models.BooleanField(_("on the public list"), default=False)
    confirmed = models.JSONField(default=list, db_default=models.Value([], models.JSONField()), editable=False)
    """Digests of what the lead has looked at in its words and lets stand (`knowledgebase.persons`)."""
    external_number = MaskedCharField(_("KOMBIT's number"), max_length=60, blank=True)
    answer = MaskedTextField(_("answer"), blank=True)
    answer_en = MaskedTextField(_("answer in English"), blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("noted by"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, editable=False)
    """When somebody was last told that nothing is heard of it (`desk.overlooked`)."""

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
    def is_waiting(self) -> bool:
        return self.status == self.Status.WAITING

    @property
    def is_joined(self) -> bool:
        return self.status == self.Status.JOINED

    @property
    def is_decided(self) -> bool:
        return self.status in DECIDED

    @property
    def picture(self) -> str:
        """Stands for what the request says just now; who writes on another picture has not seen the last change."""
        values = [self.status, self.answer, self.answer_en, *(getattr(self, name) for name in WRITTEN)]
        return sha256(json.dumps(values).encode()).hexdigest()[:16]

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
        with standing(into), ticket.locked():
            wish = Wish.objects.filter(ticket=ticket).select_related("change_request").first()
            if wish is not None:
                return wish.change_request
            if ticket.route != Route.CHANGE_REQUEST:
                raise UnableToForward(_("Set the route to change request first."))
            if into is not None and into.status not in UNDECIDED:
                raise UnableTo(_("This change request is decided already. Make a new one."))
            named = title_of(ticket)
            values = {"title": title or named, "summary": summary or named, "benefit": benefit}
            request = into or cls.objects.create(**values, collected_by=by)
            Wish.objects.create(change_request=request, ticket=ticket)
            ticket.mark_forwarded(by=by, party="KOMBIT", event="collected", change_request=request.pk)
        return request

    @classmethod
    def collect_all(
        cls, tickets: Sequence[Ticket], *, by: User, into: "ChangeRequest | None" = None
    ) -> "ChangeRequest | None":
        """Several cases as one request: `into`, or that of the first that has one, or a new one named after the first.

        A case that is collected already stays where it is.
        """
        if into is None:
            into = cls.objects.filter(wishes__ticket__in=tickets).order_by("wishes__ticket").first()
        named = title_of(tickets[0]) if tickets else ""
        with standing(into):
            for ticket in sorted(tickets, key=lambda ticket: ticket.pk):
                request = cls.collect(ticket, by=by, title=named, summary=named, into=into)
                into = into or request
        return into

    def join(self, others: "Sequence[ChangeRequest]", *, by: User) -> None:
        """Other requests ask for the same: their wishes become wishes of this one. `split` undoes it."""
        with self._acting(by, *others):
            if self.status not in UNDECIDED:
                raise UnableTo(_("This change request is decided already. Make a new one."))
            joined = [other for other in others if self.pk not in {other.pk, other.joined_to_id}]
            if any(other.status != self.Status.WAITING for other in joined):
                raise UnableTo(_("Only requests that still wait can be joined to another."))
            for wish in Wish.objects.filter(change_request__in=joined).to_move():
                wish.move(self, by=by, origin=wish.origin or wish.change_request)
            for other in joined:
                other.joined_to, other.status = self, self.Status.JOINED
                other.save(update_fields=["joined_to", "status"])

    def take_in(self, others: "Sequence[ChangeRequest]", tickets: Sequence[Ticket], *, by: User) -> None:
        """Requests and cases that ask for the same all become this one, or none of them.

        Raises what `join` and `collect` raise, and `UnableTo` where nothing is to be taken in.
        """
        wanted = [other for other in others if other != self]
        if not wanted and not tickets:
            raise UnableTo(_("Tick at least two that ask for the same."))
        with self._acting(by, *wanted):
            moving = Wish.objects.filter(change_request__in=wanted).values("ticket")
            still = Ticket.objects.select_for_update(of=("self",)).order_by("pk")
            list(still.filter(Q(pk__in=moving) | Q(pk__in=[ticket.pk for ticket in tickets])).values_list("pk"))
            self.join(wanted, by=by)
            self.collect_all(tickets, by=by, into=self)

    def split(self, *, by: User) -> None:
        """Undoes `join`: the request stands alone again, with the wishes that it had."""
        with self._acting(by):
            if self.status != self.Status.JOINED:
                return
            if self.joined_to is not None:
                KeptApart.note(self, self.joined_to)
            self._become(self.Status.WAITING, joined_to=None)
            for wish in Wish.objects.filter(origin=self).to_move():
                wish.move(self, by=by, origin=None)

    def take_apart(self, ticket: Ticket, *, by: User) -> "ChangeRequest":
        """The case asks for something else after all: it becomes a request of its own."""
        with self._acting(by):
            wish = Wish.objects.filter(ticket=ticket).select_related("ticket__institution", "change_request").get()
            if wish.change_request_id != self.pk:
                return wish.change_request
            if self.status not in UNDECIDED:
                raise UnableTo(_("This change request is decided already. Make a new one."))
            named = title_of(ticket)
            own = ChangeRequest.objects.create(title=named, summary=named, collected_by=by)
            wish.move(own, by=by, origin=None)
            KeptApart.note(self, own)
        return own

    def keep_apart(self, other: "ChangeRequest", *, by: User) -> None:
        """The two look alike and are not; nobody suggests to join them again."""
        with self._acting(by):
            KeptApart.note(self, other)

    def release(self, ticket: Ticket, *, by: User) -> None:
        """The case is no wish after all: it is ours again. A request that nobody asks for any more is gone."""
        with self._acting(by), ticket.locked():
            if self.status not in UNDECIDED:
                raise UnableTo(_("This change request is decided already. Make a new one."))
            if self.wishes.filter(ticket=ticket).delete()[0]:
                ticket.take_back(by=by, event="released", change_request=self.pk)
            if self.status == self.Status.WAITING and not (self.wishes.exists() or self.absorbed.exists()):
                self.delete()

    # Its words

    def describe(self, *, by: User, seen: str = "", confirmed: Collection[str] = (), **texts: Any) -> None:
        """The lead's own title, summary, benefit and quotes, and which pieces of them may stand.

        A request on the public list in which a new piece may point to a person leaves it, with its votes kept, until
        somebody has looked. Raises `UnableTo` when `seen` is an old picture.
        """
        with self._acting(by):
            self._require(seen)
            for name in set(texts) & set(WRITTEN):
                setattr(self, name, texts[name])
            self.confirmed = keys_of(self.findings(), {*self.confirmed, *confirmed})
            self.is_public = self.is_public and not self.unconfirmed(SHOWN)
            self.save(update_fields=[*WRITTEN, "confirmed", "is_public"])

    def findings(self, parts: Sequence[str] = ()) -> tuple[Finding, ...]:
        """What in its words, or in these parts of them, may point to a person; also the names of who asked for it."""
        texts = [getattr(self, name) for name in parts or WRITTEN]
        names, places = self._people_in("\n".join(texts))
        return found_in(texts, names=names, places=places)

    def unconfirmed(self, parts: Sequence[str] = ()) -> list[Finding]:
        return unconfirmed(self.findings(parts), self.confirmed)

    def require_looked_at(self, parts: Sequence[str] = ()) -> None:
        """Refuses words with a mark such as "[navn]" left in them, or with a piece that nobody has looked at."""
        if left := marks_left([getattr(self, name) for name in parts or WRITTEN]):
            raise UnableTo(_("Rewrite the place where %(mark)s stands.") % {"mark": left[0]})
        if pieces := self.unconfirmed(parts):
            sentence = _("Look at what may point to a person in “%(title)s”, tick it, and save: %(pieces)s")
            raise UnableTo(
                sentence % {"title": self.title, "pieces": ", ".join(quoted(each.text) for each in pieces[:5])}
            )

    def _people_in(self, text: str) -> tuple[list[str], list[str]]:
        """Of the names of people and institutions whose cases ask for this, those that may stand in the text."""
        rows = self.wishes.order_by().values_list("ticket__requester_name", "ticket__institution__name")
        lowered = text.casefold()

        def standing(names: Collection[str | None]) -> list[str]:
            return sorted(name for name in names if name and any(part in lowered for part in name.casefold().split()))

        pairs = list(rows.distinct())
        return standing({person for person, _place in pairs}), standing({place for _person, place in pairs})

    def quote(self, ticket: Ticket, *, by: User) -> None:
        """Takes the words of a case along, without names as far as a machine sees them; the lead reads them again."""
        ticket.require_seen()
        with self._acting(by):
            if (quote := quote_of(ticket)) not in self.quoted:
                self.quotes = "\n\n".join([*self.quoted, quote])
                self.save(update_fields=["quotes"])

    def publish(self, *, by: User) -> None:
        """Onto the public list, where others may say that they want it too.

        Raises `UnableTo` while something in it may point to a person that nobody has looked at.
        """
        with self._acting(by):
            self.require_looked_at(SHOWN)
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

    def decide(
        self,
        status: str,
        *,
        by: User,
        answer: str,
        answer_en: str = "",
        external_number: str = "",
        seen: str = "",
        again: bool = False,
    ) -> None:
        """KOMBIT has answered. Everybody who asked is told afterwards, once for each decision (`triage.wishes.news`).

        The same decision in other words puts its answer right; who has been told already hears of it only if `again`.
        Raises `UnableTo` for a request that has not been sent, and when the picture `seen` is an old one.
        """
        with self._acting(by):
            if status not in DECIDED:
                raise UnableTo(_("Choose what KOMBIT has decided."))
            if self.status not in DECIDED | {self.Status.SENT}:
                raise UnableTo(_("The request has not been sent to KOMBIT yet."))
            number = external_number or self.external_number
            texts = {"answer": answer.strip(), "answer_en": answer_en.strip(), "external_number": number}
            is_same = self.status == status
            if is_same and all(getattr(self, name).strip() == text for name, text in texts.items()):
                return
            self._require(seen)
            self._become(status, **texts, decided_by=by, decided_at=self.decided_at if is_same else timezone.now())
            if is_same and again:
                self.wishes.filter(told=status).update(told=PUT_RIGHT)
            if again or not is_same:
                start_after_commit("triage.tasks.tell_decision", self.pk)

    def _require(self, seen: str) -> None:
        """Refuses what was written on an old picture of the request; an empty one asks for nothing."""
        if seen and seen != self.picture:
            raise UnableTo(
                _("Somebody else has changed this request in the meantime. Look at what it says now, then save yours.")
            )

    def _become(self, status: str, **changes: Any) -> None:
        self.status = status
        for name, value in changes.items():
            setattr(self, name, value)
        self.save(update_fields=["status", *changes])

    @contextmanager
    def _acting(self, by: User, *others: "ChangeRequest") -> Iterator[None]:
        """One transaction in which the person may do this and the requests stand still."""
        if not by.may(Verb.COLLECT):
            raise PermissionDenied(_("Only the project lead collects change requests."))
        with standing(self, *others):
            yield


@contextmanager
def standing(*requests: ChangeRequest | None) -> Iterator[None]:
    """One transaction in which the requests stand still, with their state read anew.

    Locked in the order of their ids, and before any case, so that no two acts wait for each other. Raises `UnableTo`
    for a request that is gone.
    """
    still = ChangeRequest.objects.select_for_update(no_key=True)
    with transaction.atomic():
        try:
            for request in sorted(filter(None, requests), key=lambda request: request.pk):
                request.refresh_from_db(from_queryset=still)
        except ChangeRequest.DoesNotExist:
            raise UnableTo(_("Nobody asks for this change request any more. Go back to the board.")) from None
        yield


WRITTEN = ("title", "summary", "benefit", "quotes")
SHOWN = ("title", "summary")
"""What everybody reads of a request on the public list; KOMBIT reads all that is written."""


def title_of(ticket: Ticket) -> str:
    """The subject without persons: a request outlives its cases."""
    return without_persons(ticket.subject, ticket) or ticket.number


def quote_of(ticket: Ticket) -> str:
    """What the requester wrote, in one paragraph, with the persons taken out."""
    return without_persons(ticket.first_words() or ticket.subject, ticket)


def without_persons(text: str, ticket: Ticket) -> str:
    """In one paragraph, as KOMBIT reads it."""
    return " ".join(ticket.without_persons(text, language=ticket.language).split())
