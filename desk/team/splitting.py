"""A school that is split: what goes to which of the institutions that come out of it, suggested and chosen, in one act.

Nothing is stored before everything has been looked at: the parts and the choices travel with the page.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.dialects import danish_order
from desk.team.merging_institutions import NAMED_BY_PLACE, ROWS, merge, mover, put
from knowledgebase.models import BoardHelper
from organisation.models import ApiClient, ClosingDay, Institution, Membership, OpeningWindow, Party, User
from organisation.models.people import Place
from organisation.pages.refusals import UnableTo
from organisation.people.leaving import hand_over
from organisation.roles import Role, Verb
from organisation.security.security_log import note
from tickets.models import Message, SearchEntry, Sharing, Ticket
from tickets.search import STOP_WORDS
from tickets.words import Tier
from tickets.work.staffing import ROLES_OF_TIER
from triage.flags.models import NamedPerson

STAYS: Final = "0"
"""The key of the school itself, where it stays open as one of the parts."""
ALL: Final = "all"
"""Chosen for a person or a vendor that belongs to every part."""
MOST_CASES: Final = 300
"""Cases that the page asks about one by one; the others go where they are suggested."""
GRADE: Final = re.compile(
    r"(?<![\w.,:/-])(\d{1,2})\.? ?(?:klasse|årgang|[a-fv-zæøå])(?![\wæøå])(?! ?(?:kl|\d))", re.IGNORECASE
)
"""A class as people write it: 3.b, 7 a, 0. klasse."""
CHANGED: Final = gettext_lazy("Something changed meanwhile. Nothing was done: look at it again.")
HIGHEST_GRADE: Final = 10
LEAST_WORD: Final = 3
SAYS_NOTHING: Final = STOP_WORDS | {
    *("ved", "hos", "skole", "skolen", "folkeskole", "dagtilbud", "børnehave", "børnehaven", "vuggestue", "vuggestuen"),
    *("sfo", "klub", "klubben", "afdeling"),
}
"""Words of names that any case may hold."""


@dataclass
class SplitPart:
    """One of the institutions that come out of it; `place` is not stored yet where it is new."""

    key: str
    place: Institution
    grades: range | None = None

    @property
    def name(self) -> str:
        return self.place.name

    @property
    def is_new(self) -> bool:
        return self.place.pk is None


@dataclass(frozen=True)
class Choice:
    """Something that goes to one of the parts; `may_be_all` where it can belong to each of them."""

    key: str
    label: str
    detail: str
    goes: str
    why: str = ""
    may_be_all: bool = False
    is_hidden: bool = False
    """A sensitive case of which whoever splits the school need not know: it goes where it is suggested."""


@dataclass
class SplitPlan:
    parts: Sequence[SplitPart]
    people: list[Choice] = field(default_factory=list)
    cases: list[Choice] = field(default_factory=list)
    vendors: list[Choice] = field(default_factory=list)
    others: list[Choice] = field(default_factory=list)
    done: int = 0
    stays: bool = True
    bare: list[str] = field(default_factory=list)
    """Names of the parts that nobody would work at, at first level."""

    @property
    def places(self) -> list[tuple[str, str]]:
        """What can be chosen, with its words."""
        return [(part.key, part.name) for part in self.parts]

    @property
    def places_or_all(self) -> list[tuple[str, str]]:
        return [*self.places, (ALL, _("All of them"))]

    @property
    def listed(self) -> list[Choice]:
        """The cases that the page asks about."""
        return [each for each in self.cases if not each.is_hidden][:MOST_CASES]

    @property
    def unlisted(self) -> int:
        return len(self.cases) - len(self.listed)

    @property
    def first(self) -> SplitPart:
        """Where what nobody has chosen for goes, and what comes after the school has closed."""
        return self.parts[0]


def plan_for(place: Institution, parts: Sequence[SplitPart], chosen: Mapping[str, str], *, by: User) -> SplitPlan:
    """What goes where: as chosen, as far as it is one of the parts, else as suggested."""
    plan = SplitPlan(parts=parts, stays=any(part.key == STAYS for part in parts))
    suggested = Suggested(parts)
    cases = Ticket.objects.open().unmerged().filter(institution=place).select_related("assignee").order_by("pk")
    seen = set(cases.visible_to(by).values_list("pk", flat=True))
    guesses = {ticket.pk: guess for ticket, guess in suggested.of_cases(list(cases))}
    work = Counter((ticket.assignee_id, guesses[ticket.pk][0]) for ticket in cases if guesses[ticket.pk][1])
    plan.people = [person_choice(plan, each, rows, work, chosen) for each, rows in people_at(place)]
    goes_to = {each.key: each.goes for each in plan.people}
    chosen_before = [(ticket, chosen if ticket.pk in seen else {}) for ticket in cases]
    choices = [case_choice(ticket, guesses[ticket.pk], goes_to, plan, answers) for ticket, answers in chosen_before]
    plan.cases = [replace(each, is_hidden=pk not in seen) for each, pk in zip(choices, guesses, strict=True)]
    plan.vendors = [vendor_choice(key, vendor, parts, chosen) for key, vendor in vendors_of(place)]
    plan.others = [other_choice(key, row, plan, chosen) for key, row in other_rows(place)]
    plan.done = Ticket.objects.done().filter(institution=place).count()
    plan.bare = bare_parts(plan, place)
    return plan


# What is there


def people_at(place: Institution) -> list[tuple[User, list[Membership]]]:
    rows = Membership.objects.filter(institution=place, user__is_active=True).select_related("user")
    held: dict[int, list[Membership]] = {}
    for row in rows.order_by(danish_order("user__name"), "user", "id"):
        held.setdefault(row.user_id, []).append(row)
    return [(rows[0].user, rows) for rows in held.values()]


def vendors_of(place: Institution) -> list[tuple[str, Party]]:
    rows = [("schedule", place.schedule_vendor)] if place.schedule_vendor else []
    return [*rows, *((f"widget_{each.pk}", each) for each in place.widget_vendors.order_by(danish_order("name"), "id"))]


def other_rows(place: Institution) -> list[tuple[str, Any]]:
    """Mailboxes, templates, answers, hints, meetings and the groups of work accounts: each row has one place."""
    return [
        (f"{rows._meta.model_name}_{row.pk}", row)
        for rows in ROWS
        for row in rows._default_manager.filter(institution=place).order_by("pk")
    ]


# What is suggested


class Suggested:
    """Where a case belongs by the classes that its words name, else by the names and areas of the parts."""

    def __init__(self, parts: Sequence[SplitPart]) -> None:
        self.parts = parts
        words = {part.key: words_of(part.name, part.place.area) for part in parts}
        common = Counter(word for each in words.values() for word in each)
        self.words = {key: {word for word in each if common[word] == 1} for key, each in words.items()}

    def of_cases(self, tickets: list[Ticket]) -> Iterable[tuple[Ticket, tuple[str, str]]]:
        """(case, (key of the part or nothing, why)); two queries, however many cases."""
        texts = Message.objects.first_words(ticket.pk for ticket in tickets)
        for ticket in tickets:
            yield ticket, self.of_text(f"{ticket.subject}\n{texts.get(ticket.pk, '')}")

    def of_text(self, text: str) -> tuple[str, str]:
        grades = {int(each[1]) for each in GRADE.finditer(text) if int(each[1]) <= HIGHEST_GRADE}
        fitting = {part.key for part in self.parts if part.grades and grades & set(part.grades)}
        if len(fitting) == 1:
            return fitting.pop(), _("by the class that is named")
        in_text = set(re.findall(r"\w+", text.casefold()))
        fitting = {key for key, words in self.words.items() if words & in_text}
        return (fitting.pop(), _("by a name that is said")) if len(fitting) == 1 else ("", "")


def words_of(*texts: str) -> set[str]:
    words = {word for text in texts for word in re.findall(r"\w+", text.casefold()) if len(word) >= LEAST_WORD}
    return words - SAYS_NOTHING


def person_choice(
    plan: SplitPlan,
    person: User,
    rows: list[Membership],
    work: Counter[tuple[int | None, str]],
    chosen: Mapping[str, str],
) -> Choice:
    """Where their open cases go, if those all go to one part."""
    key = f"person_{person.pk}"
    places = [part.key for part in plan.parts if work[person.pk, part.key]]
    guess, why = (places[0], _("their cases go there")) if len(places) == 1 else (plan.first.key, "")
    detail = ", ".join(str(row.get_role_display()) for row in rows)
    if any(row.given_by_id for row in rows):
        detail += " · " + _("from the groups of the work account, which decide at the next sign-in")
    return choice(plan, key, person.name, detail, (guess, why), chosen, may_be_all=True)


def case_choice(
    ticket: Ticket, guess: tuple[str, str], goes_to: Mapping[str, str], plan: SplitPlan, chosen: Mapping[str, str]
) -> Choice:
    """By its words; else with whoever has it."""
    where, why = guess
    if not where:
        where = goes_to.get(f"person_{ticket.assignee_id}", ALL)
        where, why = (plan.first.key, "") if where == ALL else (where, _("with whoever has it"))
    detail = str(ticket.assignee or _("nobody has it"))
    return choice(plan, f"case_{ticket.pk}", f"{ticket.number} · {ticket.subject}", detail, (where, why), chosen)


def vendor_choice(key: str, vendor: Party, parts: Sequence[SplitPart], chosen: Mapping[str, str]) -> Choice:
    plan = SplitPlan(parts=parts)
    return choice(plan, key, vendor.name, str(vendor.get_kind_display()), (ALL, ""), chosen, may_be_all=True)


def other_choice(key: str, row: Any, plan: SplitPlan, chosen: Mapping[str, str]) -> Choice:
    return choice(plan, key, str(row), str(row._meta.verbose_name), (plan.first.key, ""), chosen)


def choice(
    plan: SplitPlan,
    key: str,
    label: str,
    detail: str,
    guess: tuple[str, str],
    chosen: Mapping[str, str],
    *,
    may_be_all: bool = False,
) -> Choice:
    keys = [part.key for part in plan.parts] + ([ALL] if may_be_all else [])
    goes, why = guess
    if chosen.get(key) in keys:
        why = "" if chosen[key] != goes else why
        goes = chosen[key]
    return Choice(key, label, detail, goes, why, may_be_all)


def bare_parts(plan: SplitPlan, place: Institution) -> list[str]:
    roles = ROLES_OF_TIER[Tier.FIRST_LEVEL]
    if Membership.objects.filter(institution=None, role__in=roles, user__is_active=True).exists():
        return []
    rows = {user.pk: [row.role for row in rows] for user, rows in people_at(place)}
    work = {f"person_{pk}" for pk, held in rows.items() if set(held) & set(roles)}
    there = {each.goes for each in plan.people if each.key in work}
    old = Membership.objects.filter(role__in=roles, user__is_active=True).values_list("institution", flat=True)
    staffed = set(old) - {place.pk}
    return [
        part.name
        for part in plan.parts
        if part.key not in there and ALL not in there and (part.is_new or part.place.pk not in staffed)
    ]


# The act


@dataclass(frozen=True)
class SplitOutcome:
    """The parts as they are stored, and how many open cases have gone to another one."""

    parts: list[Institution]
    moved: int


@transaction.atomic
def split(place: Institution, parts: Sequence[SplitPart], chosen: Mapping[str, str], *, by: User) -> SplitOutcome:
    """Everything of the school goes where it was chosen for, or suggested. Where it is none of the parts it closes, and
    is succeeded by the first of them; what is over lies there then, else it stays.

    Each case that moves has its event. Who has a case and goes along hears nothing; of any other its new place hears.
    Raises `UnableTo` for fewer than two parts and for one that is closed, `PermissionDenied` for anybody but the
    municipal administrator.
    """
    if Role.MUNICIPAL_ADMIN not in by.roles:
        raise PermissionDenied
    stored = [part.place.pk for part in parts if not part.is_new]
    locked = Institution.objects.select_for_update().order_by("pk").in_bulk([place.pk, *stored])
    place = locked[place.pk]
    if len(parts) < 2 or not place.is_active or not all(locked[pk].is_active for pk in stored):  # noqa: PLR2004
        raise UnableTo(CHANGED)
    plan = plan_for(place, parts, chosen, by=by)
    for part in parts:
        part.place = institution_of(part, place) if part.is_new else locked[part.place.pk]
    places = {part.key: part.place for part in parts}
    give_vendors(plan, place, places)
    leaving = move_people(plan, place, places)
    move_rows(plan, places, dict(other_rows(place)))
    moved = move_cases(plan, place, places, by)
    for person, before in leaving:
        hand_over(person, person.own, None, by=by, before=before)
    if not plan.stays:
        close(place, plan.first.place)
    names = ", ".join(part.name for part in parts)
    subject = _("Split into %(names)s.") % {"names": names}
    LogEntry.objects.log_actions(by.pk, [place], CHANGE, subject, single_object=True)
    note("institution_split", by=by.pk, institution=place.pk, parts=len(parts))
    return SplitOutcome([part.place for part in parts], moved)


@transaction.atomic
def put_together(place: Institution, *, by: User) -> int:
    """What came out of the school goes back into it, and it is open again; how many open cases came.

    Raises `UnableTo` where nothing came out of it that is open, `PermissionDenied` for anybody but the municipal
    administrator. Institutions that were there before it was split keep what they were given.
    """
    if Role.MUNICIPAL_ADMIN not in by.roles:
        raise PermissionDenied
    place = Institution.objects.select_for_update().get(pk=place.pk)
    parts = list(place.split_off.active())
    if not parts:
        raise UnableTo(_("Nothing that is open came out of it."))
    Institution.objects.filter(pk=place.pk).update(is_active=True, successor=None)
    count = sum(merge(part, place, by=by) for part in parts)
    LogEntry.objects.log_actions(by.pk, [place], CHANGE, _("Put together again."), single_object=True)
    return count


def institution_of(part: SplitPart, place: Institution) -> Institution:
    """A new institution begins with the hours, closing days and ways of the old one, and the programs that saw its
    cases still see them."""
    new = part.place
    new.came_out_of = place
    try:
        with transaction.atomic():
            new.save()
    except IntegrityError:
        raise UnableTo(CHANGED) from None
    for rows in (OpeningWindow, ClosingDay):
        copies = list(rows.objects.filter(institution=place))
        for copy in copies:
            copy.pk, copy.institution = None, new
        rows.objects.bulk_create(copies)
    way = Sharing.objects.filter(institution=place).values_list("way", flat=True).first()
    if way:
        Sharing.objects.create(institution=new, way=way)
    for program in ApiClient.objects.filter(institutions=place):
        program.institutions.add(new)
    return new


def chosen_places(goes: str, places: Mapping[str, Institution]) -> list[Institution]:
    return list(places.values()) if goes == ALL else [places[goes]]


def give_vendors(plan: SplitPlan, place: Institution, places: Mapping[str, Institution]) -> None:
    """Who has a schedule vendor keeps it. The school itself, if it stays, has what was chosen."""
    by_key = dict(vendors_of(place))
    if plan.stays:
        place.widget_vendors.clear()
        places[STAYS].schedule_vendor = None
    for each in plan.vendors:
        for part in chosen_places(each.goes, places):
            if each.key != "schedule":
                part.widget_vendors.add(by_key[each.key])
            elif part.schedule_vendor is None:
                part.schedule_vendor = by_key[each.key]
    for part in places.values():
        part.save(update_fields=["schedule_vendor"])


def move_people(
    plan: SplitPlan, place: Institution, places: Mapping[str, Institution]
) -> list[tuple[User, list[tuple[str, int | None]]]]:
    """Who is no longer at the school, as they are now, with what they held."""
    goes = {each.key: each.goes for each in plan.people}
    leaving = []
    for person, rows in people_at(place):
        there = chosen_places(goes.get(f"person_{person.pk}", plan.first.key), places)
        before = [(row.role, row.institution_id) for row in person.memberships.all()]
        for row in rows:
            for part in there:
                given = {"given_by_id": row.given_by_id}
                Membership.objects.get_or_create(user=person, role=row.role, institution=part, defaults=given)
        go_along(person, place, there)
        if place not in there:
            Membership.objects.filter(pk__in=[row.pk for row in rows]).delete()
            leaving.append((User.objects.get(pk=person.pk), before))
    for rows_named in NAMED_BY_PLACE:
        for named in rows_named.objects.filter(institution=place).exclude(user__memberships__institution=place):
            go_along(named.user, place, list(places.values()))
    return leaving


def go_along(person: User, place: Institution, there: list[Institution]) -> None:
    """What a person is named for, and the boards that they help on."""
    for rows in NAMED_BY_PLACE:
        for row in rows.objects.filter(user=person, institution=place):
            for part in there:
                copy_to(row, part)
            if place not in there:
                row.delete()


def copy_to(row: NamedPerson | BoardHelper, part: Institution) -> None:
    """Once."""
    what = {"kind": row.kind} if isinstance(row, NamedPerson) else {"topic": row.topic}
    rows: Any = type(row).objects
    if not rows.filter(user=row.user, institution=part, **what).exists():
        rows.create(user=row.user, institution=part, **what)


def move_rows(plan: SplitPlan, places: Mapping[str, Institution], rows: Mapping[str, Any]) -> None:
    for each in plan.others:
        if rows[each.key].institution_id != places[each.goes].pk:
            put(rows[each.key], places[each.goes])


def move_cases(plan: SplitPlan, place: Institution, places: Mapping[str, Institution], by: User) -> int:
    goes, moved = {each.key: each.goes for each in plan.cases}, 0
    cases = Ticket.objects.open().unmerged().filter(institution=place).select_related("institution", "assignee")
    for ticket in cases.order_by("pk"):
        part = places[goes.get(f"case_{ticket.pk}", plan.first.key)]
        if part.pk == place.pk:
            continue
        has = ticket.assignee
        along = has is not None and has.is_active and has.may(Verb.VIEW, Place(part.pk))
        ticket.move(part, by=mover(ticket, by), quietly=along)
        merged = list(ticket.merged.values_list("pk", flat=True))
        if merged:
            Ticket.objects.filter(pk__in=merged).update(institution=part)
            SearchEntry.objects.filter(ticket__in=merged).update(institution=part)
        moved += 1
    return moved


def close(place: Institution, successor: Institution) -> None:
    place.is_active, place.successor = False, successor
    place.save(update_fields=["is_active", "successor"])
    Sharing.objects.filter(institution=place).delete()
    Ticket.objects.filter(institution=place).update(institution=successor)
    SearchEntry.objects.filter(institution=place).update(institution=successor)
    place.questions.update(institution=successor)
