"""An institution that closes, or is merged into another: people, cases, mailboxes, vendors and answers in one act."""

from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knowledgebase.models import Article, BoardHelper, Question
from organisation.institutions.closing import ask_for_what_is_there
from organisation.models import GroupRole, Institution, Membership, MorningMeeting, User
from organisation.pages.refusals import UnableTo
from organisation.roles import Role
from tickets.models import Mailbox, SearchEntry, Sharing, Ticket
from tickets.models.safeguarding import needs_to_know
from tickets.words import Actor
from triage.flags.models import NamedPerson
from triage.ready_answers.models import AnswerTemplate
from triage.suggestions.models import Hint

ROWS: Final[tuple[Any, ...]] = (Mailbox, AnswerTemplate, Hint, Article, MorningMeeting, GroupRole)
"""What lies at one institution, and goes as it is."""
NAMED_BY_PLACE: Final[tuple[Any, ...]] = (NamedPerson, BoardHelper)
"""Who is named for something at an institution; at another they may be named already."""


def in_numbers(place: Institution) -> dict[str, int]:
    """What would move, for the page that asks."""
    cases = Ticket.objects.filter(institution=place)
    return {
        "people": Membership.objects.filter(institution=place, user__is_active=True).values("user").distinct().count(),
        "open": cases.open().count(),
        "done": cases.done().count(),
        "mailboxes": Mailbox.objects.filter(institution=place).count(),
        "answers": AnswerTemplate.objects.filter(institution=place).count(),
    }


def declare() -> None:
    ask_for_what_is_there(there)


def there(place: Institution) -> list[str]:
    """Sentences of the people and the open cases that an institution would strand by closing."""
    numbers = in_numbers(place)
    people = ngettext("%(count)s person works at %(name)s.", "%(count)s people work at %(name)s.", numbers["people"])
    cases = ngettext("%(count)s open case lies at %(name)s.", "%(count)s open cases lie at %(name)s.", numbers["open"])
    sentences = ((people, numbers["people"]), (cases, numbers["open"]))
    return [sentence % {"count": count, "name": place} for sentence, count in sentences if count]


@transaction.atomic
def merge(place: Institution, into: Institution, *, by: User) -> int:
    """Moves everything of `place`, which closes and is succeeded by `into`; how many open cases it was.

    Again changes nothing. Raises `UnableTo` for the same or a closed institution, `PermissionDenied` for anybody but
    the municipal administrator. Nobody is told case by case: the people move along.
    """
    if Role.MUNICIPAL_ADMIN not in by.roles:
        raise PermissionDenied
    locked = Institution.objects.select_for_update().order_by("pk").in_bulk([place.pk, into.pk])
    place, into = locked[place.pk], locked[into.pk]
    if place.pk == into.pk or not into.is_active:
        raise UnableTo(_("Choose another institution that is open."))
    place.is_active, place.successor = False, into
    place.save(update_fields=["is_active", "successor"])
    stand_alone(into)
    move_people(place, into)
    take_vendors(place, into)
    for rows in ROWS:
        move_rows(rows, place, into)
    for rows in NAMED_BY_PLACE:
        move_named(rows, place, into)
    Question.objects.filter(institution=place).update(institution=into)
    Sharing.objects.filter(institution=place).delete()
    return move_cases(place, into, by)


def stand_alone(place: Institution) -> None:
    """An institution that is open again, after it had closed, has no successor any more."""
    if place.successor_id is not None:
        place.successor = None
        place.save(update_fields=["successor"])


def move_people(place: Institution, into: Institution) -> None:
    """Everybody keeps their role, once; what the groups of a work account give, they can still take back."""
    for membership in Membership.objects.filter(institution=place):
        given = {"given_by_id": membership.given_by_id}
        Membership.objects.get_or_create(
            user_id=membership.user_id, role=membership.role, institution=into, defaults=given
        )
        membership.delete()


def take_vendors(place: Institution, into: Institution) -> None:
    """Who had no schedule vendor has the other's now; widgets add up."""
    if into.schedule_vendor is None and place.schedule_vendor is not None:
        into.schedule_vendor = place.schedule_vendor
        into.save(update_fields=["schedule_vendor"])
    into.widget_vendors.add(*place.widget_vendors.all())


def move_rows(rows: Any, place: Institution, into: Institution) -> None:
    for row in rows.objects.filter(institution=place).order_by("pk"):
        put(row, into)


def put(row: Any, into: Institution) -> None:
    if isinstance(row, GroupRole) and is_there(row, into):
        row.delete()
        return
    row.institution = into
    row.save(update_fields=["institution"])


def is_there(row: GroupRole, into: Institution) -> bool:
    """Whether the group has the role there as well."""
    same = GroupRole.objects.filter(provider=row.provider, group=row.group, role=row.role)
    return same.filter(institution=into).exists()


def move_named(rows: Any, place: Institution, into: Institution) -> None:
    """What both have goes from the one that closes."""
    for row in rows.objects.filter(institution=place).order_by("pk"):
        what = {"kind": row.kind} if rows is NamedPerson else {"topic": row.topic}
        if rows.objects.filter(institution=into, user=row.user, **what).exists():
            row.delete()
            continue
        row.institution = into
        row.save(update_fields=["institution"])


def mover(ticket: Ticket, by: User) -> User | Actor:
    """A sensitive case of which the administrator need not know moves with its school all the same."""
    return by if needs_to_know(by, ticket) else Actor.SYSTEM


def move_cases(place: Institution, into: Institution, by: User) -> int:
    """The open ones with an event each; those that are done lie where the people are who answered them."""
    moved = 0
    for ticket in Ticket.objects.open().filter(institution=place, merged_into=None).order_by("pk"):
        ticket.move(into, by=mover(ticket, by), quietly=True)
        moved += 1
    Ticket.objects.filter(institution=place).update(institution=into)
    SearchEntry.objects.filter(institution=place).update(institution=into)
    return moved
