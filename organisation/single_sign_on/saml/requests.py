"""What we ask a provider, signed, in an address to which the browser is led (HTTP Redirect binding)."""

import base64
import secrets
import zlib
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

from lxml import etree

from organisation.models import IdentityProvider
from organisation.models.identity_provider import reaches
from organisation.single_sign_on.groups import NSIS
from organisation.single_sign_on.saml.documents import MOST_BYTES, NAMES, Element, read, tag, written
from organisation.single_sign_on.saml.keys import own_key
from organisation.single_sign_on.saml.metadata import PERSISTENT, POST, answer_address, own_name, published
from organisation.single_sign_on.saml.signatures import RSA_SHA256, sign
from organisation.single_sign_on.troubles import Refused

SUCCESS: Final = "urn:oasis:names:tc:SAML:2.0:status:Success"
REQUEST, RESPONSE = "SAMLRequest", "SAMLResponse"


def new_name() -> str:
    """Unguessable; it may not begin with a digit."""
    return f"_{secrets.token_hex(20)}"


def message(provider: IdentityProvider, kind: str, to: str, **facts: str) -> Element:
    made = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    about = {"ID": new_name(), "Version": "2.0", "IssueInstant": made, "Destination": to, **facts}
    root = etree.Element(tag(f"samlp:{kind}"), about, nsmap={name: NAMES[name] for name in ("saml", "samlp")})
    etree.SubElement(root, tag("saml:Issuer")).text = own_name(provider)
    return root


def ask_to_sign_in(provider: IdentityProvider) -> tuple[str, str]:
    """(address at the provider, name of the question). Raises `Refused`."""
    to = published(provider).sign_in
    attributes = {"AssertionConsumerServiceURL": answer_address(provider), "ProtocolBinding": POST}
    root = message(provider, "AuthnRequest", to, **attributes)
    etree.SubElement(root, tag("samlp:NameIDPolicy"), Format=PERSISTENT, AllowCreate="true")
    if level := least_level(provider):
        wanted = etree.SubElement(root, tag("samlp:RequestedAuthnContext"), Comparison="minimum")
        etree.SubElement(wanted, tag("saml:AuthnContextClassRef")).text = f"{NSIS}/{level.capitalize()}"
    return address(provider, to, REQUEST, root), str(root.get("ID"))


def least_level(provider: IdentityProvider) -> str:
    """The NSIS level below which nobody gets anything."""
    levels = list(provider.group_roles.values_list("least_level", flat=True))
    return next((level for level in levels if all(reaches(other, level) for other in levels)), "")


def ask_to_sign_out(provider: IdentityProvider, name_id: str, session: str) -> str:
    """The address that ends the person's session at the provider; empty where it has none. Raises `Refused`."""
    to = published(provider).sign_out
    if not to:
        return ""
    root = message(provider, "LogoutRequest", to)
    root.append(read(name_id.encode()))
    if session:
        etree.SubElement(root, tag("samlp:SessionIndex")).text = session
    return address(provider, to, REQUEST, root)


def say_signed_out(provider: IdentityProvider, asked: str, relay: str) -> str:
    """The address of our answer to a provider that signs somebody out. Raises `Refused`."""
    to = published(provider).sign_out_answer
    if not to:
        raise Refused("metadata")
    root = message(provider, "LogoutResponse", to, InResponseTo=asked)
    status = etree.SubElement(root, tag("samlp:Status"))
    etree.SubElement(status, tag("samlp:StatusCode"), Value=SUCCESS)
    return address(provider, to, RESPONSE, root, relay)


def address(provider: IdentityProvider, to: str, field: str, root: Element, relay: str = "") -> str:
    fields = [(field, base64.b64encode(deflated(written(root))).decode())]
    fields += [("RelayState", relay)] if relay else []
    query = urlencode([*fields, ("SigAlg", RSA_SHA256)])
    signature = urlencode({"Signature": sign(own_key(provider), query)})
    return f"{to}{'&' if '?' in to else '?'}{query}&{signature}"


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def unpacked(encoded: str) -> Element:
    """The message in an address. Raises `Refused`."""
    try:
        unpacker = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
        data = unpacker.decompress(base64.b64decode(encoded, validate=True), MOST_BYTES)
    except (ValueError, zlib.error):
        raise Refused("not_saml") from None
    return read(data)
