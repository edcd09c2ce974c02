"""Reads the provider's answer to a sign-in (Web Browser SSO profile), and its wish to sign somebody out."""

import base64
import binascii
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from organisation.models import IdentityProvider
from organisation.models.people import as_stored
from organisation.single_sign_on.groups import LONGEST_NAME, NSIS, Claimed, level_of
from organisation.single_sign_on.saml import oiosaml
from organisation.single_sign_on.saml.documents import Element, elements, moment, one, read, tag, text, written
from organisation.single_sign_on.saml.encryption import opened
from organisation.single_sign_on.saml.keys import own_keys
from organisation.single_sign_on.saml.metadata import (
    Published,
    answer_address,
    own_name,
    published,
    sign_out_address,
)
from organisation.single_sign_on.saml.requests import REQUEST, SUCCESS, unpacked
from organisation.single_sign_on.saml.signatures import check_query, is_signed, verified
from organisation.single_sign_on.troubles import Refused
from privacy.cpr import mask

BEARER: Final = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
TRANSIENT: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
STATUSES: Final = {
    "urn:oasis:names:tc:SAML:2.0:status:NoAuthnContext": "level",
    "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed": "declined",
    "urn:oasis:names:tc:SAML:2.0:status:RequestDenied": "declined",
}
CLOCKS: Final = timedelta(minutes=2)
LASTS: Final = timedelta(minutes=5)
"""How long a wish to sign somebody out counts that does not say so itself."""
LONGEST_SUBJECT: Final = 255


@dataclass(frozen=True)
class SamlAnswer:
    """Somebody signed in there. `name_id` (XML) and `session` are what ends their sign-in there; `names` are those of
    the attributes that came, whose values are kept nowhere."""

    asked: str
    claimed: Claimed
    name_id: str
    session: str
    names: list[str]


def read_answer(provider: IdentityProvider, encoded: str) -> SamlAnswer:
    """Raises `Refused`."""
    try:
        root = read(base64.b64decode("".join(encoded.split()), validate=True))
    except binascii.Error:
        raise Refused("not_saml") from None
    if root.tag != tag("samlp:Response") or root.get("Version") != "2.0":
        raise Refused("not_saml")
    known = published(provider)
    check_sender(root, known)
    check_status(root)
    assertion = signed_assertion(provider, root, known)
    check_issuer(assertion, known, is_needed=True)
    check_conditions(assertion, provider)
    return understood(provider, assertion, check_bearer(assertion, provider))


def check_sender(root: Element, known: Published) -> None:
    """What an unsigned envelope says can only refuse, never let in."""
    check_issuer(root, known, is_needed=False)


def check_issuer(element: Element, known: Published, *, is_needed: bool) -> None:
    issuer = one(element, "saml:Issuer")
    if (issuer is None and is_needed) or (issuer is not None and text(issuer) != known.entity):
        raise Refused("wrong_issuer")


def check_status(root: Element) -> None:
    codes = [str(code.get("Value")) for code in root.iter(tag("samlp:StatusCode"))]
    if codes[:1] != [SUCCESS]:
        raise Refused(next((STATUSES[code] for code in codes if code in STATUSES), "provider"))


def signed_assertion(provider: IdentityProvider, root: Element, known: Published) -> Element:
    """The one assertion, as far as a signature covers it; with the provider's newest keys where ours do not fit."""
    try:
        return covered(provider, root, known)
    except Refused as refusal:
        if refusal.code not in {"signature", "ran_out"} or not provider.metadata_address:
            raise
    return covered(provider, root, published(provider, anew=True))


def covered(provider: IdentityProvider, root: Element, known: Published) -> Element:
    is_covered = is_signed(root)
    if is_covered:
        root = verified(root, known.certificates)
        destination = root.get("Destination")
        if destination and destination != answer_address(provider):
            raise Refused("audience")
    plain, encrypted = elements(root, "saml:Assertion"), elements(root, "saml:EncryptedAssertion")
    if len(plain) + len(encrypted) != 1:
        raise Refused("signature")
    assertion = plain[0] if plain else opened(encrypted[0], own_keys(provider), is_covered=is_covered)
    if assertion.tag != tag("saml:Assertion"):
        raise Refused("signature")
    if is_covered and not is_signed(assertion):
        return assertion
    return verified(assertion, known.certificates)


def check_conditions(assertion: Element, provider: IdentityProvider) -> None:
    conditions = one(assertion, "saml:Conditions")
    audiences = [text(each) for each in elements(assertion, "saml:Conditions/saml:AudienceRestriction/saml:Audience")]
    if conditions is None or own_name(provider) not in audiences:
        raise Refused("audience")
    made = time_in(assertion, "IssueInstant")
    begins, ends = time_in(conditions, "NotBefore"), time_in(conditions, "NotOnOrAfter")
    check_times(made, begins, ends)


