"""Where the chair hides attribution, no answer to a delegate names another. Rules P5, H5, X5.

A whole negotiation is played; then every route that can be read, every export and the socket are
asked by everyone, and the answers searched for everyone else's names.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from itertools import product

from tests.rooms.hidden import negotiate
from tests.rooms.server import Json
from tests.rooms.world import World

PEOPLE = {"AR": ("Arcadia", "ann"), "CA": ("Cascadia", "cara"), "DO": ("Dorado", "dan")}
READERS = {"ann": "AR", "cara": "CA", "dan": "DO", "eve": "", "odo": ""}
"""Who looks, and whose names are their own; eve only watches for hers."""

IN_THE_OPEN = {
    "/api/groups/{group_id}": "who sits in the group is no secret",
    "/api/groups/{group_id}/people": "nor who speaks for whom",
    "/api/openapi.json": "",
}
PUBLIC_FACTS = {"DelegationSeated", "PersonInvited", "BreakoutOpened", "BreakoutMembersSet"}
QUERIES = {
    "/api/documents/{document_id}/export": [
        f"format={form}&view={view}"
        for form, view in product(("docx", "html", "md", "json", "txt"), ("clean", "tracked"))
    ],
    "/api/documents/{document_id}/labels": ["was=1", "was=2"],
    "/api/documents/{document_id}/amendments": ["", "state=all"],
    "/api/documents/{document_id}/brackets": ["", "ended=true"],
    "/api/documents/{document_id}/references": ["", "broken=true"],
    "/api/groups/{group_id}/record": ["limit=500"],
    "/api/paragraphs/{paragraph_id}/timeline/compare": [
        "from={paragraph_id}.1&to={paragraph_id}.2&of=marked"
    ],
    "/api/paragraphs/{paragraph_id}/authors": ["", "version={paragraph_id}.1"],
}


def traces(world: World, own: str) -> dict[str, str]:
    """What would tell of the others: pattern → whom."""
    found: dict[str, str] = {}
    for short, (name, person) in PEOPLE.items():
        if short == own:
            continue
        ids = world.ids
        exact = (name, short, person.title(), ids.delegations[short], ids.persons[person])
        for one in (*exact, ids.members[person]):
            found[rf"\b{re.escape(one)}\b"] = name
    return found


def files(body: bytes) -> Iterator[bytes]:
    """A file, or all that is packed in it."""
    if not body.startswith(b"PK"):
        yield body
        return
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        for one in package.infolist():
            yield one.filename.encode() + one.comment + package.read(one)


def told(world: World, own: str, text: str) -> list[str]:
    """Each trace, with the words it stands in."""
    return [
        text[max(0, match.start() - 120) : match.end() + 40]
        for pattern in traces(world, own)
        if (match := re.search(pattern, text))
    ]


async def readable_routes(world: World, parameters: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Every GET route of the API, filled in: (route, address)."""
    description = await world.chair.get("/api/openapi.json")
    found: list[tuple[str, str]] = []
    for route, methods in description["paths"].items():
        if "get" not in methods or route in IN_THE_OPEN or route.endswith("/events"):
            continue
        names = re.findall(r"{(\w+)}", route)
        unknown = [one for one in names if one not in parameters]
        assert not unknown, f"{route}: say in hidden.py what {unknown} may be"
        for values in product(*(parameters[one] for one in names)):
            for query in QUERIES.get(route, [""]):
                address = f"{route}?{query}"
                for name, value in zip(names, values, strict=True):
                    address = address.replace(f"{{{name}}}", value)
                found.append((route, address))
    return found


def without_the_open(route: str, answer: Json) -> Json:
    """Leave out what is said in the open: who sits where, and the reader's own seat."""
    if route == "/api/groups/{group_id}/record":
        answer["facts"] = [one for one in answer["facts"] if one["kind"] not in PUBLIC_FACTS]
    if route == "/api/breakouts/{breakout_id}":
        answer["members"] = None
    if route == "/api/me":
        answer["person"] = None
        for group in answer["groups"]:
            group["delegation"] = None
    return answer


async def test_nothing_names_another(world: World) -> None:  # P5, H5
    await world.chair.put(f"{world.group}/attribution", {"attribution_shown": False})
    parameters = await negotiate(world)
    routes = await readable_routes(world, parameters)
    last = (await world.record())[-1]["seq"]
    leaks: dict[str, list[str]] = {}
    for who, own in READERS.items():
        heard = {
            **await answers(world, who, routes),
            **await events(world, who, last),
            "socket": await frames(world, who, parameters["document_id"]),
        }
        for place, text in heard.items():
            if found := told(world, own, text):
                leaks[f"{who}: {place}"] = found
    assert leaks == {}


async def answers(world: World, who: str, routes: list[tuple[str, str]]) -> dict[str, str]:
    """What each route answers somebody, files unpacked."""
    found: dict[str, str] = {}
    for route, address in routes:
        reply = await world.who(who).call("GET", address)
        assert reply.status_code in (200, 403, 404), f"{who} {address} {reply.text}"
        is_json = reply.headers["content-type"].startswith("application/json")
        if reply.status_code == 200 and is_json and "export" not in route:
            answer = without_the_open(route, reply.json())
            text = json.dumps(answer, ensure_ascii=False)
        else:
            packed = b"\n".join(files(reply.content)) + str(reply.headers).encode()
            text = packed.decode(errors="replace")
        found[route] = found.get(route, "") + text
    return found


async def events(world: World, who: str, last: int) -> dict[str, str]:
    """What the stream of facts says, by kind."""
    found: dict[str, str] = {}
    async with world.who(who).events(world.ids.group, after=0) as heard:
        for fact in await heard.until(last):
            assert fact["hash"] == "", "a hash would tell the name, by trying"
            if fact["kind"] not in PUBLIC_FACTS:
                text = json.dumps(fact, ensure_ascii=False)
                found[fact["kind"]] = found.get(fact["kind"], "") + text
    return found


async def frames(world: World, who: str, documents: list[str]) -> str:
    """What comes over the socket of somebody who opens every text."""
    socket = await world.who(who).socket()
    for document in documents:
        await socket.page(f"presence:{document}")
        for one in (await world.text(who, document))["paragraphs"]:
            await socket.page(one["sync"])
    return b"\n".join(socket.frames).decode(errors="replace")


async def test_shown_the_search_finds_them(world: World) -> None:
    """The same search finds names where they are shown: it looks in the right places."""
    parameters = await negotiate(world)
    places = ("timeline", "authors", "brackets", "consensus", "history", "option-sets", "record")
    quiet = set(places)
    for route, address in await readable_routes(world, parameters):
        place = next((one for one in places if one in route), None)
        if place in quiet:
            reply = await world.dan.call("GET", address)
            if told(world, "DO", reply.text):
                quiet.discard(place)
    assert quiet == set()
