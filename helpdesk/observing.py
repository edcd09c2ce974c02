"""Sends errors to Sentry and traces to OpenTelemetry where a variable says so; never texts, and never who it was.

Of an error goes out: its kind, the places in the code, the page as the program knows it, and the id of the request. Its
words do not, since they may quote a text; nor do addresses, headers, cookies, bodies, variables or lines of the log.
"""

from typing import Any, Final

from helpdesk.environment import Environment
from helpdesk.logs import REQUEST
from helpdesk.traces import CONSUMER, SERVER, Traces, span

tracing: Traces | None = None
SERVER_ERROR: Final = 500
FRAME: Final = ("filename", "function", "module", "lineno", "in_app")
EVENT: Final = ("event_id", "timestamp", "platform", "level", "release", "environment", "sdk", "transaction", "type")


def start(environment: Environment) -> None:
    if environment.sentry_dsn:
        start_sentry(environment.sentry_dsn)
    if environment.telemetry_endpoint:
        global tracing  # noqa: PLW0603  one for the process, from its start on
        tracing = Traces(environment.telemetry_endpoint)


def start_sentry(dsn: str) -> None:
    import sentry_sdk  # noqa: PLC0415  only where it is asked for
    from sentry_sdk.integrations.celery import CeleryIntegration  # noqa: PLC0415
    from sentry_sdk.integrations.django import DjangoIntegration  # noqa: PLC0415

    sentry_sdk.init(
        dsn=dsn,
        send_default_pii=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[DjangoIntegration(), CeleryIntegration()],
        before_send=only_what_is_impersonal,
        before_send_transaction=lambda _event, _hint: None,
        before_breadcrumb=lambda _crumb, _hint: None,
        traces_sample_rate=0.0,
        server_name="",
    )


def only_what_is_impersonal(event: Any, _hint: Any) -> Any:
    """A new event of the few things that may leave, so that nothing a library adds one day leaves with them."""
    kept = {name: event[name] for name in EVENT if name in event}
    kept["exception"] = {"values": [error_of(value) for value in event.get("exception", {}).get("values", [])]}
    kept["tags"] = {"request": REQUEST.get()}
    return kept


def error_of(value: dict[str, Any]) -> dict[str, Any]:
    frames = value.get("stacktrace", {}).get("frames", [])
    safe_frames = [{name: frame[name] for name in FRAME if name in frame} for frame in frames]
    return {"type": value.get("type"), "module": value.get("module"), "stacktrace": {"frames": safe_frames}}


def trace_request(name: str, seconds: float, **facts: Any) -> None:
    """A request that was answered just now. `facts` are those of the log, but for who asked."""
    if tracing is not None:
        failed = facts["status"] >= SERVER_ERROR
        tracing.add(span(name, seconds, kind=SERVER, request=REQUEST.get(), failed=failed, facts=facts))


def trace_task(name: str, seconds: float, *, failed: bool) -> None:
    if tracing is not None:
        tracing.add(span(name, seconds, kind=CONSUMER, request=REQUEST.get(), failed=failed, facts={}))
