"""Alternatives over HTTP, as the pages go about them."""

from collections.abc import Sequence
from typing import Any

from tests.rooms.server import Json
from tests.rooms.world import World


async def put_in(
    world: World, who: str, beside: Sequence[str], *texts: str, document: str | None = None
) -> Json:
    """Put an option beside paragraphs; no text is "No text"."""
    body = {
        "beside": list(beside),
        "texts": [{"kind": "recommendation", "text": text} for text in texts],
    }
    path = f"/api/documents/{document or world.ids.document}/options"
    return await world.who(who).post(path, body)


async def seen(world: World, set_id: str, who: str = "chair") -> Json:
    """A set with all its words."""
    return await world.who(who).get(f"/api/option-sets/{set_id}")


async def shown(world: World, set_id: str) -> dict[str, str]:
    """The digests of all that stands in a set, as a page has them."""
    found = await seen(world, set_id)
    standing = {one for option in found["options"] for one in option["paragraphs"]}
    return {one["id"]: one["digest"] for one in found["words"] if one["id"] in standing}


async def ask(world: World, who: str, set_id: str, verb: str, **body: Any) -> Json:
    """Decide about a set as it stands."""
    if verb != "reopen":
        body.setdefault("digests", await shown(world, set_id))
    return await world.who(who).post(f"/api/option-sets/{set_id}/{verb}", body)


async def refused(world: World, who: str, set_id: str, verb: str, **body: Any) -> tuple[int, str]:
    """Be refused a decision about a set as it stands."""
    if verb != "reopen":
        body.setdefault("digests", await shown(world, set_id))
    return await world.who(who).refused("POST", f"/api/option-sets/{set_id}/{verb}", body)


def option(found: Json, label: str) -> Json:
    """The option of this label."""
    return next(one for one in found["options"] if one["label"] == label)


def labels(found: Json) -> list[str]:
    """The options that stand."""
    return [one["label"] for one in found["options"] if one["stands"]]
