"""What a provider publishes of itself, and what we publish for it (SAML 2.0 Metadata)."""

import base64
import contextlib
import secrets
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from organisation.models import IdentityProvider, Municipality
from organisation.security.security_log import note
from organisation.single_sign_on import provider as over_the_wire
from organisation.single_sign_on.saml import oiosaml
from organisation.single_sign_on.saml.documents import (
    NAMES,
    NEWER_ENCRYPTION,
    PROTOCOL,
    Element,
    elements,
    moment,
    read,
    tag,
    text,
)
from organisation.single_sign_on.saml.keys import own_certificates, own_key
from organisation.single_sign_on.saml.signatures import signed_document, verified
from organisation.single_sign_on.troubles import Refused

REDIRECT: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
POST: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
PERSISTENT: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
KEPT: Final = 3600
SOON: Final = 60
"""Seconds before which it is not asked again, however many answers come that none of its keys has signed."""
LONGEST_NAME: Final = 200
PINNED: Final = {"unsigned": "metadata_unsigned", "ran_out": "metadata_pin_old"}
"""What is wrong with the signature of metadata, in the words for it."""


@dataclass(frozen=True)
class Published:
    """Of the provider: its name, where it signs in and out, and the certificates that it signs with."""

    entity: str
    sign_in: str
    sign_out: str
    sign_out_answer: str
    certificates: tuple[x509.Certificate, ...]


def read_metadata(data: bytes, signed_by: str = "") -> Published:
    """`signed_by` is the certificate (PEM), or several, one of which must have signed it. Raises `Refused`."""
    root = read(data, "metadata")
    if signed_by:
        root = covered(root, signed_by)
    entities = [root] if root.tag == tag("md:EntityDescriptor") else elements(root, ".//md:EntityDescriptor")
    providers = [
        (entity, role) for entity in entities for role in elements(entity, "md:IDPSSODescriptor") if speaks_saml(role)
    ]
    if len(providers) != 1:
        raise Refused("metadata")
    entity, role = providers[0]
    check_lasts(root, entity, role)
    signs_in, signs_out = service(role, "SingleSignOnService"), service(role, "SingleLogoutService")
    certificates = tuple(certificates_of(role))
    name = str(entity.get("entityID", ""))
    if signs_in is None or not certificates or not 0 < len(name) <= LONGEST_NAME:
        raise Refused("metadata")
    away = str(signs_out.get("Location")) if signs_out is not None else ""
    answer = str(signs_out.get("ResponseLocation") or away) if signs_out is not None else ""
    found_addresses = (str(signs_in.get("Location")), away, answer)
    if any(urlsplit(address).scheme != "https" for address in found_addresses if address):
        raise Refused("plain")
    return Published(name, *found_addresses, certificates)


def covered(root: Element, signed_by: str) -> Element:
    """What the signature of the whole document covers. Raises `Refused`."""
    try:
        return verified(root, x509.load_pem_x509_certificates(signed_by.encode()))
    except ValueError:
        raise Refused("metadata_forged") from None
    except Refused as refusal:
        raise Refused(PINNED.get(refusal.code, "metadata_forged")) from None


def speaks_saml(role: Element) -> bool:
    return PROTOCOL in str(role.get("protocolSupportEnumeration", "")).split()


def check_lasts(*elements: Element) -> None:
    try:
        ends = [moment(element.get("validUntil")) for element in elements]
    except ValueError:
        raise Refused("metadata") from None
    if any(end is not None and end < timezone.now() for end in ends):
        raise Refused("metadata_old")


def service(role: Element, name: str) -> Element | None:
    """Where the browser is led by an address: the one way in which we ask."""
    return next((each for each in elements(role, f"md:{name}") if each.get("Binding") == REDIRECT), None)


def certificates_of(role: Element) -> list[x509.Certificate]:
    certificates = []
    for described in elements(role, "md:KeyDescriptor"):
        if described.get("use") in {None, "signing"}:
            for certificate in elements(described, "ds:KeyInfo/ds:X509Data/ds:X509Certificate"):
                with contextlib.suppress(ValueError):
                    certificates.append(x509.load_der_x509_certificate(base64.b64decode(text(certificate))))
    return certificates


def published(provider: IdentityProvider, *, anew: bool = False) -> Published:
    """As the provider publishes it now; as we last knew it, while its address does not answer. Raises `Refused`."""
    marks = ("keys", SOON) if anew else ("metadata", KEPT)
    if provider.metadata_address and cache.add(provider.key(marks[0]), 1, marks[1]):
        try:
            fetch(provider)
        except Refused as refusal:
            note("metadata_not_taken", provider=provider.pk, code=refusal.code)
    return read_metadata(provider.metadata.encode())


