"""Fixtures of the whole suite."""

import gc
import uuid
from collections import Counter
from collections.abc import Generator, Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.db import connections
from hypothesis import HealthCheck, settings
from pytest_django.plugin import DjangoDbBlocker, blocking_manager_key

from helpdesk.cache import ForgivingRedisCache
from helpdesk.celery import app
from tests import remembered
from tests.cast import cast, keep_starting_rows, ticket
from tests.services.migrated import database_template

__all__ = ["cast", "ticket"]

A_MINUTE, LONGEST_TEST = 60, 3600
PATIENT = {"socket_connect_timeout": 60, "socket_timeout": 60}
"""Seconds. The site asks the database when Redis has not answered in half a second; where queries are counted, that
would be chance. Nobody waits for a Redis that is away: it refuses at once."""

UNHURRIED: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
"""A busy machine is no fault of an example."""
settings.register_profile("wandering", **UNHURRIED)
settings.register_profile("alike", derandomize=True, **UNHURRIED)
settings.load_profile("alike")
"""Every run tries the same examples, so that what one run finds the next finds, too; with
`--hypothesis-profile=wandering` each tries others."""

REAL = (
    "tests/browser/",
    "tests/deploy/",
    "tests/desk/exchange/test_two_installations.py",
    "tests/docs/test_recipes.py",
    "tests/helpdesk/test_environment.py",
    "tests/knowledgebase/test_dead_broker.py",
    "tests/monitoring/",
    "tests/organisation/single_sign_on/",
    "tests/tickets/inbound/test_encrypted.py",
    "tests/tickets/inbound/test_fetching.py",
    "tests/tickets/inbound/test_folders.py",
    "tests/tickets/inbound/test_raw_bytes.py",
    "tests/tickets/inbound/test_receive_mail_command.py",
    "tests/tickets/mail_servers/",
    "tests/tickets/models/test_clock_faults.py",
    "tests/tickets/outbound/test_faults.py",
    "tests/tickets/outbound/test_mail_server.py",
    "tests/tickets/outbound/test_many_mails.py",
    "tests/tickets/outbound/test_refusals_of_mail.py",
    "tests/upgrade/",
)
"""Where processes, browsers and servers run beside the test, on a machine that may be busy with other things."""

LONGEST = (
    "tests/triage/flags/test_gate.py",
    "tests/tickets/models/test_clock_faults.py",
    "tests/helpdesk/test_refusals.py",
    "tests/monitoring/test_standstill.py",
    "tests/desk/test_role_table.py",
    "tests/helpdesk/test_every_address.py",
    "tests/browser/",
    "tests/upgrade/test_backup.py",
    "tests/deploy/test_newest_postgres.py",
    "tests/triage/flags/test_need_to_know.py",
    "tests/desk/test_nonsense_everywhere.py",
    "tests/deploy/test_installed.py",
    "tests/helpdesk/test_environment.py",
    "tests/desk/persons/test_readings.py",
    "tests/helpdesk/test_reading_time.py",
    "tests/knowledgebase/test_foreign_enquiries.py",
    "tests/knowledgebase/test_meanings.py",
    "tests/tickets/inbound/test_who_speaks.py",
    "tests/knowledgebase/test_nothing_by_itself.py",
    "tests/triage/capacity/test_simulation.py",
    "tests/helpdesk/test_private_link.py",
    "tests/desk/setup/test_every_admin_form.py",
    "tests/deploy/",
    "tests/monitoring/",
    "tests/upgrade/",
)
"""What takes a quarter of a minute or more goes first, so that no process is left with it when the others are done;
then, as xdist has it, whatever has the most tests. Those who look at a site stand together: it runs no longer than they
do."""


def pytest_collection() -> None:
    """A third of collecting would be looking for garbage among what stays to the end."""
    gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Some get a second try; the closing line counts them, and what fails twice is red."""
    tests_in = Counter(file_of(item) for item in items)
    items.sort(key=lambda item: (place_of(item), -tests_in[file_of(item)]))
    for item in items:
        if item.nodeid.startswith(REAL):
            item.add_marker(pytest.mark.flaky(reruns=1))


def file_of(item: pytest.Item) -> str:
    return item.nodeid.split("::")[0]


def place_of(item: pytest.Item) -> int:
    return next((place for place, name in enumerate(LONGEST) if item.nodeid.startswith(name)), len(LONGEST))


@pytest.fixture(scope="session", autouse=True)
def meanings_read_once() -> Iterator[None]:
    """The engine is real, and is asked for each text once."""
    with remembered.each_text_once():
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """The processes of a run copy one migrated database, in place of migrating one each."""
    connections["default"].settings_dict["TEST"]["TEMPLATE"] = database_template()


@pytest.fixture(autouse=True)
def plain_places(settings: Any) -> None:
    """Static files as they lie in the tree, a cache of the test's own, and quick passwords."""
    storages = dict(settings.STORAGES)
    storages["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = storages
    settings.STATIC_ROOT = None
    own = {"KEY_PREFIX": uuid.uuid4().hex, "OPTIONS": PATIENT}
    settings.CACHES = {name: cache | own for name, cache in settings.CACHES.items()}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session", autouse=True)
def caches_last_as_long_as_a_test() -> Iterator[None]:
    """What the site remembers for a minute would else be read anew in the middle of counting queries, by chance."""
    timeout_of = ForgivingRedisCache.get_backend_timeout

    def longer(cache: ForgivingRedisCache, timeout: Any = DEFAULT_TIMEOUT) -> float | None:
        seconds = timeout_of(cache, timeout)
        return LONGEST_TEST if seconds == A_MINUTE else seconds

    with patch.object(ForgivingRedisCache, "get_backend_timeout", longer):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Also in a database of another run, which ended between a test that emptied every table and the next."""
    with django_db_blocker.unblock():
        keep_starting_rows()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """A test with transactions of its own empties every table. What migrations put there is put back once, and not by
    each of the thousands of tests that come after it."""
    answers = yield
    if empties_tables(item):
        with item.config.stash[blocking_manager_key].unblock():
            keep_starting_rows()
    return answers


def empties_tables(item: pytest.Item) -> bool:
    marks = item.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & {*getattr(item, "fixturenames", ())}
    return bool(asked) or (marks is not None and bool(marks.kwargs.get("transaction")))


@pytest.fixture
def at_once() -> Iterator[None]:
    """Tasks run where they are called, as they do in a site without a broker."""
    before = app.conf.task_always_eager
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = before
