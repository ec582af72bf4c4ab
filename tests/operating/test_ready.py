"""Whether a node is alive, and whether people may be sent to it. Rules Y28."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app import health
from app.health import OK, Readiness
from app.kit import engines
from tests.rooms.server import Server, Times, running


async def ready(server: Server) -> tuple[int, dict[str, Any]]:
    reply = await server.http.get("/api/ready")
    return reply.status_code, reply.json()["checks"]


async def test_a_server_at_work_is_ready(server: Server) -> None:  # Y28
    status, checks = await ready(server)
    assert status == 200
    assert set(checks.values()) == {OK}
    assert {"database", "storing", "stopping"} <= set(checks)


async def test_a_node_on_postgresql_is_ready(postgres_database: str) -> None:  # Y28
    async with running(postgres_database, Times()) as server:
        reply = await server.http.get("/api/ready")
        assert reply.json() == {
            "status": "ready",
            "checks": dict.fromkeys(("database", "storing", "decisions", "stopping"), OK),
            "hints": "heard",
        }
        shown = (await server.http.get("/metrics")).text
    assert "chapeau_bus_connected 1.0" in shown
    assert 'chapeau_database_connections{pool="write",state="kept"} 1.0' in shown


async def test_a_database_of_another_form_is_not_ready(server: Server) -> None:  # Y28
    async with server.app.state.database.writing() as write:
        await (await write.connection()).execute(text("UPDATE alembic_version SET version_num='x'"))
    status, checks = await ready(server)
    assert (status, checks["storing"]) == (503, OK)
    assert "chapeau migrate" in checks["database"]


async def test_a_node_that_cannot_store_is_alive_and_not_ready(  # Y28
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Less patient than in earnest, with itself and then with the other.
    monkeypatch.setattr(health, "PATIENCE_SECONDS", 2.0)
    monkeypatch.setattr(engines, "PRAGMAS", (*engines.PRAGMAS, "busy_timeout=3000"))
    async with running(database, Times()) as server:
        with sqlite3.connect(server.path, isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")  # as with a full disk or a stuck writer
            status, checks = await ready(server)
            assert (await server.http.get("/api/health")).status_code == 200
            other.execute("ROLLBACK")
        other.close()
    assert (status, checks["database"]) == (503, OK)
    assert checks["storing"] != OK


async def test_a_check_that_fails_says_so_and_no_more() -> None:
    async def fails() -> str:
        raise OSError("a path, a host name, a password")

    async def works() -> str:
        return OK

    answers = await Readiness({"one": fails, "two": works}).ask()
    assert answers == {"one": "fails", "two": OK, "stopping": OK}


async def test_many_who_ask_cost_one_answer() -> None:
    asked = 0

    async def check() -> str:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0)
        return OK

    readiness = Readiness({"one": check})
    await asyncio.gather(*(readiness.ask() for _ in range(20)))
    assert asked == 1


async def test_a_node_that_is_leaving_is_not_ready(server: Server) -> None:  # Y28
    readiness = Readiness({})
    readiness.leaving.set()
    assert (await readiness.ask())["stopping"] != OK
