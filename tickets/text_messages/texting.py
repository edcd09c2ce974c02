"""Sends text messages. The only module that talks to their gateway."""

import json
import logging
from datetime import timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse
from typing import Final

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from organisation.models import Municipality
from organisation.security.public_internet import NotAsked, Pinned, connection_to
from organisation.security.sealing import Unreadable
from tickets.models import Message, NewsStop, TextGateway, TextMessage, Ticket
from tickets.text_messages.text_news import number_of
from tickets.text_messages.text_troubles import code_of

SECONDS: Final = 15.0
"""How long each step of talking to the gateway may take."""
REST: Final = timedelta(minutes=5)
"""How long nothing is sent through a gateway that was silent: so that one message is in doubt and not all."""
AWAY: Final = timedelta(minutes=1)
"""How long nothing is sent through one that could not be reached."""
LONGEST_REST: Final = timedelta(hours=1)
TRY_AGAIN: Final = frozenset({408, 425, 429})
TOO_MANY: Final = 429
log = logging.getLogger(__name__)


class NotSent(Exception):
    """Nothing has left; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class InDoubt(Exception):
    """It has left, and the gateway did not say what became of it."""


def send(text_id: int) -> bool:
    """One attempt; True when the gateway took it. Never raises for a gateway that is away."""
    text = TextMessage.objects.select_related("ticket", "event").filter(pk=text_id).first()
    if text is None or NewsStop.objects.filter(kind=f"requester_{text.event.kind}").exists():
        return False
    gateway, number = TextGateway.current(), number_of(text.ticket)
    if gateway is None or not number or tells_nothing(text):
        text.drop()
        return False
    return not gateway.rests and text.claimed(number) and attempt(text, gateway)


def attempt(text: TextMessage, gateway: TextGateway) -> bool:
    """Hands over one that is claimed, and settles what became of it."""
    try:
        answer = post(gateway, text.number, words_for(text.ticket), key=f"text-{text.pk}")
    except NotSent as trouble:
        gateway.rest(AWAY)
        return not_now(text, gateway, trouble.code)
    except InDoubt:
        gateway.rest(REST)
        return lost(text, gateway, TextMessage.Status.UNSURE, "silent")
    status = answer.status
    if status in TRY_AGAIN or status >= 500:  # noqa: PLR2004  the gateway's own trouble, by RFC 9110
        pause = asked_pause(answer)
        if status == TOO_MANY:
            gateway.rest(pause)
        return not_now(text, gateway, str(status), at_least=pause)
    if not 200 <= status < 300:  # noqa: PLR2004  by RFC 9110
        return lost(text, gateway, TextMessage.Status.REFUSED, str(status))
    gateway.note("")
    text.succeed()
    return True


def not_now(text: TextMessage, gateway: TextGateway, code: str, *, at_least: timedelta = timedelta()) -> bool:
    log.warning("text %s: %s", text.pk, code)
    gateway.note(code)
    text.wait(code, at_least=at_least)
    return False


def lost(text: TextMessage, gateway: TextGateway, status: TextMessage.Status, code: str) -> bool:
    log.warning("text %s: %s, %s", text.pk, status.value, code)
    gateway.note(code)
    text.lose(status, code)
    return False


def give_up(text_id: int) -> bool:
    """The process died that sent it: nobody knows whether the gateway has it."""
    text = TextMessage.objects.select_related("ticket").abandoned().filter(pk=text_id).first()
    if text is None:
        return False
    text.lose(TextMessage.Status.UNSURE, "interrupted")
    return True


def try_out(gateway: TextGateway, number: str) -> str:
    """Sends a test message; the code of what is wrong, or nothing."""
    values = {"municipality": Municipality.current().name}
    text = _("%(municipality)s: This is a test. Text messages from the helpdesk work.") % values
    try:
        status = post(gateway, number, text, key="").status
    except NotSent as trouble:
        code = trouble.code
    except InDoubt:
        code = "silent"
    else:
        code = "" if 200 <= status < 300 else str(status)  # noqa: PLR2004  by RFC 9110
    gateway.note(code)
    return code


def tells_nothing(text: TextMessage) -> bool:
    """Whether what it was to tell was taken back or told by phone before it left, and nothing else is to be told."""
    messages = Message.objects.filter(pk=text.event.data.get("message"), ticket=text.ticket)
    return (
        messages.exclude(retracted_at=None, told_at=None).exists()
        and not Message.objects.untold().public().filter(ticket=text.ticket).exists()
    )


def words_for(ticket: Ticket) -> str:
    """That there is news, in which case, and where to read it; nothing of what it says."""
    with translation.override(ticket.language):
        return _("%(municipality)s: There is news in your enquiry %(number)s. Read it here: %(link)s") % {
            "municipality": Municipality.current().name,
            "number": ticket.number,
            "link": settings.SITE_URL + ticket.get_absolute_url(),
        }


def post(gateway: TextGateway, number: str, text: str, *, key: str) -> HTTPResponse:
    """What the gateway answers, without its text. Raises `NotSent` and `InDoubt`. Follows no redirect.

    `key` is the same at every attempt, for gateways that know one that comes twice.
    """
    data = json.dumps(gateway.body(number, text)).encode()
    try:
        headers = headers_for(gateway, key)
        connection, path = opened(gateway.address)
    except (NotAsked, Unreadable, OSError, HTTPException, ValueError) as trouble:
        raise NotSent(code_of(trouble)) from None
    try:
        connection.request("POST", path, body=data, headers=headers)
        return connection.getresponse()
    except ValueError as trouble:  # a header or a path that cannot be written: nothing has left
        raise NotSent(code_of(trouble)) from None
    except (OSError, HTTPException):
        raise InDoubt from None
    finally:
        connection.close()


def opened(address: str) -> tuple[Pinned, str]:
    connection, path = connection_to(address, seconds=SECONDS)
    connection.connect()
    return connection, path


def headers_for(gateway: TextGateway, key: str) -> dict[str, str]:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if key:
        headers["Idempotency-Key"] = key
    if secret := gateway.secret:
        headers[gateway.header_name] = secret
    return headers


def asked_pause(answer: HTTPResponse) -> timedelta:
    """How long the gateway asks us to wait (Retry-After): seconds, or a time; an hour at most."""
    asked = answer.getheader("Retry-After") or ""
    if asked.isdecimal():
        return min(timedelta(seconds=int(asked[:6])), LONGEST_REST)
    try:
        pause = parsedate_to_datetime(asked) - timezone.now()
    except (TypeError, ValueError):
        return timedelta()
    return min(max(pause, timedelta()), LONGEST_REST)
