"""What the environment, `.env` and files of secrets say, and what is refused."""

import os
import re
import ssl
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from kombu import Connection
from redis import ConnectionPool

from helpdesk.environment import Environment, read

ROOT = Path(__file__).resolve().parents[2]
KEY = "k" * 60
DIFFICULT = 'a/b@c#d$e%f:g h?i&j=k"l`m[n]'
"""What parts an address, what a shell reads, and a blank."""
PROGRAMS = {
    "suggest_answers": ["manage.py", "suggest_answers"],
    "search_answers": ["manage.py", "search_answers"],
    "web": ["-m", "gunicorn", "helpdesk.wsgi", "--bind", "127.0.0.1:0"],
    "worker": ["-m", "celery", "--app", "helpdesk", "worker", "--pool", "solo"],
    "beat": ["-m", "celery", "--app", "helpdesk", "beat", "--pidfile="],
    "migrate": ["manage.py", "migrate"],
    "createsuperuser": ["manage.py", "createsuperuser", "--noinput", "--email", "a@example.org"],
}


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty environment whose `.env` is a file of the test's own."""
    for name in list(os.environ):
        monkeypatch.delenv(name)
    monkeypatch.setenv("ENV_FILE", str(tmp_path / ".env"))
    return tmp_path


def read_from(place: Path, text: str) -> Environment:
    (place / ".env").write_text(text)
    return read()


def refused(place: Path, text: str) -> str:
    with pytest.raises(ImproperlyConfigured) as error:
        read_from(place, text)
    return str(error.value)


def test_nothing_set_is_no_database_and_leaves_no_file(place: Path) -> None:
    environment = read_from(place, f"DATA_DIR={place / 'data'}")
    assert (environment.database, environment.embedded) == (None, False)
    assert not (place / "data").exists()
    with pytest.raises(ImproperlyConfigured, match="DATABASE_HOST"):
        environment.require_servers()


def test_the_embedded_site_is_there_when_asked_for_and_keeps_its_secret(place: Path) -> None:
    text = f"EMBEDDED=true\nDATA_DIR={place}"
    environment = read_from(place, text)
    environment.require_servers()
    assert environment.embedded
    assert environment.inline
    assert read_from(place, text).secret_key == environment.secret_key


def test_a_password_is_taken_as_it_is(place: Path) -> None:
    environment = read_from(
        place,
        f"SECRET_KEY={KEY}\nDATABASE_HOST=db\nDATABASE_PASSWORD='{DIFFICULT}'\nEMAIL_HOST=m\nEMAIL_PASSWORD='{DIFFICULT}'",
    )
    assert environment.database is not None
    assert environment.mail_server is not None
    assert environment.database["PASSWORD"] == environment.mail_server.password == DIFFICULT
    assert environment.database["HOST"] == "db"


@pytest.mark.parametrize("password", ["a/b", "p@ss", "p#ss", "p?ss", "100%", "p[ss", "p ss"])
@pytest.mark.parametrize(
    ("variable", "address"), [("DATABASE_URL", "postgres://u:{}@db/h"), ("EMAIL_URL", "smtp://u:{}@mail")]
)
def test_an_address_with_a_password_that_parts_it_is_refused_and_not_shown(
    place: Path, password: str, variable: str, address: str
) -> None:
    sentence = refused(place, f"SECRET_KEY={KEY}\n{variable}='{address.format(password)}'")
    assert sentence.startswith(f"{variable} must look like")
    assert f"u:{password}" not in sentence


def test_a_written_password_in_an_address_is_read(place: Path) -> None:
    text = f"SECRET_KEY={KEY}\nDATABASE_URL='postgres://u:a%2Fb%40c$d@db:5433/hjælp?sslmode=require'"
    assert "must look like" in refused(place, text)
    database = read_from(place, text.replace("hjælp", "help")).database
    assert database == {
        "HOST": "db",
        "PORT": 5433,
        "NAME": "help",
        "USER": "u",
        "PASSWORD": "a/b@c$d",
        "OPTIONS": {"sslmode": "require"},
    }


