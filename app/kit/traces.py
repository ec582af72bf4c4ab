"""What a request did, for whoever looks for where the time went: OpenTelemetry, off by default.

FastAPI's own telemetry makes the spans of a request and sends them where the standard variable
`OTEL_EXPORTER_OTLP_ENDPOINT` says; without it nothing is made and nothing is loaded. Its metrics
are off, for `kit.metrics` has ours, and so are its logs: an error of the database bears what was
to be written, and the words of a text go to no other system. (Y27)
"""

from collections.abc import MutableMapping
from time import perf_counter, time_ns
from typing import Any

from fastapi.telemetry import TelemetryConfig
from opentelemetry import trace

QUIET = frozenset(("/api/health", "/api/ready", "/metrics"))
"""Asked by machines every few seconds."""

_tracer = trace.get_tracer("chapeau")


def _passed_over(scope: MutableMapping[str, Any]) -> bool:
    """Leave out what machines ask, and what lasts for hours: sockets and live events."""
    path: str = scope.get("path", "")
    return scope["type"] == "websocket" or path in QUIET or path.endswith("/events")


TELEMETRY: TelemetryConfig = {
    "tracing": True,
    "metrics": False,
    "logs": False,
    "auto_configure": True,
    "exclude": _passed_over,
}


def noted(name: str, begun: float, ended: float) -> None:
    """Show a stretch of time as a part of the request that is being traced, if one is.

    `begun` and `ended` are of `time.perf_counter`. Told afterwards and never made the current span:
    what is timed may begin in one task and end in another.
    """
    if not trace.get_current_span().is_recording():
        return
    now, now_ns = perf_counter(), time_ns()
    span = _tracer.start_span(name, start_time=now_ns - int((now - begun) * 1e9))
    span.end(now_ns - int((now - ended) * 1e9))
