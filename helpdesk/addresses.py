"""Addresses of servers with a name and a password in them, read strictly.

A password that was pasted in as it is may hold what parts an address. Readers that are lenient then take a piece of it
for the host, and send the rest of it there.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, unquote

from django.core.exceptions import ImproperlyConfigured

CHARACTER: Final = r"(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})"
"""What may stand in a name or a password: RFC 3986's unreserved, sub-delims and pct-encoded."""
ADDRESS: Final = re.compile(
    rf"(?P<scheme>[a-z+]+)://(?:(?P<user>{CHARACTER}*)(?::(?P<password>(?:{CHARACTER}|:)*))?@)?"
    rf"(?P<host>\[[0-9A-Fa-f:.]+\]|{CHARACTER}*)(?::(?P<port>[0-9]+))?"
    rf"(?:/(?P<path>(?:{CHARACTER}|[/:@])*))?(?:\?(?P<query>(?:{CHARACTER}|[/:@?])*))?"
)


@dataclass(frozen=True, kw_only=True)
class Address:
    scheme: str
    user: str
    password: str
    host: str
    port: int | None
    path: str
    query: dict[str, str]


def parse(name: str, text: str, *, schemes: Collection[str], instead: str = "") -> Address:
    """`instead` names the variables that need no such writing. Raises `ImproperlyConfigured`, without the address."""
    match = ADDRESS.fullmatch(text)
    if match is None or match["scheme"] not in schemes:
        advice = f"; or set {instead} instead" if instead else ""
        raise ImproperlyConfigured(
            f"{name} must look like {min(schemes, key=len)}://user:password@host:port/name, where / ? # @ % and [ ] in "
            f"the password are written %2F %3F %23 %40 %25 %5B %5D{advice}"
        )
    return Address(
        scheme=match["scheme"],
        user=unquote(match["user"] or ""),
        password=unquote(match["password"] or ""),
        host=unquote(match["host"] or "").strip("[]"),
        port=int(match["port"]) if match["port"] else None,
        path=unquote(match["path"] or ""),
        query=dict(parse_qsl(match["query"] or "")),
    )


def database(text: str) -> dict[str, Any]:
    """What Django needs to know of a PostgreSQL at `postgres://…`; what follows `?` goes to libpq."""
    instead = "DATABASE_HOST, DATABASE_NAME, DATABASE_USER and DATABASE_PASSWORD"
    address = parse("DATABASE_URL", text, schemes={"postgres", "postgresql"}, instead=instead)
    if not address.path:
        raise ImproperlyConfigured("DATABASE_URL must end with the name of the database: postgres://host/name")
    return {
        "HOST": address.host,
        "PORT": address.port or "",
        "NAME": address.path,
        "USER": address.user,
        "PASSWORD": address.password,
        "OPTIONS": address.query,
    }
