"""An OpenID Connect provider, as a process of its own over TLS: it asks nobody, and lies when told to.

`python -m tests.services.identity_provider PORT CHAIN KEY`. It is strict where the standards are: PKCE, the redirect
address, the client's secret, a code that counts once. What it does to its answers stands in `LIES` and `SIGN_OUT_LIES`;
a test says so by POST to `/told`, which is no page of any real provider. Nor is `/sign-out`: it has the provider's own
server tell ours that somebody has signed out, and hands back what ours answered.
"""

import base64
import hashlib
import hmac
import html
import json
import secrets
import signal
import ssl
import sys
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError
from urllib.parse import parse_qs, unquote, urlencode, urlsplit
from urllib.request import Request, urlopen

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from tests.services.servers import Certificate, Server

CLIENT, SECRET = "helpdesk-i-nordsø", "en hemmelighed med mellemrum & tegn"
LIES: Final[dict[str, Callable[[dict[str, Any]], dict[str, Any]]]] = {
    "audience": lambda claims: {**claims, "aud": "et-andet-program"},
    "two audiences": lambda claims: {**claims, "aud": [CLIENT, "andet"], "azp": "andet"},
    "nonce": lambda claims: {**claims, "nonce": "en anden"},
    "no nonce": lambda claims: {name: value for name, value in claims.items() if name != "nonce"},
    "issuer": lambda claims: {**claims, "iss": "https://en-anden.example"},
    "subject": lambda claims: {**claims, "sub": ""},
}
EVENT = "http://schemas.openid.net/event/backchannel-logout"


def without(claims: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in claims.items() if name not in names}


SIGN_OUT_LIES: Final[dict[str, Callable[[dict[str, Any]], dict[str, Any]]]] = {
    **{name: LIES[name] for name in ("audience", "two audiences", "issuer")},
    "with a nonce": lambda claims: {**claims, "nonce": "en nonce"},
    "no event": lambda claims: without(claims, "events"),
    "other event": lambda claims: {**claims, "events": {"https://en-anden.example/event": {}}},
    "event as a list": lambda claims: {**claims, "events": [EVENT]},
    "event as a word": lambda claims: {**claims, "events": {EVENT: "ja"}},
    "of nobody": lambda claims: without(claims, "sub", "sid"),
    "sub as a list": lambda claims: {**claims, "sub": ["anna-1"]},
    "without a name": lambda claims: without(claims, "jti"),
    "without a time": lambda claims: without(claims, "iat"),
    "without an end": lambda claims: without(claims, "exp"),
    "old but lasting": lambda claims: {**claims, "iat": claims["iat"] - 7200, "exp": claims["exp"] + 7200},
}


