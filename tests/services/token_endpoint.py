"""A provider of tokens as RFC 6749 and RFC 8628 describe it, with the refusals that Microsoft documents."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

TENANT, CLIENT, SECRET = "kommune.example", "helpdesk", "klient-hemmelig"
GRANTS = {
    "client_credentials": ("client_secret", SECRET),
    "refresh_token": ("refresh_token", "refresh-1"),
    "urn:ietf:params:oauth:grant-type:device_code": ("device_code", "device-1"),
}
WRONG = {
    "client_secret": ("invalid_client", "AADSTS7000215: Invalid client secret provided."),
    "refresh_token": ("invalid_grant", "AADSTS700082: The refresh token has expired due to inactivity."),
    "device_code": ("expired_token", "AADSTS70020: The provided value for the input parameter is not valid."),
}


class TokenEndpoint:
    """`refusal`: (status, error, description, headers) that it answers whatever it is asked."""

    def __init__(self) -> None:
        self.refusal: tuple[int, str, str, dict[str, str]] | None = None
        self.pending, self.lasts = False, 3600
        self.asked: list[dict[str, str]] = []
        self.good: set[str] = set()
        self.scopes: dict[str, str] = {}
        """What each token was asked for."""
        self.mailbox = ""
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_all: object) -> None:
                pass

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                form = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
                self.say(*endpoint.answer(urlsplit(self.path).path, form))

            def do_GET(self) -> None:
                """What Dovecot asks: whose token this is."""
                token = parse_qs(urlsplit(self.path).query).get("access_token", [""])[0]
                known = token in endpoint.good
                self.say(200 if known else 401, {"email": endpoint.mailbox, "active": known} if known else {}, {})

            def say(self, status: int, data: dict[str, Any], headers: dict[str, str]) -> None:
                body = json.dumps(data).encode()
                self.send_response(status)
                for name, value in {**headers, "Content-Type": "application/json", "Connection": "close"}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = int(self.server.server_address[1])
        self.address = f"http://127.0.0.1:{self.port}"

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, Any], dict[str, str]]:
        self.asked.append(form)
        if self.refusal is not None:
            status, error, description, headers = self.refusal
            return status, {"error": error, "error_description": description}, headers
        if not path.startswith(f"/{TENANT}/oauth2/v2.0/"):
            return refused("invalid_request", "AADSTS90002: Tenant not found.")
        if form.get("client_id") != CLIENT:
            return refused("unauthorized_client", "AADSTS700016: Application was not found in the directory.")
        if path.endswith("/devicecode"):
            code = {"device_code": "device-1", "user_code": "AB12", "verification_uri": f"{self.address}/device"}
            return 200, code | {"interval": 5, "expires_in": 900}, {}
        return self.granted(form)

    def granted(self, form: dict[str, str]) -> tuple[int, dict[str, Any], dict[str, str]]:
        name, right = GRANTS[form["grant_type"]]
        if form.get(name) != right:
            return refused(*WRONG[name])
        if name == "device_code" and self.pending:
            return refused("authorization_pending", "AADSTS70016: Pending end-user authorization.")
        token = f"token-{len(self.asked)}"
        self.good.add(token)
        self.scopes[token] = form.get("scope", "")
        more = {} if name == "client_secret" else {"refresh_token": "refresh-1"}
        return 200, {"access_token": token, "token_type": "Bearer", "expires_in": self.lasts, **more}, {}

    def __enter__(self) -> Self:
        Thread(target=self.server.serve_forever, args=[0.02], daemon=True).start()
        return self

    def __exit__(self, *_why: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def refused(error: str, description: str) -> tuple[int, dict[str, Any], dict[str, str]]:
    return 400, {"error": error, "error_description": description}, {}
