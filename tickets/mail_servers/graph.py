"""Speaks with Microsoft Graph, in which a mailbox of Exchange Online is reached without IMAP and SMTP.

The only module that does. https alone and one host alone, whatever an answer names: the token goes nowhere else. No
redirect is followed, and what takes too long or is too large is left.
"""

import base64
import json
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage, HTTPResponse, HTTPSConnection, IncompleteRead
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings

from organisation import json_of_others
from tickets.mail_servers import encryption, oauth
from tickets.mail_servers.mail_troubles import Refused, Throttled, code_of
from tickets.models import MailSignIn

VERSION: Final = "/v1.0"
TIMEOUT: Final = 20
"""Seconds that a piece of an answer may take."""
LONGEST_ANSWER: Final = 25.0
"""Seconds for a whole answer."""
PIECE: Final = 64 * 1024
LARGEST_ANSWER: Final = 5_000_000
LARGEST_SENT: Final = 4 * 1024 * 1024
"""Bytes that Graph takes in one request; a mail grows by a third on its way there."""
PAGE: Final = 500
MOST_PAGES: Final = 200
IDLE: Final = 5.0
"""Seconds after which a kept connection is made anew: a server may have ended it, and a request into it is in doubt."""
JSON: Final = "application/json"
CODES: Final = {
    "ErrorInvalidUser": "graph_no_mailbox",
    "ErrorNonExistentMailbox": "graph_no_mailbox",
    "Request_ResourceNotFound": "graph_no_mailbox",
    "ResourceNotFound": "graph_no_mailbox",
    "MailboxNotEnabledForRESTAPI": "graph_no_mailbox",
    "MailboxNotSupportedForRESTAPI": "graph_no_mailbox",
    "MailboxNotHostedInExchangeOnline": "graph_no_mailbox",
    "OrganizationFromTenantGuidNotFound": "graph_no_exchange",
    "ErrorSendAsDenied": "graph_send_as",
}
STATUSES: Final = {
    401: "graph_token_refused",
    **dict.fromkeys((301, 302, 303, 307, 308), "graph_redirect"),
    **dict.fromkeys((502, 503, 504), "graph_away"),
}
TOO_LARGE: Final = frozenset({"ErrorMessageSizeExceeded", "RequestEntityTooLarge"})


