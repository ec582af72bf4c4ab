"""What those who run the server ask it: is it alive, may it be sent people, what has it counted."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy import text

from app import __version__
from app.house import House
from app.kit import metrics
from app.kit.ailing import Ailing
from app.kit.errors import NotFound
from app.kit.http import LOCAL
from app.kit.schema import form_of, needed_form
from app.sync import Traffic

UNTIMED = frozenset(("/api/health", "/api/ready"))
"""Asked by machines, every few seconds, also while the database is away."""

PATIENCE_SECONDS = 5.0
"""How long a check may take before it counts as failed."""

FRESH_SECONDS = 3.0
"""How long an answer stands, so that asking often costs nothing."""

OK = "ok"

log = structlog.get_logger(__name__)

Check = Callable[[], Awaitable[str]]


class HealthOut(BaseModel):
    """Whether the server is up, and which it is."""

    status: str
    version: str


@dataclass(slots=True)
class Readiness:
    """Whether people may be sent to this node: it could take in and store what they write. (Y28)

    Each check answers `ok` or a few words. They are asked side by side, once for all who ask.
    """

    checks: Mapping[str, Check]
    leaving: asyncio.Event = field(default_factory=asyncio.Event)
    _answer: dict[str, str] = field(default_factory=dict)
    _until: float = 0.0
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ask(self) -> dict[str, str]:
        """Return each check's answer."""
        async with self._asking:
            now = asyncio.get_running_loop().time()
            if now >= self._until:
                answers = await asyncio.gather(*(_asked(n, c) for n, c in self.checks.items()))
                self._answer = dict(zip(self.checks, answers, strict=True))
                self._until = asyncio.get_running_loop().time() + FRESH_SECONDS
        stopping = "the server is stopping" if self.leaving.is_set() else OK
        return {**self._answer, "stopping": stopping}


async def _asked(name: str, check: Check) -> str:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await check()
    except TimeoutError:
        return f"no answer within {PATIENCE_SECONDS:.0f} s"
    except Exception:
        # Whoever asks from outside learns only that it fails.
        log.exception("health.check_failed", check=name)
        return "fails"


def checks_of(house: House) -> dict[str, Check]:
    """Return what a node must be able to do before people are sent to it."""

    async def database() -> str:
        """Read the form the database is in."""
        async with house.database.reading() as session:
            form = await form_of(session)
        return OK if form == needed_form() else "its form is not this version's: chapeau migrate"

    async def storing() -> str:
        """Commit something, as the journal does: a full disk answers every read."""
        async with house.database.writing(beside=True) as write:
            await (await write.connection()).execute(TOUCH)
        return OK

    async def decisions() -> str:
        """Know what other nodes decide; how soon a hint of it comes is another matter."""
        try:
            await house.bulletin.assure()
        except Ailing:
            return "what other nodes decide cannot be seen"
        return OK

    return {"database": database, "storing": storing, "decisions": decisions}


TOUCH = text("UPDATE alembic_version SET version_num = version_num")
"""Changes nothing, and must reach the disk all the same."""


def may_look(request: Request, token: str) -> bool:
    """Whether a request may see the metrics. (Y27)

    With a token set: whoever presents it. Without: only this machine itself, asking directly; what
    a proxy on this machine passes on bears another host name or says whom it is for.
    """
    if token:
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    here = request.client is not None and request.client.host in ("127.0.0.1", "::1")
    passed_on = any(name in request.headers for name in ("forwarded", "x-forwarded-for", "via"))
    name = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    return here and not passed_on and (name in LOCAL or f"[{name}]" in LOCAL)


def install(app: FastAPI, house: House) -> None:
    """Hang the three questions on the server."""
    readiness = Readiness(checks_of(house), house.leaving)

    @app.get("/api/health", tags=["health"])
    async def health() -> HealthOut:
        """Say that the server is up."""
        return HealthOut(status="ok", version=__version__)

    @app.get("/api/ready", include_in_schema=False)
    async def ready() -> JSONResponse:
        """Say whether people may be sent to this node, and if not, why not. (Y28)"""
        answers = await readiness.ask()
        well = all(answer == OK for answer in answers.values())
        # Without the bus a node still looks every second: slower, and no reason to send people on.
        heard = house.bulletin.neighbours.connected
        hints = "heard" if heard else "not heard: looking every second"
        body = {"status": "ready" if well else "not ready", "checks": answers, "hints": hints}
        return JSONResponse(body, status_code=200 if well else 503)

    @app.get("/metrics", include_in_schema=False)
    async def wall(request: Request) -> Response:
        """Show what has been counted, in Prometheus' text format. (Y27)"""
        if not may_look(request, house.settings.metrics_token):
            raise NotFound
        return Response(metrics.shown(), media_type=metrics.CONTENT_TYPE)


@contextmanager
def watched(house: House) -> Iterator[None]:
    """Let what the house holds be seen at each look."""
    metrics.build.info({"version": __version__})
    seen = Traffic()

    def look() -> None:
        nonlocal seen
        census = house.hub.census()
        now = census.traffic
        metrics.sync_frames_in.inc(now.frames_in - seen.frames_in)
        metrics.sync_bytes_in.inc(now.bytes_in - seen.bytes_in)
        metrics.sync_frames_out.inc(now.frames_out - seen.frames_out)
        metrics.sync_bytes_out.inc(now.bytes_out - seen.bytes_out)
        seen = now
        neighbours = house.bulletin.neighbours
        metrics.bus_connected.set(neighbours.connected)
        metrics.bus_nodes.set(len(neighbours.others))
        metrics.sync_sockets.set(census.sockets)
        metrics.sync_seats.set(census.seats)
        metrics.sync_rooms.set(census.rooms)
        metrics.sync_loaded.set(census.loaded)
        metrics.sync_present.set(census.present)
        metrics.sync_buffered.set(census.buffered)
        for name, (in_use, kept) in house.database.pools().items():
            metrics.database_pool.labels(name, "in use").set(in_use)
            metrics.database_pool.labels(name, "kept").set(kept)

    with metrics.at_each_look(look):
        yield
