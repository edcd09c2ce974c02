"""Passkeys (WebAuthn): what the browser is asked, and what it may answer.

A passkey belongs to the site's name, so that a copy of the page under another name gets nothing from it.
"""

import ipaddress
import json
from typing import Any, Final

from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from organisation import json_of_others
from organisation.models import Municipality, SecondFactor, User

UNREADABLE: Final = (ValueError, KeyError, TypeError, AttributeError)
"""What the library raises for an answer of another shape than it expects."""
WISHED: Final = UserVerificationRequirement.PREFERRED
"""The password has been asked before: a key without a PIN is a second proof as well."""


class WrongPasskey(ValueError):
    """It is not the person's, or answers something else than was asked."""


def site_name(request: HttpRequest) -> str:
    return request.get_host().partition(":")[0] if not request.get_host().startswith("[") else ""


def are_possible(request: HttpRequest) -> bool:
    """Browsers keep passkeys for names alone, and only over an encrypted connection or on the machine itself."""
    name = site_name(request)
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return bool(name) and (request.is_secure() or name == "localhost")
    return False


def server(request: HttpRequest) -> Fido2Server:
    ours = request.build_absolute_uri("/").rstrip("/")
    party = PublicKeyCredentialRpEntity(id=site_name(request), name=Municipality.current().name)
    return Fido2Server(party, verify_origin=lambda origin: origin == ours)


def known(user: User) -> list[AttestedCredentialData]:
    rows = SecondFactor.objects.filter(user=user, kind=SecondFactor.Kind.PASSKEY).order_by("id")
    return [AttestedCredentialData(websafe_decode(row.public_key)) for row in rows]


def ask_for_new(request: HttpRequest, user: User) -> tuple[str, dict[str, Any]]:
    """(options for the browser as JSON, what we must remember until it answers)."""
    person = PublicKeyCredentialUserEntity(id=handle(user), name=user.email, display_name=user.name)
    options, state = server(request).register_begin(
        person,
        known(user),
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=WISHED,
    )
    return json.dumps(dict(options)["publicKey"]), state


def handle(user: User) -> bytes:
    """Whose key it is, for the key alone: a number says nothing of the person."""
    return f"person-{user.pk}".encode()


def read_new(request: HttpRequest, state: dict[str, Any], answer: str) -> tuple[str, str, int]:
    """(credential, public key, count) of a new passkey, as they are stored. Raises `WrongPasskey`."""
    try:
        made = server(request).register_complete(state, json_of_others.read(answer))
    except UNREADABLE as error:
        raise WrongPasskey from error
    assert made.credential_data is not None
    return websafe_encode(made.credential_data.credential_id), websafe_encode(made.credential_data), made.counter


def ask_for_known(request: HttpRequest, user: User) -> tuple[str, dict[str, Any]]:
    options, state = server(request).authenticate_begin(known(user), user_verification=WISHED)
    return json.dumps(dict(options)["publicKey"]), state


def read_known(request: HttpRequest, user: User, state: dict[str, Any], answer: str) -> tuple[str, int]:
    """(credential, count) of the person's passkey that has answered what was asked. Raises `WrongPasskey`."""
    try:
        response = json_of_others.read(answer)
        used = server(request).authenticate_complete(state, known(user), response)
        count = AuthenticationResponse.from_dict(response).response.authenticator_data.counter
    except UNREADABLE as error:
        raise WrongPasskey from error
    return websafe_encode(used.credential_id), count