def time_in(element: Element, name: str) -> datetime | None:
    try:
        return moment(element.get(name))
    except ValueError:
        raise Refused("not_saml") from None


def check_times(made: datetime | None, begins: datetime | None, ends: datetime | None) -> None:
    now = timezone.now()
    if ends is not None and ends + CLOCKS < now:
        raise Refused("expired", minutes=minutes(now - (made or ends)))
    latest = max(filter(None, (made, begins)), default=None)
    if latest is not None and latest - CLOCKS > now:
        raise Refused("early", minutes=minutes(latest - now))


def minutes(between: timedelta) -> int:
    return math.ceil(between.total_seconds() / 60)


def check_bearer(assertion: Element, provider: IdentityProvider) -> str:
    """The question that it answers; it was sent to us, and may still be shown. Raises `Refused`."""
    confirmed = [
        one(confirmation, "saml:SubjectConfirmationData")
        for confirmation in elements(assertion, "saml:Subject/saml:SubjectConfirmation")
        if confirmation.get("Method") == BEARER
    ]
    ours = [data for data in confirmed if data is not None and data.get("Recipient") == answer_address(provider)]
    if not ours:
        raise Refused("audience")
    ends = time_in(ours[0], "NotOnOrAfter")
    if ends is None:
        raise Refused("not_saml")
    check_times(time_in(assertion, "IssueInstant"), None, ends)
    asked = ours[0].get("InResponseTo")
    if not asked:
        raise Refused("state")
    return str(asked)


def understood(provider: IdentityProvider, assertion: Element, asked: str) -> SamlAnswer:
    given = attributes(assertion)
    statement = one(assertion, "saml:AuthnStatement")
    if statement is None:
        raise Refused("not_saml")
    level = oiosaml.first(given, NSIS) or text(one(statement, "saml:AuthnContext/saml:AuthnContextClassRef"))
    name_id = one(assertion, "saml:Subject/saml:NameID")
    email = email_in(provider, given)
    claimed = Claimed(
        subject=subject_in(given, name_id),
        email=email,
        name=(oiosaml.name_in(given) or email.partition("@")[0])[:LONGEST_NAME],
        groups=oiosaml.groups_in(provider, given),
        level=level_of(level),
        name_id=text(name_id),
    )
    called = written(name_id).decode() if name_id is not None else ""
    return SamlAnswer(asked, claimed, called, str(statement.get("SessionIndex") or ""), sorted(given))


def attributes(assertion: Element) -> oiosaml.Attributes:
    by_name: oiosaml.Attributes = {}
    for attribute in elements(assertion, "saml:AttributeStatement/saml:Attribute"):
        values = [text(value) for value in elements(attribute, "saml:AttributeValue")]
        by_name.setdefault(str(attribute.get("Name")), []).extend(value for value in values if value)
    return {name: values for name, values in by_name.items() if values}


def email_in(provider: IdentityProvider, given: oiosaml.Attributes) -> str:
    email = as_stored(oiosaml.first(given, oiosaml.EMAIL) or oiosaml.first(given, provider.email_claim))
    try:
        validate_email(email)
    except ValidationError:
        raise Refused("no_email") from None
    return email


def subject_in(given: oiosaml.Attributes, name_id: Element | None) -> str:
    """The provider's lasting name for the person; never one that is a CPR number. Raises `Refused`."""
    lasting = name_id is not None and name_id.get("Format") != TRANSIENT
    subject = oiosaml.first(given, oiosaml.UUID) or (text(name_id) if lasting else "")
    if not subject or len(subject) > LONGEST_SUBJECT:
        raise Refused("no_subject")
    if mask(subject).count or mask(text(name_id)).count:
        raise Refused("cpr")
    return subject


@dataclass(frozen=True)
class SignOut:
    """The provider ends somebody's sign-in: in all sessions, or in those of the names."""

    asked: str
    name_id: str
    sessions: list[str]


def read_sign_out(provider: IdentityProvider, query: str, encoded: str) -> SignOut:
    """Raises `Refused`."""
    known, root = published(provider), unpacked(encoded)
    if root.tag != tag("samlp:LogoutRequest"):
        raise Refused("not_saml")
    check_query(query, REQUEST, known.certificates)
    check_issuer(root, known, is_needed=True)
    if root.get("Destination") not in {None, sign_out_address(provider)}:
        raise Refused("audience")
    made, ends = time_in(root, "IssueInstant"), time_in(root, "NotOnOrAfter")
    check_times(made, None, ends or (made + LASTS if made else None))
    name_id = one(root, "saml:NameID")
    encrypted = one(root, "saml:EncryptedID")
    if name_id is None and encrypted is not None:
        name_id = opened(encrypted, own_keys(provider), is_covered=True)
    return SignOut(str(root.get("ID")), text(name_id), [text(each) for each in elements(root, "samlp:SessionIndex")])
