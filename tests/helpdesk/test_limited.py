"""Every address that somebody without an account can post to has a limit, and the answer to too much helps them on."""

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from knowledgebase.models import SearchTally
from organisation.models import Municipality
from organisation.security import limits
from tests.cast import PASSWORD, Cast, open_ticket, settle
from tests.services.servers import free_port
from tests.triage.intake.test_enquiry import FORM, form_data, png
from tickets.models import HeldFile, Ticket
from triage.known_errors.models import KnownError
from triage.wishes.models import ChangeRequest

ADDRESS = "198.51.100.7"


@pytest.fixture
def few(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of each in an hour."""
    monkeypatch.setattr(limits, "PER_HOUR", dict.fromkeys(limits.PER_HOUR, 2))
    monkeypatch.setattr(limits, "OTHERWISE", 2)
    monkeypatch.setattr(limits, "PER_ENQUIRY", dict.fromkeys(limits.PER_ENQUIRY, 1))
    Municipality.objects.update(enquiries_per_hour=2, phone="12 34 56 78")
    Municipality.forget_cached()


def addresses(cast: Cast) -> dict[str, dict[str, Any]]:
    ticket = open_ticket(cast.school)
    wish = ChangeRequest.objects.create(title="Mørk visning", summary="Aula skal kunne være mørk.", is_public=True)
    Municipality.objects.update(public_wishes=True)
    Municipality.forget_cached()
    return {
        FORM: form_data(cast),
        reverse("fault_questions"): {"body": "Appen går ned"},
        reverse("suggest_answers"): {"body": "ferie"},
        reverse("set_language"): {"language": "en"},
        reverse("case_reply", args=[ticket.token]): {"text": "Tak for svaret."},
        reverse("case_resolve", args=[ticket.token]): {},
        reverse("case_reopen", args=[ticket.token]): {},
        reverse("case_facts", args=[ticket.token]): {},
        reverse("wish_vote", args=[wish.pk]): {"email": "maja@example.org"},
        reverse("vote_link", args=["findes-ikke"]): {},
        reverse("answer_feedback", args=["findes-ikke"]): {"helped": "yes"},
        reverse("admin:login"): {"username": "ingen@example.org", "password": "forkert"},
        reverse("forgotten_password"): {"email": "ingen@example.org"},
        reverse("choose_password", args=["x", "y"]): {},
        reverse("admin:ticket_resolve", args=[ticket.pk]): {},
        reverse("saml_answer", args=[1]): {"SAMLResponse": "PHg+"},
        reverse("single_sign_on", args=[1]): {"kept_form": "x"},
        reverse("back_channel_sign_out", args=[1]): {"logout_token": "x"},
    }


def test_every_address_that_takes_a_post_says_stop(few: None, cast: Cast) -> None:
    for address, sent in addresses(cast).items():
        answers: list[int] = []
        while 429 not in answers and len(answers) < 9:
            answers.append(Client().post(address, sent, REMOTE_ADDR=ADDRESS).status_code)
        assert answers[-1] == 429, (address, answers)


def test_a_header_that_no_page_reads_is_no_way_round(few: None, cast: Cast) -> None:
    for address, sent in addresses(cast).items():
        posts = [
            Client().post(address, sent, REMOTE_ADDR=ADDRESS, headers={"authorization": "Bearer x"})
            for _turn in "12345"
        ]
        assert 429 in [answer.status_code for answer in posts], address


def test_the_answer_says_when_it_opens_how_to_reach_us_and_what_was_typed(few: None, cast: Cast) -> None:
    address = reverse("case_reply", args=[open_ticket(cast.school).token])
    for _turn in range(3):
        answer = Client().post(address, {"text": "Det hjalp desværre ikke."}, REMOTE_ADDR=ADDRESS)
    page = answer.content.decode()
    assert answer.status_code == 429
    assert 3500 < int(answer["Retry-After"]) <= 3600
    assert "12 34 56 78" in page
    assert "Det hjalp desværre ikke." in page
    assert "via linket til en henvendelse" in page
    assert "samme netværk" not in page


def test_who_is_counted_by_their_network_hears_that_others_count_too(few: None, cast: Cast) -> None:
    for _turn in range(3):
        answer = Client().post(reverse("forgotten_password"), {"email": "ingen@example.org"}, REMOTE_ADDR=ADDRESS)
    page = answer.content.decode()
    assert "samme netværk" in page
    assert "via linket" not in page


def test_a_program_hears_it_as_json(few: None, cast: Cast) -> None:
    for _turn in range(3):
        answer = Client().post("/api/v1/tickets/", {}, REMOTE_ADDR=ADDRESS)
    assert answer.status_code == 429
    assert "12 34 56 78" in answer.json()["detail"]


def test_what_was_typed_to_sign_in_is_not_shown_again(few: None, cast: Cast) -> None:
    sent = {"username": "min hemmelige kode", "password": "forkert kode 12"}
    for _turn in range(3):
        answer = Client().post(reverse("admin:login"), sent, REMOTE_ADDR=ADDRESS)
    assert answer.status_code == 429
    assert "hemmelige" not in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("admin:login", []),
        ("second_step", []),
        ("confirm_password", []),
        ("choose_password", ["x", "y"]),
        ("admin:password_change", []),
        ("single_sign_on", [1]),
        ("saml_answer", [1]),
        ("back_channel_sign_out", [1]),
    ],
)
def test_nothing_that_was_sent_to_come_in_by_stands_on_the_page_that_says_stop(
    name: str, place: list[Any], few: None, cast: Cast
) -> None:
    """Whatever the field is called in which it came."""
    for _turn in range(9):
        answer = Client().post(reverse(name, args=place), {"svar": "min hemmelige kode 12"}, REMOTE_ADDR=ADDRESS)
        if answer.status_code == 429:
            break
    assert answer.status_code == 429
    assert "hemmelige" not in answer.content.decode()


def test_who_is_signed_in_is_not_counted(few: None, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
    answers = [client.post(reverse("set_language"), {"language": "da"}).status_code for _turn in range(5)]
    assert answers == [302] * 5


def test_invalid_forms_store_next_to_nothing(cast: Cast) -> None:
    """Many posts with a file each and an error in each."""
    for number in range(30):
        file = SimpleUploadedFile("fil.txt", f"fil nummer {number}".encode() + b" og mere" * 40_000)
        Client().post(FORM, form_data(cast, email="forkert") | {"attachments": [file]}, REMOTE_ADDR=ADDRESS)
    assert HeldFile.objects.count() == limits.PER_HOUR["held_forms"]


def test_searching_stores_little_and_goes_on(few: None) -> None:
    for number in range(5):
        answer = Client().get(reverse("answers"), {"q": f"kalender{'x' * number}"}, REMOTE_ADDR=ADDRESS)
        assert answer.status_code == 200
    assert SearchTally.objects.count() == 2


def test_one_form_keeps_no_more_files_than_may_be_sent(cast: Cast) -> None:
    sent = form_data(cast, email="forkert")
    for number in range(9):
        file = SimpleUploadedFile("fil.txt", f"indhold {number}".encode())
        answer = Client().post(FORM, sent | {"attachments": [file]}, REMOTE_ADDR=ADDRESS)
    assert HeldFile.objects.count() == 5
    assert 'id="left-out"' in answer.content.decode()


def test_nothing_is_read_of_the_files_of_a_form_that_is_refused(few: None, cast: Cast) -> None:
    for _turn in range(3):
        answer = Client().post(FORM, form_data(cast, email="x") | {"attachments": [png()]}, REMOTE_ADDR=ADDRESS)
    assert answer.status_code == 429
    assert HeldFile.objects.count() == 2
    page = answer.content.decode()
    assert "Hvor skriver jeg, at vi holder ferie?" in page
    assert "12 34 56 78" in page
    assert 'id="left-out"' in page


def test_a_form_sent_straight_away_holds_no_file_beside_the_case(cast: Cast) -> None:
    Client().post(FORM, form_data(cast) | {"attachments": [png()]})
    assert Ticket.objects.get().messages.get().attachments.count() == 1
    assert not HeldFile.objects.exists()


class TestOnTheDayAulaIsDown:
    """Whoever is over the limit is let in and marked."""

    @pytest.fixture(autouse=True)
    def down(self, cast: Cast) -> None:
        Municipality.objects.update(enquiries_per_hour=2)
        Municipality.forget_cached()
        KnownError.objects.create(title="Aula er nede", description="Vi ved det.")

    def send(self, cast: Cast, times: int) -> list[int]:
        return [
            Client().post(FORM, form_data(cast, body=f"Nummer {turn}"), REMOTE_ADDR=ADDRESS).status_code
            for turn in range(times)
        ]

    def test_nobody_is_refused_and_what_came_above_the_limit_is_marked(self, cast: Cast) -> None:
        assert self.send(cast, 6) == [302] * 6
        assert list(Ticket.objects.order_by("id").values_list("came_in_rush", flat=True)) == [False] * 2 + [True] * 4

    def test_there_is_an_end_to_that_too(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limits, "RUSH", 2)
        assert self.send(cast, 5) == [302] * 4 + [429]

    def test_the_receipt_comes_later_and_staff_find_it_in_the_list(self, cast: Cast, mailoutbox: list) -> None:
        self.send(cast, 3)
        settle()
        assert len([mail for mail in mailoutbox if mail.to == ["maja@example.org"]]) == 2
        assert len([mail for mail in mailoutbox if mail.to == [cast.superuser.email]]) == 2
        client = Client()
        client.force_login(cast.superuser, backend="django.contrib.auth.backends.ModelBackend")
        page = client.get(reverse("admin:tickets_ticket_changelist")).content.decode()
        assert page.count("kom i en travl time") == 1
        marked = Ticket.objects.get(came_in_rush=True)
        assert (
            "Det kom i en travl time"
            in client.get(reverse("admin:tickets_ticket_change", args=[marked.pk])).content.decode()
        )

    @pytest.mark.parametrize(
        ("changes", "says_so"),
        [
            ({"body": "Alt er hvidt"}, True),
            ({"email": "", "keeps_link": "on"}, False),
            ({"body": "Jeg vil ikke leve mere."}, False),
        ],
    )
    def test_a_late_mail_is_spoken_of_where_one_comes_late(
        self, changes: dict[str, str], says_so: bool, cast: Cast
    ) -> None:
        self.send(cast, 2)
        data = form_data(cast, **changes)
        page = Client().post(FORM, data, REMOTE_ADDR=ADDRESS, follow=True).content.decode()
        assert Ticket.objects.filter(came_in_rush=True).exists()
        assert ("vores mail til dig kommer lidt senere" in page) == says_so

    def test_help_does_not_wait_for_its_turn(self, cast: Cast, mailoutbox: list) -> None:
        self.send(cast, 2)
        Client().post(FORM, form_data(cast, body="Jeg vil ikke leve mere."), REMOTE_ADDR=ADDRESS)
        assert Ticket.objects.get(came_in_rush=True).is_sensitive
        settle()
        assert len([mail for mail in mailoutbox if mail.to == ["maja@example.org"]]) == 3


def test_it_counts_while_redis_is_away(cast: Cast, settings: Any) -> None:
    Municipality.objects.update(enquiries_per_hour=2)
    caches = settings.CACHES["default"] | {"LOCATION": f"redis://127.0.0.1:{free_port()}/0"}
    settings.CACHES = {"default": caches}
    cache.get("anything")
    answers = [Client().post(FORM, form_data(cast), REMOTE_ADDR=ADDRESS).status_code for _turn in range(4)]
    assert answers == [302, 302, 429, 429]


def test_who_signs_in_rightly_is_let_in(few: None, cast: Cast) -> None:
    sent = {"username": cast.superuser.email, "password": PASSWORD}
    assert Client().post(reverse("admin:login"), sent, REMOTE_ADDR=ADDRESS).status_code == 302
