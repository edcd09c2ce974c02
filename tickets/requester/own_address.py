"""The address that the requester gave: shown half, and asked about where it looks mistyped."""

from difflib import get_close_matches
from typing import Final

USUAL: Final = (
    "gmail.com",
    "hotmail.com",
    "hotmail.dk",
    "outlook.com",
    "outlook.dk",
    "live.dk",
    "live.com",
    "icloud.com",
    "me.com",
    "yahoo.com",
    "yahoo.dk",
    "mail.dk",
    "jubii.dk",
    "ofir.dk",
    "stofanet.dk",
    "youmail.dk",
    "protonmail.com",
    "skolekom.dk",
)
"""Where most people here have their mail."""
ALIKE: Final = 0.8


def half_hidden(address: str) -> str:
    """`maja@gmail.com` as `m…@gmail.com`: enough to see that it is wrong, too little to be read over a shoulder."""
    name, at, host = address.partition("@")
    return f"{name[:1]}…{at}{host}" if at else ""


def likely_meant(address: str) -> str:
    """The address with the usual host that is one slip away; empty where it looks right."""
    name, at, host = address.partition("@")
    host = host.casefold()
    if not at or host in USUAL:
        return ""
    alike = get_close_matches(host, USUAL, n=1, cutoff=ALIKE)
    return f"{name}@{alike[0]}" if alike and one_slip(host, alike[0]) else ""


def one_slip(one: str, other: str) -> bool:
    """Whether one letter was added, left out, changed, or swapped with the next."""
    if abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    if len(short) < len(long):
        return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
    differing = [at for at in range(len(one)) if one[at] != other[at]]
    if len(differing) == 1:
        return True
    swapped = len(differing) == 2 and differing[1] == differing[0] + 1  # noqa: PLR2004  a pair
    return swapped and one[differing[0]] == other[differing[1]] and one[differing[1]] == other[differing[0]]
