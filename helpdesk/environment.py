"""What the place of running decides. A value that cannot be right stops the program at its start.

Every variable read here stands in `.env.example`; a test holds the two together.
"""

import json
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import getaddresses
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

from helpdesk import addresses
from helpdesk.variables import Variables

BASE_DIR = Path(__file__).resolve().parent.parent
TLS_PORT: Final = 465
"""Where mail servers speak TLS from the first byte (RFC 8314)."""
SSL_MODES: Final = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
"""libpq's."""
LEAST_MEGABYTES: Final = 200
"""A process of the worker takes 110 when it begins: with less than this it would end after every task."""


@dataclass(frozen=True, kw_only=True)
class MailServer:
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    starttls: bool
    tls: bool


@dataclass(frozen=True, kw_only=True)
class Environment:
    """Raises `ImproperlyConfigured` from `read()` when a value cannot be right."""

    data_dir: Path
    secret_key: str = field(repr=False)
    secret_key_fallbacks: list[str] = field(repr=False)
    debug: bool
    demo: bool
    embedded: bool
    """SQLite in the data folder. Only when asked for: nobody looks for cases there otherwise."""
    database: dict[str, Any] | None = field(repr=False)
    """Django's HOST, PORT, NAME, USER, PASSWORD and OPTIONS of a PostgreSQL."""
    redis_url: str = field(repr=False)
    mail_server: MailServer | None
    mail_from: str
    mail_token: str = field(repr=False)
    mailbox_passwords: dict[str, str] = field(repr=False)
    graph_host: str
    site_url: str
    behind_https: bool
    hsts_subdomains: bool
    hsts_preload: bool
    trusted_proxies: int
    exchange_networks: list[str]
    """Private networks from which the answers of others may be fetched all the same."""
    workers: int
    threads: int
    worker_megabytes: int
    """A process of the worker that has grown beyond this ends after its task, and another takes its place."""
    logs_as_json: bool
    metrics_token: str = field(repr=False)
    sentry_dsn: str = field(repr=False)
    telemetry_endpoint: str

    @property
    def inline(self) -> bool:
        """No broker: tasks run where they are called, the cache is this process's own memory."""
        return not self.redis_url

    def require_servers(self) -> None:
        """For the processes that serve. Commands that need no server, such as `collectstatic`, run without."""
        if self.embedded:
            return
        if self.database is None:
            raise ImproperlyConfigured(NO_DATABASE)
        if not self.redis_url:
            raise ImproperlyConfigured("REDIS_URL must be set, such as redis://127.0.0.1:6379/0")
        if self.behind_https and self.mail_server is None:
            raise ImproperlyConfigured("EMAIL_HOST must be set, or nobody gets an answer by mail")


NO_DATABASE: Final = (
    "There is no database. Set DATABASE_HOST, DATABASE_NAME, DATABASE_USER and DATABASE_PASSWORD (or DATABASE_URL) in "
    "the environment or in .env; or EMBEDDED=true to keep everything in a file, for trying it and for a single school"
)


