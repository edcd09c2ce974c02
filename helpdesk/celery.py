"""The Celery application: a broker when there is one, otherwise tasks run where they are called."""

import logging.config
import os
import sys
import time
from contextvars import Token
from typing import Any

from celery import Celery
from celery.signals import (
    beat_init,
    before_task_publish,
    celeryd_init,
    setup_logging,
    task_postrun,
    task_prerun,
    worker_ready,
)
from django.core.exceptions import ImproperlyConfigured

from helpdesk import alive, broker, observing
from helpdesk.logs import REQUEST

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")

broker.use()
app = Celery("helpdesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
@beat_init.connect
def require_servers(**_about: Any) -> None:
    """A worker without a broker, or without a database, would stand idle and say nothing."""
    from django.conf import settings  # noqa: PLC0415  settings are read when a process begins, not at import

    try:
        settings.ENVIRONMENT.require_servers()
    except ImproperlyConfigured as error:
        sys.exit(str(error))


@setup_logging.connect
def log_as_the_site_does(**_about: Any) -> None:
    from django.conf import settings  # noqa: PLC0415  as above

    logging.config.dictConfig(settings.LOGGING)


@celeryd_init.connect
@beat_init.connect
def observe(**_about: Any) -> None:
    from django.conf import settings  # noqa: PLC0415  as above

    observing.start(settings.ENVIRONMENT)


@worker_ready.connect
def worker_lives(**_about: Any) -> None:
    alive.keep_touching("worker")


@beat_init.connect
def beat_lives(**_about: Any) -> None:
    from monitoring import watching  # noqa: PLC0415  its models are there once Django has started
    from tickets.inbound import idling  # noqa: PLC0415  as above

    alive.keep_touching("beat")
    watching.start()
    idling.start_beside()


@before_task_publish.connect
def send_request_along(headers: dict[str, Any] | None = None, **_about: Any) -> None:
    if headers is not None and REQUEST.get():
        headers["asked_by"] = REQUEST.get()


ASKED: dict[str, Token[str]] = {}
BEGUN: dict[str, float] = {}
"""When each task that runs in this process began, on its clock that only goes forward."""


@task_prerun.connect
def take_request_up(task_id: str = "", task: Any = None, **_about: Any) -> None:
    BEGUN[task_id] = time.monotonic()
    asked = task.request.get("asked_by") if task is not None else None
    if asked:
        ASKED[task_id] = REQUEST.set(str(asked))


@task_postrun.connect
def lay_request_down(task_id: str = "", task: Any = None, state: str = "", **_about: Any) -> None:
    began = BEGUN.pop(task_id, None)
    if task is not None and began is not None:
        observing.trace_task(task.name, time.monotonic() - began, failed=state == "FAILURE")
    if token := ASKED.pop(task_id, None):
        REQUEST.reset(token)
