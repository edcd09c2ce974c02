"""What stands in an answer of Context Handler and its like (OIOSAML 3.0; OIO Basic Privilege Profile 1.2).

A role of the directory (jobfunktionsrolle) comes with what it is limited to (dataafgrænsning): that pair is a role at
an institution. CPR numbers, which some providers send unasked, are read by nothing here.
"""

import base64
import binascii
import re
from typing import Final

from organisation.models import IdentityProvider, Municipality
from organisation.models.identity_provider import LIMITED_TO
from organisation.single_sign_on.groups import NSIS
from organisation.single_sign_on.saml.documents import Element, read, text
from organisation.single_sign_on.troubles import Refused

FORMAT: Final = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"
ABOUT: Final = "https://data.gov.dk/model/core/eid/"
UUID: Final = f"{ABOUT}professional/uuid/persistent"
EMAIL: Final = f"{ABOUT}email"
FULL_NAME: Final = f"{ABOUT}fullName"
FIRST_NAME: Final = f"{ABOUT}firstName"
LAST_NAME: Final = f"{ABOUT}lastName"
PRIVILEGES: Final = f"{ABOUT}privilegesIntermediate"
OLDER_PRIVILEGES: Final = "dk:gov:saml:attribute:Privileges_intermediate"
VERSION: Final = "https://data.gov.dk/model/core/specVersion"
CVR: Final = f"{ABOUT}professional/cvr"
ASKED: Final = {
    VERSION: True,
    NSIS: True,
    CVR: True,
    UUID: False,
    EMAIL: True,
    FULL_NAME: False,
    FIRST_NAME: False,
    LAST_NAME: False,
    PRIVILEGES: True,
}
"""Attributes that our metadata asks for, and whether nobody can sign in without them."""
OF_CVR: Final = re.compile(r"cvrNumberIdentifier:(\d{8})$", re.IGNORECASE)
MOST: Final = 500

Attributes = dict[str, list[str]]


def name_in(attributes: Attributes) -> str:
    given, family = first(attributes, FIRST_NAME), first(attributes, LAST_NAME)
    return (
        first(attributes, FULL_NAME)
        or f"{given} {family}".strip()
        or first(attributes, "name")
        or first(attributes, "cn")
    )


def first(attributes: Attributes, name: str) -> str:
    return attributes.get(name, [""])[0]


def groups_in(provider: IdentityProvider, attributes: Attributes) -> list[str]:
    """The roles in the privileges, each with its limitation, and the groups by the provider's own word for them."""
    encodings = [*attributes.get(PRIVILEGES, []), *attributes.get(OLDER_PRIVILEGES, [])]
    roles = [role for encoded in encodings for role in privileges(provider, encoded)]
    return list(dict.fromkeys([*attributes.get(provider.groups_claim, []), *roles]))[:MOST]


def privileges(provider: IdentityProvider, encoded: str) -> list[str]:
    """Raises `Refused`."""
    try:
        root = read(base64.b64decode("".join(encoded.split()), validate=True), "privileges")
    except binascii.Error:
        raise Refused("privileges") from None
    return [role for group in inside(root, "PrivilegeGroup") for role in roles_of(provider, group)]


def inside(element: Element, name: str) -> list[Element]:
    """By the local name: the namespace changed between two versions of the profile."""
    return [each for each in element.iter("{*}*") if each.tag.rpartition("}")[2] == name]


def roles_of(provider: IdentityProvider, group: Element) -> list[str]:
    """Nothing where it is for another municipality, or limited by something that we do not understand."""
    scope, own = OF_CVR.search(str(group.get("Scope", ""))), Municipality.current().cvr
    if scope and own and scope[1] != own:
        return []
    roles = [text(each) for each in inside(group, "Privilege")]
    limits = [(str(each.get("Name", "")), text(each)) for each in inside(group, "Constraint")]
    if not limits:
        return roles
    names = {name for name, _value in limits}
    if len(names) > 1 or provider.limit_name not in {"", *names}:
        return []
    codes = [code.strip() for _name, value in limits for code in value.split(",") if code.strip()]
    return [f"{role}{LIMITED_TO}{code}" for role in roles for code in codes]
