"""When PostgreSQL cannot do its part, people are told in words and lose nothing. Y17, Y23."""

import pytest

from app.kit import engines
from tests.postgres import Postgres
from tests.rooms.sockets import inserts
from tests.rooms.world import World


@pytest.fixture
def engine() -> str:
    """Where the world of these tests is served from."""
    return "postgresql"


@pytest.fixture(autouse=True)
def _never_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections are asked each time, as if there had been a pause before."""
    monkeypatch.setattr(engines, "RESTED_SECONDS", 0)


@pytest.mark.parametrize(
    ("ail", "heal", "reason", "said"),
    [
        (
            "ALTER DATABASE {} SET default_transaction_read_only = on",
            "ALTER DATABASE {} RESET default_transaction_read_only",
            "storage.read_only",
            "the storage is read only",
        ),
        (
            "ALTER DATABASE {} ALLOW_CONNECTIONS false",
            "ALTER DATABASE {} ALLOW_CONNECTIONS true",
            "storage.away",
            "the storage is away",
        ),
    ],
)
async def test_people_are_told_and_keep_what_they_typed(
    world: World,
    postgres: Postgres,
    ail: str,
    heal: str,
    reason: str,
    said: str,
) -> None:
    name = world.server.app.state.database.url.partition("@/")[2].partition("?")[0]
    one = world.ids.paragraphs[0]
    shown = await world.ann.get(f"/api/paragraphs/{one}")
    socket = await world.ann.socket()
    page = await socket.page(shown["sync"])
    body = {"status": "under discussion", "digest": shown["digest"], "note": None}

    await postgres.run(ail.format(name))
    await postgres.cut(name)
    assert await world.chair.refused("PUT", f"/api/paragraphs/{one}/status", body) == (503, reason)
    await page.edit(inserts(0, "Kept ", f"ins--{shown['pen']}-aaaaaaaa-1"))
    assert await socket.closed() == 1013
    # The node may notice before the journal does that it has lost its database.
    assert socket.connection.close_reason in (said, "this server has lost its database")

    await postgres.run(heal.format(name))
    await postgres.cut(name)
    again = await (await world.ann.socket_with(page.client)).again(page)
    await again.until(lambda: again.saved)
    now = await world.rested(one, lambda found: found["digest"] != shown["digest"])
    assert "".join(run["text"] for run in now["words"]).startswith("Kept ")
    assert "AmendmentProposed" in await world.kinds()
