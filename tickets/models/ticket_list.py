"""Which cases: the lists of the queue, the search, and the case behind a number or a private link."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Self

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from database import dialects
from organisation.models import Absence, Municipality, User
from organisation.people.mail_addresses import comparable, compared
from organisation.roles import Role, Verb
from tickets.models.event import Event
from tickets.models.message import Message
from tickets.models.refusals import UnableTo
from tickets.models.safeguarding import Safeguarding
from tickets.models.search_entry import SearchEntry
from tickets.models.tagging import Tagging
from tickets.models.text_message import TextMessage
from tickets.requester.private_links import digest
from tickets.words import DONE, LEADS, OPEN, TIERS, Sensitivity, Status
from tickets.work.staffing import ROLES_OF_TIER

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket

NUMBER = re.compile(r"\bAULA-(\d{2})-(\d{1,12})\b", re.IGNORECASE)
SPOKEN_NUMBER = re.compile(
    r"[\[(<\"'\s]*(?P<word>(?:(?:aula|sags?|sagen|sagsnr|sagsnummer|henvendelse|henvendelsen|case|ticket|med|nr|nummer|no|"
    r"number)(?![^\W\d_])|[#\s.:,_/–—-])*)"
    r"(?:(?:20)?(?P<year>\d\d)[\s.:/_–—-]+)?(?P<number>\d{1,12})[\])>\"'\s.,;:!?]*",
    re.IGNORECASE,
)
"""A case number as people say it: "sag 105", "AULA 26 105", "#105", "26-105", "aula26105", or the number alone."""
GLUED = re.compile(r"(?:20)?(?P<year>\d\d)(?P<number>\d+)")
"""A year and a number with nothing between them."""
LONGEST_SPOKEN = 60
"""Characters of a query that may be a number; longer ones are words."""
WINTER_TIME = timedelta(hours=1)
RUNG_WITHIN = timedelta(days=60)
ANSWERABLE = [Status.IN_PROGRESS, Status.FORWARDED]
ANSWERED = Q(status__in=ANSWERABLE, last_activity_at__gt=F("touched_at"))


def midnight(day: date) -> datetime:
    """The beginning of a day in Danish time."""
    return timezone.make_aware(datetime.combine(day, time.min))


def where_they_have(user: User, roles: Iterable[str]) -> Q:
    """Cases of the institutions in which somebody has one of the roles."""
    places = {at for role, at in user.role_keys if role in roles}
    return Q(pk__isnull=False) if None in places else Q(institution__in=sorted(place for place in places if place))


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, user: User) -> Self:
        """The cases a person may see: those of the institutions of their roles. The only way to a case for people."""
        places = user.institutions_for(Verb.VIEW)
        tickets = self if places is None else self.filter(institution__in=places)
        return tickets.known_to(user) if Safeguarding.keeps_from(user) else tickets

    def read_by(self, user: User) -> Self:
        """Also the cases that the person keeps in sight because they follow them, though these have moved away. They
        read them; their lists are `visible_to` alone."""
        places = user.institutions_for(Verb.VIEW)
        if not places:
            return self.visible_to(user)
        kept = self.model.objects.filter(follows__user=user, follows__kept_from__in=places)
        readable = self.filter(Q(institution__in=places) | Q(pk__in=kept.values("pk"), sensitivity=Sensitivity.NONE))
        return readable.known_to(user) if Safeguarding.keeps_from(user) else readable

    def known_to(self, user: User) -> Self:
        """Without the sensitive cases of which the person need not know. They are few, so they are looked up."""
        return self.exclude(pk__in=self.model.objects.kept_from(user).values("pk"))

    def kept_from(self, user: User) -> Self:
        """The sensitive cases of which the person need not know: all where the municipality wants it so, and those of
        institutions where they only stand in for somebody."""
        sensitive = self.sensitive().exclude(assignee=user).exclude(let_in_people__user=user)
        return sensitive if Safeguarding.current().need_to_know else sensitive.filter(institution__in=user.lent_places)

    def sensitive(self) -> Self:
        return self.filter(sensitivity__in=[Sensitivity.FLAGGED, Sensitivity.CONFIRMED])

    def flagged(self) -> Self:
        """Cases in which something must not wait, and nobody has looked at it yet, whatever else their state is."""
        return self.filter(sensitivity=Sensitivity.FLAGGED)

    def opened_between(self, first: str, last: str) -> Self:
        """Cases that came from the first to the last day (Danish time, 2026-08-01); an empty one is no bound."""
        tickets = self
        if first:
            tickets = tickets.filter(opened_at__gte=midnight(date.fromisoformat(first)))
        if last:
            tickets = tickets.filter(opened_at__lt=midnight(date.fromisoformat(last) + timedelta(days=1)))
        return tickets

    def opened_at_times(self, weekday: str, hours: str) -> Self:
        """Cases that came on the weekday (Danish time, 1 is Monday) and from the first to the last hour, as 8-9; an
        empty one is no bound."""
        tickets = self.filter(opened_at__iso_week_day=int(weekday)) if weekday else self
        if hours:
            first, last = map(int, hours.split("-"))
            tickets = tickets.filter(opened_at__hour__range=(first, last))
        return tickets

    def without_route(self) -> Self:
        return self.filter(Q(route=None) | Q(route=""))

    def unmerged(self) -> Self:
        """Without the cases that were merged into another."""
        return self.filter(merged_into=None)

    def open(self) -> Self:
        return self.filter(status__in=OPEN)

    def done(self) -> Self:
        return self.filter(status__in=DONE)

    def needs_us(self) -> Self:
        """Cases whose clock runs: they wait for somebody in the support organisation."""
        return self.filter(due_at__isnull=False)

    def needs_triage(self) -> Self:
        """Cases without a route: "skal vurderes"."""
        return self.needs_us().filter(route=None)

    def overdue(self, now: datetime | None = None) -> Self:
        return self.filter(due_at__lte=now or timezone.now())

    def climbing(self, now: datetime | None = None) -> Self:
        """Overdue cases that have a tier above them."""
        return self.overdue(now).exclude(tier=TIERS[-1])

    def snoozed(self) -> Self:
        """Cases that somebody put aside until a day that is still to come."""
        return self.filter(snoozed_until__isnull=False)

    def alarm_due(self, now: datetime | None = None) -> Self:
        """Cases of which the clock has something to say: their time runs out, or they are no longer put aside."""
        return self.filter(clock_at__lte=now or timezone.now())

    def for_tier(self, tier: str) -> Self:
        """Cases that the tier can do something about; the rest of those in it wait for the project lead."""
        return self.filter(tier=tier).exclude(route__in=LEADS)

    def answered(self) -> Self:
        """Cases in which the requester or a party wrote, and nobody of us has touched them since."""
        return self.filter(ANSWERED)

    def handed_up_by(self, user: User) -> Self:
        """Open cases that the person handed up and that have not come back; of the last thousand."""
        return self.once_handed_up_by(user).filter(~Exists(Event.objects.handed_back_to(user)))

    def handed_back_to(self, user: User) -> Self:
        """Open cases that the person handed up, and that came back and were not handed up again."""
        return self.once_handed_up_by(user).filter(Exists(Event.objects.handed_back_to(user)))

    def once_handed_up_by(self, user: User) -> Self:
        return self.open().filter(pk__in=Event.objects.handed_up_by(user).values("ticket"))

    def search(self, query: str) -> Self:
        """Cases by case number, or by words in subject, names and conversation."""
        if match := NUMBER.search(query):
            return self.numbered(int(match[2]), int(match[1]))
        return self.filter(pk__in=dialects.full_text(SearchEntry.objects.all(), "text", query).values("ticket"))

    def tagged(self, tag: int) -> Self:
        return self.filter(pk__in=Tagging.objects.filter(tag=tag).values("ticket"))

    def of_requester(self, address: str) -> Self:
        """Cases from the mailbox of the address; none for an empty one. It may be the mailbox of several people."""
        if not address.strip():
            return self.none()
        return self.alias(compared_address=compared("requester_email")).filter(compared_address=comparable(address))

    def to_ring(self) -> Self:
        """Cases of whom neither mail nor text message reaches, with an answer that nobody has told them yet."""
        untold = Message.objects.untold().public().filter(ticket=OuterRef("pk"))
        texted = TextMessage.objects.on_their_way().filter(ticket=OuterRef("pk"))
        lately = self.filter(requester_email="", last_activity_at__gte=timezone.now() - RUNG_WITHIN)
        return lately.filter(Exists(untold), ~Exists(texted))

    def to_ring_by(self, user: User) -> Self:
        """Of those to ring, whom this person rings: those of their own cases and of whom they stand in for; and where
        nobody has the case, or who has it is away, those of their tier. A project lead rings about what only they take
        on, and who sees all cases about those without an institution."""
        away = Absence.objects.now()
        own = Q(assignee=user) | Q(assignee__in=away.filter(deputy=user).values("user"))
        left = Q()
        for tier, roles in ROLES_OF_TIER.items():
            left |= where_they_have(user, roles) & Q(tier=tier)
        left |= where_they_have(user, [Role.PROJECT_LEAD]) & Q(route__in=LEADS)
        if user.institutions_for(Verb.VIEW) is None:
            left |= Q(institution=None)
        nobodys = Q(assignee=None) | Q(assignee__in=away.values("user"))
        return self.to_ring().filter(own | (left & nobodys))

    def without_home(self) -> Self:
        """Cases that wait for us and that no institution has: somebody must give them away."""
        return self.needs_us().filter(institution=None)

    def named(self, query: str) -> int | None:
        """The id of the case whose number stands in the words, or is all of them; None when it is not among these."""
        if match := NUMBER.search(query):
            return self.search(match[0]).values_list("pk", flat=True).first()
        spoken = SPOKEN_NUMBER.fullmatch(query.strip()) if len(query) <= LONGEST_SPOKEN else None
        return self.spoken(spoken) if spoken else None

    def spoken(self, spoken: re.Match[str]) -> int | None:
        """After "aula", figures that may begin with a year are one; elsewhere they are first a number as they stand."""
        rows = [self.filter(pk=int(spoken["number"]))]
        if spoken["year"]:
            rows = [self.numbered(int(spoken["number"]), int(spoken["year"]))]
        elif glued := GLUED.fullmatch(spoken["number"]):
            rows.append(self.numbered(int(glued["number"]), int(glued["year"])))
        if "aula" in spoken["word"].casefold():
            rows.reverse()
        keys = (each.values_list("pk", flat=True).first() for each in rows)
        return next((pk for pk in keys if pk is not None), None)

    def numbered(self, key: int, year: int) -> Self:
        """The case of a number, whose two figures of the year are those of Danish time. Numbers from before that was
        so had the year of UTC, so the last hour of the old year counts too."""
        begins = datetime(2000 + year, 1, 1, tzinfo=UTC)
        ends = begins.replace(year=begins.year + 1)
        return self.filter(pk=key, opened_at__gte=begins - WINTER_TIME, opened_at__lt=ends)

    def newest_key(self) -> int:
        """The id of the newest case, 0 when there is none."""
        return self.order_by("-id").values_list("pk", flat=True).first() or 0

    def to_forget(self, now: datetime | None = None) -> Self:
        """Cases that ended longer ago than the municipality keeps them."""
        kept = timedelta(days=Municipality.current().retention_days)
        remembered = Q(forgotten_at=None) | Q(forgotten_at__lt=F("resolved_at"))
        return self.done().filter(remembered, resolved_at__lt=(now or timezone.now()) - kept)

    def hand_over(self, to: User, *, by: User, note: str) -> tuple[int, int]:
        """(given, kept): each case goes to the person by itself, as far as it can be theirs and the giver may."""
        given = kept = 0
        for ticket in self.order_by("pk"):
            try:
                ticket.assign(to, by=by, note=note)
                given += 1
            except (UnableTo, PermissionDenied):
                kept += 1
        return given, kept

    def by_due_time(self) -> Self:
        return self.order_by(F("due_at").asc(nulls_last=True), "id")

    def by_activity(self) -> Self:
        return self.order_by("-last_activity_at", "-id")

    def by_opening(self) -> Self:
        """Newest case number first."""
        return self.order_by("-id")

    def for_list(self) -> Self:
        return self.select_related("institution", "assignee")

    def by_token(self, token: str) -> "Ticket":
        """The case of a private link. Found by digest, compared in constant time. Raises `Ticket.DoesNotExist`."""
        ticket = self.select_related("institution").get(token_digest=digest(token))
        if not constant_time_compare(ticket.token_digest, digest(token)):
            raise self.model.DoesNotExist
        return ticket
