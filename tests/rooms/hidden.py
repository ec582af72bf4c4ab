"""A negotiation in which every delegation does everything, for a search of what it gives away."""

from datetime import timedelta

from tests.rooms.bracketing import bracket, ranged
from tests.rooms.options import ask, put_in, seen
from tests.rooms.reporting import reported
from tests.rooms.server import Json
from tests.rooms.world import World


async def negotiate(world: World) -> dict[str, list[str]]:
    """Play it; returns what a route's path may be filled with, by parameter."""
    opened = await world.breakout([world.ids.paragraphs[5]])
    copy = (await world.copies(opened))[0]["id"]
    await amend(world, *world.ids.paragraphs[:2])
    await put_brackets(world, world.ids.paragraphs[2])
    await take_positions(world, world.ids.paragraphs[2])
    sets = await alternatives(world, world.ids.paragraphs[3])
    await agree(world, world.ids.paragraphs[4])
    for who, name in (("cara", "x" * 8),):
        await world.insert(who, copy, 0, "Ours. ", name)
        await bracket(
            world, who, copy, "words", document=f"/api/documents/{opened['working_document_id']}"
        )
        await position(world, who, copy, "reservation")
    await reported(world, opened)
    documents = [world.ids.document, opened["working_document_id"]]
    paragraphs = [
        one["id"] for each in documents for one in (await world.text(document=each))["paragraphs"]
    ]
    sitting = await world.chair.post(f"{world.group}/sittings", {"title": "First"})
    return {
        "group_id": [world.ids.group],
        "document_id": documents,
        "paragraph_id": [*paragraphs, *world.ids.paragraphs],
        "breakout_id": [opened["id"]],
        "set_id": sets,
        "sitting_id": [sitting["id"]],
    }


async def digest(world: World, paragraph: str) -> str:
    shown = await world.chair.get(f"/api/paragraphs/{paragraph}")
    return str(shown["digest"])


async def amend(world: World, one: str, two: str) -> None:
    """Amendments with every end there is, and a paragraph of a delegation's own."""
    ends = {"a": "accept", "b": "reject", "c": "withdraw", "d": "accept-in-part", "e": "subsume"}
    other = await world.insert("dan", two, 0, "Else ", "z" * 8)
    for number, (letter, verb) in enumerate(ends.items()):
        who = ("ann", "cara", "dan")[number % 3]
        text = f"{letter}{letter} or "
        # Of its two pieces one is taken where it is accepted in part.
        strikes = (7, 9) if verb == "accept-in-part" else None
        amendment = await world.amend(who, one, letter * 8, insert=(0, text), delete=strikes)
        body: Json = {"digest": await digest(world, one), "note": "so be it"}
        if verb == "accept-in-part":
            body["taken"] = [0]
        if verb == "subsume":
            body |= {"paragraph_id": two, "amendment_id": other}
        path = f"/api/paragraphs/{one}/amendments/{amendment}/{verb}"
        await world.who(who if verb == "withdraw" else "chair").post(path, body)
    await world.declare("chair", two, "divergent")
    for who, name in (("ann", "k" * 8), ("cara", "l" * 8)):
        await world.insert(who, two, 0, "Still ", name)
        body = {"category_id": world.ids.categories["A"], "kind": "statement", "text": "Ours."}
        await world.who(who).post(f"{world.document}/paragraphs", body)


async def put_brackets(world: World, paragraph: str) -> None:
    """Put in, joined, lifted, taken off, made rivals; a placeholder and a note."""
    first = await bracket(world, "ann", paragraph, "Third", accepts="Last")
    second = await bracket(world, "cara", paragraph, "words")
    path = f"{world.document}/brackets"
    for who in ("cara", "dan"):
        await world.who(who).post(f"{path}/{first['id']}/join", {"reason": "Neither do we."})
    await world.dan.post(f"{path}/{first['id']}/lift", {"reason": "Enough."})
    third = await bracket(world, "dan", paragraph, "there")
    await world.chair.post(f"{path}/{third['id']}/remove", {"reason": "Not serious."})
    rivals = f"{world.document}/rivals"
    await world.chair.post(rivals, {"brackets": [first["id"], second["id"]]})
    asked = await ranged(world, paragraph, "there", "sec")
    await world.sec.post(f"/api/paragraphs/{paragraph}/placeholders", asked)


async def position(world: World, who: str, paragraph: str, stance: str) -> None:
    path = f"/api/paragraphs/{paragraph}/position"
    body = {"stance": stance, "digest": await digest(world, paragraph)}
    body |= {"reason": "Our law forbids it.", "would_lift": "other words"}
    await world.who(who).put(path, body)


async def take_positions(world: World, paragraph: str) -> None:
    """Every stance, one changed and one taken back."""
    for who, stance in (("ann", "object"), ("cara", "support"), ("dan", "can live with")):
        await position(world, who, paragraph, stance)
    await position(world, "cara", paragraph, "reservation")
    path = f"/api/paragraphs/{paragraph}/position/withdraw"
    await world.dan.post(path, {"reason": "We have heard."})


async def alternatives(world: World, paragraph: str) -> list[str]:
    """Options by delegations; one taken back, and the choice."""
    made = await put_in(world, "ann", [paragraph], "Quite other words.")
    made = await put_in(world, "cara", [paragraph], "Words again.")
    found = await seen(world, made["id"])
    mine = found["options"][-1]["id"]
    await world.cara.post(f"/api/option-sets/{made['id']}/options/{mine}/withdraw")
    words = {one["id"]: one["digest"] for one in found["words"]}
    for who, one in zip(("dan", "cara"), found["options"], strict=False):
        path = f"{world.document}/options/{one['id']}/position"
        digest = words[one["paragraphs"][0]]
        await world.who(who).put(path, {"stance": "object", "reason": "No.", "digest": digest})
    await ask(world, "chair", made["id"], "leave", reason="Both stand.")
    return [str(made["id"])]


async def agree(world: World, paragraph: str) -> None:
    """Silence broken and not, explanations, confirmation asked for and given or declined."""
    for breaks in (True, False):
        closes_at = world.server.clock() + timedelta(hours=1)
        items = [{"paragraph_id": paragraph, "digest": await digest(world, paragraph)}]
        body = {"items": items, "closes_at": closes_at.isoformat()}
        silence = await world.chair.post(f"{world.document}/silences", body)
        if breaks:
            path = f"/api/paragraphs/{paragraph}/break-silence"
            await world.ann.post(path, {"reason": "Not like this."})
            continue
        world.server.clock.ahead += timedelta(hours=2)
        for who in ("ann", "cara", "dan"):
            said = {"text": "We read it so.", "paragraph_id": paragraph}
            await world.who(who).post(f"/api/silences/{silence['id']}/explanations", said)
    await world.chair.post(f"/api/paragraphs/{paragraph}/reopen", {"reason": "Once more."})
    asked = {
        "status": "agreed pending delegations",
        "digest": await digest(world, paragraph),
        "pending": [world.ids.delegations[one] for one in ("AR", "CA", "DO")],
    }
    await world.chair.put(f"/api/paragraphs/{paragraph}/status", asked)
    given = {"digest": await digest(world, paragraph)}
    await world.ann.post(f"/api/paragraphs/{paragraph}/confirm", given)
    path = f"/api/paragraphs/{paragraph}/decline"
    await world.cara.post(path, {"reason": "Our capital says no."})
