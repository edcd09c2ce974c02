"""A SAML provider, as a process of its own over TLS: pysaml2's, which calls xmlsec1. It asks nobody, and lies.

`python -m tests.services.saml_provider PORT CHAIN KEY`. What it reads of ours it verifies: metadata, signatures,
addresses. What it does to its answers stands in `change`, `WRAPPINGS` and `Provider.answer`; a test says so by POST to
`/told`, which is no page of any real provider.
"""

import base64
import copy
import html
import json
import shutil
import ssl
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from lxml import etree
from saml2 import BINDING_HTTP_REDIRECT, class_name
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor, sign_entity_descriptor
from saml2.saml import NAME_FORMAT_URI, NAMEID_FORMAT_PERSISTENT, NameID
from saml2.samlp import Status, StatusCode
from saml2.server import Server as PySaml
from saml2.sigver import SigverError, pre_encryption_part, pre_signature_part
from saml2.xmldsig import DIGEST_SHA1, DIGEST_SHA256, SIG_RSA_SHA1, SIG_RSA_SHA256

from tests.services.identity_provider import IdentityProviderServer

SAML, SAMLP = "{urn:oasis:names:tc:SAML:2.0:assertion}", "{urn:oasis:names:tc:SAML:2.0:protocol}"
SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}"
METADATA = "urn:oasis:names:tc:SAML:2.0:metadata"
GCM, CBC = "http://www.w3.org/2009/xmlenc11#aes256-gcm", "http://www.w3.org/2001/04/xmlenc#aes256-cbc"
OAEP, RSA_15 = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p", "http://www.w3.org/2001/04/xmlenc#rsa-1_5"
LOA = "https://data.gov.dk/concept/core/nsis/loa"
EMAIL = "https://data.gov.dk/model/core/eid/email"


def data_of(assertion: Any) -> Any:
    return assertion.subject.subject_confirmation[0].subject_confirmation_data


def change(assertion: Any, lie: str) -> None:
    """What it says of itself, before it is signed."""
    if lie == "audience":
        assertion.conditions.audience_restriction[0].audience[0].text = "https://et-andet-program.example"
    elif lie == "no audience":
        assertion.conditions.audience_restriction = []
    elif lie == "recipient":
        data_of(assertion).recipient = "https://et-andet-program.example/saml"
    elif lie == "issuer":
        assertion.issuer.text = "https://en-anden.example"
    elif lie == "unasked":
        data_of(assertion).in_response_to = None
    elif lie == "other question":
        data_of(assertion).in_response_to = "_0000000000000000000000000000000000000000"


def moved(assertion: Any, seconds: float) -> None:
    """Made at another time."""

    def at(stamp: str) -> str:
        when = datetime.fromisoformat(stamp) + timedelta(seconds=seconds)
        return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    assertion.issue_instant = at(assertion.issue_instant)
    assertion.conditions.not_before = at(assertion.conditions.not_before)
    assertion.conditions.not_on_or_after = at(assertion.conditions.not_on_or_after)
    data_of(assertion).not_on_or_after = at(data_of(assertion).not_on_or_after)


def forged(assertion: Any, name: str = "_ond") -> Any:
    """The same of somebody else, not signed."""
    evil = copy.deepcopy(assertion)
    evil.set("ID", name)
    evil.remove(evil.find(f"{SIGNATURE}Signature"))
    for value in evil.iter(f"{SAML}AttributeValue"):
        if "@" in (value.text or ""):
            value.text = "kommuneadmin@example.org"
    return evil


def before(root: Any, real: Any, evil: Any, _signature: Any) -> None:
    root.insert(list(root).index(real), evil)


def after(root: Any, _real: Any, evil: Any, _signature: Any) -> None:
    root.append(evil)


def around(root: Any, real: Any, evil: Any, _signature: Any) -> None:
    root.replace(real, evil)
    evil.append(real)


def signature_moved(root: Any, real: Any, evil: Any, signature: Any) -> None:
    before(root, real, evil, signature)
    evil.insert(1, signature)


def in_the_signature(root: Any, real: Any, evil: Any, signature: Any) -> None:
    root.replace(real, evil)
    evil.insert(1, signature)
    etree.SubElement(signature, f"{SIGNATURE}Object").append(real)


def in_extensions(root: Any, real: Any, evil: Any, _signature: Any) -> None:
    root.replace(real, evil)
    extensions = etree.Element(f"{SAMLP}Extensions")
    root.insert(1, extensions)
    extensions.append(real)


def same_name(root: Any, real: Any, evil: Any, signature: Any) -> None:
    root.replace(real, evil)
    evil.set("ID", real.get("ID"))
    evil.insert(1, copy.deepcopy(signature))
    evil.append(real)


