"""The site's secret key is changed, and the old one kept among the fallbacks: whatever it signed is still known."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from organisation.models import SignInLink
from organisation.security import keyed
from tests.cast import Cast, settle
from tickets.fields import FilesField
from tickets.models import Delivery, Mailbox, ReplyAddress, Ticket
from tickets.models.draft import files_key
from tickets.models.held_file import HeldFile
from tickets.news import sign_in_links
from tickets.outbound import message_ids
from triage.wishes.models import ChangeRequest, Vote

OLD, NEW = "the key of last year", "the key of this year"


@pytest.fixture(autouse=True)
def last_year(settings: Any) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []


@contextmanager
def rotated(settings: Any, *, kept: bool = True) -> Iterator[None]:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD] if kept else []
    yield


def test_the_newest_key_signs_and_the_older_are_still_known(settings: Any) -> None:
    before = keyed.digest("a purpose", "a text")
    with rotated(settings):
        assert keyed.digest("a purpose", "a text") != before
        assert keyed.digests("a purpose", "a text")[1] == before


def test_an_answer_to_a_mail_from_before_finds_its_case_and_not_once_the_key_is_dropped(settings: Any) -> None:
    marked = message_ids.make("delivery", 17)
    with rotated(settings):
        assert [one.number for one in message_ids.own_ids(marked)] == [17]
        assert message_ids.make("delivery", 17) != marked
    with rotated(settings, kept=False):
        assert message_ids.own_ids(marked) == []


def test_a_mark_that_somebody_made_up_is_known_under_no_key(settings: Any) -> None:
    with rotated(settings):
        assert message_ids.own_ids(f"<delivery-17.{'0' * 24}@kommune.example>") == []


def test_an_address_still_votes_once(cast: Cast, settings: Any) -> None:
    wish = ChangeRequest.objects.create(title="Et ønske")
    vote = Vote.ask(wish, email="maja@example.org")
    with rotated(settings):
        assert Vote.ask(wish, email="maja@example.org") == vote
    with rotated(settings, kept=False):
        assert Vote.ask(wish, email="maja@example.org") == vote, "a vote that was seen again goes on under the new key"


def test_the_files_of_a_draft_are_still_there(cast: Cast, ticket: Ticket, settings: Any) -> None:
    received = FilesField(required=False).clean([SimpleUploadedFile("note.txt", b"En note")])
    HeldFile.hold(files_key(ticket, cast.superuser, "answer"), received)
    with rotated(settings):
        assert len(HeldFile.received(files_key(ticket, cast.superuser, "answer"))) == 1
    with rotated(settings, kept=False):
        assert len(HeldFile.received(files_key(ticket, cast.superuser, "answer"))) == 1


def test_who_is_signed_in_stays_signed_in(cast: Cast, client: Client, settings: Any) -> None:
    client.force_login(cast.superuser)
    with rotated(settings):
        assert client.get(reverse("admin:my_settings")).status_code == 200


def test_a_link_to_choose_a_password_still_opens(cast: Cast, client: Client, settings: Any) -> None:
    cast.superuser.want_link(SignInLink.RESET)
    sign_in_links.mail_wanted()
    settle()
    (letter,) = [letter for letter in mail.outbox if letter.to == [cast.superuser.email]]
    match = re.search(r"https?://[^/]+(/admin/adgangskode/\S+)", str(letter.body))
    assert match is not None
    with rotated(settings):
        page = client.get(match[1], follow=True)
        assert 'name="new_password1"' in page.content.decode()
    assert Delivery.objects.filter(kind="reset").exists()


def test_the_reply_address_of_a_case_needs_no_key(ticket: Ticket, settings: Any) -> None:
    Mailbox.objects.create(address="hjaelp@kommune.example")
    before = ReplyAddress.of(ticket).email()
    with rotated(settings, kept=False):
        assert ReplyAddress.of(ticket).email() == before
