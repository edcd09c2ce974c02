"""A personal-data breach is noted in a minute, has its 72 hours, and ends only when everything is answered."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organisation.models import Municipality
from tests.cast import Cast, kinds, settle
from tickets.models import Breach, Ticket
from tickets.models.breach import KEPT, UnableToEnd

ALL = {
    "what": "En liste blev sendt til en forkert.",
    "whose": "20 elever: navne.",
    "who_saw": "En forælder, der har slettet den.",
    "contained": "Svaret er trukket tilbage.",
    "consequences": "Ingen.",
}


def signed_in(client: Client, user: object) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type]
    return client


def test_whoever_works_with_cases_notes_one_and_who_answers_for_it_hears(
    ticket: Ticket, cast: Cast, client: Client
) -> None:
    municipality = Municipality.current()
    municipality.adviser_email = "dpo@kommune.example"
    municipality.save()
    Municipality.forget_cached()
    signed_in(client, cast.superuser)
    posted = {
        "what": "Idas adresse, CPR 010203-1234, gik til en anden.",
        "known_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "case": ticket.number,
    }
    answer = client.post(reverse("admin:breaches"), posted)
    breach = Breach.objects.get()
    assert answer.headers["Location"] == reverse("admin:breach", args=[breach.pk])
    assert "010203" not in breach.what
    assert breach.due_at - breach.known_at == timedelta(hours=72)
    assert "breach_noted" in kinds(ticket)
    settle()
    letters = [letter for letter in mail.outbox if "brud" in letter.subject]
    assert {letter.to[0] for letter in letters} == {"dpo@kommune.example", cast.municipal_admin.email}
    assert all("Ida" not in letter.body for letter in letters)


def test_what_is_known_is_kept_though_the_rest_is_missing(cast: Cast, client: Client) -> None:
    breach = Breach.note(what="Noget blev set.", by=cast.superuser)
    address = reverse("admin:breach", args=[breach.pk])
    signed_in(client, cast.superuser).post(address, {"what": "Noget blev set.", "who_saw": "En forælder"})
    breach.refresh_from_db()
    assert breach.who_saw == "En forælder"
    page = client.get(address).content.decode()
    assert "Mangler stadig" in page
    assert "En forælder" in page
    assert "timer tilbage" in page


def test_it_ends_only_when_all_is_answered_and_by_who_answers_for_it(cast: Cast, client: Client) -> None:
    breach = Breach.note(what="Noget blev set.", by=cast.superuser)
    breach.fill_in(by=cast.superuser, **ALL, risk="high")
    page = signed_in(client, cast.municipal_admin).post(reverse("admin:breach_end", args=[breach.pk]))
    assert page.status_code == 409
    assert "Datatilsynet" in page.content.decode()
    with pytest.raises(UnableToEnd):
        breach.end(by=cast.municipal_admin)
    today = timezone.localdate()
    breach.fill_in(by=cast.municipal_admin, authority_told_on=today, people_told_on=today)
    with pytest.raises(PermissionDenied):
        breach.end(by=cast.superuser)
    breach.end(by=cast.municipal_admin)
    breach.refresh_from_db()
    assert breach.is_done
    with pytest.raises(UnableToEnd):
        breach.fill_in(by=cast.municipal_admin, what="Andet")


def test_unlikely_harm_needs_a_reason_and_no_report(cast: Cast) -> None:
    breach = Breach.note(what="Noget blev set.", by=cast.superuser)
    breach.fill_in(by=cast.superuser, **ALL, risk="none")
    assert len(breach.missing()) == 1
    breach.fill_in(by=cast.superuser, authority_why_not="Modtageren er en kollega med tavshedspligt.")
    assert breach.missing() == []


def test_a_colleague_sees_her_own_only_and_an_observer_none(cast: Cast, client: Client) -> None:
    breach = Breach.note(what="Noget blev set.", by=cast.superuser)
    address = reverse("admin:breach", args=[breach.pk])
    assert signed_in(client, cast.superuser).get(address).status_code == 200
    assert signed_in(client, cast.pilot).get(address).status_code == 404
    assert signed_in(client, cast.pilot).post(address, {"what": "x"}).status_code == 404
    assert signed_in(client, cast.observer).get(reverse("admin:breaches")).status_code == 403
    assert signed_in(client, cast.municipal_admin).get(address).status_code == 200


def test_the_hours_that_are_over_are_said(cast: Cast, client: Client) -> None:
    breach = Breach.note(what="x", by=cast.superuser, known_at=timezone.now() - timedelta(hours=73))
    assert breach.is_late
    page = signed_in(client, cast.municipal_admin).get(reverse("admin:index")).content.decode()
    assert "De 72 timer udløb" in page


def test_its_texts_go_after_five_years(cast: Cast) -> None:
    breach = Breach.note(what="x", by=cast.superuser)
    breach.fill_in(by=cast.superuser, **ALL)
    Breach.objects.update(done_at=timezone.now() - KEPT - timedelta(days=1))
    Breach.drop_old()
    breach.refresh_from_db()
    assert (breach.what, breach.whose, breach.who_saw) == ("", "", "")