def read() -> Environment:
    variables = Variables(os.environ, Path(os.environ.get("ENV_FILE") or BASE_DIR / ".env"))
    data_dir = Path(variables.text("DATA_DIR") or BASE_DIR / "var").resolve()
    site_url, behind_https = site(variables)
    embedded, database, debug = variables.yes("EMBEDDED"), database_server(variables), variables.yes("DEBUG")
    if embedded and database:
        raise ImproperlyConfigured("EMBEDDED=true keeps everything in a file: set it, or a database server, not both")
    if embedded:
        made(data_dir)
    if debug and behind_https:
        raise ImproperlyConfigured("DEBUG shows strangers what is inside the program: not where SITE_URL is https")
    return Environment(
        data_dir=data_dir,
        secret_key=secret_key(variables, data_dir, embedded=embedded, needed=bool(database)),
        secret_key_fallbacks=variables.secret("SECRET_KEY_FALLBACKS").split(),
        debug=debug,
        demo=variables.yes("DEMO"),
        embedded=embedded,
        database=database,
        redis_url=redis_url(variables),
        mail_server=mail_server(variables),
        mail_from=sender(variables.text("MAIL_FROM", "aula-hjaelp@kommune.example")),
        mail_token=token("MAIL_TOKEN", variables.secret("MAIL_TOKEN")),
        mailbox_passwords=passwords(variables.secret("MAILBOX_PASSWORDS")),
        graph_host=host("GRAPH_HOST", variables.text("GRAPH_HOST", "graph.microsoft.com")),
        site_url=site_url,
        behind_https=behind_https,
        hsts_subdomains=variables.yes("HSTS_SUBDOMAINS"),
        hsts_preload=variables.yes("HSTS_PRELOAD"),
        trusted_proxies=variables.number("TRUSTED_PROXIES", 0),
        exchange_networks=networks("EXCHANGE_NETWORKS", variables.text("EXCHANGE_NETWORKS").split()),
        workers=variables.number("WEB_CONCURRENCY", 2, least=1),
        threads=variables.number("WEB_THREADS", 8, least=1),
        worker_megabytes=variables.number("WORKER_MEGABYTES", 500, least=LEAST_MEGABYTES),
        logs_as_json=logs_as_json(variables),
        metrics_token=token("METRICS_TOKEN", variables.secret("METRICS_TOKEN")),
        sentry_dsn=sentry(variables.secret("SENTRY_DSN")),
        telemetry_endpoint=telemetry(variables.text("OTEL_EXPORTER_OTLP_ENDPOINT")),
    )


def made(data_dir: Path) -> None:
    with suppress(OSError):
        data_dir.mkdir(parents=True, exist_ok=True)
    if not data_dir.is_dir() or not os.access(data_dir, os.W_OK):
        raise ImproperlyConfigured(f"DATA_DIR names {data_dir}, where nothing can be written")


def site(variables: Variables) -> tuple[str, bool]:
    """The address of the site, and whether it is https."""
    return addresses.site(variables.text("SITE_URL", "http://127.0.0.1:8000"))


def database_server(variables: Variables) -> dict[str, Any] | None:
    """From DATABASE_URL, or from variables of their own, in which a password is written as it is."""
    url = variables.secret("DATABASE_URL")
    host, user = variables.text("DATABASE_HOST"), variables.text("DATABASE_USER")
    if url and host:
        raise ImproperlyConfigured("Set DATABASE_HOST or DATABASE_URL, not both")
    if url:
        return addresses.database(url)
    if not host:
        return None
    sslmode = variables.text("DATABASE_SSLMODE")
    if sslmode not in {"", *SSL_MODES}:
        raise ImproperlyConfigured(f"DATABASE_SSLMODE must be one of {', '.join(SSL_MODES)}, not {sslmode!r}")
    return {
        "HOST": addresses.host("DATABASE_HOST", host),
        "PORT": str(variables.port("DATABASE_PORT") or ""),
        "NAME": variables.text("DATABASE_NAME", "helpdesk"),
        "USER": user or "helpdesk",
        "PASSWORD": variables.secret("DATABASE_PASSWORD"),
        "OPTIONS": {"sslmode": sslmode} if sslmode else {},
    }


def redis_url(variables: Variables) -> str:
    url = variables.secret("REDIS_URL")
    return addresses.redis(url) if url else ""


