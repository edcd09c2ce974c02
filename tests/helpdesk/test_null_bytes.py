"""A null byte in anything that is sent is taken out at the door, and no page stumbles over it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from helpdesk.null_bytes import without_null_bytes
from organisation.json_of_others import storable
from tests.cast import Cast
from tests.tickets.test_api import token_of
from tickets.models import Ticket

NUL = "a\0b"
FIELDS: tuple[str, ...] = (
    "q",
    "subject",
    "body",
    "text",
    "email",
    "name",
    "audience",
    "institution",
    "submission",
    "next",
    "helped",
)
FIELDS += ("language", "username", "password", "side", "list", "status", "route", "undo", "kode", "search", "tak")


def routes(patterns: list[Any], before: str = "/") -> list[str]:
    """Every address of the site, its places filled with a text that holds a null byte, a number or a key."""
    addresses: list[str] = []
    for pattern in patterns:
        route = str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            addresses += routes(pattern.url_patterns, before + route)
        elif isinstance(pattern, URLPattern) and "^" not in before + route:
            addresses.append(before + route)
    return addresses


def filled(route: str, text: str) -> str:
    filling = {"int": "1", "uuid": "5f3f1f6e-5f6b-4e0c-9d53-0f2d6a1f0c11"}
    parts = [part.split(">") for part in route.split("<")]
    return parts[0][0] + "".join(filling.get(part[0].partition(":")[0], text) + part[1] for part in parts[1:])


ROUTES = routes(get_resolver().url_patterns)
PUBLIC = [route for route in ROUTES if not route.startswith(("/admin/", "/api/"))]
INSIDE = [route for route in ROUTES if route.startswith("/admin/")]
API = [route for route in ROUTES if route.startswith("/api/")]


def all_ways(client: Client, route: str, **sent: Any) -> list[tuple[str, int]]:
    """The statuses of asking for it and of sending to it, with null bytes in address, query, form, headers, cookies."""
    client.cookies["sessionid"] = "a"
    headers = {"user-agent": NUL, "referer": NUL, "accept-language": NUL, **sent.pop("headers", {})}
    query = "?" + "&".join(f"{name}=%00a%00" for name in FIELDS)
    form = dict.fromkeys(FIELDS, NUL)
    answers = [
        client.get(filled(route, "%00"), headers=headers),
        client.get(filled(route, "a%00b") + query, headers=headers),
        client.post(filled(route, "a"), form, headers=headers),
        client.post(filled(route, "a"), "&".join(f"{name}=%00" for name in FIELDS), FORM, headers=headers),
        client.post(filled(route, "a"), {**form, NUL: [NUL]}, "application/json", headers=headers),
    ]
    return [(route, answer.status_code) for answer in answers]


FORM = "application/x-www-form-urlencoded"


def failed(statuses: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return [(route, status) for route, status in statuses if status >= 500]


def test_every_public_address_takes_null_bytes_everywhere(client: Client, cast: Cast) -> None:
    client.raise_request_exception = False
    assert len(PUBLIC) > 15
    assert failed([each for route in PUBLIC for each in all_ways(client, route)]) == []


def test_the_api_takes_them(client: Client, cast: Cast, ticket: Ticket) -> None:
    client.raise_request_exception = False
    headers = token_of(cast.support_entitled)
    assert failed([each for route in API for each in all_ways(client, route, headers=headers)]) == []


def test_the_pages_of_the_staff_take_them(client: Client, cast: Cast, ticket: Ticket) -> None:
    client.raise_request_exception = False
    statuses = []
    for route in INSIDE:
        if "logout" not in route:
            client.force_login(cast.municipal_admin)
            session = client.cookies["sessionid"].value
            client.cookies["sessionid"] = session
            answer = client.get(filled(route, "%00") + "?q=%00&o=%00&list=%00&all=%00&p=%00&_popup=%00")
            statuses.append((route, answer.status_code))
    assert failed(statuses) == []


def test_the_sign_in_takes_them(client: Client, cast: Cast) -> None:
    client.raise_request_exception = False
    answer = client.post("/admin/login/", {"username": NUL, "password": NUL}, headers={"user-agent": NUL})
    assert answer.status_code == 200


def seen(request: HttpRequest) -> HttpRequest:
    kept = []

    def view(request: HttpRequest) -> HttpResponse:
        kept.append(request)
        return HttpResponse()

    without_null_bytes(view)(request)
    return kept[0]


def test_forms_lose_them_and_keep_the_rest() -> None:
    form = seen(RequestFactory().post("/", "a%00b=a%00b&ab=rest", FORM)).POST
    assert isinstance(form, QueryDict)
    assert dict(form.lists()) == {"ab": ["ab", "rest"]}


def test_a_form_sent_in_parts_loses_them() -> None:
    assert seen(RequestFactory().post("/", {"q": NUL})).POST["q"] == "ab"


def test_addresses_headers_and_cookies_lose_them() -> None:
    request = RequestFactory().get("/a%00b/?q=%00x", headers={"x-forwarded-for": NUL, "cookie": 'k="a\\000b"'})
    clean = seen(request)
    assert (clean.path, clean.path_info, clean.GET["q"], clean.COOKIES) == ("/ab/", "/ab/", "x", {"k": "ab"})
    assert clean.headers["X-Forwarded-For"] == "ab"


def test_json_loses_them_however_deep() -> None:
    assert storable({NUL: [{NUL: NUL}, 1, None]}) == {"ab": [{"ab": "ab"}, 1, None]}
