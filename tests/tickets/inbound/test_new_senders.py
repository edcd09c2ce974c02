"""What is known of somebody who filled in no form."""

from typing import Any
from uuid import uuid4

import pytest

from organisation.models import Institution, Party, User
from tests.cast import Cast, open_ticket
from tests.tickets.inbound.letters import letter
from tickets.inbound.new_senders import Sender, facts, works_with_us
from tickets.inbound.parsing import parse
from tickets.models import Mailbox, ReceivedMail


def known(mailbox: Mailbox | None = None, text: str = "Hej", **headers: str) -> dict[str, Any]:
    mail = parse(letter(text, **headers))
    return facts(mail, mailbox, Sender.of(mail, ReceivedMail.objects.create(fingerprint=uuid4().hex, size=1)))


def test_the_mailbox_goes_before_the_office_and_that_before_an_earlier_case(cast: Cast) -> None:
    common = Mailbox.objects.create(address="hjaelp@kommune.example")
    own = Mailbox.objects.create(address="skolen@kommune.example", institution=cast.daycare)
    assert known()["institution"] is None
    open_ticket(cast.daycare, requester_email="maja@example.org")
    open_ticket(cast.school, requester_email="maja@example.org")
    open_ticket(cast.daycare, requester_email="ida@example.org")
    assert known()["institution"] == known(common)["institution"] == cast.school
    assert known(own)["institution"] == cast.daycare
    open_ticket(cast.daycare, requester_email="kontor@example.org")
    assert known(From="KONTOR@example.org")["institution"] == cast.school
    assert known(own, From="kontor@example.org")["institution"] == cast.daycare


def test_an_office_that_is_closed_is_none_and_the_oldest_goes_first(cast: Cast) -> None:
    Institution.objects.filter(pk=cast.daycare.pk).update(email="kontor@example.org")
    Institution.objects.filter(pk=cast.school.pk).update(area="Nord")
    assert known(From="kontor@example.org")["institution"] == cast.school
    Institution.objects.filter(pk=cast.school.pk).update(is_active=False)
    assert known(From="kontor@example.org")["institution"] == cast.daycare


def test_staff_are_known_by_their_address_and_others_by_what_they_were(cast: Cast) -> None:
    assert known()["audience"] == "parent"
    assert known(From="kontor@example.org")["audience"] == "staff"
    assert known(From=cast.pilot.email)["audience"] == "staff"
    User.objects.filter(pk=cast.pilot.pk).update(is_active=False)
    assert known(From=cast.pilot.email)["audience"] == "parent"
    open_ticket(cast.school, requester_email="maja@example.org", audience="pupil")
    assert known()["audience"] == "pupil"


@pytest.mark.django_db
def test_the_name_is_that_of_the_mail_or_stands_before_the_at() -> None:
    assert known()["requester_name"] == "Maja Holm"
    nameless = known(From="maja.holm@example.org", Reply_To="ida@example.org")
    assert (nameless["requester_name"], nameless["requester_email"]) == ("ida", "ida@example.org")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hello, I cannot see my daughter in the app. Please help me with this.", "en"),
        ("I cannot see this", "da"),
        ("my app is not here", "en"),
        ("The app is not my friend. Hej, jeg kan ikke.", "da"),
        ("The app is not my friend and you have it. Hej.", "en"),
        ("You have the app. HEJ, JEG KAN IKKE.", "da"),
        ("The app is not my and hej jeg", "en"),
        ("The app is not my hej jeg", "da"),
        ("Zażółć gęślą jaźń", "da"),
        ("", "da"),
    ],
)
def test_a_new_sender_is_answered_in_english_only_where_the_text_clearly_is(
    text: str, language: str, cast: Cast
) -> None:
    assert known(text=text)["language"] == language


def test_who_wrote_before_is_answered_as_before_unless_the_text_is_danish(cast: Cast) -> None:
    open_ticket(cast.school, requester_email="maja@example.org", language="en")
    assert known(text="Zażółć gęślą")["language"] == "en"
    assert known(text="Hej, jeg kan ikke.")["language"] == "da"
    assert known(text=" " * 10 + "ok " * 2000 + "the is and my not")["language"] == "en"


@pytest.mark.parametrize(
    ("sender", "works"),
    [
        ("KONTOR@example.org", True),
        ("lukket@example.org", False),
        ("skema@vendor.example", True),
        ("kim@vendor.example", True),
        ("kim@andet.vendor.example", False),
        ("drift@it.example", True),
        ("kim@it.example", False),
        ("lille@gmail.com", True),
        ("kim@gmail.com", False),
    ],
)
def test_our_institutions_and_suppliers_work_with_us_and_whoever_is_in_their_house(
    sender: str, works: bool, cast: Cast
) -> None:
    """But not in our own, whose programs are many, nor where anybody has an address."""
    Institution.objects.create(name="Lukket", email="lukket@example.org", is_active=False)
    Party.objects.create(key="own-it", name="It", kind=Party.Kind.LOCAL_IT, email="drift@it.example")
    Party.objects.create(key="lille", name="Lille", kind=Party.Kind.SCHEDULE_VENDOR, email="lille@gmail.com")
    assert works_with_us(parse(letter(From=sender))) is works
