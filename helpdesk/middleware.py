"""Headers that every answer carries, and the one answer to what a verb refuses."""

import re
from collections.abc import Callable
from http import HTTPStatus
from ipaddress import ip_address
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from helpdesk.version import VERSION
from organisation.pages.refusals import UnableTo, answer_to
from organisation.sign_in import sessions
from organisation.sign_in.lockout import remember_browser

REDIRECTS = {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER}
LONGEST_ADDRESS: Final = 8_000
"""Characters of path and query of a page; what reads requests before us takes a little more."""
WITH_PORT: Final = re.compile(r"(?:\[(?P<six>[^\]]+)\]|(?P<four>[\d.]+))(?::\d+)?")
GetResponse = Callable[[HttpRequest], HttpResponse]


def sender_address(get_response: GetResponse) -> GetResponse:
    """Behind proxies of our own, the sender is who the outermost of them saw; what came before them is hearsay."""

    def respond(request: HttpRequest) -> HttpResponse:
        proxies = settings.TRUSTED_PROXIES
        if proxies:
            seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
            if len(seen) >= proxies and (address := address_in(seen[-proxies])):
                request.META["REMOTE_ADDR"] = address
        return get_response(request)

    return respond


def address_in(written: str) -> str:
    """Without the port that some proxies write behind it and the zone of IPv6; "" where it is no address at all."""
    match = WITH_PORT.fullmatch(written)
    try:
        return str(ip_address((match["six"] or match["four"] if match else written).partition("%")[0]))
    except ValueError:
        return ""


def privacy_headers(get_response: GetResponse) -> GetResponse:
    """Keeps personal pages out of shared caches and search engines; turns off what no page here uses."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        if request.path.startswith(("/sag/", "/admin/", "/api/", "/scim/", "/henvendelse/")):
            response.setdefault("Cache-Control", "no-store")
            response.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response

    return respond


class RefusedVerbs:
    """An anticipated refusal is never an error of ours, whichever page it comes from."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return answer_to(request, exception) if isinstance(exception, UnableTo) else None


def api_version(get_response: GetResponse) -> GetResponse:
    """Programs that use the API see in every answer which version of the site gave it."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith("/api/"):
            response.setdefault("API-Version", VERSION)
        return response

    return respond


def told_where_to_go(get_response: GetResponse) -> GetResponse:
    """A script that sent a form is told where the browser goes on to, instead of being led there: the page that waits
    there, and the messages on it, are for the person."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.headers.get("Sent-By") == "script" and response.status_code in REDIRECTS:
            response["Sent-To"] = response["Location"]
            del response["Location"]
            response.status_code = HTTPStatus.OK
        return response

    return respond


def said_in_words(get_response: GetResponse) -> GetResponse:
    """A page, in the language of who asks, where the framework would show nothing: at an address that only a button may
    use, and at one that is too long."""

    def respond(request: HttpRequest) -> HttpResponse:
        if len(request.get_full_path()) > LONGEST_ADDRESS:
            return render(request, "414.html", status=HTTPStatus.REQUEST_URI_TOO_LONG)
        response = get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or response.content or request.path.startswith("/api"):
            return response
        page = render(request, "405.html", status=response.status_code)
        page["Allow"] = response["Allow"]
        return page

    return respond


def known_browser(get_response: GetResponse) -> GetResponse:
    """Who has signed in, or chosen a password by a mailed link, is known in this browser from now on."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        person = getattr(request, "known_person", None)
        if person is not None:
            remember_browser(request, response, person)
        return response

    return respond


def session_in_use(get_response: GetResponse) -> GetResponse:
    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        sessions.note_use(request)
        return response

    return respond
