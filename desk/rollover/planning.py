"""What a list of all staff would change at the institutions that it names. It only reads, by a fixed number of queries.

A list speaks of the institutions that it names, and of the whole municipality where it names that; what people hold
elsewhere it leaves alone. Who is on it gets and loses roles as it says. Who is not on it leaves only if somebody says
so.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from database.dialects import danish_order
from desk.rollover.first_level import FirstLevel
from desk.rollover.models import RowKind
from desk.rollover.plan import Key, PersonChange, PlaceLeft, RolloverPlan, places_in
from desk.rollover.stranding import Place, left_by_each
from organisation.importing import RowProblem, people
from organisation.importing.people import LANGUAGE_NAMES, Person
from organisation.importing.reading import read
from organisation.models import Institution, Membership, User
from organisation.people import colleagues
from organisation.roles import RIGHTS, Role, Verb

WORKS: Final = frozenset(str(role) for role in RIGHTS if Verb.VIEW in RIGHTS[role])
ADMINISTERS: Final[Key] = (Role.MUNICIPAL_ADMIN.value, None)


class Planner:
    """Everything that is looked up, once for the whole list."""

    def __init__(self, text: str, by: User) -> None:
        rows, self.problems = read(text, people.COLUMNS, ("email", "name", "role"))
        self.by, self.is_wide = by, Role.MUNICIPAL_ADMIN in by.roles
        self.listed = people.gather(rows, self.problems)
        self.places = {place.pk: place for place in Institution.objects.select_related("successor").by_name()}
        self.own = {place.pk for place in colleagues.places_of(by)}
        self.scope = self.spoken_of()
        self.known = {user.email: user for user in self.concerned()}

    def spoken_of(self) -> set[Place]:
        """The institutions that the list names. Of others than their own nobody learns who works there."""
        named = {key[1] for person in self.listed.values() for key in keys_of(person)}
        return named if self.is_wide else named & self.own

    def concerned(self) -> Iterable[User]:
        """Who is on the list, and who works at its institutions."""
        memberships = Membership.objects.filter(self.in_scope()).values("user")
        users = User.objects.filter(Q(email__in=list(self.listed)) | Q(pk__in=memberships))
        return users.select_related("api_client").prefetch_related("memberships").order_by(danish_order("name"), "id")

    def in_scope(self) -> Q:
        there = Q(institution__in=[place for place in self.scope if place is not None])
        return there | Q(institution=None) if None in self.scope else there

    def plan(self) -> RolloverPlan:
        for person in self.listed.values():
            self.check(person)
        rows = [self.on_list(person) for person in self.listed.values()]
        rows += [self.off_list(user) for user in self.known.values() if self.is_missing(user)]
        plan = RolloverPlan(rows=rows, problems=self.problems)
        self.keep_administrators(plan)
        self.name_namesakes(plan)
        plan.places = self.places_left(plan)
        plan.named = [self.name_of(place) for place in self.in_order(self.scope)]
        plan.unnamed = [self.name_of(place) for place in self.places if place in self.own - self.scope]
        plan.problems.sort(key=lambda problem: problem.line)
        return plan

    def check(self, person: Person) -> None:
        """What the form would refuse, in words."""
        old = self.known.get(person.email)
        if old is not None and hasattr(old, "api_client"):
            self.problem(person, "email", _("This address belongs to a program that uses the API."))
        for _role, place in person.roles:
            if place is None and not self.is_wide:
                warning = _("Only a municipal administrator gives roles for the whole municipality.")
                self.problem(person, "institution", warning)
            elif place is not None and not place.is_active:
                self.problem(person, "institution", place.why_closed())
            elif place is not None and place.pk not in self.own:
                names = ", ".join(self.name_of(key) for key in self.in_order(self.own))
                warning = _("You can only bring in staff of your own institutions: %(names)s.") % {"names": names}
                self.problem(person, "institution", warning)

    def problem(self, person: Person, column: str, sentence: str) -> None:
        problem = RowProblem(person.line, people.COLUMNS[column][0], sentence)
        if problem not in self.problems:
            self.problems.append(problem)

    def on_list(self, person: Person) -> PersonChange:
        old, wanted = self.known.get(person.email), keys_of(person)
        shown: dict[str, Any] = {"email": person.email, "name": person.name, "line": person.line}
        shown |= {"after": self.words(wanted), "language": person.language, "user": old.pk if old else None}
        if old is None or not old.is_active:
            kind = RowKind.NEW if old is None else RowKind.BACK
            return PersonChange(kind, gets=wanted, role_keys=wanted, **shown)
        role_keys, here, of_groups = self.role_keys_of(old)
        kept = of_groups - wanted
        gets, loses = wanted - role_keys, here - wanted - of_groups
        shown |= {"before": self.words(here), "after": self.words(wanted | kept)}
        row = PersonChange(
            self.kind_of(here, wanted | kept, gets, loses, renamed=self.is_changed(old, person)),
            gets=gets,
            loses=loses,
            role_keys=(role_keys - loses) | gets,
            facts=self.facts_of(old, person, role_keys - here, kept),
            is_renamed=self.is_changed(old, person),
            **shown,
        )
        if old == self.by and loses:
            self.problem(person, "role", _("You would take roles of your own away. Ask a colleague to do that."))
        return row

    def kind_of(
        self, here: frozenset[Key], after: frozenset[Key], gets: frozenset[Key], loses: frozenset[Key], *, renamed: bool
    ) -> str:
        """Who has roles at an institution where they had none, and none at one where they had, has moved."""
        left_places = places_in(loses) - places_in(after)
        if left_places and places_in(gets) - places_in(here):
            return RowKind.MOVES
        return RowKind.CHANGES if gets or loses or renamed else RowKind.SAME

    def role_keys_of(self, user: User) -> tuple[frozenset[Key], frozenset[Key], frozenset[Key]]:
        """All that somebody holds; of that, what the list speaks of; of that, what their groups give them."""
        rows = list(user.memberships.all())
        role_keys = frozenset((row.role, row.institution_id) for row in rows)
        here = frozenset(key for key in role_keys if key[1] in self.scope)
        by_groups = frozenset((row.role, row.institution_id) for row in rows if row.given_by_id is not None)
        return role_keys, here, here & by_groups

    def is_changed(self, old: User, person: Person) -> bool:
        """Whether the list calls somebody another name or language. Only of the whole municipality's it counts."""
        if not self.is_wide:
            return False
        return old.name != person.name or bool(person.language and old.language != person.language)

    def facts_of(self, old: User, person: Person, elsewhere: frozenset[Key], kept: frozenset[Key]) -> tuple[str, ...]:
        facts = []
        if self.is_wide and old.name != person.name:
            facts.append(_("Is called %(name)s now, not %(before)s.") % {"name": person.name, "before": old.name})
        if self.is_wide and person.language and old.language != person.language:
            facts.append(_("Language: %(name)s") % {"name": dict(LANGUAGE_NAMES)[person.language]})
        if self.is_wide and elsewhere:
            facts.append(_("Keeps, since the list says nothing of it: %(roles)s") % {"roles": self.joined(elsewhere)})
        if kept:
            facts.append(
                _("Comes from the groups of the work account, and is changed there: %(roles)s")
                % {"roles": self.joined(kept)}
            )
        return tuple(facts)

    def is_missing(self, user: User) -> bool:
        """Whether somebody works at an institution of the list and is not on it."""
        if not user.is_active or user.email in self.listed or hasattr(user, "api_client"):
            return False
        return any(row.institution_id in self.scope for row in user.memberships.all())

    def off_list(self, user: User) -> PersonChange:
        role_keys, here, of_groups = self.role_keys_of(user)
        loses, stays = here - of_groups, ""
        if user == self.by:
            stays = _("That is you. Nobody removes themselves.")
        elif user.break_glass:
            stays = _("This is an emergency account.")
        elif not loses:
            stays = _("The roles come from the groups of the work account, and are changed there.")
        facts: tuple[str, ...] = ()
        if self.is_wide and role_keys - loses:
            facts = (
                _("Keeps, since the list says nothing of it: %(roles)s") % {"roles": self.joined(role_keys - loses)},
            )
        return PersonChange(
            RowKind.LEAVES,
            user.email,
            user.name,
            user=user.pk,
            loses=frozenset() if stays else loses,
            role_keys=role_keys if stays else role_keys - loses,
            before=self.words(here),
            facts=facts,
            stays=stays,
        )

    def keep_administrators(self, plan: RolloverPlan) -> None:
        """Nobody takes the last municipal administrator away: on the list it is a problem, off it they stay."""
        if None not in self.scope:
            return
        now = set(User.objects.with_role(Role.MUNICIPAL_ADMIN).values_list("email", flat=True))
        listed = [row for row in plan.rows if row.kind != RowKind.LEAVES]
        losing = [row for row in listed if ADMINISTERS in row.loses]
        after = (now - {row.email for row in losing}) | {row.email for row in listed if ADMINISTERS in row.gets}
        if not after and losing:
            warning = _("The last municipal administrator would be gone. Make somebody else one in the list.")
            plan.problems.append(RowProblem(losing[0].line, people.COLUMNS["role"][0], warning))
        plan.administrators = frozenset(after)
        if len(after) == 1:
            last = _("This is the last municipal administrator.")
            plan.rows = [
                replace(row, stays=row.stays or last) if row.kind == RowKind.LEAVES and row.email in after else row
                for row in plan.rows
            ]

    def name_namesakes(self, plan: RolloverPlan) -> None:
        """Who is new and is called as somebody who is not on the list may be the same person with another address."""
        gone = {row.name.casefold(): row.email for row in plan.of_kind(RowKind.LEAVES)}
        warning = _("Is called as %(email)s, who is not on the list. Is it the same person with a new address?")
        plan.rows = [
            replace(row, facts=(*row.facts, warning % {"email": gone[row.name.casefold()]}))
            if row.kind == RowKind.NEW and row.name.casefold() in gone
            else row
            for row in plan.rows
        ]

    def places_left(self, plan: RolloverPlan) -> list[PlaceLeft]:
        """Fills in what each leaves behind, and adds it up for the institutions."""
        losing = [row for row in plan.rows if row.loses and row.user is not None]
        after = {row.user: row.role_keys for row in plan.rows if row.user is not None}
        lost = {row.user: row.loses for row in losing if row.user is not None}
        left = left_by_each(after, lost)
        first = FirstLevel(plan, self.known)
        by_place = {place: self.place_left(place, plan, first) for place in self.in_order(self.scope)}
        for row in losing:
            own = left[row.user or 0]
            own.alone = [self.name_of(place) for place in self.in_order(first.left_alone_by(row, by_place))]
            for place in places_in(row.loses):
                by_place[place].goes += 1
                by_place[place].cases += own.cases.get(place, 0)
            by_place[min(places_in(row.loses), key=str)].deputies += len(own.deputy_of)
            by_place[min(places_in(row.loses), key=str)].duties += own.duties.count
        plan.rows = [replace(row, left=left.get(row.user or 0, row.left)) for row in plan.rows]
        return list(by_place.values())

    def place_left(self, place: Place, plan: RolloverPlan, first: "FirstLevel") -> PlaceLeft:
        staying = [row for row in plan.rows if row.kind != RowKind.LEAVES]
        there = [row for row in staying if any(role in WORKS and at == place for role, at in row.role_keys)]
        return PlaceLeft(
            key=place or 0,
            name=self.name_of(place),
            candidates=sorted(((row.email, row.name) for row in there), key=lambda each: each[1].casefold()),
            first_level=first.after(place),
            may_go=first.may_go(place),
            had_first_level=first.had(place),
        )

    def name_of(self, place: Place) -> str:
        return _("the whole municipality") if place is None else self.places[place].name

    def in_order(self, places: Iterable[Place]) -> list[Place]:
        """By name, as Danes sort; the whole municipality last."""
        wanted = set(places)
        return [pk for pk in self.places if pk in wanted] + ([None] if None in wanted else [])

    def words(self, keys: Iterable[Key]) -> tuple[str, ...]:
        return tuple(sorted(f"{Role(role).label} · {self.name_of(place)}" for role, place in keys))

    def joined(self, keys: Iterable[Key]) -> str:
        return ", ".join(self.words(keys))


def keys_of(person: Person) -> frozenset[Key]:
    return frozenset((role, place.pk if place else None) for role, place in person.roles)


def plan_for(text: str, *, by: User) -> RolloverPlan:
    return Planner(text, by).plan()
