"""The working group in the middle of its work: something of every state a right depends on."""

from tests.rooms.sitting import sitting
from tests.rooms.world import World, endorsing

OUTSIDERS = ("other", "gone", "nobody")
MEMBERS = ("chair", "vice", "sec", "ann", "bob", "cara", "dan", "odo", "eve")
"""Podium; a delegate, a convenor, a breakout's member, a delegate outside it; observers."""


async def make_busy(world: World) -> dict[str, str]:
    """Bring the world to where every row of the table of rights has its place; returns those.

    Breakouts `own` (at work), `closed` (at work, closed) and `reported`; bob convenes each, cara
    is a member. Paragraph `free` carries ann's amendment, `agreed` and `retired` are what they say.
    """
    p = world.ids.paragraphs
    places = {"group": world.ids.group, "document": world.ids.document}
    places |= {"category": world.ids.categories["A"], "member": world.ids.members["dan"]}
    places |= {f"m_{key}": membership for key, membership in world.ids.members.items()}
    places |= {"free": p[0], "next": p[1], "agreed": p[2]}
    places["amendment"] = await world.insert("ann", p[0], 0, "New ")
    await world.declare("chair", p[2], "agreed")
    body = {"category_id": places["category"], "kind": "statement", "text": "Soon gone."}
    retired = await world.sec.post(f"{world.document}/paragraphs", body)
    await world.sec.post(f"/api/paragraphs/{retired['id']}/retire", {"reason": "gone"})
    places["retired"] = retired["id"]
    for name, paragraph in (("own", p[3]), ("closed", p[4]), ("reported", p[5])):
        await _breakout(world, places, name, paragraph)
    copy = places["own_copy"]
    places["own_amendment"] = await world.insert("cara", copy, 0, "New ")
    report = await world.bob.post(f"/api/breakouts/{places['reported']}/report", {"intro": "Done"})
    places |= {f"item_{key}": value for key, value in endorsing(report["items"][0]).items()}
    await _silence(world, places)
    await _sittings(world, places)
    await _options(world, places)
    await _consensus(world, places)
    await _brackets(world, places)
    for name in ("free", "next", "agreed", "own_copy", "closed_copy", "reported_copy", "retired"):
        shown = await world.chair.get(f"/api/paragraphs/{places[name]}")
        places[f"{name}_digest"], places[f"{name}_sync"] = shown["digest"], shown["sync"]
    return places


async def _silence(world: World, places: dict[str, str]) -> None:
    """Put a paragraph under silence."""
    body = {"category_id": places["category"], "after": places["agreed"], "kind": "statement"}
    silent = await world.sec.post(f"{world.document}/paragraphs", {**body, "text": "Hush."})
    places["silent"] = silent["id"]
    under = {"paragraph_id": silent["id"], "digest": silent["digest"]}
    until = "2130-01-01T00:00:00Z"
    opened = await world.chair.post(
        f"{world.document}/silences", {"items": [under], "closes_at": until}
    )
    places["silence"] = opened["id"]


async def _sittings(world: World, places: dict[str, str]) -> None:
    """Let plenary and breakouts sit: cara has the plenary's floor, and dan waits for it."""
    meeting = {"title": "Third", "begins_on": "2026-02-24", "ends_on": "2026-02-28"}
    places["meeting"] = (await world.sec.post(f"{world.group}/meetings", meeting))["id"]
    now = await sitting(world)
    own = await sitting(world, "bob", breakout_id=places["own"])
    closed = await sitting(world, "bob", breakout_id=places["closed"])
    planned = await sitting(world, planned_for="2126-02-25T10:00:00Z")
    places |= {"sitting": now.id, "own_sitting": own.id}
    places |= {"closed_sitting": closed.id, "planned": planned.id}
    drawn = await now.agenda("Opening")
    places |= {"item": drawn["agenda"][0]["id"], "revision": str(drawn["agenda_revision"])}
    await now.ask("cara")
    given = await world.chair.post(f"{now.path}/speakers/next")
    places["speaking"] = given["floor"]["speaking"]["id"]
    places["flag"] = (await now.ask("dan"))["waiting"][0]["id"]


