"""A silence opened on one node ends on every other, at its second. S6, Y20."""

from contextlib import AbstractAsyncContextManager

import pytest

from tests.postgres import Postgres
from tests.rooms.server import Times, running
from tests.rooms.silent import HOUR, SECOND, put
from tests.rooms.world import Ids, World

Copy = tuple[AbstractAsyncContextManager[str], Ids]


@pytest.fixture
def copied(postgres: Postgres, postgres_founded: tuple[str, Ids]) -> Copy:
    return postgres.copy(postgres_founded[0]), postgres_founded[1]


async def test_a_silence_opened_elsewhere_ends_here(copied: Copy) -> None:  # S6, Y20
    copy, ids = copied
    times = Times()
    async with (
        copy as url,
        running(url, times, alarm=False) as one,
        running(url, times, alarm=False) as other,
    ):
        here, there = World(one, ids), World(other, ids)
        assert (await there.text())["paragraphs"]  # it has looked: there is no deadline
        await put(here, 0)
        _, page = await there.page("sec", ids.paragraphs[0])
        assert page.scope == "readonly"
        times.ahead += HOUR - 300 * SECOND
        assert (await there.text())["paragraphs"][0]["status"] != "agreed"
        times.ahead += 600 * SECOND
        assert (await there.text())["paragraphs"][0]["status"] == "agreed"
        assert await here.kinds() == await there.kinds()
