"""Who answers for a program that uses the API, and has left: somebody else answers for it from then on."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from database.dialects import danish_order
from organisation.models import ApiClient, User
from organisation.people.leaving import RoleKeys, ask_for_what_is_left
from organisation.security.security_log import note


def declare() -> None:
    ask_for_what_is_left(left_by, hand_over)


def clients_left(person: User, role_keys: RoleKeys) -> QuerySet[ApiClient]:
    """Those that get in, and whose contact would have no access any more."""
    clients = ApiClient.objects.usable().filter(contact__iexact=person.email).order_by(danish_order("name"), "id")
    return clients.none() if role_keys else clients


def left_by(person: User, role_keys: RoleKeys) -> list[str]:
    names = [client.name for client in clients_left(person, role_keys)]
    sentence = _("%(name)s answers for programs that use the API: %(clients)s.")
    return [sentence % {"name": person, "clients": ", ".join(names)}] if names else []


def hand_over(person: User, role_keys: RoleKeys, to: User | None, by: User, _before: RoleKeys | None) -> None:
    """To who takes over, else to the administrator who has said so."""
    heir = to or by
    if heir == person:
        return
    for client in clients_left(person, role_keys):
        client.contact = heir.email
        client.save(update_fields=["contact"])
        note("client_contact_changed", client=client.pk, user=heir.pk, by=by.pk)