class Provider:
    def __init__(self, address: str) -> None:
        self.address, self.person, self.lie, self.clock = address, {"sub": "0"}, "", 0.0
        self.keys = [self.new_key("1")]
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.session, self.last_token = "", ""
        self.metadata: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}

    @staticmethod
    def new_key(name: str) -> RSAKey:
        return RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"})

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "end_session_endpoint": f"{self.address}/logout",
            "backchannel_logout_supported": True,
            "backchannel_logout_session_supported": True,
            "frontchannel_logout_supported": True,
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        } | self.metadata

    def authorize(self, params: dict[str, str]) -> str:
        """Where the browser goes next."""
        code = f"kode-{len(self.codes)}"
        self.codes[code] = params
        return f"{params['redirect_uri']}?{urlencode({'code': code, 'state': params['state'], 'iss': self.address})}"

    def sign_out(self, params: dict[str, str]) -> str:
        """Back to an address that was entered for the program, and to no other."""
        ours = params.get("client_id") == CLIENT and params["post_logout_redirect_uri"].endswith(
            "/admin/arbejdskonto/ude/"
        )
        return params["post_logout_redirect_uri"] if ours else f"{self.address}/refused"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        named = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        if (unquote(named[0]), unquote(named[2])) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if (
            asked is None
            or asked["redirect_uri"] != form.get("redirect_uri")
            or asked["client_id"] != form.get("client_id")
            or asked.get("code_challenge_method") != "S256"
            or asked["code_challenge"] != challenge.rstrip(b"=").decode()
        ):
            return 400, {"error": "invalid_grant"}
        return 200, {"token_type": "Bearer", "access_token": "intet", "id_token": self.id_token(asked["nonce"])}

    def id_token(self, nonce: str) -> str:
        now = int(time.time() + self.clock)
        self.session = secrets.token_hex(16)
        about = {"nonce": nonce, "sid": self.session, **self.person}
        claims = {"iss": self.address, "aud": CLIENT, "exp": now + 300, "iat": now, **about}
        self.last_token = self.signed(LIES.get(self.lie, dict)(claims))
        return self.last_token

    def sign_out_token(self, about: dict[str, Any]) -> str:
        """As Keycloak makes them."""
        if self.lie == "a token that signs in":
            return self.last_token
        now = int(time.time() + self.clock)
        claims = {"iss": self.address, "aud": CLIENT, "exp": now + 120, "iat": now, "jti": secrets.token_hex(16)}
        claims = SIGN_OUT_LIES.get(self.lie, dict)({**claims, "events": {EVENT: {}}, **about})
        return self.signed(claims, "at+jwt" if self.lie == "an access token" else "logout+jwt")

    def tell_of_sign_out(self, to: str, about: dict[str, Any]) -> dict[str, Any]:
        """Its own server posts to ours; what ours answered."""
        form = urlencode({"logout_token": self.sign_out_token(about)}).encode()
        try:
            with urlopen(Request(to, form)) as answer:  # noqa: S310  a site of the tests
                return {"status": answer.status, "kept": answer.headers.get("Cache-Control")}
        except HTTPError as refusal:
            return {"status": refusal.code, "kept": refusal.headers.get("Cache-Control")}

    def signed(self, claims: dict[str, Any], kind: str = "JWT") -> str:
        newest = self.keys[-1]
        header = {"alg": "RS256", "kid": str(newest.kid), "typ": kind}
        if self.lie in {"unsigned", "secret", "public key"}:
            keys = {"unsigned": b"", "secret": SECRET.encode(), "public key": newest.as_pem(private=False)}
            return by_hand(claims, str(newest.kid), keys[self.lie])
        token = jwt.encode(header, claims, self.new_key("2") if self.lie == "stranger" else newest, ["RS256"])
        if self.lie == "altered":
            head, _body, mark = token.split(".")
            more = {**claims, "groups": ["admin"], "sub": "bo-2"}
            body = base64.urlsafe_b64encode(json.dumps(more).encode()).rstrip(b"=").decode()
            return f"{head}.{body}.{mark}"
        return token

    def posted(self, path: str, told: dict[str, Any]) -> dict[str, Any]:
        """What a test says; the token endpoint is no part of it."""
        if path == "/sign-out":
            return self.tell_of_sign_out(told.pop("to"), told)
        if path == "/sign-out-token":
            return {"token": self.sign_out_token(told)}
        self.hear(told)
        return {}

    def signed_out_page(self, params: dict[str, str]) -> bytes:
        """Its own page of signing out, with a frame for the program: as Keycloak does it, or as Entra ID, nameless."""
        about = {"sid": self.session} | ({"iss": self.address} if params.get("iss") else {})
        address = html.escape(f"{params['to']}?{urlencode(about)}")
        return (
            f'<!doctype html><html lang="da"><title>Ude</title><main><h1>Du er logget ud</h1>'
            f'<iframe title="Programmer" src="{address}"></iframe></main></html>'
        ).encode()

    def hear(self, changes: dict[str, Any]) -> None:
        if name := changes.pop("new key", ""):
            self.keys = [self.new_key(str(name))]
        for name, value in changes.items():
            setattr(self, name, value)


