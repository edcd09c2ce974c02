"""People and their roles from a spreadsheet: one line for each role, people known by their e-mail."""

from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from organisation.importing.plan import Change, ImportPlan, RowProblem
from organisation.importing.reading import SheetRow, read
from organisation.importing.values import choice
from organisation.models import Departure, Institution, Membership, SignInLink, User
from organisation.models.people import as_stored
from organisation.people.forms import ONLY_EMERGENCY, is_last_emergency
from organisation.people.leaving import left_behind
from organisation.roles import WHOLE_MUNICIPALITY, Role
from organisation.sign_in import sessions

COLUMNS: Final = {
    "email": ("E-mail", "Mail", "Email", "E-mailadresse", "Mailadresse", "Emailadresse", "E-post", "Email address"),
    "name": ("Navn", "Name", "Fulde navn", "Medarbejder", "Full name"),
    "role": ("Rolle", "Role", "Rolle i Aula-supporten"),
    "institution": ("Institution", "Institutionskode", "Kode", "Institutionsnavn", "Skole", "Dagtilbud", "Arbejdssted"),
    "language": ("Sprog", "Language"),
}
ROLES: Final = {
    "superbruger": Role.SUPERUSER,
    "aula-superbruger": Role.SUPERUSER,
    "institutionsadmin": Role.INSTITUTION_ADMIN,
    "pilotbruger": Role.PILOT,
    "supportberettigede": Role.SUPPORT_ENTITLED,
    "kommuneadmin": Role.MUNICIPAL_ADMIN,
    "kommuneadministrator": Role.MUNICIPAL_ADMIN,
}
"""What people call the roles beside their names."""
EVERYWHERE: Final = frozenset({"", "alle", "hele kommunen", "all"})
LANGUAGES: Final = {"": "", "da": "da", "dansk": "da", "danish": "da", "en": "en", "engelsk": "en", "english": "en"}
LONGEST_NAME: Final = 120


@dataclass
class Person:
    """One person as the file wants them: roles as (role, institution or None)."""

    email: str
    line: int
    name: str = ""
    language: str = ""
    roles: list[tuple[str, Institution | None]] = field(default_factory=list)


def plan(text: str, *, only_these: bool, by: User) -> tuple[ImportPlan, list[Person], list[User]]:
    """What the file would change, the people as it wants them, and who would lose access.

    `only_these`: who the file does not name loses access (the account stays; what they did keeps their name).
    Nobody takes their own access or right to administer away, so somebody remains who can. No list of staff names the
    emergency account: it stays.
    """
    rows, problems = read(text, COLUMNS, ("email", "name", "role"))
    people = gather(rows, problems)
    persons = User.objects.filter(api_client=None).prefetch_related("memberships__institution")
    known = {user.email: user for user in persons}
    plan = ImportPlan(problems=problems)
    for person in people.values():
        plan.changes.append(compare(person, known.get(person.email)))
    unnamed = [user for email, user in known.items() if only_these and email not in people and user.is_active]
    leaving = [user for user in unnamed if user != by and not user.break_glass]
    plan.changes += [Change("leaves", user.email, user.name, role_keys=()) for user in leaving]
    keeps_own_right(people, by, problems)
    keeps_emergency(people, known, problems)
    return plan, list(people.values()), leaving


def gather(rows: list[SheetRow], problems: list[RowProblem]) -> dict[str, Person]:
    places = {str(name).casefold(): place for place in Institution.objects.all() for name in (place.code, place.name)}
    people: dict[str, Person] = {}
    for row in rows:
        email = as_stored(row["email"])
        try:
            validate_email(email)
        except ValidationError:
            problems.append(RowProblem(row.line, COLUMNS["email"][0], _("This is not a valid email address.")))
            continue
        person = people.setdefault(email, Person(email, row.line))
        take_name(person, row, problems)
        role = choice(row, "role", Role, COLUMNS, problems, ROLES)
        place = place_of(row, role, places, problems)
        if (role, place) in person.roles:
            problems.append(RowProblem(row.line, "", _("The same role stands in the file before.")))
        elif role:
            person.roles.append((role, place))
    return people


def take_name(person: Person, row: SheetRow, problems: list[RowProblem]) -> None:
    if not row["name"] or len(row["name"]) > LONGEST_NAME:
        problems.append(RowProblem(row.line, COLUMNS["name"][0], _("Write a name of at most 120 characters.")))
    elif person.name and person.name != row["name"]:
        message = _("The same e-mail stands in the file before with another name.")
        problems.append(RowProblem(row.line, COLUMNS["name"][0], message))
    person.name = row["name"]
    language = LANGUAGES.get(row["language"].casefold())
    if language is None:
        problems.append(RowProblem(row.line, COLUMNS["language"][0], _("Write the word Danish or English.")))
    person.language = language or person.language


