"""The field in which somebody writes their own mail address, on every public page."""

import re
from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

LONGEST: Final = 254
"""Characters of an address (RFC 5321, section 4.5.3.1.3, without its brackets)."""
AROUND: Final = "<>.,;:"
"""What a phone or a copied line leaves beside an address."""
MESSAGES: Final = {
    "required": _("Write your email address."),
    "invalid": _("Check your email address. It should look like name@example.org."),
    "max_length": _("The address is too long. Write %(limit_value)d characters at most."),
}
TROUBLES: Final = {
    "no_at": _("There is no @ in your email address. It should look like name@example.org."),
    "two_at": _("There is more than one @ in your email address. It should look like name@example.org."),
    "no_name": _("Something is missing before the @ in your email address. It should look like name@example.org."),
    "no_host": _("Something is missing after the @ in your email address. It should look like name@example.org."),
    "comma": _("There is a comma in your email address. It is probably a full stop."),
    "no_ending": _("Your email address lacks its ending, for example .dk or .com."),
    "letter": _("We cannot write to an email address with “%(sign)s” before the @. Check it, or write another."),
}
PLAIN: Final = re.compile(r"[\w.!#$%&'*+/=?^`{}|~-]", re.ASCII)
"""What may stand before the @ without quotation marks (RFC 5322, section 3.2.3)."""


class OwnMailField(forms.EmailField):
    """Takes what a phone wrote beside the address, and says which part of it is missing."""

    default_validators = []

    def __init__(self, **kwargs: Any) -> None:
        own = {"label": _("Your email address"), "widget": forms.EmailInput(attrs={"autocomplete": "email"})}
        super().__init__(**{"max_length": LONGEST, "error_messages": MESSAGES, **own, **kwargs})

    def to_python(self, value: Any) -> str:
        return plain(str(super().to_python(value)))

    def run_validators(self, value: Any) -> None:
        super().run_validators(value)
        if value:
            refuse_incomplete(value)


def plain(typed: str) -> str:
    """` <Maja @ post.dk>,` is `Maja@post.dk`; no address that people have holds a space."""
    return re.sub(r"^mailto:", "", "".join(typed.split()), flags=re.IGNORECASE).strip(AROUND)


def refuse_incomplete(address: str) -> None:
    """Raises `ValidationError` with a sentence that says what is wrong, as far as that can be seen."""
    try:
        validate_email(address)
    except ValidationError:
        sentence = next(troubles(address), MESSAGES["invalid"])
        raise ValidationError(sentence, "invalid", {"sign": strange_sign(address)}) from None


def troubles(address: str) -> Iterator[Any]:
    name, _at, host = address.partition("@")
    signs = {
        "no_at": "@" not in address,
        "two_at": "@" in host,
        "no_name": not name,
        "no_host": not host,
        "comma": "," in address,
        "no_ending": "." not in host,
        "letter": bool(strange_sign(address)),
    }
    yield from (TROUBLES[trouble] for trouble, is_so in signs.items() if is_so)


def strange_sign(address: str) -> str:
    return next((sign for sign in address.partition("@")[0] if not PLAIN.match(sign)), "")
