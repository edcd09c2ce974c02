"""Microsoft Graph as far as mail goes: a real HTTPS server that refuses whatever the documented schema does not allow.

It holds mailboxes with folders, takes the tokens that the token endpoint beside it gave out for its own name, and
answers in Graph's own words. A test may have it throttle, die in the middle of an answer, or name a foreign next page.
"""

import base64
import binascii
import itertools
import json
import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import RLock, Thread
from typing import Any, Final, Self
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from tests.services.servers import Certificate
from tests.services.token_endpoint import TokenEndpoint

WELL_KNOWN: Final = {"inbox": "Indbakke", "sentitems": "Sendt post", "junkemail": "Uønsket mail", "archive": "Arkiv"}
LARGEST_REQUEST: Final = 4 * 1024 * 1024
FIELDS: Final = {"id", "displayName", "subject", "receivedDateTime", "internetMessageId", "parentFolderId"}
NAMED: Final = re.compile(r"displayName eq '((?:[^']|'')*)'")
MESSAGE_ID: Final = re.compile(r"internetMessageId eq '((?:[^']|'')*)'")


class Refusal(Exception):
    """An error as Graph writes it."""

    def __init__(self, status: int, code: str, message: str = "", **headers: str) -> None:
        super().__init__(code)
        self.status, self.body = status, {"error": {"code": code, "message": message or code}}
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class Death(Exception):
    """The server breaks off, with this much of the answer on the wire."""


@dataclass
class Folder:
    id: str
    name: str
    parent: str = ""


@dataclass
class Mail:
    id: str
    folder: str
    raw: bytes
    at: int

    @property
    def message_id(self) -> str:
        return str(message_from_bytes(self.raw).get("Message-ID", ""))


@dataclass
class Box:
    folders: dict[str, Folder] = field(default_factory=dict)
    mails: dict[str, Mail] = field(default_factory=dict)


Reply = tuple[int, Any, dict[str, str]]


