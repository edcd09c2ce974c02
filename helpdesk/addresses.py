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
SITE: Final = re.compile(
    r"(?P<scheme>https?)://(?:\[[0-9a-f:.]+\]|[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)(?::(?P<port>[0-9]+))?/*",
    re.IGNORECASE | re.ASCII,
)
HOST: Final = re.compile(r"/\S*|[\w.,-]+|[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*", re.ASCII)
"""A name, several, a folder of sockets or an address of IPv4 or IPv6; and no port."""
HIGHEST_PORT: Final = 65_535
UNSAID: Final = {"https": ":443", "http": ":80"}
"""The ports that go without saying."""
EXAMPLE: Final = "https://hjaelp.example"


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
    if not is_port(match["port"]):
        raise ImproperlyConfigured(f"{name} must have a port from 1 to {HIGHEST_PORT}")
    return Address(
        scheme=match["scheme"],
        user=unquote(match["user"] or ""),
        password=unquote(match["password"] or ""),
        host=unquote(match["host"] or "").strip("[]"),
        port=int(match["port"]) if match["port"] else None,
        path=unquote(match["path"] or ""),
        query=dict(parse_qsl(match["query"] or "")),
    )


def is_port(port: str | None) -> bool:
    return not port or 1 <= int(port[:6]) <= HIGHEST_PORT


def host(name: str, host: str) -> str:
    if not HOST.fullmatch(host):
        raise ImproperlyConfigured(f"{name} must be a name such as server.example; a port has a variable of its own")
    return host


def redis(text: str) -> str:
    """The address for both who read it: behind TLS the certificate must hold, unless it says otherwise itself."""
    address = parse("REDIS_URL", text, schemes={"redis", "rediss"})
    if not address.host:
        raise ImproperlyConfigured("REDIS_URL must name a host, such as redis://127.0.0.1:6379/0")
    if not re.fullmatch(r"[0-9]{0,9}", address.path):
        raise ImproperlyConfigured("REDIS_URL must end with the number of a database, such as redis://127.0.0.1:6379/0")
    if address.scheme == "redis" or "ssl_cert_reqs" in address.query:
        return text
    return f"{text}{'&' if address.query else '?'}ssl_cert_reqs=required"


def site(text: str) -> tuple[str, bool]:
    """Scheme, name and port in small letters, and whether it is https. A port that goes without saying is left out, as
    browsers do. Raises `ImproperlyConfigured`."""
    match = SITE.fullmatch(text)
    if match is None or not is_port(match["port"]):
        raise ImproperlyConfigured(
            f"SITE_URL must be a full address such as {example_for(text)}, with no path behind it"
        )
    scheme = match["scheme"].lower()
    return text.rstrip("/").lower().removesuffix(UNSAID[scheme]), scheme == "https"


def example_for(text: str) -> str:
    """As browsers write a name with letters beyond a to z; they ask for it by no other."""
    name = re.fullmatch(r"https?://([^/:@?#\s]+).*", text)
    try:
        return f"https://{name[1].encode('idna').decode()}" if name and not name[1].isascii() else EXAMPLE
    except UnicodeError:
        return EXAMPLE


def with_path(name: str, text: str) -> str:
    """An address of a program on the web. Raises `ImproperlyConfigured`, without it."""
    match = ADDRESS.fullmatch(text)
    if match is None or match["scheme"] not in {"http", "https"} or not match["host"] or not is_port(match["port"]):
        raise ImproperlyConfigured(f"{name} must be a full address such as {EXAMPLE}")
    return text


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