class Declined(Refused):
    """Graph will not do this one thing; what else is asked of it may well go on."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__("graph_declined")
        self.status, self.reason = status, reason

    @property
    def is_missing(self) -> bool:
        return self.status == 404  # noqa: PLR2004  RFC 9110

    @property
    def is_too_large(self) -> bool:
        return self.status == 413 or self.reason in TOO_LARGE  # noqa: PLR2004  RFC 9110


@dataclass(frozen=True)
class GraphAnswer:
    status: int
    headers: HTTPMessage
    body: bytes
    is_whole: bool
    """Whether it said how long it is, and was as long."""

    @property
    def data(self) -> dict[str, Any]:
        """The object that it is; empty where it is none."""
        try:
            read = json_of_others.read(self.body)
        except ValueError:
            return {}
        return read if isinstance(read, dict) else {}

    @property
    def error(self) -> tuple[str, str]:
        """(Graph's name for what went wrong, its words)."""
        error = self.data.get("error")
        return (str(error.get("code", "")), str(error.get("message", ""))) if isinstance(error, dict) else ("", "")


class Graph:
    """One mailbox, over one connection, with the token of one sign-in. Whatever goes wrong is `Refused`."""

    def __init__(self, sign_in: MailSignIn, address: str) -> None:
        self.sign_in, self.home = sign_in, f"{VERSION}/users/{quote(address, safe='@')}"
        self.connection: HTTPSConnection | None = None
        self.used_at = 0.0

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    # Folders and what lies in them

    def folder(self, name: str) -> str:
        """The id of a folder that Graph knows by this name. Raises `Declined`."""
        return self.id_in(self.read(f"{self.home}/mailFolders/{quote(name, safe='')}?$select=id"))

    def folder_below(self, parent: str, name: str) -> str:
        """The id of the folder that people call so; empty where there is none. `parent` empty: at the top."""
        asked = query(filter=f"displayName eq {literal(name)}", select="id,displayName", top=10)
        folders = self.values(self.read(f"{self.below(parent)}?{asked}"))
        named = (each for each in folders if str(each.get("displayName", "")).casefold() == name.casefold())
        return next((str(each.get("id", "")) for each in named), "")

    def make_folder(self, parent: str, name: str) -> str:
        body = json.dumps({"displayName": name}).encode()
        return self.id_in(self.ask("POST", self.below(parent), body, JSON).data)

    def below(self, parent: str) -> str:
        folders = f"{self.home}/mailFolders"
        return f"{folders}/{quote(parent, safe='')}/childFolders" if parent else folders

    def waiting(self, folder: str) -> list[str]:
        """The ids of the mails there, oldest first. All are asked for before the first is moved, since what is moved
        shifts the pages that follow."""
        asked = query(select="id", orderby="receivedDateTime asc", top=PAGE)
        path, ids = f"{self.home}/mailFolders/{quote(folder, safe='')}/messages?{asked}", dict[str, None]()
        for _page in range(MOST_PAGES):
            page = self.read(path)
            ids |= dict.fromkeys(str(each["id"]) for each in self.values(page) if "id" in each)
            link = page.get("@odata.nextLink")
            if not link:
                break
            path = path_at_graph(str(link))
        return list(ids)

    def raw(self, message: str, largest: int) -> bytes | None:
        """The mail as it came, not marked as read, and no more than `largest` bytes of it; None when somebody took it
        away meanwhile."""
        path = f"{self.home}/messages/{quote(message, safe='')}/$value"
        try:
            answer = self.ask("GET", path, largest=largest)
        except Declined as declined:
            if declined.is_missing:
                return None
            raise
        if not answer.is_whole:
            raise Refused("broken_off")
        return answer.body

    def move(self, message: str, folder: str) -> None:
        path = f"{self.home}/messages/{quote(message, safe='')}/move"
        self.ask("POST", path, json.dumps({"destinationId": folder}).encode(), JSON)

    # Sending

    def send(self, mail: bytes) -> None:
        """Takes a mail as it is, Message-ID and all. Raises `Declined` where it will never be taken."""
        body = base64.b64encode(mail)
        if len(body) > LARGEST_SENT:
            raise Declined(413, "")
        answer = self.ask("POST", f"{self.home}/sendMail", body, "text/plain", denied="graph_no_send")
        if answer.status != 202:  # noqa: PLR2004  RFC 9110, and the only one that is documented
            raise Refused("graph_answer")

    def has_sent(self, message_id: str) -> bool:
        """Whether a mail with this Message-ID has left from here."""
        asked = query(filter=f"internetMessageId eq {literal(message_id)}", select="id", top=1)
        return bool(self.values(self.read(f"{self.home}/mailFolders/sentitems/messages?{asked}")))

    # One request

    def read(self, path: str) -> dict[str, Any]:
        return self.ask("GET", path).data

    def values(self, data: dict[str, Any]) -> list[dict[str, Any]]:
        values = data.get("value")
        if not isinstance(values, list):
            raise Refused("graph_answer")
        return [each for each in values if isinstance(each, dict)]

    def id_in(self, data: dict[str, Any]) -> str:
        if not data.get("id"):
            raise Refused("graph_answer")
        return str(data["id"])

    def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        kind: str = "",
        *,
        largest: int = LARGEST_ANSWER,
        denied: str = "graph_no_read",
    ) -> GraphAnswer:
        """What Graph answers where it did as it was asked. A token that it no longer takes is renewed once."""
        answer = self.attempt(method, path, body, kind, largest)
        if answer.status == 401:  # noqa: PLR2004  RFC 9110
            oauth.forget(self.sign_in)
            answer = self.attempt(method, path, body, kind, largest)
        if not 200 <= answer.status < 300:  # noqa: PLR2004  RFC 9110
            raise refusal(answer, denied)
        return answer

    def attempt(self, method: str, path: str, body: bytes, kind: str, largest: int) -> GraphAnswer:
        headers = {
            "Authorization": f"Bearer {oauth.access_token(self.sign_in)}",
            "Accept-Encoding": "identity",
            "Prefer": 'IdType="ImmutableId"',
            **({"Content-Type": kind} if kind else {}),
        }
        try:
            connection = self.connected()
            connection.request(method, path, body=body or None, headers=headers)
            with connection.getresponse() as answer:
                return self.whole(answer, largest)
        except (OSError, HTTPException) as trouble:
            self.close()
            raise Refused(code_of(trouble) if isinstance(trouble, OSError) else "broken_off") from None
        finally:
            self.used_at = time.monotonic()

    def connected(self) -> HTTPSConnection:
        if time.monotonic() - self.used_at > IDLE:
            self.close()
        if self.connection is None:
            self.connection = HTTPSConnection(settings.GRAPH_HOST, timeout=TIMEOUT, context=encrypted())
        return self.connection

    def whole(self, answer: HTTPResponse, largest: int) -> GraphAnswer:
        """Piece by piece, so that one who sends a letter a minute does not hold the worker."""
        data, end = bytearray(), time.monotonic() + LONGEST_ANSWER
        says_its_end = answer.length is not None or answer.chunked
        while piece := answer.read1(PIECE):
            data += piece
            if len(data) >= largest:
                self.close()
                return GraphAnswer(answer.status, answer.headers, bytes(data[:largest]), is_whole=True)
            if time.monotonic() > end:
                raise TimeoutError
        if answer.length:
            raise IncompleteRead(b"", answer.length)
        return GraphAnswer(answer.status, answer.headers, bytes(data), is_whole=bool(says_its_end))