async def _consensus(world: World, places: dict[str, str]) -> None:
    """Let one agreement wait for Arcadia and one for a package, and a delegation support."""
    body = {"category_id": places["category"], "after": places["agreed"], "kind": "statement"}
    for name in ("waiting", "together"):
        made = await world.sec.post(f"{world.document}/paragraphs", {**body, "text": "Nearly."})
        places[name], places[f"{name}_digest"] = made["id"], made["digest"]
    pending = {
        "status": "agreed pending delegations",
        "digest": places["waiting_digest"],
        "pending": [world.ids.delegations["AR"]],
    }
    await world.chair.put(f"/api/paragraphs/{places['waiting']}/status", pending)
    agreed = await world.chair.get(f"/api/paragraphs/{places['agreed']}")
    package = {
        "status": "agreed as a package",
        "digest": places["together_digest"],
        "package": [{"paragraph_id": agreed["id"], "digest": agreed["digest"]}],
    }
    await world.chair.put(f"/api/paragraphs/{places['together']}/status", package)
    sense = await world.chair.get(f"{world.document}/consensus")
    places["package"] = sense["packages"][0]["id"]
    following = await world.ann.get(f"/api/paragraphs/{places['next']}")
    said = {"stance": "support", "digest": following["digest"]}
    await world.ann.put(f"/api/paragraphs/{places['next']}/position", said)


async def _brackets(world: World, places: dict[str, str]) -> None:
    """Let Arcadia bracket rival words in a paragraph that has a placeholder, too."""
    body = {"category_id": places["category"], "after": places["agreed"], "kind": "statement"}
    words = {**body, "text": "We shall should go by X."}
    shown = await world.sec.post(f"{world.document}/paragraphs", words)
    places["bracketed"] = shown["id"]
    for name, start, end in (("bracket", 3, 8), ("beside", 9, 15)):
        asked = {"paragraph_id": shown["id"], "start": start, "end": end}
        ranges = [{**asked, "digest": shown["digest"]}]
        placed = {"ranges": ranges, "reason": "Not agreed."}
        places[name] = (await world.ann.post(f"{world.document}/brackets", placed))["id"]
        shown = await world.ann.get(f"/api/paragraphs/{shown['id']}")
    pair = {"brackets": [places["bracket"], places["beside"]]}
    joined = await world.sec.post(f"{world.document}/rivals", pair)
    places["rivals"] = joined["brackets"][0]["rivals"]
    put = {"start": 22, "end": 23, "digest": shown["digest"]}
    shown = await world.sec.post(f"/api/paragraphs/{shown['id']}/placeholders", put)
    marks = [key for run in shown["words"] for key in run["marks"]]
    places["placeholder"] = next(key for key in marks if key.startswith("ph--"))
    places["bracketed_digest"] = shown["digest"]


SHOWN = (("first", 1), ("second", 2))
"""Which digest of a set's two paragraphs is whose."""


async def _options(world: World, places: dict[str, str]) -> None:
    """Put alternatives beside a paragraph, and decide between others."""
    for name in ("open", "decided"):
        body = {"category_id": places["category"], "after": places["agreed"], "kind": "statement"}
        first = await world.sec.post(f"{world.document}/paragraphs", {**body, "text": "One way."})
        option = {"beside": [first["id"]], "texts": [{"kind": "statement", "text": "Another."}]}
        made = await world.ann.post(f"{world.document}/options", option)
        added = await world.ann.get(f"/api/paragraphs/{made['options'][1]['paragraphs'][0]}")
        places |= {f"{name}_set": made["id"], f"{name}_first": first["id"]}
        places |= {f"{name}_second": added["id"]}
        places |= {f"{name}_option": made["options"][0]["id"]}
        places |= {f"{name}_other": made["options"][1]["id"]}
        places |= {f"{name}_1": first["digest"], f"{name}_2": added["digest"]}
    digests = {places[f"decided_{one}"]: places[f"decided_{at}"] for one, at in SHOWN}
    chosen = {"option_id": places["decided_option"], "digests": digests}
    await world.chair.post(f"/api/option-sets/{places['decided_set']}/choose", chosen)


async def _breakout(world: World, places: dict[str, str], name: str, paragraph: str) -> None:
    opened = await world.breakout([paragraph], name=f"Group {name}", closed=name == "closed")
    copy = (await world.copies(opened))[0]
    places[name] = opened["id"]
    places[f"{name}_document"] = opened["working_document_id"]
    places[f"{name}_copy"] = copy["id"]
    places[f"{name}_category"] = copy["category_id"]
