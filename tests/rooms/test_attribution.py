"""Who proposed what, where the chair hides it: nowhere a delegate can look. Rules P4, P5, X5."""

import io
import json
import zipfile
from collections.abc import Iterator

import pytest

from app.sync import protocol
from tests.rooms.reporting import reported
from tests.rooms.server import Json
from tests.rooms.sockets import inserts, saved
from tests.rooms.world import World, names
from tests.sync.pages import Page, state_of, states_in

PUBLIC = {"DelegationSeated", "PersonInvited", "BreakoutOpened", "BreakoutMembersSet"}
"""What is done in the open: who is there, and who sits where."""


async def _hide(world: World, shown: bool = False) -> None:
    await world.chair.put(f"{world.group}/attribution", {"attribution_shown": shown})


def _traces(world: World) -> list[str]:
    """What would tell of Arcadia and Cascadia and of those who speak for them."""
    ids = world.ids
    return [
        *("Arcadia", "Cascadia", '"AR"', '"CA"', " AR ", " CA ", ">AR<", ">CA<"),
        *("Ann", "Cara", ids.persons["ann"], ids.persons["cara"]),
        *(ids.delegations["AR"], ids.delegations["CA"]),
    ]


def _found(world: World, answer: Json | bytes) -> list[str]:
    text = (
        answer.decode(errors="replace")
        if isinstance(answer, bytes)
        else json.dumps(answer, ensure_ascii=False)
    )
    return [one for one in _traces(world) if one in text]


def _files(body: bytes) -> Iterator[bytes]:
    """A file, or all that is packed in it."""
    if not body.startswith(b"PK"):
        yield body
        return
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        for name in package.namelist():
            yield name.encode() + package.read(name)


async def _work(world: World) -> Json:
    """Let Arcadia and Cascadia do everything a delegation does; returns a reported breakout."""
    one, two, three = world.ids.paragraphs[:3]
    await world.insert("ann", one, 0, "New ")
    for verb, paragraph, name in (("accept", two, "b" * 8), ("reject", three, "c" * 8)):
        amendment = await world.insert("ann", paragraph, 0, "Other ", name)
        digest = (await world.chair.get(f"/api/paragraphs/{paragraph}"))["digest"]
        path = f"/api/paragraphs/{paragraph}/amendments/{amendment}/{verb}"
        await world.chair.post(path, {"digest": digest})
    await world.declare("chair", two, "divergent")
    mine = await world.insert("cara", two, 0, "More ", "d" * 8)
    await world.rested(two, lambda shown: shown["status"] == "under discussion")
    await world.cara.post(f"/api/paragraphs/{two}/amendments/{mine}/withdraw")
    body = {"category_id": world.ids.categories["A"], "kind": "statement", "text": "Ours."}
    await world.ann.post(f"{world.document}/paragraphs", body)
    breakout = await world.breakout(categories=[world.ids.categories["B"]])
    copy = (await world.copies(breakout))[0]
    await world.amend("cara", copy["id"], "e" * 8, delete=(0, 6))
    body = {"category_id": copy["category_id"], "kind": "statement", "text": "Theirs."}
    await world.cara.post(f"/api/documents/{breakout['working_document_id']}/paragraphs", body)
    await reported(world, breakout)
    return breakout


async def _answers(world: World, who: str, breakout: Json) -> dict[str, Json | bytes]:
    """Everything somebody can read, with what is said in the open left out."""
    reader, answers = world.who(who), {}
    for document in (world.ids.document, breakout["working_document_id"]):
        text = await reader.get(f"/api/documents/{document}")
        answers[document] = text
        for paragraph in text["paragraphs"]:
            path = f"/api/paragraphs/{paragraph['id']}"
            answers[path] = await reader.get(path)
            answers[f"{path}/history"] = await reader.get(f"{path}/history")
        for form in ("docx", "html", "md", "json", "txt"):
            for view in ("clean", "tracked"):
                path = f"/api/documents/{document}/export?format={form}&view={view}"
                reply = await reader.call("GET", path)
                assert reply.status_code == 200
                answers[path] = b"".join(_files(reply.content)) + str(reply.headers).encode()
    answers["breakout"] = await reader.get(f"/api/breakouts/{breakout['id']}")
    answers["breakout"]["members"] = None
    answers["record"] = [one for one in await world.record(who) if one["kind"] not in PUBLIC]
    last = answers["record"][-1]["seq"]
    async with reader.events(world.ids.group, after=0) as heard:
        answers["events"] = [one for one in await heard.until(last) if one["kind"] not in PUBLIC]
    home = await reader.get("/api/me")
    home["groups"][0]["delegation"] = None
    answers["home"] = home
    return answers


