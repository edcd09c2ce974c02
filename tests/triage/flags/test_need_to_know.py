"""What only some need to know: nobody else comes to it by any address, list or search."""

import io
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from organisation.models import Municipality
from organisation.security import limits
from tests.cast import Cast, kinds, open_ticket, settle
from tests.helpdesk.test_every_address import FORM, addresses, content, sent, walker
from tests.planted import number_from_here, plant
from tickets.attachments.uploads import inspect
from tickets.models import Delivery, Reading, ReceivedMail, Safeguarding, Ticket
from tickets.models.conversation import Received
from triage.flags.models import Flag, NamedPerson
from triage.ready_answers import similar
from triage.wishes.models import ChangeRequest

SECRET = "Kvistgaardsvej"
WRITTEN = f"Min far slår mig hver dag på {SECRET}, og jeg tør ikke gå hjem."


@pytest.fixture
def secret(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Ticket:
    """A case that the named administrator of the school knows of, and nobody else."""
    monkeypatch.setattr(limits, "SIGNING_IN", frozenset())
    Municipality.objects.update(enquiries_per_hour=0)
    Municipality.forget_cached()
    Safeguarding.objects.create(id=1, need_to_know=True)
    Safeguarding.forget_cached()
    NamedPerson.objects.create(user=cast.institution_admin, kind="violence")
    data = f"Sket på {SECRET}".encode()
    file = Received.of(inspect("note.txt", io.BytesIO(data)), data)
    ticket = open_ticket(
        cast.school, subject=f"Hjælp mig på {SECRET}", body=WRITTEN, files=[file], requester_name=f"Ida {SECRET}"
    )
    settle()
    settle()
    return Ticket.objects.get(pk=ticket.pk)


@pytest.mark.parametrize("role", ["superuser", "support_entitled", "project_lead", "municipal_admin"])
def test_no_address_shows_it_to_who_need_not_know_nor_anybodys_private_link(
    role: str, secret: Ticket, cast: Cast
) -> None:
    """The other case is no secret, lies elsewhere, and stands in every table."""
    number_from_here()
    other = plant(cast.daycare, by=cast.municipal_admin, cast=cast)
    client, seen = walker(role, cast), []
    for address in dict.fromkeys([*addresses(other, other), *addresses(secret, secret)]):
        said = content(client.get(address, {"q": secret.number}))
        seen += [address] if SECRET in said or other.token in said else []
    assert seen == []


def test_no_address_changes_it_for_who_need_not_know(secret: Ticket, cast: Cast) -> None:
    client, seen, before = walker("superuser", cast), [], (secret.state, kinds(secret))
    form = urlencode(sent(secret) | {"case": secret.pk})
    for address in addresses(secret, secret):
        answer = client.post(address, form, FORM)
        seen += [address] if SECRET in content(answer) else []
    assert seen == []
    assert (Ticket.objects.get(pk=secret.pk).state, kinds(secret)) == before


def sign_in(client: Client, cast: Cast, role: str) -> Client:
    client.force_login(cast.by_role(role), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_its_mail_is_read_by_no_administrator_who_need_not_know(secret: Ticket, cast: Cast, client: Client) -> None:
    came = ReceivedMail.objects.create(
        fingerprint="f",
        ticket=secret,
        from_email="ida@example.org",
        subject=SECRET,
        text=SECRET,
        outcome="reply",
        speaker="requester",
    )
    went = Delivery.objects.filter(event__ticket=secret, recipient="maja@example.org")[0]
    sign_in(client, cast, "municipal_admin")
    mails = [f"/admin/tickets/receivedmail/{came.pk}/change/", f"/admin/tickets/delivery/{went.pk}/change/"]
    assert [client.get(address).status_code == 200 for address in mails] == [False, False]
    assert SECRET not in client.get("/admin/tickets/receivedmail/").content.decode()
    secret.let_in(cast.municipal_admin)
    assert [client.get(address).status_code for address in mails] == [200, 200]
    assert SECRET in client.get("/admin/tickets/receivedmail/").content.decode()


def test_what_waits_for_a_sensitive_case_is_listed_to_nobody_who_need_not_know(
    secret: Ticket, cast: Cast, client: Client
) -> None:
    facts = {"from_email": "ida@example.org", "subject": SECRET, "outcome": "held", "speaker": "requester"}
    ReceivedMail.objects.create(fingerprint="f", ticket=secret, **facts)
    sign_in(client, cast, "municipal_admin")
    listed = reverse("admin:mail"), {"q": "maja@example.org"}
    shown = client.get(*listed).content.decode()
    assert (SECRET in shown, secret.number in shown) == (False, False)
    secret.let_in(cast.municipal_admin)
    shown = client.get(*listed).content.decode()
    assert (SECRET in shown, secret.number in shown) == (True, True)
    assert [row.in_list for row in Reading.objects.filter(ticket=secret, person=cast.municipal_admin)] == [True]


def test_a_wish_that_turned_out_sensitive_is_quoted_to_nobody_else(cast: Cast, client: Client) -> None:
    Safeguarding.objects.create(id=1, need_to_know=True)
    Safeguarding.forget_cached()
    NamedPerson.objects.create(user=cast.institution_admin, kind="abuse")
    ticket = open_ticket(cast.school, body=f"Jeg ønsker mig en knap til {SECRET}.")
    ticket.set_route("change_request", by=cast.project_lead)
    request = ChangeRequest.collect(ticket, by=cast.project_lead, title="En knap", summary="En knap")
    page = f"/admin/triage/changerequest/{request.pk}/"
    assert SECRET in sign_in(client, cast, "project_lead").get(page).content.decode()
    Flag.raise_on(ticket, ["abuse"])
    settle()
    assert SECRET not in client.get(page).content.decode()
    Flag.objects.get().clear(by=cast.institution_admin)
    assert ChangeRequest.objects.get().quoted == []  # a person quotes it again, or nobody does


def test_what_was_answered_to_something_sensitive_is_offered_for_no_other_case(cast: Cast) -> None:
    words = "Kalenderen viser forkerte ferieuger i skoleåret"
    solved, again = open_ticket(cast.school, subject=words), open_ticket(cast.school, subject=words)
    solved.answer("Vælg kalenderen forfra.", by=cast.superuser)
    solved.resolve(by=cast.superuser)
    settle()
    assert [each.ticket for each in similar.solved_like(again, words, cast.superuser)] == [solved]
    Flag.raise_on(solved, ["abuse"])
    assert similar.solved_like(again, words, cast.superuser) == []
    assert similar.answer_of(cast.superuser, solved.pk) == ""


def test_who_says_it_in_a_question_of_a_fault_is_helped_on_that_page(
    ticket: Ticket, cast: Cast, client: Client
) -> None:
    ticket.set_route("technical_fault", by=cast.superuser)
    ticket.ask("Fortæl mere", by=cast.superuser, missing=["happened"])
    page = f"/sag/{ticket.token}/oplysninger/"
    assert "tel:112" not in client.get(page).content.decode()
    assert "tel:112" in client.post(page, {"happened": WRITTEN}, follow=True).content.decode()
