"""A private link opens its case, reaches its requester by mail, can be made anew, and stands in no table."""

from importlib import import_module
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.state import ModelState, ProjectState
from django.test import Client

from tests.cast import Cast, kinds, open_ticket, settle
from tickets.models import Delivery, Merge, Ticket
from tickets.requester.private_links import LostKey, digest, seal, unseal

OLD, NEW = "the key of last year, long enough", "the key of this year, long enough"


def holds(text: str) -> list[str]:
    """The tables of which a row holds the words, read as a dump of the database reads."""
    with connection.cursor() as cursor:
        tables = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT 1 FROM "{table}" AS t WHERE t::text LIKE %s LIMIT 1', [f"%{text}%"])  # noqa: S608
            tables += [table] if cursor.fetchone() else []
    return tables


def rotate(settings: Any, *, keep: bool = True) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY] if keep else []
    settings.SECRET_KEY = NEW


def test_no_table_holds_it_and_mails_bring_it(ticket: Ticket, cast: Cast) -> None:
    other = open_ticket(cast.school, requester_email="ole@example.org")
    Merge.begin(other, ticket, by=cast.superuser, confirmed=True)
    ticket.answer("Prøv igen.", by=cast.superuser)
    ticket.ask("Hvilken telefon?", by=cast.superuser, missing=["device"])
    settle()
    links = (ticket.token, other.token)
    assert [holds(token) for token in links] == [[], []]
    assert holds("Prøv igen.")
    to_ole = [str(letter.body) for letter in mail.outbox if letter.to == ["ole@example.org"]]
    assert all(f"/sag/{other.token}/" in body and ticket.token not in body for body in to_ole)
    to_maja = [str(letter.body) for letter in mail.outbox if letter.to == ["maja@example.org"]]
    assert all(f"/sag/{ticket.token}/" in body and other.token not in body for body in to_maja)
    assert any(f"/sag/{ticket.token}/oplysninger/" in body for body in to_maja)


def test_words_that_look_like_the_mark_open_nobody_elses_case(ticket: Ticket, cast: Cast) -> None:
    foreign = open_ticket(cast.school, requester_email="ole@example.org")
    ticket.answer(f"Se /sag/{foreign.token}/", by=cast.superuser)
    settle()
    assert foreign.token not in "".join(str(m.body) for m in mail.outbox if m.to == ["maja@example.org"])


def test_the_same_secret_is_sealed_differently_each_time_and_only_a_known_key_opens_it(settings: Any) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []
    token = "a" * 32
    sealed = seal(token)
    assert sealed != seal(token)
    assert unseal(sealed, digest(token)) == token
    rotate(settings)
    assert unseal(sealed, digest(token)) == token
    rotate(settings, keep=False)
    with pytest.raises(LostKey):
        unseal(sealed, digest(token))


def test_links_outlive_a_change_of_the_secret_key(ticket: Ticket, cast: Cast, client: Client, settings: Any) -> None:
    link = ticket.get_absolute_url()
    rotate(settings)
    ticket.answer("Hej igen", by=cast.superuser)
    settle()
    assert link in mail.outbox[-1].body
    out = StringIO()
    call_command("reseal_links", stdout=out)
    assert out.getvalue().startswith("1 links sealed anew, 0 ")
    settings.SECRET_KEY_FALLBACKS = []
    assert Ticket.objects.get().get_absolute_url() == link
    assert client.get(link).status_code == 200
    call_command("reseal_links", stdout=out)
    assert "0 links sealed anew, 0 " in out.getvalue()


def test_who_has_a_link_gets_in_even_when_its_key_is_lost(ticket: Ticket, client: Client, settings: Any) -> None:
    link = ticket.get_absolute_url()
    rotate(settings, keep=False)
    assert Ticket.objects.by_token(link.split("/")[2]) == ticket


def test_a_new_link_by_button_ends_the_old_one_and_is_sent(ticket: Ticket, cast: Cast, client: Client) -> None:
    settle()
    old = ticket.get_absolute_url()
    client.force_login(cast.pilot, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/admin/tickets/ticket/{ticket.pk}/"
    page = client.get(address).content.decode()
    assert "Det nye link bliver sendt til maja@example.org." in page
    assert client.post(f"{address}renew_link/").status_code == 302
    settle()
    new = Ticket.objects.get().get_absolute_url()
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200
    assert "Nyt link" in mail.outbox[-1].subject
    assert new in mail.outbox[-1].body
    assert kinds(ticket)[-1] == "link_renewed"


def test_the_new_link_is_withheld_from_a_wrong_address(ticket: Ticket, cast: Cast, client: Client) -> None:
    settle()
    sent = len(mail.outbox)
    client.force_login(cast.pilot, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(
        f"/api/v1/tickets/{ticket.pk}/renew_link/", {"withhold": True}, content_type="application/json"
    )
    settle()
    assert answer.status_code == 200
    assert len(mail.outbox) == sent


def test_a_mail_that_waits_brings_the_link_that_is_good_when_it_leaves(ticket: Ticket, cast: Cast) -> None:
    settle()
    ticket.answer("Hej", by=cast.superuser)
    waiting = Delivery.objects.create(
        event=ticket.events.get(kind="answered"),
        kind="requester_answered",
        recipient="maja@example.org",
        subject="Svar",
        body="Her: /sag/[privat link]/",
        opens=ticket,
    )
    ticket.renew_token(by=cast.superuser, tell=False)
    settle()
    waiting.refresh_from_db()
    assert any(ticket.get_absolute_url() in str(letter.body) for letter in mail.outbox)


def as_it_was() -> Any:
    """The two tables as the migration finds them; what it does not know of stays away."""
    state, key = ProjectState(), ("id", models.BigAutoField(primary_key=True))
    lengths = {"token": 48, "sealed_token": 64, "token_digest": 64}
    of_case = [(name, models.CharField(max_length=length)) for name, length in lengths.items()]
    opens = models.ForeignKey("tickets.Ticket", models.CASCADE, null=True)
    state.add_model(ModelState("tickets", "Ticket", [key, *of_case]))
    state.add_model(ModelState("tickets", "Delivery", [key, ("body", models.TextField()), ("opens", opens)]))
    return state.apps


@pytest.mark.django_db
def test_links_that_stood_in_clear_are_sealed_and_go_on(client: Client, cast: Cast) -> None:
    """The steps of the schema around it are taken with the data of the last version, in tests/upgrade."""
    ticket = open_ticket(cast.school)
    settle()
    link, steps = ticket.get_absolute_url(), import_module("tickets.migrations.0021_seal_links")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE tickets_ticket ADD COLUMN token varchar(48) NOT NULL DEFAULT ''")
        steps.open_all(as_it_was(), None)
        cursor.execute("UPDATE tickets_delivery SET opens_id = NULL, body = %s", [f"Følg sagen: {link}oplysninger/"])
        cursor.execute("UPDATE tickets_ticket SET sealed_token = ''")
        cursor.execute("SELECT token FROM tickets_ticket")
        assert cursor.fetchone() == (ticket.token,)
        steps.seal_all(as_it_was(), None)
        steps.take_out_of_mails(as_it_was(), None)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE tickets_ticket DROP COLUMN token")
    assert holds(ticket.token) == []
    assert Delivery.objects.filter(opens=ticket, body="Følg sagen: /sag/[privat link]/oplysninger/").exists()
    assert Ticket.objects.get().get_absolute_url() == link
    assert client.get(link).status_code == 200