def test_the_environment_goes_before_the_file(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_URL", "https://b.example")
    assert read_from(place, "SITE_URL=https://a.example").site_url == "https://b.example"


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_PASSWORD", "EMAIL_PASSWORD", "MAIL_TOKEN"])
def test_every_secret_may_lie_in_a_file(place: Path, name: str) -> None:
    secret = place / "secret"
    secret.write_text(f"{DIFFICULT * 2}\n")
    rest = "" if name == "SECRET_KEY" else f"SECRET_KEY={KEY}\n"
    servers = "DATABASE_HOST=db\nEMAIL_HOST=mail"
    environment = read_from(place, f"{rest}{servers}\n{name}_FILE={secret}")
    assert environment.database is not None
    assert environment.mail_server is not None
    places = [
        environment.secret_key,
        environment.database["PASSWORD"],
        environment.mail_server.password,
        environment.mail_token,
    ]
    assert places.count(DIFFICULT * 2) == 1
    assert f"Set {name} or {name}_FILE" in refused(place, f"{name}={KEY}\n{name}_FILE={secret}\n{rest}{servers}")


def test_what_editors_and_clusters_add_to_a_value_is_no_part_of_it(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mark that Windows' Notepad writes before the first letter of a file, and a newline behind a secret that was
    made with `echo`."""
    (place / "secret").write_text("\ufeffzzz\r\n", encoding="utf-8")
    monkeypatch.setenv("DATABASE_PASSWORD", "zzz\n")
    servers = f"DATABASE_HOST=db\r\nEMAIL_HOST=m\r\nEMAIL_PASSWORD_FILE={place / 'secret'}\r\n"
    environment = read_from(place, f"\ufeffSECRET_KEY={KEY}\r\n{servers}")
    assert environment.database is not None
    assert environment.mail_server is not None
    passwords = environment.database["PASSWORD"], environment.mail_server.password
    assert (environment.secret_key, *passwords) == (KEY, "zzz", "zzz")


def test_hsts_speaks_for_other_names_only_where_that_is_chosen(place: Path) -> None:
    plain = read_from(place, "SITE_URL=https://hjaelp.example.org")
    assert (plain.behind_https, plain.hsts_subdomains, plain.hsts_preload) == (True, False, False)
    chosen = read_from(place, "SITE_URL=https://hjaelp.example.org\nHSTS_SUBDOMAINS=true\nHSTS_PRELOAD=true")
    assert (chosen.hsts_subdomains, chosen.hsts_preload) == (True, True)


def test_a_secret_whose_file_is_missing_stops_the_program(place: Path) -> None:
    assert "cannot be read" in refused(place, "SECRET_KEY_FILE=/nowhere/at/all")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("EMBEDDED=perhaps", "EMBEDDED must be true or false"),
        ("EMBEDDED=true\nDATABASE_HOST=db", "not both"),
        ("DATABASE_HOST=db\nDATABASE_URL=postgres://db/h", "not both"),
        ("DATABASE_HOST=db", "SECRET_KEY must be set"),
        ("EMBEDDED=true\nSITE_URL=https://a.example", "SECRET_KEY must be set"),
        ("EMAIL_HOST=m\nEMAIL_TLS=yes", "starttls, tls or no"),
        ("EMAIL_HOST=m\nEMAIL_PORT=smtp", "EMAIL_PORT must be a whole number"),
        ("GRAPH_HOST=https://graph.microsoft.com/", "GRAPH_HOST must be a name"),
        ("GRAPH_HOST=graph.microsoft.com@ondt.example", "GRAPH_HOST must be a name"),
        ("MAIL_TOKEN=short", "at least 32"),
        ("SECRET_KEY=hemmelig", "SECRET_KEY must have at least 32"),
        ("DEBUG=true\nSITE_URL=https://a.example", "DEBUG shows strangers"),
        ("EMBEDDED=true\nDATA_DIR=/dev/null/data", "DATA_DIR names /dev/null/data, where nothing can be written"),
        ("EMBEDDED=true\nDATA_DIR=/dev/null", "DATA_DIR names /dev/null, where nothing can be written"),
        ("REDIS_URL=redis://:p@ss@host", "REDIS_URL must look like"),
        ("REDIS_URL=unix:///run/redis.sock", "REDIS_URL must look like"),
        ("REDIS_URL=redis://", "REDIS_URL must name a host"),
        ("REDIS_URL=redis://h:99999", "REDIS_URL must have a port"),
        ("REDIS_URL=redis://h/one", "REDIS_URL must end with the number of a database"),
        ("DATABASE_URL=postgres://db:99999/h", "DATABASE_URL must have a port"),
        ("DATABASE_HOST=postgres://db/h", "DATABASE_HOST must be a name"),
        ("DATABASE_HOST=db:5432", "DATABASE_HOST must be a name"),
        ("DATABASE_HOST=db\nDATABASE_PORT=five", "DATABASE_PORT must be a whole number"),
        ("DATABASE_HOST=db\nDATABASE_PORT=99999", "DATABASE_PORT must be a whole number from 1 to 65535"),
        ("DATABASE_HOST=db\nDATABASE_SSLMODE=yes", "DATABASE_SSLMODE must be"),
        ("EMAIL_URL=smtp://", "EMAIL_URL must name a host"),
        ("EMAIL_HOST=smtp://mail", "EMAIL_HOST must be a name"),
        ("EMAIL_HOST=mail:25", "EMAIL_HOST must be a name"),
        ("EMAIL_HOST=m\nEMAIL_PORT=0", "EMAIL_PORT must be a whole number from 1 to 65535"),
        ("MAIL_FROM=hjaelp", "MAIL_FROM must be one address"),
        ("MAIL_FROM=a@b.example, c@d.example", "MAIL_FROM must be one address"),
        ("EXCHANGE_NETWORKS=10.0.0.0/8 ours", "EXCHANGE_NETWORKS must be networks such as 10.0.0.0/8, not 'ours'"),
        ("SENTRY_DSN=yes", "SENTRY_DSN must be the address"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT=collector", "OTEL_EXPORTER_OTLP_ENDPOINT must be a full address"),
        ("WEB_CONCURRENCY=0", "WEB_CONCURRENCY must be a whole number of at least 1"),
        ("WEB_THREADS=0", "WEB_THREADS must be a whole number of at least 1"),
        ("WORKER_MEGABYTES=50", "WORKER_MEGABYTES must be a whole number of at least 200"),
        ("SITE_URL=hjaelp.example", "SITE_URL must be a full address"),
        ("SITE_URL=https://hjaelp.example/aula", "SITE_URL must be a full address"),
        ("SITE_URL=https://hjaelp.example?a=b", "SITE_URL must be a full address"),
        ("SITE_URL=https://me:pw@hjaelp.example", "SITE_URL must be a full address"),
        ("SITE_URL=https://hjaelp.example:x", "SITE_URL must be a full address"),
        ("SITE_URL=https://hjaelp.example:99999", "SITE_URL must be a full address"),
        ("SITE_URL=https://[::1", "SITE_URL must be a full address"),
        ("SITE_URL=https://hjælp.example", "SITE_URL must be a full address such as https://xn--hjlp-woa.example"),
        ("DATABASE_PASSWORD=p$ss", "single quotes"),
        ("DATABASE_PASSWORD=pass # mine", "single quotes"),
        ('DATABASE_PASSWORD="pass"', "single quotes"),
        ("DATABASE PASSWORD", "not NAME=value"),
    ],
)
def test_what_cannot_be_right_is_said_in_a_sentence(place: Path, text: str, sentence: str) -> None:
    assert sentence in refused(place, text)


def test_no_sentence_repeats_a_password(place: Path) -> None:
    for text in ["SITE_URL=https://me:zzz@h.example", "SENTRY_DSN=zzz", "EMAIL_HOST=smtp://me:zzz@mail"]:
        assert "zzz" not in refused(place, text)


@pytest.mark.parametrize("written", ["https://a.example:443/", "http://a.example:80"])
def test_the_port_that_goes_without_saying_is_in_no_address(place: Path, written: str) -> None:
    """Browsers leave it out, and who compares addresses finds two."""
    assert read_from(place, f"SITE_URL={written}").site_url == written.rpartition(":")[0]


def test_what_is_left_empty_counts_as_not_written(place: Path) -> None:
    """As when somebody copies `.env.example` and leaves a line as it is."""
    names = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert len(names) > 30
    (place / ".env").unlink(missing_ok=True)
    assert replace(read(), secret_key="") == replace(
        read_from(place, "\n".join(f"{name}=" for name in names)), secret_key=""
    )


def test_a_broker_behind_tls_must_show_a_certificate_that_holds(place: Path) -> None:
    """Celery's own reading of `rediss` believes whoever answers."""
    url = read_from(place, "REDIS_URL=rediss://:p@h:6380/0").redis_url
    assert Connection(url).ssl == {"ssl_cert_reqs": ssl.CERT_REQUIRED}
    assert ConnectionPool.from_url(url).connection_kwargs["ssl_cert_reqs"] == "required"
    chosen = read_from(place, "REDIS_URL=rediss://h/0?ssl_cert_reqs=none").redis_url
    assert Connection(chosen).ssl == {"ssl_cert_reqs": ssl.CERT_NONE}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("EMAIL_PORT=465", (465, False, True)),
        ("", (587, True, False)),
        ("EMAIL_PORT=25\nEMAIL_TLS=no", (25, False, False)),
    ],
)
def test_mail_is_never_sent_in_the_clear_unless_that_is_said(
    place: Path, lines: str, expected: tuple[int, bool, bool]
) -> None:
    server = read_from(place, f"EMAIL_HOST=mail\n{lines}").mail_server
    assert server is not None
    assert (server.port, server.starttls, server.tls) == expected