class GraphServer:
    """`roles`: the application permissions that an administrator has consented to. `policy`: the addresses that an
    application access policy keeps out. `before`: asked before each request, and may raise. `dies_after`: the path of
    an answer that ends in its middle; `swallows`: of what is done, and never answered."""

    def __init__(self, certificate: Certificate, tokens: TokenEndpoint) -> None:
        self.tokens, self.lock, self.numbers = tokens, RLock(), itertools.count(1)
        self.most_in_a_page = 1000
        graph = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, *_all: object) -> None:
                pass

            def do_GET(self) -> None:
                graph.serve(self)

            do_POST = do_PATCH = do_DELETE = do_PUT = do_GET  # noqa: N815  the names of the standard library

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_all: object) -> None:
                """A client that hangs up is no news."""

        self.server = Server(("127.0.0.1", 0), Handler)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate.chain, certificate.key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.host = f"localhost:{self.server.server_address[1]}"
        self.begin()

    def begin(self) -> None:
        """As new."""
        self.boxes: dict[str, Box] = {}
        self.roles, self.policy = {"Mail.ReadWrite", "Mail.Send"}, set[str]()
        self.asked: list[tuple[str, str]] = []
        self.connections = set[object]()
        self.before: Callable[[str, str], None] = lambda _method, _path: None
        self.dies_after, self.swallows = "", ""
        self.foreign = ""
        self.most_in_a_page = 1000

    # What a test does

    def open(self, address: str) -> Box:
        box = self.boxes[address.lower()] = Box()
        for known, name in WELL_KNOWN.items():
            box.folders[known] = Folder(f"AAMk{known}==", name)
        return box

    def deliver(self, address: str, *mails: bytes, folder: str = "inbox") -> None:
        box = self.boxes[address.lower()]
        for raw in mails:
            self.put(box, raw, box.folders[folder].id)

    def put(self, box: Box, raw: bytes, folder: str) -> Mail:
        with self.lock:
            number = next(self.numbers)
            mail = Mail(f"AAkALg{number:06}-_iJ=", folder, raw, number)
            box.mails[mail.id] = mail
            return mail

    def lying_in(self, address: str, name: str) -> list[bytes]:
        box = self.boxes[address.lower()]
        folders = {each.id for known, each in box.folders.items() if name in {known, each.name}}
        return [mail.raw for mail in sorted(box.mails.values(), key=lambda mail: mail.at) if mail.folder in folders]

    # What a client meets

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        self.connections.add(handler.connection)
        length = int(handler.headers.get("Content-Length", 0))
        body = handler.rfile.read(length)
        self.asked.append((handler.command, handler.path))
        try:
            status, said, headers = self.answer(handler, body)
        except Refusal as refusal:
            status, said, headers = refusal.status, refusal.body, refusal.headers
        except Death:
            handler.close_connection = True
            return
        if self.swallows and self.swallows in handler.path:
            handler.close_connection = True
            return
        self.say(handler, status, said, headers)

    def say(self, handler: BaseHTTPRequestHandler, status: int, said: Any, headers: dict[str, str]) -> None:
        data = said if isinstance(said, bytes) else json.dumps(said).encode() if said is not None else b""
        kind = "text/plain" if isinstance(said, bytes) else "application/json"
        handler.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        if self.dies_after and self.dies_after in handler.path:
            handler.wfile.write(data[: len(data) // 2])
            handler.close_connection = True
            return
        handler.wfile.write(data)

    def answer(self, handler: BaseHTTPRequestHandler, body: bytes) -> Reply:
        parts = urlsplit(handler.path)
        self.check_token(handler.headers.get("Authorization", ""))
        if len(body) > LARGEST_REQUEST:
            raise Refusal(413, "RequestEntityTooLarge")
        self.before(handler.command, parts.path)
        pairs = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        options = dict(pairs)
        if len(options) != len(pairs) or " " in parts.query:
            raise Refusal(400, "BadRequest", "Query option was specified more than once, or badly.")
        pieces = parts.path.split("/")[1:]
        if pieces[:2] != ["v1.0", "users"] or len(pieces) < 4:
            raise Refusal(400, "BadRequest", "Resource not found for the segment.")
        address, rest = unquote(pieces[2]).lower(), [unquote(piece) for piece in pieces[3:]]
        kind = handler.headers.get("Content-Type", "")
        with self.lock:
            return self.route(handler.command, address, rest, options, kind, body)

    def check_token(self, said: str) -> None:
        token = said.removeprefix("Bearer ")
        if not said.startswith("Bearer ") or not token:
            raise Refusal(401, "InvalidAuthenticationToken", "Access token is empty.")
        if token not in self.tokens.good:
            raise Refusal(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.")
        if self.tokens.scopes.get(token) != f"https://{self.host}/.default":
            raise Refusal(401, "InvalidAuthenticationToken", "Access token validation failure. Invalid audience.")

    def check_right(self, address: str, role: str) -> Box:
        if role not in self.roles:
            raise Refusal(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
        if address in self.policy:
            words = "Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings."
            raise Refusal(403, "ErrorAccessDenied", words)
        if address not in self.boxes:
            raise Refusal(404, "ErrorInvalidUser", f"The requested user '{address}' is invalid.")
        return self.boxes[address]

    def route(  # noqa: PLR0911  one for each page
        self, method: str, address: str, rest: list[str], options: dict[str, str], kind: str, body: bytes
    ) -> Reply:
        if rest == ["sendMail"]:
            return self.send(method, address, options, kind, body)
        box = self.check_right(address, "Mail.ReadWrite")
        match (method, rest):
            case "GET", ["mailFolders"]:
                return self.folders(address, box, "", options)
            case "GET", ["mailFolders", folder]:
                allow(options, "$select")
                return 200, selected(shape(self.folder(box, folder)), options), {}
            case "GET", ["mailFolders", folder, "childFolders"]:
                return self.folders(address, box, self.folder(box, folder).id, options)
            case "GET", ["mailFolders", folder, "messages"]:
                return self.messages(address, box, self.folder(box, folder), rest, options)
            case "GET", ["messages", message, "$value"]:
                allow(options)
                return 200, self.mail(box, message).raw, {}
            case "POST", ["mailFolders"]:
                return self.make(box, "", options, read(kind, body, {"displayName"}))
            case "POST", ["mailFolders", folder, "childFolders"]:
                return self.make(box, self.folder(box, folder).id, options, read(kind, body, {"displayName"}))
            case "POST", ["messages", message, "move"]:
                return self.move(box, message, options, read(kind, body, {"destinationId"}))
        raise Refusal(405, "ErrorInvalidRequest", "The OData request is not supported.")

    def folder(self, box: Box, name: str) -> Folder:
        found = box.folders.get(name) or next((each for each in box.folders.values() if each.id == name), None)
        if found is None:
            raise Refusal(404, "ErrorItemNotFound", "The specified object was not found in the store.")
        return found

    def mail(self, box: Box, name: str) -> Mail:
        if not name.startswith("AAkALg"):
            raise Refusal(400, "ErrorInvalidIdMalformed", "Id is malformed.")
        if name not in box.mails:
            raise Refusal(404, "ErrorItemNotFound", "The specified object was not found in the store.")
        return box.mails[name]

    def folders(self, _address: str, box: Box, parent: str, options: dict[str, str]) -> Reply:
        allow(options, "$select", "$filter", "$top")
        below = [each for each in box.folders.values() if each.parent == parent]
        if "$filter" in options:
            wanted = literal(NAMED, options["$filter"])
            below = [each for each in below if each.name == wanted]
        return 200, {"value": [selected(shape(each), options) for each in below[: top(options)]]}, {}

    def messages(self, address: str, box: Box, folder: Folder, rest: list[str], options: dict[str, str]) -> Reply:
        allow(options, "$select", "$filter", "$top", "$orderby", "$skip")
        if options.get("$orderby", "receivedDateTime asc") not in {"receivedDateTime asc", "receivedDateTime desc"}:
            raise Refusal(400, "ErrorInvalidProperty", "The $orderby expression is not supported.")
        found = sorted((each for each in box.mails.values() if each.folder == folder.id), key=lambda each: each.at)
        if options.get("$orderby") != "receivedDateTime asc":
            found.reverse()
        if "$filter" in options:
            wanted = literal(MESSAGE_ID, options["$filter"])
            found = [each for each in found if each.message_id == wanted]
        first, size = int(options.get("$skip", 0)), min(top(options), self.most_in_a_page)
        page = [selected(shape(each), options) for each in found[first : first + size]]
        answer: dict[str, Any] = {"@odata.context": f"https://{self.host}/v1.0/$metadata#messages", "value": page}
        if first + size < len(found):
            path = "/".join(quote(each) for each in ("v1.0", "users", address, *rest))
            more = "&".join(f"{name}={quote(value)}" for name, value in {**options, "$skip": str(first + size)}.items())
            answer["@odata.nextLink"] = self.foreign or f"https://{self.host}/{path}?{more}"
        return 200, answer, {}

    def make(self, box: Box, parent: str, options: dict[str, str], said: dict[str, Any]) -> Reply:
        allow(options)
        name = said["displayName"]
        if any(each.name == name and each.parent == parent for each in box.folders.values()):
            raise Refusal(409, "ErrorFolderExists", "A folder with the specified name already exists.")
        made = Folder(f"AAMkny{next(self.numbers)}==", name, parent)
        box.folders[made.id] = made
        return 201, shape(made), {}

    def move(self, box: Box, message: str, options: dict[str, str], said: dict[str, Any]) -> Reply:
        allow(options)
        mail = self.mail(box, message)
        mail.folder = self.folder(box, said["destinationId"]).id
        return 201, shape(mail), {}

    def send(self, method: str, address: str, options: dict[str, str], kind: str, body: bytes) -> Reply:
        if method != "POST":
            raise Refusal(405, "ErrorInvalidRequest")
        box = self.check_right(address, "Mail.Send")
        allow(options)
        if kind.partition(";")[0] != "text/plain":
            raise Refusal(415, "RequestBodyRead", "The content type is not supported.")
        try:
            raw = base64.b64decode(body, validate=True)
        except binascii.Error:
            raise Refusal(400, "ErrorMimeContentInvalidBase64String", "Invalid base64 string.") from None
        message = message_from_bytes(raw)
        if address not in str(message.get("From", "")).lower():
            raise Refusal(403, "ErrorSendAsDenied", "The user account does not have the right to send.")
        if "@" not in str(message.get("To", "")):
            raise Refusal(400, "ErrorInvalidRecipients", "At least one recipient isn't valid.")
        self.put(box, raw, box.folders["sentitems"].id)
        return 202, None, {}

    def __enter__(self) -> Self:
        Thread(target=self.server.serve_forever, args=[0.02], daemon=True).start()
        return self

    def __exit__(self, *_why: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def allow(options: dict[str, str], *known: str) -> None:
    for name in options:
        if name not in known:
            raise Refusal(400, "RequestBroker--ParseUri", f"The query parameter '{name}' is not supported here.")
    for name in options.get("$select", "id").split(","):
        if name not in FIELDS:
            raise Refusal(400, "RequestBroker--ParseUri", f"Could not find a property named '{name}'.")


def literal(pattern: re.Pattern[str], said: str) -> str:
    found = pattern.fullmatch(said)
    if found is None:
        raise Refusal(400, "ErrorInvalidUrlQueryFilter", "The query filter contains one or more invalid nodes.")
    return found[1].replace("''", "'")


def top(options: dict[str, str]) -> int:
    said = options.get("$top", "10")
    if not said.isdecimal() or not 1 <= int(said) <= 1000:
        raise Refusal(400, "BadRequest", "The limit of '1000' for Top query has been exceeded.")
    return int(said)


def read(kind: str, body: bytes, needed: set[str]) -> dict[str, Any]:
    if kind.partition(";")[0] != "application/json":
        raise Refusal(415, "RequestBodyRead", "The content type is not supported.")
    try:
        said = json.loads(body)
    except ValueError:
        raise Refusal(400, "RequestBodyRead", "The body is no JSON.") from None
    if not isinstance(said, dict) or set(said) != needed or not all(isinstance(each, str) for each in said.values()):
        raise Refusal(400, "RequestBodyRead", "A property is missing or unknown.")
    return said


def shape(each: Folder | Mail) -> dict[str, Any]:
    if isinstance(each, Folder):
        return {"id": each.id, "displayName": each.name}
    return {"@odata.etag": f'W/"{each.at}"', "id": each.id, "internetMessageId": each.message_id}


def selected(data: dict[str, Any], options: dict[str, str]) -> dict[str, Any]:
    wanted = options.get("$select")
    return {name: data[name] for name in data if not wanted or name.startswith("@") or name in wanted.split(",")}
