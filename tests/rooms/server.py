"""One real server in this process, and the browsers that talk to it."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import uvicorn
from fastapi import FastAPI

from app.kit.direct import Direct
from app.kit.settings import Settings
from app.main import create_app
from tests.rooms.sockets import Socket

Json = Any


class Times:
    """A clock that goes as the machine's does, and can be set forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Unexpected(AssertionError):
    """A call that should have gone well was answered with an error."""


@dataclass
class Browser:
    """Somebody's browser: a cookie, or none."""

    server: "Server"
    cookie: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    async def call(
        self, method: str, path: str, json: Json = None, **options: Any
    ) -> httpx2.Response:
        """Make a request as this browser does, whatever comes of it."""
        headers = {"Origin": self.server.url, **self.headers, **options.pop("headers", {})}
        if self.cookie is not None:
            headers["Cookie"] = self.cookie
        return await self.server.http.request(method, path, json=json, headers=headers, **options)

    async def _well(self, method: str, path: str, json: Json = None, **options: Any) -> Json:
        reply = await self.call(method, path, json, **options)
        if reply.status_code >= 300:
            raise Unexpected(f"{method} {path}: {reply.status_code} {reply.text}")
        return reply.json() if reply.content else None

    async def get(self, path: str, **options: Any) -> Json:
        return await self._well("GET", path, **options)

    async def post(self, path: str, json: Json = None, **options: Any) -> Json:
        return await self._well("POST", path, json, **options)

    async def put(self, path: str, json: Json) -> Json:
        return await self._well("PUT", path, json)

    async def patch(self, path: str, json: Json) -> Json:
        return await self._well("PATCH", path, json)

    async def refused(
        self, method: str, path: str, json: Json = None, **options: Any
    ) -> tuple[int, str]:
        """Make a request that is to be refused; returns status and reason."""
        reply = await self.call(method, path, json, **options)
        assert reply.status_code >= 400, f"{method} {path} went well: {reply.text}"
        return reply.status_code, reply.json()["reason"]

    async def sign_in(self, url: str) -> Json:
        """Open a personal link; keeps the cookie."""
        reply = await self.call("POST", "/api/sign-in", {"token": url.partition("#")[2]})
        if reply.status_code != 200:
            raise Unexpected(reply.text)
        self.cookie = reply.headers["set-cookie"].partition(";")[0]
        return reply.json()

    async def socket(self) -> Socket:
        """Open this browser's one socket, with a ticket."""
        ticket = await self.post("/api/sync/tickets")
        return await self.socket_with(ticket["client_id"])

    async def socket_with(self, client: int) -> Socket:
        """Open a socket under a ticket the page has already."""
        headers = {"Origin": self.server.url}
        if self.cookie is not None:
            headers["Cookie"] = self.cookie
        opened = await Socket.open(self.server.port, headers, client)
        self.server.sockets.append(opened)
        return opened

    @asynccontextmanager
    async def events(
        self, group: str, after: int | None = None, last: int | None = None
    ) -> AsyncIterator["Events"]:
        """Listen to a group's facts."""
        query = "" if after is None else f"?after={after}"
        headers = {} if last is None else {"Last-Event-ID": str(last)}
        if self.cookie is not None:
            headers["Cookie"] = self.cookie
        path = f"/api/groups/{group}/events{query}"
        async with self.server.http.stream("GET", path, headers=headers, timeout=None) as reply:
            yield Events(reply)


class Events:
    """A stream of facts, as a browser reads it."""

    def __init__(self, reply: httpx2.Response) -> None:
        self.reply = reply
        self._lines = reply.aiter_lines()

    async def next(self) -> Json:
        """Wait for the next fact; None when the stream has ended."""
        fact = None
        async with asyncio.timeout(20):
            async for line in self._lines:
                if line.startswith("data:"):
                    fact = json.loads(line[5:])
                elif not line and fact is not None:
                    return fact
        return None

    async def until(self, seq: int) -> list[Json]:
        """Read facts up to the one numbered `seq`."""
        facts: list[Json] = []
        while not facts or facts[-1]["seq"] < seq:
            fact = await self.next()
            assert fact is not None, "the stream ended early"
            facts.append(fact)
        return facts


@dataclass
class Server:
    """The server under test."""

    app: FastAPI
    path: Path
    port: int
    http: httpx2.AsyncClient
    clock: Times
    sockets: list[Socket] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def browser(self, cookie: str | None = None) -> Browser:
        return Browser(self, cookie)

    async def after_news(self, group: str, look: Callable[[], Any], seconds: float = 20) -> Any:
        """Look again after each fact of a group, until there is something to see."""
        async with asyncio.timeout(seconds):
            while True:
                bell = self.app.state.news.handle(group)
                if found := await look():
                    return found
                await bell.wait()


def url_of(database: Path | str) -> str:
    """The address of a database: of a SQLite file by its path; another engine's is one."""
    return f"sqlite+aiosqlite:///{database}" if isinstance(database, Path) else database


@asynccontextmanager
async def running(path: Path | str, clock: Times, **settings: Any) -> AsyncIterator[Server]:
    """Serve a database on a free port of this machine."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    port = listener.getsockname()[1]
    given = {
        "database_url": url_of(path),
        "public_url": f"http://127.0.0.1:{port}",
        "quiet_ms": 20,
        "log_level": "CRITICAL",
        **settings,
    }
    app = create_app(Settings(**given), clock)
    config = uvicorn.Config(app, log_config=None, ws=Direct, lifespan="on")
    config.load()
    # Started and stopped by hand: uvicorn looks only ten times a second whether it is to stop.
    serving = uvicorn.Server(config)
    serving.lifespan = config.lifespan_class(config)
    await serving.startup([listener])
    transport = httpx2.AsyncHTTPTransport(verify=False)
    async with httpx2.AsyncClient(
        transport=transport, base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False
    ) as http:
        server = Server(app, Path(path), port, http, clock)
        try:
            yield server
        finally:
            await asyncio.gather(*(one.close() for one in server.sockets))
            await http.aclose()
            for one in serving.servers:
                one.close()
            if serving.server_state.tasks:  # nobody reads any more; as uvicorn, let them see it
                await asyncio.wait(set(serving.server_state.tasks), timeout=5)
            await serving.lifespan.shutdown()