def mail_server(variables: Variables) -> MailServer | None:
    """From EMAIL_URL, or from variables of their own."""
    url, host = variables.secret("EMAIL_URL"), variables.text("EMAIL_HOST")
    if url and host:
        raise ImproperlyConfigured("Set EMAIL_HOST or EMAIL_URL, not both")
    if url:
        instead = "EMAIL_HOST, EMAIL_USER and EMAIL_PASSWORD"
        address = addresses.parse("EMAIL_URL", url, schemes={"smtp", "smtp+tls", "smtp+ssl"}, instead=instead)
        if not address.host:
            raise ImproperlyConfigured("EMAIL_URL must name a host, such as smtp+tls://user:password@host:587")
        tls = {"smtp": "no", "smtp+tls": "starttls", "smtp+ssl": "tls"}[address.scheme]
        port = address.port or {"no": 25, "starttls": 587, "tls": TLS_PORT}[tls]
        return a_mail_server(address.host, port, address.user, address.password, tls)
    if not host:
        return None
    host, port = addresses.host("EMAIL_HOST", host), variables.port("EMAIL_PORT", 587)
    tls = variables.text("EMAIL_TLS", "tls" if port == TLS_PORT else "starttls").lower()
    return a_mail_server(host, port, variables.text("EMAIL_USER"), variables.secret("EMAIL_PASSWORD"), tls)


def a_mail_server(host: str, port: int, user: str, password: str, tls: str) -> MailServer:
    if tls not in {"starttls", "tls", "no"}:
        raise ImproperlyConfigured(f"EMAIL_TLS must be starttls, tls or no, not {tls!r}")
    return MailServer(host=host, port=port, user=user, password=password, starttls=tls == "starttls", tls=tls == "tls")


def host(name: str, host: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.-]+(:\d{1,5})?", host):
        raise ImproperlyConfigured(f"{name} must be a name such as graph.microsoft.com, not {host!r}")
    return host.lower()


def sender(written: str) -> str:
    """An address, with or without a name before it in `<…>`."""
    addresses = getaddresses([written])
    try:
        validate_email(addresses[0][1])
    except ValidationError:
        addresses = []
    if len(addresses) != 1:
        raise ImproperlyConfigured(f"MAIL_FROM must be one address such as hjaelp@kommune.example, not {written!r}")
    return written


def networks(name: str, written: list[str]) -> list[str]:
    for network in written:
        try:
            ip_network(network, strict=False)
        except ValueError:
            raise ImproperlyConfigured(f"{name} must be networks such as 10.0.0.0/8, not {network!r}") from None
    return written


def sentry(address: str) -> str:
    if address and not re.fullmatch(r"https?://[^\s/@]+@[^\s/@]+/\S*\d", address):
        raise ImproperlyConfigured(
            "SENTRY_DSN must be the address that Sentry shows, such as https://key@sentry.example/1"
        )
    return address


def telemetry(address: str) -> str:
    return address and addresses.with_path("OTEL_EXPORTER_OTLP_ENDPOINT", address)


def token(name: str, token: str) -> str:
    least = 32
    if token and len(token) < least:
        raise ImproperlyConfigured(f"{name} must have at least {least} characters")
    return token


def logs_as_json(variables: Variables) -> bool:
    wanted = variables.text("LOG_FORMAT", "text")
    if wanted not in {"text", "json"}:
        raise ImproperlyConfigured(f"LOG_FORMAT must be text or json, not {wanted!r}")
    return wanted == "json"


def passwords(text: str) -> dict[str, str]:
    """From `{"address": "password", …}`. Never repeats what it was given, since that is secret."""
    try:
        by_address = json.loads(text or "{}")
    except ValueError:
        by_address = None
    if not isinstance(by_address, dict) or not all(isinstance(value, str) for value in by_address.values()):
        raise ImproperlyConfigured('MAILBOX_PASSWORDS must look like {"hjaelp@kommune.example": "password"}')
    return {address.lower(): password for address, password in by_address.items()}


def secret_key(variables: Variables, data_dir: Path, *, embedded: bool, needed: bool) -> str:
    """As given. The embedded site on http makes one and keeps it; who has no database has nothing to sign."""
    key = token("SECRET_KEY", variables.secret("SECRET_KEY"))
    if key:
        return key
    if needed or (embedded and site(variables)[1]):
        raise ImproperlyConfigured("SECRET_KEY must be set; .env.example says how to make one")
    return kept_secret(data_dir) if embedded else secrets.token_urlsafe(50)


def kept_secret(data_dir: Path) -> str:
    """A secret key made once and kept in the data folder."""
    path = data_dir / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()
