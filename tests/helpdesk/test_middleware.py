"""Whose request it is, behind proxies: rate limits and the lockout of sign-in rest on it."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from helpdesk import middleware
from helpdesk.middleware import sender_address
from helpdesk.version import VERSION
from organisation.models import User
from organisation.pages.refusals import UnableTo
from tests.cast import PASSWORD, Cast

PROXY = "10.0.0.1"


def sender(forwarded: str | None) -> str:
    """The address that a view sees as the sender's."""
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    sender_address(view)(RequestFactory().get("/", headers=headers, REMOTE_ADDR=PROXY))
    return seen[0]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "192.0.2.7", PROXY),
        (1, "192.0.2.7", "192.0.2.7"),
        (1, "203.0.113.9, 192.0.2.7", "192.0.2.7"),
        (1, "203.0.113.9,203.0.113.8 , 192.0.2.7", "192.0.2.7"),
        (2, "192.0.2.7, 10.0.0.2", "192.0.2.7"),
        (2, "203.0.113.9, 192.0.2.7, 10.0.0.2", "192.0.2.7"),
        (2, "192.0.2.7", PROXY),
        (1, None, PROXY),
        (1, " , ", PROXY),
        (1, "192.0.2.7:51234", "192.0.2.7"),
        (1, "[2001:db8::7]:51234", "2001:db8::7"),
        (1, "[2001:db8::7]", "2001:db8::7"),
        (1, "2001:db8::7", "2001:db8::7"),
        (1, "fe80::7%eth0", "fe80::7"),
        (1, "192.0.2.7, unknown", PROXY),
        (1, "a" * 3000, PROXY),
    ],
)
def test_the_sender_is_who_the_outermost_of_our_proxies_saw(
    proxies: int, forwarded: str | None, expected: str, settings: Any
) -> None:
    """What a sender writes into the header stands before what our proxies added, and counts for nothing. Some proxies
    write the port, too, which is another at each request, and one that knows no address writes a word."""
    settings.TRUSTED_PROXIES = proxies
    assert sender(forwarded) == expected


def attempts(count: int, path: str, data: dict[str, str]) -> list[int]:
    """The answers to posts from one place that says each time that it is another."""
    return [
        Client()
        .post(path, data, headers={"X-Forwarded-For": f"203.0.113.{number}, 192.0.2.7"}, REMOTE_ADDR=PROXY)
        .status_code
        for number in range(count)
    ]


def test_a_forged_address_does_not_go_round_the_limit(settings: Any, cast: Cast) -> None:
    settings.TRUSTED_PROXIES = 1
    answers = attempts(22, reverse("forgotten_password"), {"email": "ingen@example.org"})
    assert answers == [302] * 20 + [429] * 2


def test_a_forged_address_does_not_go_round_the_lockout(settings: Any, cast: Cast) -> None:
    settings.TRUSTED_PROXIES = 1
    wrong = {"username": cast.superuser.email, "password": "forkert"}
    answers = attempts(6, reverse("admin:login"), wrong)
    assert answers[0] == 200
    assert answers[-1] == 429
    assert attempts(1, reverse("admin:login"), wrong | {"password": PASSWORD}) == [429]
    assert User.objects.get(pk=cast.superuser.pk).is_active


@pytest.mark.parametrize(
    ("path", "is_personal"),
    [
        ("/sag/x/", True),
        ("/admin/", True),
        ("/api/v1/", True),
        ("/scim/v2/", True),
        ("/henvendelse/", True),
        ("/svar/", False),
        ("/", False),
    ],
)
def test_personal_pages_stay_out_of_shared_caches_and_search_engines(path: str, is_personal: bool) -> None:
    request = RequestFactory().get(path)
    plain = middleware.privacy_headers(lambda _request: HttpResponse())(request)
    decided = middleware.privacy_headers(lambda _request: HttpResponse(headers={"Cache-Control": "private"}))(request)
    expected = ("no-store", "noindex, nofollow") if is_personal else (None, None)
    assert (plain.get("Cache-Control"), plain.get("X-Robots-Tag")) == expected
    assert "camera=()" in plain["Permissions-Policy"]
    assert decided["Cache-Control"] == "private"


@pytest.mark.parametrize(("path", "version"), [("/api/v1/", VERSION), ("/svar/", None)])
def test_programs_see_which_version_answered(path: str, version: str | None) -> None:
    answer = middleware.api_version(lambda _request: HttpResponse())(RequestFactory().get(path))
    assert answer.get("API-Version") == version


@pytest.mark.parametrize(
    ("sent_by", "status", "goes_on"),
    [("script", 302, 200), ("script", 303, 200), ("script", 301, 301), ("", 302, 302), ("form", 302, 302)],
)
def test_only_a_script_is_told_where_to_go_instead_of_being_led_there(sent_by: str, status: int, goes_on: int) -> None:
    request = RequestFactory().post("/", headers={"Sent-By": sent_by})
    answer = middleware.told_where_to_go(lambda _request: HttpResponse(status=status, headers={"Location": "/x/"}))(
        request
    )
    assert answer.status_code == goes_on
    assert (answer.get("Location"), answer.get("Sent-To")) == ((None, "/x/") if goes_on == 200 else ("/x/", None))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status", "content", "answered"),
    [
        ("/x/", 405, b"", True),
        ("/x/", 405, b"Own words", False),
        ("/api/x/", 405, b"", False),
        ("/x/", 404, b"", False),
    ],
)
def test_a_page_is_shown_only_where_nobody_said_anything(
    path: str, status: int, content: bytes, answered: bool
) -> None:
    own = HttpResponse(content, status=status, headers={"Allow": "POST"})
    answer = middleware.said_in_words(lambda _request: own)(RequestFactory().get(path))
    assert (answer is not own) is answered
    assert (answer.status_code, answer["Allow"]) == (status, "POST")


@pytest.mark.django_db
@pytest.mark.parametrize(("length", "status"), [(8_000, 200), (8_001, 414)])
def test_an_address_may_be_as_long_as_it_says_and_no_longer(length: int, status: int) -> None:
    request = RequestFactory().get("/?" + "q" * (length - 2))
    assert middleware.said_in_words(lambda _request: HttpResponse())(request).status_code == status


@pytest.mark.django_db
def test_only_a_refusal_is_answered_in_words_and_every_other_error_stays_one() -> None:
    refused = middleware.RefusedVerbs(lambda _request: HttpResponse())
    assert refused.process_exception(RequestFactory().get("/api/v1/"), ValueError("x")) is None
    answer = refused.process_exception(RequestFactory().get("/api/v1/"), UnableTo("Sagen er løst."))
    assert answer is not None
    assert answer.status_code == 409


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "sentence"), [("da", "Siden åbnes med en knap"), ("en", "opens from a button")])
def test_an_address_of_a_button_is_explained_to_whoever_opens_it(language: str, sentence: str, client: Client) -> None:
    answer = client.get("/henvendelse/loest/", headers={"accept-language": language})
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert sentence in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "sentence"), [("da", "Adressen er for lang"), ("en", "The address is too long")])
def test_an_address_that_is_too_long_is_told_so_in_the_language_of_who_asks(
    language: str, sentence: str, client: Client
) -> None:
    answer = client.get("/svar/?q=" + "x" * 8_000, headers={"accept-language": language})
    assert answer.status_code == 414
    assert sentence in answer.content.decode()
