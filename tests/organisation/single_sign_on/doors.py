"""What somebody may who came by whatever door: the same table for all."""

from django.test import Client
from django.urls import reverse

from organisation.models import Institution, User
from organisation.roles import WHOLE_MUNICIPALITY
from tests.cast import Cast, open_ticket
from tests.organisation.test_roles import ROLES, VERBS, marked

EMAIL = "doer@example.org"
SEES_OWN = {"observer": 404}
ADMINISTERS = {"municipal_admin": 200}


def place_for(role: str, cast: Cast) -> Institution | None:
    return None if role in WHOLE_MUNICIPALITY else cast.school


def group_of(role: str) -> str:
    return f"gruppe-{role}"


def holds_exactly(role: str, client: Client, cast: Cast) -> None:
    """Their rights by the table, and what the pages and the API answer to their session."""
    person, is_wide = User.objects.get(email=EMAIL), role in WHOLE_MUNICIPALITY
    own, other = open_ticket(cast.school), open_ticket(cast.daycare)
    rights = marked(VERBS, ROLES.index(role))
    assert person.role_keys == [(role, None if is_wide else cast.school.pk)]
    assert {verb for verb in marked_all() if person.may(verb, own)} == rights
    assert {verb for verb in marked_all() if person.may(verb, other)} == (rights if is_wide else set())
    expected = {
        reverse("admin:index"): 200,
        reverse("admin:tickets_ticket_change", args=[own.pk]): SEES_OWN.get(role, 200),
        reverse("admin:tickets_ticket_change", args=[other.pk]): 200 if is_wide else 404,
        f"/api/v1/tickets/{own.pk}/": SEES_OWN.get(role, 200),
        f"/api/v1/tickets/{other.pk}/": 200 if is_wide else 404,
        reverse("admin:organisation_identityprovider_changelist"): ADMINISTERS.get(role, 403),
        reverse("admin:organisation_apiclient_changelist"): ADMINISTERS.get(role, 403),
        reverse("admin:departures"): ADMINISTERS.get(role, 403),
    }
    assert {address: client.get(address).status_code for address in expected} == expected


def marked_all() -> set[str]:
    return {line.split()[0] for line in VERBS.strip().splitlines()[1:]}
