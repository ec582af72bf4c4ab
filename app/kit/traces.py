"""What a request did, for whoever looks for where the time went: OpenTelemetry, off by default.

FastAPI's own telemetry makes the spans of a request and sends them where the standard variable
`OTEL_EXPORTER_OTLP_ENDPOINT` says; without it nothing is made and nothing is loaded. Its metrics
are off, for `kit.metrics` has ours, and so are its logs: an error of the database bears what was
to be written, and the words of a text go to no other system. (Y27)
"""

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
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


@contextmanager
def traced(name: str) -> Iterator[None]:
    """Show a block as a part of the request that is being traced, if one is."""
    if not trace.get_current_span().is_recording():
        yield
        return
    # Not made the current one: a block may be left by another task than entered it.
    span = _tracer.start_span(name)
    try:
        yield
    finally:
        span.end()