def by_hand(claims: dict[str, Any], kid: str, key: bytes) -> str:
    """What no library would make: signed by HMAC with the key, or by nothing."""
    head = {"alg": "HS256" if key else "none", "kid": kid}
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (head, claims)]
    mark = hmac.digest(key, ".".join(parts).encode(), "sha256") if key else b""
    return ".".join([*parts, base64.urlsafe_b64encode(mark).rstrip(b"=").decode()])


def handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_all: object) -> None:
            pass

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            provider.asked.append(address.path)
            params = {name: values[0] for name, values in parse_qs(address.query).items()}
            pages: dict[str, Callable[[], dict[str, Any]]] = {
                "/.well-known/openid-configuration": provider.discovery,
                "/keys": lambda: dict(KeySet(list(provider.keys)).as_dict(private=False)),
                "/userinfo": lambda: provider.userinfo,
                "/asked": lambda: {"asked": provider.asked, "session": provider.session},
            }
            if address.path in {"/authorize", "/logout"}:
                lead = provider.authorize if address.path == "/authorize" else provider.sign_out
                self.send_response(302)
                self.send_header("Location", lead(params))
                self.send_header("Content-Length", "0")
                self.end_headers()
            elif address.path == "/signed-out":
                self.say(200, provider.signed_out_page(params), "text/html; charset=utf-8")
            elif address.path in pages:
                self.say(200, pages[address.path]())
            else:
                self.say(404, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            if self.path in {"/told", "/sign-out", "/sign-out-token"}:
                return self.say(200, provider.posted(self.path, json.loads(body)))
            form = {name: values[0] for name, values in parse_qs(body).items()}
            return self.say(*provider.token(form, self.headers.get("Authorization", "")))

        def say(self, status: int, data: dict[str, Any] | bytes, kind: str = "application/json") -> None:
            body = data if isinstance(data, bytes) else json.dumps(data).encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


class IdentityProviderServer(Server):
    """The process, and what a test says to it."""

    module = "tests.services.identity_provider"

    def __init__(self, folder: Path, certificate: Certificate) -> None:
        super().__init__(folder)
        self.certificate = certificate
        self.address = f"https://localhost:{self.port}"
        self.trusting = ssl.create_default_context(cadata=certificate.authority)

    def command(self) -> list[str]:
        files = [str(self.certificate.chain), str(self.certificate.key)]
        root = str(Path(__file__).resolve().parents[2])
        run = f"import sys; sys.path.insert(0, {root!r}); from {self.module} import main; main()"
        return [sys.executable, "-c", run, str(self.port), *files]

    def end(self, number: int) -> None:
        """SIGINT is not heard by who was started in the background."""
        super().end(signal.SIGTERM if number == signal.SIGINT else number)

    def tell(self, **changes: Any) -> None:
        body = json.dumps({name.replace("_", " "): value for name, value in changes.items()}).encode()
        urlopen(Request(f"{self.address}/told", body), context=self.trusting).close()  # noqa: S310  our own server

    def post(self, path: str, **told: Any) -> Any:
        request = Request(f"{self.address}{path}", json.dumps(told).encode())  # noqa: S310  our own server
        with urlopen(request, context=self.trusting) as answer:  # noqa: S310  our own server
            return json.load(answer)

    def page(self, address: str) -> str:
        with urlopen(address, context=self.trusting) as answer:  # noqa: S310  our own server
            return str(answer.read().decode())

    def get(self, address: str) -> Any:
        with urlopen(address, context=self.trusting) as answer:  # noqa: S310  our own server
            return json.load(answer)


def main() -> None:
    port, chain, key = sys.argv[1:]
    server = ThreadingHTTPServer(("127.0.0.1", int(port)), handler(Provider(f"https://localhost:{port}")))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.serve_forever()


if __name__ == "__main__":
    main()