async def test_hidden_from_delegates_and_observers(world: World) -> None:
    await _hide(world)
    breakout = await _work(world)
    for who in ("dan", "eve"):
        found = {
            place: traces
            for place, answer in (await _answers(world, who, breakout)).items()
            if (traces := _found(world, answer))
        }
        if who == "eve":  # her own delegation is in no attribution either
            assert world.ids.delegations["AR"] not in str(found)
        assert found == {}


async def test_ones_own_and_the_podiums_view(world: World) -> None:
    await _hide(world)
    await _work(world)
    label = {"ann": "AR", "chair": "AR", "sec": "AR", "dan": "", "eve": ""}
    for who, expected in label.items():
        shown = (await world.who(who).get(world.paragraph(0)))["amendments"][0]
        assert (shown["label"], shown["mine"]) == (expected, who == "ann"), who
    kinds = {one["kind"]: one for one in await world.record("dan")}
    assert kinds["AmendmentAccepted"]["sentence"].startswith(
        "accepted the amendment of a delegation"
    )
    mine = {one["kind"]: one for one in await world.record("ann")}
    assert mine["AmendmentAccepted"]["sentence"].startswith("accepted the amendment of AR")


async def test_an_export_never_names_though_the_chair_asks(world: World) -> None:  # X5
    await _hide(world)
    breakout = await _work(world)
    answers = await _answers(world, "chair", breakout)
    exports = {path: body for path, body in answers.items() if "/export" in path}
    assert len(exports) == 20
    assert [path for path, body in exports.items() if _found(world, body)] == []


@pytest.mark.parametrize("form", ["docx", "html", "md", "json"])
async def test_shown_it_is_there(world: World, form: str) -> None:
    """The same search finds the names where the chair shows them: it looks in the right place."""
    await world.insert("ann", world.ids.paragraphs[0], 0, "New ")
    path = f"{world.document}/export?format={form}&view=tracked"
    reply = await world.dan.call("GET", path)
    assert "Arcadia" in _found(world, b"".join(_files(reply.content)))


def _cards(page: Page) -> dict[int, Json]:
    seen: dict[int, Json] = {}
    for message in page.awareness:
        seen |= {client: state and state["user"] for client, state in states_in(message).items()}
    return seen


async def test_hidden_on_the_socket(world: World) -> None:
    """Frames carry pens and client ids; nobody is told whose these are."""
    _, first = await world.page("ann", world.ids.paragraphs[0])
    here = f"presence:{world.ids.document}"
    socket = await world.ann.socket_with(first.client)
    own = await socket.page(here)
    await own.send(protocol.awareness(here, state_of(own.client, 1, {"cursor": None})))
    watching = await (await world.chair.socket()).page(here)
    await watching.until(lambda: own.client in _cards(watching))
    assert _cards(watching)[own.client]["short"] == "AR"
    await _hide(world)
    await watching.until(lambda: _cards(watching)[own.client]["short"] is None)
    reader = await world.dan.socket()
    shown = await world.ann.get(world.paragraph(0))
    page, presence = await reader.page(shown["sync"]), await reader.page(here)
    await presence.until(lambda: own.client in _cards(presence))
    writer = await (await world.ann.socket()).page(shown["sync"])
    await saved(writer, inserts(0, "New ", f"ins--{shown['pen']}-aaaaaaaa-1"))
    await world.rested(shown["id"], names)
    await page.until(lambda: page.words.startswith("New "))
    assert _cards(presence)[own.client]["role"] == "delegate"
    assert _found(world, b"".join(reader.frames)) == []


async def test_hiding_is_the_chairs_and_is_on_the_record(world: World) -> None:  # P4
    assert await world.sec.refused(
        "PUT", f"{world.group}/attribution", {"attribution_shown": False}
    ) == (403, "groups.chair_attributes")
    await _hide(world)
    await _hide(world, shown=True)
    facts = await world.record("eve", kind="AttributionSet")
    assert [one["data"]["shown"] for one in facts] == [False, True]
    assert (await world.eve.get(world.group))["attribution_shown"]
