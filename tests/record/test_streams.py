"""Streams of live events read together, and each shows what its own reader may see. (R2, R3)"""

import asyncio

import pytest

from app.groups import Following
from tests.rooms.world import World


async def declare(world: World, place: int) -> int:
    """Let the chair decide something; returns the fact's number."""
    await world.declare("chair", world.ids.paragraphs[place], "deferred", "later")
    return int((await world.record())[-1]["seq"])


async def test_all_who_wake_at_one_fact_share_one_read(world: World) -> None:
    state, group = world.server.app.state, world.ids.group
    following: Following = state.following
    handle = state.news.handle(group)
    first, second = await asyncio.gather(*(following.read(group, handle, 0) for _ in range(2)))
    assert first is second
    assert first is not None
    seq = await declare(world, 0)
    assert handle.is_set()
    third = await following.read(group, state.news.handle(group), 0)
    assert third is not None
    assert [entry.seq for entry in third.entries][-1] == seq
    assert third.entries[: len(first.entries)] == first.entries


async def test_what_is_read_together_says_of_each_what_is_asked_alone(world: World) -> None:
    """Everybody's role, seat and breakouts, as `GET /api/groups/{id}` has them for one person."""
    await world.breakout(paragraphs=[world.ids.paragraphs[3]])
    state, group = world.server.app.state, world.ids.group
    read = await state.following.read(group, state.news.handle(group), 0)
    people = {actor.person_id: actor for actor in read.actors.values()}
    for who in ("chair", "sec", "ann", "bob", "cara", "odo", "eve"):
        me = (await world.who(who).get(world.group))["me"]
        actor = people[world.ids.persons[who]]
        assert (actor.role, actor.delegation_id) == (me["role"], me["delegation_id"])
        assert bool(actor.breakouts) == (who in ("bob", "cara"))
    assert world.ids.persons["gone"] not in people


@pytest.mark.parametrize("who", ["ann", "eve"])
async def test_a_stream_ends_at_the_next_fact_after_its_reader_signed_out(
    world: World, who: str
) -> None:
    async with (
        world.who(who).events(world.ids.group) as events,
        world.bob.events(world.ids.group) as others,
    ):
        await events.until(await declare(world, 0))
        assert (await world.who(who).call("POST", "/api/sign-out")).status_code < 300
        seq = await declare(world, 1)
        assert await events.next() is None
        assert (await others.until(seq))[-1]["seq"] == seq
