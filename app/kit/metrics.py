"""What this process counts of itself, for the wall of an operations room.

Counting is a call on one of the names below: `metrics.sync_closed.labels("too_big").inc()`. What is
only a state (open sockets, a pool's size) is read when somebody looks: `at_each_look`. Labels take
few values, known when the code is written: never a person, a document or an address. (Y27)
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    Info,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

REGISTRY = CollectorRegistry()
"""Our own, so that nothing a library registers by itself is shown."""

CONTENT_TYPE = CONTENT_TYPE_LATEST

ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)

_QUICK = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10)
"""Seconds. Two of them is when a page says «not yet saved»."""
_SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)


def _counter(name: str, what: str, *labels: str) -> Counter:
    return Counter(f"chapeau_{name}", what, labels, registry=REGISTRY)


def _gauge(name: str, what: str, *labels: str) -> Gauge:
    return Gauge(f"chapeau_{name}", what, labels, registry=REGISTRY)


def _seconds(name: str, what: str, *labels: str) -> Histogram:
    return Histogram(f"chapeau_{name}_seconds", what, labels, registry=REGISTRY, buckets=_QUICK)


build = Info("chapeau_build", "Which version runs.", registry=REGISTRY)

# ── The socket: who is here, what came in, what went out, and why somebody was sent away

sync_sockets = _gauge("sync_sockets", "Open sockets.")
sync_seats = _gauge("sync_seats", "Documents open on sockets, over all sockets.")
sync_rooms = _gauge("sync_rooms", "Documents somebody has open, or that are still being decided.")
sync_loaded = _gauge("sync_rooms_loaded", "Rooms that hold their document in memory.")
sync_present = _gauge("sync_present", "Clients shown to others as present.")
sync_buffered = _gauge("sync_buffered_bytes", "Bytes waiting for slow readers.")
sync_frames_in = _counter("sync_frames_received", "Frames received.")
sync_bytes_in = _counter("sync_received_bytes", "Bytes received in frames.")
sync_frames_out = _counter("sync_frames_sent", "Frames handed to sockets.")
sync_bytes_out = _counter("sync_sent_bytes", "Bytes handed to sockets.")
sync_tick = _seconds("sync_tick", "Sending everybody what had gathered, once.")
sync_updates = _counter(
    "sync_updates", "Updates decided: stored, already known, or refused.", "outcome"
)
sync_acknowledged = _seconds("sync_ack", "From an update's arrival to its acknowledgement.")
sync_closed = _counter("sync_closed", "Sockets closed by the server.", "reason")
sync_refused = _counter("sync_refused", "Updates, documents or sockets refused.", "reason")
sync_resynced = _counter("sync_resynced", "Clients made to fetch a document anew.", "reason")
sync_paced = _counter("sync_paced", "Times a socket was read no faster than its limit.")

# ── The journal and the database

journal_commit = _seconds("journal_commit", "One shared commit of the journal, its turn included.")
journal_batch = Histogram(
    "chapeau_journal_batch_updates",
    "Updates in one commit of the journal.",
    registry=REGISTRY,
    buckets=_SIZES,
)
journal_stale = _counter("journal_stale", "Batches weighed too long ago, and weighed anew.")
journal_failed = _counter("journal_failed", "Commits of the journal that failed.")
compaction = _seconds("compaction", "Folding one document's old entries.")
compaction_folded = _counter("compaction_folded_entries", "Journal entries folded into blocks.")
compaction_failed = _counter("compaction_failed", "Compactions that failed; tried again later.")
database_wait = _seconds("database_wait", "Waiting for the turn to write.", "kind")
database_write = _seconds("database_write", "A write transaction, from its begin on.", "kind")
database_pool = _gauge("database_connections", "Connections of a pool.", "pool", "state")

# ── Several nodes

bus_connected = _gauge("bus_connected", "1 while hints of other nodes can arrive.")
bus_hints = _counter("bus_hints", "Hints sent and received.", "direction")
bus_lag = _seconds("bus_lag", "From a decision elsewhere to its being carried out here.")
bus_nodes = _gauge("bus_nodes", "Other nodes heard of lately.")

# ── Everything else people wait for

http_requests = _seconds("http_request", "Requests, to the end of the reply.", "route", "status")
event_streams = _gauge("event_streams", "Open streams of live events.")
loop_late = _seconds("loop_late", "How late the process' loop came to what was due.")

# ── Looking


Look = Callable[[], None]
_looks: list[Look] = []


@contextmanager
def at_each_look(look: Look) -> Iterator[None]:
    """Call `look` before every showing, to set gauges that are a state and not a count."""
    _looks.append(look)
    try:
        yield
    finally:
        _looks.remove(look)


def shown() -> bytes:
    """Return everything counted, in Prometheus' text format."""
    for look in _looks:
        look()
    return generate_latest(REGISTRY)


@contextmanager
def timed(histogram: Histogram) -> Iterator[None]:
    """Observe how long a block took, if it went well."""
    begin = perf_counter()
    yield
    histogram.observe(perf_counter() - begin)
