"""XML of others: read without entities, addresses or document types, and with limits; and the names in it."""

from datetime import UTC, datetime
from typing import Any, Final

from lxml import etree

from organisation.single_sign_on.troubles import Refused

ASSERTION: Final = "urn:oasis:names:tc:SAML:2.0:assertion"
PROTOCOL: Final = "urn:oasis:names:tc:SAML:2.0:protocol"
METADATA: Final = "urn:oasis:names:tc:SAML:2.0:metadata"
SIGNATURE: Final = "http://www.w3.org/2000/09/xmldsig#"
ENCRYPTION: Final = "http://www.w3.org/2001/04/xmlenc#"
NEWER_ENCRYPTION: Final = "http://www.w3.org/2009/xmlenc11#"
NAMES: Final = {
    "saml": ASSERTION,
    "samlp": PROTOCOL,
    "md": METADATA,
    "ds": SIGNATURE,
    "xenc": ENCRYPTION,
    "xenc11": NEWER_ENCRYPTION,
}
MOST_BYTES: Final = 1_000_000

Element = Any
"""An element of lxml."""


def tag(name: str) -> str:
    """`saml:Assertion` as lxml has it."""
    prefix, _colon, local = name.partition(":")
    return f"{{{NAMES[prefix]}}}{local}"


def read(data: bytes, code: str = "not_saml") -> Element:
    """The root element. Raises `Refused` with the code."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser) if len(data) <= MOST_BYTES else None
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or root.getroottree().docinfo.doctype:
        raise Refused(code)
    return root


def written(element: Element) -> bytes:
    """With every namespace that is in force where it stands."""
    return bytes(etree.tostring(element, with_tail=False))


def one(element: Element, path: str) -> Element | None:
    return element.find(path, NAMES)


def elements(element: Element, path: str) -> list[Element]:
    return list(element.findall(path, NAMES))


def text(element: Element | None) -> str:
    """All of it: a comment in the middle hides no half of a name."""
    return "".join(element.itertext()).strip() if element is not None else ""


def moment(stamp: str | None) -> datetime | None:
    """A time as SAML writes it, in UTC; None for none. Raises `ValueError`."""
    if not stamp:
        return None
    at = datetime.fromisoformat(stamp.strip())
    return at if at.tzinfo else at.replace(tzinfo=UTC)