def in_the_advice(root: Any, real: Any, evil: Any, signature: Any) -> None:
    root.replace(real, evil)
    evil.insert(1, copy.deepcopy(signature))
    etree.SubElement(evil, f"{SAML}Advice").append(real)


def altered(_root: Any, real: Any, _evil: Any, _signature: Any) -> None:
    real.find(f".//{SAML}AttributeValue").text = "noget andet"


def commented(_root: Any, real: Any, _evil: Any, _signature: Any) -> None:
    """Half of an address behind a comment, which no signature covers."""
    email = next(each for each in real.iter(f"{SAML}AttributeValue") if "@" in (each.text or ""))
    email.text = email.text.removesuffix(".ondt.example")
    comment = etree.Comment("")
    comment.tail = ".ondt.example"
    email.append(comment)


WRAPPINGS: Final[dict[str, Callable[[Any, Any, Any, Any], None]]] = {
    "before": before,
    "after": after,
    "around": around,
    "signature moved": signature_moved,
    "in the signature": in_the_signature,
    "in extensions": in_extensions,
    "same name": same_name,
    "in the advice": in_the_advice,
    "altered": altered,
    "commented": commented,
}
"""Signature wrapping as in Somorovsky et al., "On Breaking SAML" (2012), and more of its kind."""


def wrap(root: Any, wrapping: str) -> None:
    real = root.find(f"{SAML}Assertion")
    WRAPPINGS[wrapping](root, real, forged(real), real.find(f"{SIGNATURE}Signature"))