def test_nothing_secret_shows_where_the_settings_are_printed(place: Path) -> None:
    environment = read_from(
        place,
        f"SECRET_KEY={KEY}\nDATABASE_HOST=d\nDATABASE_PASSWORD=zzz\nEMAIL_HOST=m\nEMAIL_PASSWORD=zzz\n"
        f"REDIS_URL=redis://:zzz@h\nMAIL_TOKEN={'zzz' * 20}",
    )
    assert "zzz" not in repr(environment)
    assert KEY not in repr(environment)


def run(arguments: list[str], folder: Path, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    environment = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "DATA_DIR": str(folder)} | environment
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, check=False, input=b"", timeout=120)


@pytest.mark.parametrize("name", PROGRAMS)
def test_without_a_database_no_program_begins_and_each_says_what_to_set(name: str, tmp_path: Path) -> None:
    done = run(PROGRAMS[name], tmp_path)
    assert done.returncode != 0
    assert b"There is no database. Set DATABASE_HOST" in done.stdout + done.stderr
    assert not {"helpdesk.sqlite3", "secret_key"} & {path.name for path in tmp_path.iterdir()}


def test_behind_https_every_cookie_is_of_this_host_alone(tmp_path: Path) -> None:
    program = (
        "import django; django.setup()\nfrom django.conf import settings\n"
        "from organisation.pages.short_messages import InCookie\nprint(InCookie.cookie_name)\n"
        "print(*[getattr(settings, name) for name in dir(settings) if name.endswith('COOKIE_NAME')])"
    )
    servers = {"DATABASE_HOST": "127.0.0.1", "REDIS_URL": "redis://127.0.0.1", "EMAIL_HOST": "m", "SECRET_KEY": KEY}
    place = {"SITE_URL": "https://hjaelp.example.org", "DJANGO_SETTINGS_MODULE": "helpdesk.settings"}
    names = run(["-c", program], tmp_path, **servers, **place).stdout.decode().split()
    assert len(names) == 6
    assert all(name.startswith("__Host-") for name in names)


