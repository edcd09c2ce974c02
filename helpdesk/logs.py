"""What a line of the log looks like: for people, or as JSON for machines (LOG_FORMAT=json).

A line holds ids and kinds. What an error says may quote what people wrote, so a trace names the error's kind and the
places in the code, and not its words.
"""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final

REQUEST: Final[ContextVar[str]] = ContextVar("request", default="")
"""The id of the request that is answered, or that asked for the task that runs."""
SHOWN: Final = 12
"""Places of a trace, from the innermost."""
Trouble = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]


def places(trouble: Trouble) -> list[str]:
    frames = [
        (Path(frame.f_code.co_filename), line, frame.f_code.co_name) for frame, line in traceback.walk_tb(trouble[2])
    ]
    return [f"{'/'.join(path.parts[-3:])}:{line} {name}" for path, line, name in frames[-SHOWN:]]


class Lines(logging.Formatter):
    """For people."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        asked = REQUEST.get()
        line = super().format(record)
        return f"{line} request={asked}" if asked else line

    def formatException(self, ei: Any) -> str:  # noqa: N802  the library's name
        kind = ei[0].__name__ if ei[0] else ""
        return "\n".join([kind, *(f"  {place}" for place in places(ei))])

    def formatStack(self, stack_info: str) -> str:  # noqa: N802  the library's name
        return ""


class JSONLines(logging.Formatter):
    """For machines: one object a line, its own facts beside time, level, logger and message."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if asked := REQUEST.get():
            entry["request"] = asked
        entry |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[0]:
            entry |= {"error": record.exc_info[0].__name__, "places": places(record.exc_info)}
        return json.dumps(entry, ensure_ascii=False, default=str)


def configuration(*, as_json: bool) -> dict[str, Any]:
    """For `logging.config`, in every process alike. What idles every few seconds says nothing."""
    quiet = ("axes", "celery.app.trace", "celery.beat", "celery.worker.strategy", "kombu", "amqp")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": JSONLines if as_json else Lines}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_addresses"]}
        },
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            **{name: {"level": "WARNING"} for name in quiet},
            "gunicorn.error": {"level": "INFO", "handlers": [], "propagate": True},
            "gunicorn.access": {"handlers": [], "propagate": False},
            # Django's own handlers print the words of errors, and mail them.
            **{name: {"handlers": [], "propagate": True} for name in ("django", "django.server")},
        },
        "filters": {"without_addresses": {"()": WithoutAddresses}},
    }


class WithoutAddresses(logging.Filter):
    """Django and gunicorn name the address that failed, private links too; the access log says which page it was.

    It belongs to a handler: what is logged by `django.security.csrf` never passes the filters of `django.security`.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        message, status = str(record.msg), getattr(record, "status_code", "")
        if record.name.startswith("django.request") and status:
            record.msg, record.args = "request failed: %s", (status,)
        elif record.name.startswith(("django.request", "django.security")):
            record.msg, record.args = "request refused", ()
        elif message.startswith("Error handling request"):
            record.msg, record.args = "a request failed", ()
        elif message.startswith("Invalid request from"):
            record.msg, record.args = "a request could not be read", ()
        return True