@contextmanager
def mailbox(sign_in: MailSignIn | None, address: str) -> Iterator[Graph]:
    """The mailbox at this address. Raises `Refused` where there is no sign-in for Graph."""
    if sign_in is None or sign_in.service != MailSignIn.Service.GRAPH:
        raise Refused("no_graph_sign_in")
    server = Graph(sign_in, address)
    try:
        yield server
    finally:
        server.close()


def encrypted() -> ssl.SSLContext:
    context = encryption.context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def query(**options: str | int) -> str:
    return urlencode({f"${name}": value for name, value in options.items()}, safe="$,", quote_via=quote)


def literal(text: str) -> str:
    """As OData writes a text."""
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def path_at_graph(link: str) -> str:
    """The path of a next page. Raises `Refused` where it lies anywhere but at Graph: our token opens the mailbox."""
    parts = urlsplit(link)
    if (parts.scheme, parts.netloc.lower()) != ("https", settings.GRAPH_HOST.lower()):
        raise Refused("graph_foreign")
    if not parts.path.startswith(f"{VERSION}/"):
        raise Refused("graph_foreign")
    return quote(f"{parts.path}?{parts.query}", safe="/?&=$%,@:;+'()!*-._~")


def refusal(answer: GraphAnswer, denied: str) -> Refused:
    """Which of our sentences fits. `denied`: where the app lacks a permission, which one."""
    error_code, message = answer.error
    wait = answer.headers.get("Retry-After", "")
    if answer.status == 429 or (answer.status == 503 and wait):  # noqa: PLR2004  RFC 6585 and RFC 9110
        return Throttled.by(wait)
    if answer.status == 403 and error_code not in CODES:  # noqa: PLR2004  RFC 9110
        return Refused("graph_policy" if "AccessPolicy" in message else denied)
    code = CODES.get(error_code) or STATUSES.get(answer.status)
    return Refused(code) if code else Declined(answer.status, error_code)
