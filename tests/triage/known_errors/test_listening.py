"""“Keep me posted” at a known error: asked by mail first, told once when it is fixed, and then forgotten."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast, settle
from tickets.models import Delivery
from triage import tasks
from triage.known_errors.listening import FixListener
from triage.known_errors.models import KnownError

PARENT = "far@example.org"


@pytest.fixture
def error(cast: Cast) -> KnownError:
    return KnownError.objects.create(title="Galleriet er langsomt", description="Billeder kommer sent.")


def ask(client: Client, error: KnownError, email: str = PARENT, **more: str) -> int:
    return client.post(reverse("fix_listen", args=[error.pk]), {"email": email, **more}).status_code


def letters(kind: str) -> list[str]:
    return list(Delivery.objects.filter(kind=kind).values_list("recipient", flat=True))


def link() -> str:
    (path,) = re.findall(r"/drift/besked/\S+", Delivery.objects.filter(kind="fix_asked").latest("id").body)
    return str(path)


def fix(error: KnownError, cast: Cast) -> None:
    error.solve("Det virker igen.", by=cast.support_entitled)
    settle()
    tasks.tell_of_fixes()


def test_who_confirms_hears_once_and_is_forgotten(error: KnownError, cast: Cast, client: Client) -> None:
    assert ask(client, error) == 302
    address = link()
    assert "Galleriet er langsomt" in client.get(address).content.decode()
    assert FixListener.objects.get().confirmed_at is None, "a mail filter opens every link"
    client.post(address)
    fix(error, cast)
    tasks.tell_of_fixes()
    settle()
    assert letters("fix_told") == [PARENT]
    assert not FixListener.objects.exists()
    (letter,) = [each for each in mail.outbox if each.subject.startswith("Fejlen er rettet")]
    assert "slettet din mailadresse" in letter.body
    assert client.get(address).status_code == 410
    tasks.sweep_triage()
    assert letters("fix_told") == []


def test_who_does_not_confirm_hears_nothing_and_is_deleted_after_a_week(
    error: KnownError, cast: Cast, client: Client
) -> None:
    ask(client, error)
    fix(error, cast)
    assert letters("fix_told") == []
    FixListener.objects.update(made_at=timezone.now() - timedelta(days=8))
    FixListener.drop_old()
    assert not FixListener.objects.exists()


def test_who_takes_it_back_is_deleted_at_once(error: KnownError, cast: Cast, client: Client) -> None:
    ask(client, error)
    client.post(link(), {"undo": "1"})
    assert not FixListener.objects.exists()


def test_one_address_is_asked_a_few_times_an_hour_and_a_program_never(error: KnownError, client: Client) -> None:
    others = [KnownError.objects.create(title=f"Fejl {number}", description="x") for number in range(4)]
    assert [ask(client, other) for other in others] == [302] * 4
    assert len(letters("fix_asked")) == 3
    ask(client, error, "mor@example.org", website="x")
    assert not FixListener.objects.filter(email="mor@example.org").exists()


def test_what_is_no_address_comes_back_with_words(error: KnownError, client: Client) -> None:
    answer = client.post(reverse("fix_listen", args=[error.pk]), {"email": "far"})
    assert answer.status_code == 422
    assert "Der mangler et @ i din mailadresse" in answer.content.decode()


def test_a_forged_link_and_a_problem_that_is_fixed_find_nothing(error: KnownError, cast: Cast, client: Client) -> None:
    assert client.get("/drift/besked/forged/").status_code == 410
    fix(error, cast)
    assert ask(client, error) == 404
