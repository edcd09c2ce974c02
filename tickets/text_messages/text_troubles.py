"""What can be wrong between us and a gateway for text messages: a code that is stored, and a sentence about it."""

import ssl
from http.client import HTTPException
from socket import gaierror
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from organisation.security.public_internet import NotAsked
from organisation.security.sealing import Unreadable

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

SENTENCES: "Final[dict[str, StrPromise]]" = {
    "no_https": _("The address must begin with https."),
    "private_network": _("The address leads into a private network. No text messages are sent there."),
    "certificate": _("The gateway's certificate is not trusted, or is made out to another name."),
    "unknown_host": _("There is no server of this name."),
    "refused": _("The server does not answer at this port."),
    "away": _("The gateway cannot be reached."),
    "address": _("The address or the header cannot be used as they are written."),
    "silent": _("The gateway did not say whether it sent the message."),
    "interrupted": _("The sending was interrupted here, so nobody knows whether the message was sent."),
    "lost_key": _("The secret cannot be read after a change of SECRET_KEY. Enter it once more."),
}

STATUSES: "Final[tuple[tuple[tuple[str, ...], StrPromise], ...]]" = (
    (("401", "403"), _("The gateway does not accept the secret (%(code)s).")),
    (("429",), _("The gateway asks us to wait (%(code)s).")),
    (("3",), _("The gateway leads on to another address (%(code)s). Write that address.")),
    (("5",), _("The gateway has trouble of its own (%(code)s).")),
    (
        ("",),
        _("The gateway refused the message (%(code)s). Check the names of the fields, and the sender."),
    ),
)
"""By how the status begins."""


def code_of(trouble: BaseException) -> str:
    """Of what went wrong before anything was sent. Names no number and no text."""
    kinds: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
        ((Unreadable,), "lost_key"),
        ((ssl.SSLCertVerificationError,), "certificate"),
        ((gaierror,), "unknown_host"),
        ((ConnectionRefusedError,), "refused"),
        ((OSError, HTTPException), "away"),
    )
    if isinstance(trouble, NotAsked):
        return trouble.code
    return next((code for those, code in kinds if isinstance(trouble, those)), "address")


def sentence(code: str) -> str:
    """In words; `code` is one of ours, or the status that the gateway answered with; nothing for none."""
    if code in SENTENCES or not code:
        return str(SENTENCES.get(code, ""))
    fitting = next(wording for beginnings, wording in STATUSES if code.startswith(beginnings))
    return str(fitting) % {"code": code}
