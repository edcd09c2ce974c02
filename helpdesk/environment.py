"""The one reader of environment variables. A value that cannot be right stops the program at its start.

Every variable read here stands in `.env.example`; a test holds the two together.
"""

import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, kw_only=True)
class Environment:
    """What the place of running decides. Defaults are the embedded way: no servers, no settings.

    Raises `ImproperlyConfigured` from `read()` when a value cannot be right.
    """

    data_dir: Path
    secret_key: str
    secret_key_fallbacks: list[str]
    debug: bool
    demo: bool
    database_url: str
    redis_url: str
    email_url: str
    mail_from: str
    mailbox_passwords: dict[str, str]
    site_url: str
    behind_https: bool
    trusted_proxies: int

    @property
    def embedded(self) -> bool:
        """No broker: tasks run inline, the cache is this process's own memory."""
        return not self.redis_url


def read() -> Environment:
    env = environ.Env()
    data_dir = Path(env.str("DATA_DIR", default="") or BASE_DIR / "var").resolve()
    site_url = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
    parts = urlsplit(site_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ImproperlyConfigured(f"SITE_URL must be a full address such as https://hjaelp.example, not {site_url!r}")
    redis_url = env.str("REDIS_URL", default="")
    if redis_url and urlsplit(redis_url).scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured("REDIS_URL must begin with redis://, rediss:// or unix://")
    behind_https = parts.scheme == "https"
    debug = env.bool("DEBUG", default=False)
    return Environment(
        data_dir=data_dir,
        secret_key=env.str("SECRET_KEY", default="") or kept_secret(data_dir, needed=behind_https),
        secret_key_fallbacks=env.str("SECRET_KEY_FALLBACKS", default="").split(),
        debug=debug,
        demo=env.bool("DEMO", default=False),
        database_url=env.str("DATABASE_URL", default=""),
        redis_url=redis_url,
        email_url=env.str("EMAIL_URL", default=""),
        mail_from=env.str("MAIL_FROM", default="aula-hjaelp@kommune.example"),
        mailbox_passwords=passwords(env.str("MAILBOX_PASSWORDS", default="")),
        site_url=site_url,
        behind_https=behind_https,
        trusted_proxies=env.int("TRUSTED_PROXIES", default=0),
    )


def passwords(text: str) -> dict[str, str]:
    """From `{"address": "password", …}`. Never repeats what it was given, since that is secret."""
    try:
        told = json.loads(text or "{}")
    except ValueError:
        told = None
    if not isinstance(told, dict) or not all(isinstance(value, str) for value in told.values()):
        raise ImproperlyConfigured('MAILBOX_PASSWORDS must look like {"hjaelp@kommune.example": "password"}')
    return {address.lower(): password for address, password in told.items()}


def kept_secret(data_dir: Path, *, needed: bool) -> str:
    """A secret key made once and kept in the data folder; a site on https must be given one."""
    if needed:
        raise ImproperlyConfigured("SECRET_KEY must be set when SITE_URL is an https address")
    path = data_dir / "secret_key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()
