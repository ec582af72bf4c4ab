"""A status falls with its words also when a decision or a cut changes them. Rule C5."""

import pytest

from tests.rooms.server import Json
from tests.rooms.world import World, names


async def _divergent(world: World, place: int) -> Json:
    paragraph = world.ids.paragraphs[place]
    await world.declare("chair", paragraph, "divergent", "two camps")
    return await world.chair.get(world.paragraph(place))


async def _fell(world: World, place: int) -> None:
    now = await world.chair.get(world.paragraph(place))
    assert (now["status"], now["status_note"]) == ("under discussion", None)
    fact = (await world.record(paragraph=now["id"], kind="StatusFell"))[-1]
    assert fact["data"]["status_before"] == "divergent"
    assert fact["data"]["digest"] == now["digest"]


@pytest.mark.parametrize("verb", ["accept", "reject", "withdraw"])
async def test_with_an_amendment_that_is_decided(world: World, verb: str) -> None:  # C5
    amendment = await world.insert("ann", world.ids.paragraphs[0], 6, "new ")
    await world.rested(world.ids.paragraphs[0], lambda one: amendment in names(one))
    shown = await _divergent(world, 0)
    body = None if verb == "withdraw" else {"digest": shown["digest"]}
    who = "ann" if verb == "withdraw" else "sec"
    await world.who(who).post(f"{world.paragraph(0)}/amendments/{amendment}/{verb}", body)
    await _fell(world, 0)


async def test_with_a_paragraph_that_is_divided(world: World) -> None:  # C5
    shown = await _divergent(world, 1)
    await world.chair.post(f"{world.paragraph(1)}/split", {"at": 6, "digest": shown["digest"]})
    await _fell(world, 1)


async def test_with_a_paragraph_that_takes_another_in(world: World) -> None:  # C5
    first = await _divergent(world, 0)
    second = await world.chair.get(world.paragraph(1))
    body = {"next_id": second["id"], "digests": [first["digest"], second["digest"]]}
    await world.chair.post(f"{world.paragraph(0)}/merge", body)
    await _fell(world, 0)