class Provider:
    def __init__(self, address: str) -> None:
        self.address, self.folder = address, Path(tempfile.mkdtemp())
        self.person: dict[str, Any] = {}
        self.lie, self.wrapping, self.encryption, self.clock = "", "", "gcm", 0.0
        self.status, self.ours = "", ""
        self.signs, self.recipient = "", 0
        self.asked: list[str] = []
        self.session = ""
        self.new_key("1")
        self.stranger = self.key_pair("fremmed")

    def key_pair(self, name: str, lasts: timedelta = timedelta(days=2)) -> tuple[Path, Path]:
        private, now = rsa.generate_private_key(65537, 2048), datetime.now(UTC)
        called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        made = x509.CertificateBuilder(called, called, private.public_key(), x509.random_serial_number())
        made = made.not_valid_before(now - timedelta(days=9)).not_valid_after(now + lasts)
        key, chain = self.folder / f"{name}.key", self.folder / f"{name}.pem"
        shape = (Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        key.write_bytes(private.private_bytes(*shape))
        chain.write_bytes(made.sign(private, hashes.SHA256()).public_bytes(Encoding.PEM))
        return key, chain

    def new_key(self, name: str) -> None:
        self.keys = self.key_pair(name)

    def pysaml(self) -> PySaml:
        """As its settings are now, with our metadata."""
        settings = {
            "entityid": f"{self.address}/metadata",
            "xmlsec_binary": shutil.which("xmlsec1"),
            "key_file": str(self.keys[0]),
            "cert_file": str(self.keys[1]),
            "signing_algorithm": SIG_RSA_SHA256,
            "digest_algorithm": DIGEST_SHA256,
            "service": {
                "idp": {
                    "want_authn_requests_signed": True,
                    "want_authn_requests_only_with_valid_cert": False,
                    "endpoints": {
                        "single_sign_on_service": [(f"{self.address}/sso", BINDING_HTTP_REDIRECT)],
                        "single_logout_service": [(f"{self.address}/slo", BINDING_HTTP_REDIRECT)],
                    },
                    "policy": {
                        "default": {
                            "lifetime": {"minutes": 5},
                            "attribute_restrictions": None,
                            "name_form": NAME_FORMAT_URI,
                            "nameid_format": NAMEID_FORMAT_PERSISTENT,
                        }
                    },
                }
            },
            **({"metadata": {"inline": [self.ours]}} if self.ours else {}),
        }
        return PySaml(config=IdPConfig().load(settings))

    def metadata(self) -> bytes:
        """`signs`: by whom they are signed; a stranger's are all the stranger's, with the same name."""
        own = self.keys
        if self.signs == "stranger":
            self.keys = self.stranger
        saml, self.keys = self.pysaml(), own
        entity = entity_descriptor(saml.config)
        if not self.signs:
            return str(entity).encode()
        _entity, text = sign_entity_descriptor(entity, "", saml.sec, SIG_RSA_SHA256, DIGEST_SHA256)
        return str(text.replace("/slo", "/ond") if self.signs == "altered" else text).encode()

    def finds_ours_signed(self, certificate: str) -> bool:
        """Whether xmlsec1 finds that the key of the certificate has signed our metadata."""
        chain = self.folder / "vores.pem"
        chain.write_text(certificate)
        try:
            return bool(
                self.pysaml().sec.verify_signature(self.ours, str(chain), node_name=f"{METADATA}:EntityDescriptor")
            )
        except SigverError:
            return False

    def sign_in(self, params: dict[str, str]) -> str:
        """The page with the form that brings the answer to us. Raises where our question is not as it should be."""
        saml = self.pysaml()
        asked = saml.parse_authn_request(
            params["SAMLRequest"], BINDING_HTTP_REDIRECT, None, params.get("SigAlg"), params.get("Signature")
        )
        self.asked.append(str(asked.message))
        arguments = saml.response_args(asked.message)
        if self.status:
            outer = "urn:oasis:names:tc:SAML:2.0:status:Responder"
            status = Status(status_code=StatusCode(value=outer, status_code=StatusCode(value=self.status)))
            facts = {"in_response_to": arguments["in_response_to"], "consumer_url": arguments["destination"]}
            message = str(saml._response(**facts, status=status, issuer=saml._issuer(), sign=False))
        else:
            message = self.answer(saml, arguments)
        encoded = html.escape(base64.b64encode(message.encode()).decode())
        action = html.escape(arguments["destination"])
        return (
            f'<!doctype html><html lang="da"><title>Udbyder</title><main><h1>Udbyder</h1><form method="post" '
            f'action="{action}"><input type="hidden" name="SAMLResponse" value="{encoded}">'
            f"<button>Log ind</button></form></main></html>"
        )

    def answer(self, saml: PySaml, arguments: dict[str, Any]) -> str:
        name = NameID(format=self.person.get("format", NAMEID_FORMAT_PERSISTENT), text=self.person["name_id"])
        context = {"class_ref": self.person.get("context", "urn:oasis:names:tc:SAML:2.0:ac:classes:X509")}
        response = saml.create_authn_response(
            dict(self.person["attributes"]),
            userid=self.person["name_id"],
            name_id=name,
            authn=context,
            sign_assertion=False,
            sign_response=False,
            encrypt_assertion=False,
            **arguments,
        )
        assertion = response.assertion
        self.session = assertion.authn_statement[0].session_index
        change(assertion, self.lie)
        if self.clock:
            moved(assertion, self.clock)
        if self.lie == "destination":
            response.destination = "https://et-andet-program.example/saml"
        return self.signed(saml, response, assertion)

    def signed(self, saml: PySaml, response: Any, assertion: Any) -> str:
        methods = {"digest_alg": DIGEST_SHA256, "sign_alg": SIG_RSA_SHA256}
        if self.lie == "sha1":
            methods = {"digest_alg": DIGEST_SHA1, "sign_alg": SIG_RSA_SHA1}
        key = str(self.stranger[0] if self.lie == "stranger" else self.keys[0])
        of_whole = self.lie in {"whole", "destination"}
        of_assertion = self.lie not in {"unsigned", "whole"}
        if of_assertion:
            assertion.signature = pre_signature_part(assertion.id, saml.sec.my_cert, "1", **methods)
        if of_whole:
            response.signature = pre_signature_part(response.id, saml.sec.my_cert, "2", **methods)
        message = str(response)
        if of_assertion:
            message = saml.sec.crypto.sign_statement(message, class_name(assertion), key, assertion.id)
        message = self.wrapped(message)
        if self.encryption:
            message = self.encrypted(saml, message)
        if of_whole:
            message = saml.sec.crypto.sign_statement(message, class_name(response), key, response.id)
        return f"<!DOCTYPE x [<!ENTITY e 'e'>]>{without_head(message)}" if self.lie == "entity" else message

    def wrapped(self, message: str) -> str:
        if not self.wrapping:
            return message
        root = etree.fromstring(message.encode())
        wrap(root, self.wrapping)
        return str(etree.tostring(root).decode())

    def encrypted(self, saml: PySaml, message: str) -> str:
        """By xmlsec1, for the certificate in our metadata. What is signed as a whole is encrypted as a document of its
        own, with its names, as most programs do it; else the names are those of what is around it."""
        root = etree.fromstring(message.encode())
        assertion = root.find(f"{SAML}Assertion")
        around = etree.Element(f"{SAML}EncryptedAssertion")
        root.replace(assertion, around)
        method = CBC if self.encryption == "cbc" else GCM
        template = pre_encryption_part(msg_enc=method, key_enc=RSA_15 if self.encryption == "rsa 1.5" else OAEP)
        chain = self.stranger[1] if self.encryption == "stranger" else self.folder / "ours.pem"
        if self.encryption != "stranger":
            entity = next(iter(saml.metadata.keys()))
            _name, encoded = saml.metadata.certs(entity, "any", "encryption")[self.recipient]
            chain.write_text(f"-----BEGIN CERTIFICATE-----\n{encoded.strip()}\n-----END CERTIFICATE-----\n")

        def encrypt(element: Any, place: str | None = None) -> Any:
            text = etree.tostring(element).decode()
            cipher_text = saml.sec.crypto.encrypt_assertion(
                text, str(chain), template, key_type="aes-256", node_xpath=place
            )
            return etree.fromstring(str(cipher_text).encode())

        if self.lie in {"whole", "destination"}:
            around.append(encrypt(assertion, "/*[local-name()='Assertion']"))
        else:
            around.append(assertion)
            root = encrypt(root)
        return str(etree.tostring(root).decode())

    def sign_out(self, params: dict[str, str]) -> str:
        """We end somebody's sign-in there: verified, and answered by an address."""
        saml = self.pysaml()
        if "SAMLResponse" in params:
            self.asked.append("LogoutResponse")
            return f"{self.address}/ude"
        asked = saml.parse_logout_request(
            params["SAMLRequest"], BINDING_HTTP_REDIRECT, sigalg=params.get("SigAlg"), signature=params.get("Signature")
        )
        self.asked.append(str(asked.message))
        answer = saml.create_logout_response(asked.message, [BINDING_HTTP_REDIRECT], sign=False)
        return self.led(saml, str(answer), answer.destination, response=True)

    def begin_sign_out(self, session: str) -> str:
        """It ends somebody's sign-in with us: the address to which it leads their browser."""
        saml = self.pysaml()
        entity = next(iter(saml.metadata.keys()))
        to = saml.metadata.single_logout_service(entity, BINDING_HTTP_REDIRECT, "spsso")[0]["location"]
        name = NameID(format=NAMEID_FORMAT_PERSISTENT, text=self.person["name_id"])
        expire = (datetime.now(UTC) + timedelta(seconds=300 + self.clock)).strftime("%Y-%m-%dT%H:%M:%SZ")
        sessions = [session] if session else []
        _id, asked = saml.create_logout_request(
            to, entity, name_id=name, session_indexes=sessions, expire=expire, sign=False
        )
        if self.lie == "issuer":
            asked.issuer.text = "https://en-anden.example"
        return self.led(saml, str(asked), to, response=False)

    def led(self, saml: PySaml, message: str, to: str, *, response: bool) -> str:
        if self.lie == "stranger":
            own, self.keys = self.keys, self.stranger
            saml, self.keys = self.pysaml(), own
        sign = self.lie != "unsigned"
        binding = saml.apply_binding(
            BINDING_HTTP_REDIRECT, message, to, "hvor de kom fra", response=response, sign=sign, sigalg=SIG_RSA_SHA256
        )
        return str(dict(binding["headers"])["Location"])

    def hear(self, changes: dict[str, Any]) -> None:
        if name := changes.pop("new key", ""):
            self.new_key(str(name))
        if changes.pop("run out", ""):
            self.keys = self.key_pair("udloebet", lasts=timedelta(days=-1))
        for name, value in changes.items():
            setattr(self, name, value)


def without_head(message: str) -> str:
    return message.partition("?>")[2] if message.startswith("<?xml") else message


def handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_all: object) -> None:
            pass

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            params = {name: values[0] for name, values in parse_qs(address.query).items()}
            pages: dict[str, Callable[[], bytes]] = {
                "/metadata": provider.metadata,
                "/sso": lambda: provider.sign_in(params).encode(),
                "/asked": lambda: json.dumps({"asked": provider.asked, "session": provider.session}).encode(),
                "/certificate": provider.keys[1].read_bytes,
                "/ude": lambda: b"ude",
            }
            leads: dict[str, Callable[[], str]] = {
                "/slo": lambda: provider.sign_out(params),
                "/begin-slo": lambda: provider.begin_sign_out(params.get("session", "")),
            }
            try:
                if address.path in leads:
                    self.send_response(302)
                    self.send_header("Location", leads[address.path]())
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                else:
                    self.say(200, pages[address.path]())
            except Exception as trouble:  # noqa: BLE001  whatever it does not take, the test must see
                self.say(500, repr(trouble).encode())

        def do_POST(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path == "/is-signed":
                return self.say(200, json.dumps(provider.finds_ours_signed(told["certificate"])).encode())
            provider.hear(told)
            return self.say(200, b"{}")

        def say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


class SamlProviderServer(IdentityProviderServer):
    """The process, and what a test says to it."""

    module = "tests.services.saml_provider"

    def read(self, address: str) -> str:
        with urlopen(Request(address), context=self.trusting) as answer:  # noqa: S310  our own server
            return str(answer.read().decode())


def main() -> None:
    port, chain, key = sys.argv[1:]
    server = ThreadingHTTPServer(("127.0.0.1", int(port)), handler(Provider(f"https://localhost:{port}")))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.serve_forever()


if __name__ == "__main__":
    main()
