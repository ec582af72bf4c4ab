"""Composes the web application; nothing imports this but the server that runs it."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from fastapi import APIRouter, FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import HTTPConnection

from app import __version__, health
from app.breakouts.api import router as breakouts_router
from app.consensus import OnTime
from app.consensus.api import router as consensus_router
from app.consensus.positions_api import router as positions_router
from app.consensus.silence_api import paragraphs_router as silenced_router
from app.consensus.silence_api import router as silence_router
from app.exports.api import router as exports_router
from app.groups import Following
from app.groups.api import router as groups_router
from app.groups.record_api import router as record_router
from app.home import router as home_router
from app.house import Departure, House, at_work, build_house
from app.imports.api import router as imports_router
from app.kit import http
from app.kit.clock import Clock, system_clock
from app.kit.errors import NotFound
from app.kit.measured import Measured, loop_watched
from app.kit.places import page_folder
from app.kit.server import Leaving
from app.kit.settings import Settings
from app.kit.traces import TELEMETRY
from app.meetings.api import router as meetings_router
from app.meetings.sitting_api import router as sittings_router
from app.people import person_of_cookie
from app.people.api import router as people_router
from app.sync import Visitor, sync_router
from app.text.alternatives_api import router as alternatives_router
from app.text.api import router as text_router
from app.text.brackets_api import router as brackets_router
from app.text.numbering_api import router as numbering_router
from app.text.paragraphs_api import router as paragraphs_router
from app.text.states_api import router as states_router
from app.text.timeline_api import router as timeline_router

ROUTERS = (
    people_router,
    home_router,
    groups_router,
    record_router,
    text_router,
    states_router,
    paragraphs_router,
    numbering_router,
    alternatives_router,
    brackets_router,
    timeline_router,
    consensus_router,
    positions_router,
    silence_router,
    silenced_router,
    breakouts_router,
    meetings_router,
    sittings_router,
    exports_router,
    imports_router,
)


def create_app(settings: Settings | None = None, clock: Clock = system_clock) -> FastAPI:
    """Return the application for these settings, by default those of the environment."""
    house = build_house(settings or Settings(), clock)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            # Drawn with colours and locals, one traceback would hold up everybody for a second.
            structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[house.settings.log_level.upper()]
        ),
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[dict[str, Leaving]]:
        async with at_work(house), loop_watched():
            with health.watched(house):
                yield {"leaving": Departure(house)}

    app = FastAPI(
        title="Chapeau",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        max_body_size=house.settings.max_upload_bytes + 64 * 1024,
        generate_unique_id_function=lambda route: route.name,
        telemetry=TELEMETRY,
    )
    _share(app, house)
    app.add_middleware(OnTime, deadlines=house.deadlines, not_for=health.UNTIMED)
    http.install(app)
    app.add_middleware(GZipMiddleware, minimum_size=2048, compresslevel=5)
    app.add_middleware(Measured)
    for router in ROUTERS:
        app.include_router(router, responses={"4XX": {"model": http.ErrorOut}})
    app.include_router(_sync(house))
    health.install(app, house)
    _add_unknown(app)
    _add_page(app)
    return app


def _share(app: FastAPI, house: House) -> None:
    """Put the house where routes and dependencies find it."""
    app.state.settings = house.settings
    app.state.clock = house.clock
    app.state.database = house.database
    app.state.news = house.news
    app.state.following = Following(house.database, house.clock)
    app.state.hub = house.hub
    app.state.signed_out = house.hub.gone_after


def _sync(house: House) -> APIRouter:
    async def identify(connection: HTTPConnection) -> Visitor | None:
        async with house.database.reading() as session:
            person = await person_of_cookie(
                session, connection.cookies, house.settings, house.clock()
            )
        return Visitor(person.id, {"name": person.name}) if person else None

    return sync_router(
        house.hub,
        identify=identify,
        origin_allowed=lambda origin: (
            origin is not None and http.origin_allowed(origin, house.settings.public_url)
        ),
    )


def _add_unknown(app: FastAPI) -> None:
    @app.api_route(
        "/api/{path:path}",
        methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        include_in_schema=False,
    )
    async def unknown(path: str) -> None:
        """Answer unknown API paths with an error, not with the page."""
        raise NotFound(f"address /api/{path}")


def _add_page(app: FastAPI) -> None:
    folder = page_folder()
    if (folder / "index.html").is_file():
        app.frontend("/", directory=str(folder))