def fetch(provider: IdentityProvider) -> Published:
    """Asks at the address, and keeps what is there. Raises `Refused`."""
    data = over_the_wire.read(provider, provider.metadata_address)
    metadata = read_metadata(data, provider.metadata_certificate)
    if provider.pk and metadata.entity != provider.issuer:
        raise Refused("issuer", named=metadata.entity)
    try:
        provider.metadata = data.decode()
    except UnicodeDecodeError:
        raise Refused("metadata") from None
    if provider.pk:
        IdentityProvider.objects.filter(pk=provider.pk).update(metadata=provider.metadata)
    return metadata


def own_name(provider: IdentityProvider) -> str:
    """What we are called there (entity ID): the address of our metadata."""
    return str(settings.SITE_URL) + reverse("saml_metadata", args=[provider.pk])


def answer_address(provider: IdentityProvider) -> str:
    return str(settings.SITE_URL) + reverse("saml_answer", args=[provider.pk])


def sign_out_address(provider: IdentityProvider) -> str:
    return str(settings.SITE_URL) + reverse("saml_sign_out", args=[provider.pk])


def ours(provider: IdentityProvider) -> bytes:
    """Our own metadata, for the provider: with both certificates while one takes over from the other."""
    root = etree.Element(tag("md:EntityDescriptor"), nsmap=NAMES, entityID=own_name(provider))
    role = etree.SubElement(
        root,
        tag("md:SPSSODescriptor"),
        protocolSupportEnumeration=PROTOCOL,
        AuthnRequestsSigned="true",
        WantAssertionsSigned="true",
    )
    certificates = own_certificates(provider)
    for use in ("signing", "encryption"):
        for certificate in certificates:
            add_key(role, certificate, use)
    out = sign_out_address(provider)
    etree.SubElement(role, tag("md:SingleLogoutService"), Binding=REDIRECT, Location=out, ResponseLocation=out)
    etree.SubElement(role, tag("md:NameIDFormat")).text = PERSISTENT
    where = {"Binding": POST, "Location": answer_address(provider), "index": "0", "isDefault": "true"}
    etree.SubElement(role, tag("md:AssertionConsumerService"), where)
    add_attributes(role)
    add_contact(root)
    etree.indent(root)
    if provider.signs_metadata:
        root = signed_document(root, f"_{secrets.token_hex(20)}", own_key(provider), certificates[0])
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def add_key(role: Element, certificate: x509.Certificate, use: str) -> None:
    described = etree.SubElement(role, tag("md:KeyDescriptor"), use=use)
    data = etree.SubElement(etree.SubElement(described, tag("ds:KeyInfo")), tag("ds:X509Data"))
    encoded = base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()
    etree.SubElement(data, tag("ds:X509Certificate")).text = encoded
    if use == "encryption":
        etree.SubElement(described, tag("md:EncryptionMethod"), Algorithm=f"{NEWER_ENCRYPTION}aes256-gcm")
        etree.SubElement(described, tag("md:EncryptionMethod"), Algorithm=f"{NAMES['xenc']}rsa-oaep-mgf1p")


def add_attributes(role: Element) -> None:
    """What we want to know of people, and no more: never their CPR number."""
    asked = etree.SubElement(role, tag("md:AttributeConsumingService"), index="0", isDefault="true")
    name = etree.SubElement(asked, tag("md:ServiceName"))
    name.set("{http://www.w3.org/XML/1998/namespace}lang", "da")
    name.text = "Aula-support"
    for attribute, is_needed in oiosaml.ASKED.items():
        facts = {"Name": attribute, "NameFormat": oiosaml.FORMAT, "isRequired": str(is_needed).lower()}
        etree.SubElement(asked, tag("md:RequestedAttribute"), facts)


def add_contact(root: Element) -> None:
    municipality = Municipality.current()
    organisation = etree.SubElement(root, tag("md:Organization"))
    for part, value in (
        ("OrganizationName", municipality.name),
        ("OrganizationDisplayName", municipality.name),
        ("OrganizationURL", str(settings.SITE_URL)),
    ):
        named = etree.SubElement(organisation, tag(f"md:{part}"))
        named.set("{http://www.w3.org/XML/1998/namespace}lang", "da")
        named.text = value or "Aula-support"
    if municipality.contact_email:
        contact = etree.SubElement(root, tag("md:ContactPerson"), contactType="technical")
        etree.SubElement(contact, tag("md:EmailAddress")).text = f"mailto:{municipality.contact_email}"
