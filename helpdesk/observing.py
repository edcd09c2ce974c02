"""Sends errors to Sentry and traces to OpenTelemetry where a variable says so; never texts, and never who it was.

Of an error goes out: its kind, the places in the code, the page as the program knows it, and the id of the request. Its
words do not, since they may quote a text; nor do addresses, headers, cookies, bodies, variables or lines of the log.
"""

import logging
import time
from typing import Any, Final

from helpdesk.environment import Environment
from helpdesk.logs import REQUEST

log = logging.getLogger(__name__)
tracer: Any = None
FRAME: Final = ("filename", "function", "module", "lineno", "in_app")
EVENT: Final = ("event_id", "timestamp", "platform", "level", "release", "environment", "sdk", "transaction", "type")


def start(environment: Environment) -> None:
    if environment.sentry_dsn:
        start_sentry(environment.sentry_dsn)
    if environment.telemetry_endpoint:
        start_telemetry()


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


def start_telemetry() -> None:
    """Traces of requests and tasks, to the endpoint that OTEL_EXPORTER_OTLP_ENDPOINT names.

    The packages are no part of the program: `pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-http`.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError:
        log.error("OTEL_EXPORTER_OTLP_ENDPOINT is set, but the packages of OpenTelemetry are not installed")  # noqa: TRY400
        return
    global tracer  # noqa: PLW0603  one for the process, from its start on
    provider = TracerProvider(resource=Resource.create({"service.name": "aula-helpdesk"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    tracer = provider.get_tracer("helpdesk")


def trace(name: str, seconds: float, **facts: Any) -> None:
    """A span that ends now. `facts` are those of the log."""
    if tracer is not None:
        end = time.time_ns()
        span = tracer.start_span(name, start_time=end - int(seconds * 1e9), attributes=facts)
        span.end(end)