def place_of(
    row: SheetRow, role: str, places: dict[str, Institution], problems: list[RowProblem]
) -> Institution | None:
    word = row["institution"].casefold()
    heading = COLUMNS["institution"][0]
    if word in EVERYWHERE:
        if role and role not in WHOLE_MUNICIPALITY and not word:
            message = _("Write an institution, or “hele kommunen” for all of them.")
            problems.append(RowProblem(row.line, heading, message))
        return None
    place = places.get(word)
    if place is None:
        problems.append(RowProblem(row.line, heading, _("There is no such institution. Write its code or its name.")))
    elif not place.is_active:
        problems.append(RowProblem(row.line, heading, place.why_closed()))
    elif role in WHOLE_MUNICIPALITY:
        message = _("This role is held for the whole municipality: leave the institution empty.")
        problems.append(RowProblem(row.line, heading, message))
    return place


def keeps_own_right(people: dict[str, Person], by: User, problems: list[RowProblem]) -> None:
    own = people.get(by.email)
    if own is not None and (Role.MUNICIPAL_ADMIN, None) not in own.roles and Role.MUNICIPAL_ADMIN in by.roles:
        message = _("You would take your own right to administer away. Ask a colleague to do that.")
        problems.append(RowProblem(own.line, COLUMNS["role"][0], message))


def keeps_emergency(people: dict[str, Person], known: dict[str, User], problems: list[RowProblem]) -> None:
    for email, person in people.items():
        user = known.get(email)
        if user is not None and (Role.MUNICIPAL_ADMIN, None) not in person.roles and is_last_emergency(user):
            problems.append(RowProblem(person.line, COLUMNS["role"][0], ONLY_EMERGENCY))


def worded(role: str, place: Institution | None) -> str:
    return f"{Role(role).label} · {place.name if place else _('the whole municipality')}"


def compare(person: Person, old: User | None) -> Change:
    after = sorted(worded(role, place) for role, place in person.roles)
    before = sorted(worded(role_keys.role, role_keys.institution) for role_keys in old.memberships.all()) if old else []
    details: list[tuple[str, str, str]] = []
    if old is not None and old.name != person.name:
        details.append((_("Name"), old.name, person.name))
    if old is not None and person.language and old.language != person.language:
        details.append((_("Language"), old.get_language_display(), dict(LANGUAGE_NAMES)[person.language]))
    if before != after:
        details.append((_("Roles"), ", ".join(before), ", ".join(after)))
    if old is not None and not old.is_active:
        details.append((_("Access"), _("no"), _("yes")))
    kind: Any = "new" if old is None else "changed" if details else "same"
    role_keys = tuple(keys_of(person))
    loses = old is not None and any((row.role, row.institution_id) not in role_keys for row in old.memberships.all())
    return Change(kind, person.email, person.name, person.line, tuple(details), role_keys if loses else None)


def keys_of(person: Person) -> list[tuple[str, int | None]]:
    return [(role, place.pk if place else None) for role, place in person.roles]


def left_by(change: Change) -> list[str]:
    """Sentences of what a person would leave behind."""
    user = User.objects.filter(email=change.key).first() if change.role_keys is not None else None
    return left_behind(user, change.role_keys or ()) if user is not None else []


LANGUAGE_NAMES: Final = (("da", "Dansk"), ("en", "English"))


def apply(people: list[Person], leaving: list[User], *, invite: bool) -> None:
    """Saves people and the roles of each exactly as listed; who is new may be invited to choose a password.

    What is given comes before anything is taken, so that what one takes over from another does not strand; what does,
    waits until an administrator has said who takes it.
    """
    accounts = [(let_in(person, invite=invite), person) for person in people]
    for user, person in accounts:
        for role, place in person.roles:
            Membership.objects.get_or_create(user=user, role=role, institution=place)
    for user, person in accounts:
        take_other_roles(user, person.roles)
    for user in leaving:
        Departure.begin(user, [], is_told=False)
        user.is_active = False
        user.save(update_fields=["is_active"])
        sessions.end_all(user)


def let_in(person: Person, *, invite: bool) -> User:
    user = User.objects.filter(email=person.email, api_client=None).first()
    is_new = user is None
    if user is None:
        user = User.objects.create_user(person.email, name=person.name)
    elif not user.is_active:
        user.come_back()
    user.name, user.language = person.name, person.language or user.language
    user.save(update_fields=["name", "language"])
    if is_new and invite:
        user.want_link(SignInLink.INVITATION)
    return user


def take_other_roles(user: User, roles: list[tuple[str, Institution | None]]) -> None:
    wanted = {(role, place.pk if place else None) for role, place in roles}
    lost = [row for row in user.memberships.all() if (row.role, row.institution_id) not in wanted]
    if lost:
        Departure.begin(user, wanted, is_told=False)
    for row in lost:
        row.delete()
