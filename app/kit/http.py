"""What every HTTP route shares: transaction, clock, errors as sentences, same-site checks."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.kit.clock import Clock
from app.kit.db import Database, Write
from app.kit.errors import Refused
from app.kit.settings import Settings

SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))

REPLY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
        "script-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; form-action 'self'"
    ),
}


class ErrorOut(BaseModel):
    """The body of every error."""

    reason: str
    sentence: str
    details: dict[str, object] = {}


class Ability(BaseModel):
    """Whether the person may do something, and if not, why not."""

    ok: bool
    reason: str | None = None
    sentence: str | None = None


def database(request: Request) -> Database:
    """Return the process' database."""
    found = request.app.state.database
    assert isinstance(found, Database)
    return found


def settings(request: Request) -> Settings:
    """Return the process' settings."""
    found = request.app.state.settings
    assert isinstance(found, Settings)
    return found


def now(request: Request) -> datetime:
    """Return the time this request is judged by."""
    clock: Clock = request.app.state.clock
    return clock()


async def reading(
    database: Annotated[Database, Depends(database)],
) -> AsyncIterator[AsyncSession]:
    """Give a read-only session for one request."""
    async with database.reading() as session:
        yield session


async def writing(database: Annotated[Database, Depends(database)]) -> AsyncIterator[Write]:
    """Give the one transaction of a request, committed before the reply is sent."""
    async with database.writing() as write:
        yield write


Reading = Annotated[AsyncSession, Depends(reading, scope="function")]
Writing = Annotated[Write, Depends(writing, scope="function")]
Now = Annotated[datetime, Depends(now)]
SettingsOf = Annotated[Settings, Depends(settings)]


def same_site(headers: dict[str, str], public_url: str) -> bool:
    """Whether an unsafe request comes from our own page.

    By Sec-Fetch-Site where the browser sends it, and by an Origin that is exactly the public
    address; a request with neither header is no browser's and carries no ambient cookie.
    """
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or origin_allowed(origin, public_url)


LOCAL = ("127.0.0.1", "localhost", "[::1]")


def origin_allowed(origin: str, public_url: str) -> bool:
    """Whether `origin` is exactly the public address.

    For a server started on one's own machine all its local names are the same address.
    """
    public = urlsplit(public_url)
    names = LOCAL if f"[{public.hostname}]" in LOCAL or public.hostname in LOCAL else ()
    port = f":{public.port}" if public.port else ""
    allowed = {f"{public.scheme}://{public.netloc}"}
    return origin in allowed | {f"{public.scheme}://{name}{port}" for name in names}


def _error(status: int, reason: str, sentence: str, details: dict[str, object]) -> JSONResponse:
    body = ErrorOut(reason=reason, sentence=sentence, details=details)
    return JSONResponse(body.model_dump(), status_code=status)


def refusal(error: Refused) -> JSONResponse:
    """Return what is answered when something was refused."""
    return _error(error.status, error.reason, error.sentence, error.details)


def install(app: FastAPI) -> None:
    """Give an application its error bodies and the same-site check on unsafe requests."""

    @app.exception_handler(Refused)
    async def refused(_request: Request, error: Refused) -> JSONResponse:
        return refusal(error)

    @app.exception_handler(RequestValidationError)
    async def malformed(_request: Request, error: RequestValidationError) -> JSONResponse:
        places = [
            {"where": ".".join(str(part) for part in one["loc"]), "what": one["msg"]}
            for one in error.errors()
        ]
        first = places[0]
        sentence = f"The request cannot be read: {first['where']}: {first['what']}."
        return _error(422, "request.malformed", sentence, {"places": places})

    @app.exception_handler(HTTPException)
    async def http_error(_request: Request, error: HTTPException) -> JSONResponse:
        return _error(error.status_code, f"http.{error.status_code}", f"{error.detail}.", {})

    app.add_middleware(SameSite)


class SameSite:
    """Refuses unsafe requests from other sites, and adds the headers every reply carries.

    No tokens: a browser says where a request comes from, and a cookie is `SameSite=Lax`.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; WebSockets are checked where they are accepted."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        public_url: str = scope["app"].state.settings.public_url
        headers = dict(Headers(scope=scope))
        if scope["method"] not in SAFE_METHODS and not same_site(headers, public_url):
            sentence = f"This request came from another site. Use Chapeau at {public_url}."
            await _error(403, "request.other_site", sentence, {})(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                reply = MutableHeaders(scope=message)
                for name, value in REPLY_HEADERS.items():
                    reply.setdefault(name, value)
                if scope["path"].startswith("/api/"):
                    reply.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, send_with_headers)
