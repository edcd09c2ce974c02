"""How gunicorn serves the site: `gunicorn --config python:helpdesk.gunicorn helpdesk.wsgi`.

Threads, since a sender on a slow line holds the thread that reads the request: in a process with one, two of them
would keep everybody else waiting. The proxy before it should still take a request whole before it passes it on.
"""

import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from helpdesk import logs, observing, unread_requests
from helpdesk.environment import read


class WithoutAccessLog(Logger):  # type: ignore[misc]
    """The site writes its own, without private links and searches.

    gunicorn writes one as soon as there is a `logconfig_dict`, whatever `accesslog` says.
    """

    @property
    def access_log_enabled(self) -> bool:
        return False

    def access(self, *_args: Any) -> None:
        return


MEMORY = "/dev/shm"  # noqa: S108  gunicorn makes the name of the file

try:
    ENVIRONMENT = read()
    ENVIRONMENT.require_servers()
except ImproperlyConfigured as error:
    sys.exit(str(error))

bind = "127.0.0.1:8000"
workers = ENVIRONMENT.workers
preload_app = True  # once, before the workers part from their parent, so that they share what it takes
worker_class = "gthread"
threads = ENVIRONMENT.threads
worker_connections = 200
timeout = 60
graceful_timeout = 30
unread_requests.take_over()
limit_request_line = 8190  # up to here the site itself says that an address is too long, in the words of who asks
keepalive = 15  # longer than a proxy waits between two requests on a line that it keeps
max_requests, max_requests_jitter = 2_000, 400  # a process that has grown ends before it is large
worker_tmp_dir = MEMORY if Path(MEMORY).is_dir() else None  # the heartbeat must not wait for a disk
control_socket_disable = True
forwarded_allow_ips = ""  # what a proxy says is read by Django alone (TRUSTED_PROXIES)
logger_class = WithoutAccessLog
logconfig_dict = logs.configuration(as_json=ENVIRONMENT.logs_as_json)


def when_ready(_server: Any) -> None:
    """Before the first process that answers, in the one from which all of them part, and a new one after each."""
    from helpdesk.preloading import preload  # noqa: PLC0415  Django has started by then

    preload()


def post_worker_init(_worker: Any) -> None:
    """In each process that answers, once the site is loaded."""
    from monitoring import watching  # noqa: PLC0415  its models are there once Django has started

    observing.start(ENVIRONMENT)
    watching.start()