def test_a_worker_without_a_broker_does_not_begin(tmp_path: Path) -> None:
    done = run(PROGRAMS["worker"], tmp_path, DATABASE_HOST="127.0.0.1", SECRET_KEY=KEY)
    assert done.returncode != 0
    assert b"REDIS_URL must be set" in done.stdout + done.stderr


def test_the_mail_server_keeps_the_mail_when_nothing_is_set(tmp_path: Path) -> None:
    assert run(["manage.py", "receive_mail"], tmp_path).returncode == 75
    assert run(["manage.py", "receive_mail"], tmp_path, SITE_URL="wrong").returncode == 75
    assert run(["manage.py", "receive_mail", "--wrong"], tmp_path, EMBEDDED="true").returncode == 75
    assert not (tmp_path / "helpdesk.sqlite3").exists()


@pytest.mark.parametrize("words", [["check"], ["makemigrations", "--check", "--dry-run"], ["help"]])
def test_what_needs_no_database_runs_without(words: list[str], tmp_path: Path) -> None:
    done = run(["manage.py", *words], tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("words", [["load_demo"], ["load_sample", "--tickets", "1"]])
def test_nothing_is_invented_in_a_database_that_is_no_demo(words: list[str], tmp_path: Path) -> None:
    done = run(["manage.py", *words], tmp_path, EMBEDDED="true")
    assert done.returncode == 1
    assert b"DEMO=true" in done.stderr
