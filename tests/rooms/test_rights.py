"""Every role at every route and every text: let in, or refused with the reason. Rules P6, T4, B4.

The table itself is in rights.py; a route that is not in it fails the first test.
"""

import re
import shutil
from pathlib import Path
from typing import Any

import httpx2
import pytest

from app.main import create_app
from app.sync import protocol
from tests.rooms.busy import MEMBERS, OUTSIDERS
from tests.rooms.rights import RIGHTS
from tests.rooms.rows import Row
from tests.rooms.server import Json, Times, running
from tests.rooms.sockets import inserts, saved
from tests.rooms.world import Ids, World
from tests.sync.pages import Page, state_of, states_in

Busy = tuple[Path, Ids, dict[str, str]]
UNKNOWN = "0" * 26


def _shape(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path.partition("?")[0])


def test_the_table_names_every_route() -> None:
    described = {
        (method.upper(), _shape(path))
        for path, methods in create_app().openapi()["paths"].items()
        for method in methods
    }
    assert described == {(row.method, _shape(row.path)) for row in RIGHTS}


def _filled(value: Any, places: dict[str, str]) -> Any:
    if isinstance(value, str):
        return re.sub(r"\{(\w+)\}", lambda found: places[found[1]], value)
    if isinstance(value, list):
        return [_filled(one, places) for one in value]
    if isinstance(value, dict):
        return {_filled(key, places): _filled(one, places) for key, one in value.items()}
    return value


async def _ask(world: World, who: str, row: Row, places: dict[str, str]) -> httpx2.Response:
    path = _filled(row.path, places)
    body = _filled(dict(row.body), places) if row.body is not None else None
    if path.endswith("/imports"):
        files = {"file": ("f.txt", b"Words to import.")}
        return await world.who(who).call("POST", path, files=files)
    if path.endswith("/events"):
        return await _begun(world, who, path)
    return await world.who(who).call(row.method, path, body)


async def _begun(world: World, who: str, path: str) -> httpx2.Response:
    """Ask for a stream and leave once it has begun; an error is read whole."""
    headers = {"Cookie": world.ids.cookies.get(who, "")}
    async with world.server.http.stream("GET", path, headers=headers) as reply:
        if reply.status_code != 200:
            await reply.aread()
        return reply


def _said(reply: httpx2.Response) -> str:
    if reply.status_code < 300:
        return "ok"
    reason: str = reply.json()["reason"]
    return reason


@pytest.mark.parametrize("row", RIGHTS, ids=str)
async def test_rights(row: Row, busy: Busy, tmp_path: Path) -> None:
    """Whoever may, may; the others are told why not, and outsiders nothing."""
    path, ids, places = busy
    everyone = (*MEMBERS, *OUTSIDERS)
    changing = [one for one in everyone if row.answer(one) == "ok" and row.method != "GET"]
    async with running(Path(shutil.copy(path, tmp_path / "first.db")), Times()) as server:
        world = World(server, ids)
        asked = [who for who in everyone if who not in changing]
        answers = {who: _said(await _ask(world, who, row, places)) for who in asked}
        if row.answer("other") == "not_found":
            await _learns_nothing(world, row, places)
        for who in changing[:1]:
            answers[who] = _said(await _ask(world, who, row, places))
    for who in changing[1:]:
        fresh = Path(shutil.copy(path, tmp_path / f"{who}.db"))
        async with running(fresh, Times()) as server:
            answers[who] = _said(await _ask(World(server, ids), who, row, places))
    assert answers == {who: row.answer(who) for who in answers}
    assert set(answers) == set(everyone)


async def _learns_nothing(world: World, row: Row, places: dict[str, str]) -> None:
    """P6: an outsider is answered as if there were no such thing, to the letter."""
    real = await _ask(world, "other", row, places)
    made_up = await _ask(world, "other", row, dict.fromkeys(places, UNKNOWN))
    assert (real.status_code, real.content) == (made_up.status_code, made_up.content)
    assert real.status_code == 404


# ── Texts: what each may do on the socket. "direct" and "propose" write, a reason reads only.

_READS = dict.fromkeys(("odo", "eve"), "text.observers_read")
_PODIUM = dict.fromkeys(("chair", "vice", "sec"), "direct")
_OUTSIDE = dict.fromkeys(("chair", "vice", "sec", "ann", "dan", "odo", "eve"), "text.members_write")
_OWN = {"bob": "direct", "cara": "propose", **_OUTSIDE}
TEXTS = {
    "free_sync": {**_PODIUM, **dict.fromkeys(("ann", "bob", "cara", "dan"), "propose"), **_READS},
    "agreed_sync": dict.fromkeys(MEMBERS, "text.frozen"),
    "retired_sync": dict.fromkeys(MEMBERS, "text.retired"),
    "own_copy_sync": _OWN,
    "closed_copy_sync": _OWN | dict.fromkeys(("ann", "dan", "odo", "eve"), "denied"),
    "reported_copy_sync": {
        **_OUTSIDE,
        **dict.fromkeys(("bob", "cara"), "text.breakout_reported"),
    },
}


async def _mode(world: World, who: str, name: str) -> str:
    """Open a text and try it: read it, propose in it, and change it directly."""
    socket = await world.who(who).socket()
    page = await socket.page(name)
    if page.denied is not None:
        assert page.denied == "text.unknown"
        assert page.words == ""
        return "denied"
    shown = await world.who(who).get(f"/api/paragraphs/{name.partition('@')[0]}")
    if page.scope == "readonly":
        await page.edit(inserts(0, "x"))
        await page.until(lambda: page.refusals)
        told = [one["reason"] for one in page.told]
        assert told == [told[0], told[0]]
        assert shown["mode"] == "read"
        return str(told[0])
    await saved(page, inserts(0, "Proposed ", f"ins--{shown['pen']}-aaaaaaaa-1"))
    await page.edit(inserts(len(page.words), "Direct."))
    await page.until(lambda: page.saved > 2 or page.unsaved)
    mode = "propose" if page.refusals == ["text.base_changed"] else "direct"
    assert shown["mode"] == mode
    return mode


@pytest.mark.parametrize("text", TEXTS)
async def test_texts(text: str, busy: Busy, tmp_path: Path) -> None:  # T4, B4
    path, ids, places = busy
    async with running(Path(shutil.copy(path, tmp_path / "texts.db")), Times()) as server:
        world = World(server, ids)
        modes = {who: await _mode(world, who, places[text]) for who in MEMBERS}
        assert modes == TEXTS[text]
        socket = await world.other.socket()
        page = await socket.page(places[text])
        unknown = await socket.page(f"{UNKNOWN}@1")
        for one in (page, unknown):
            assert (one.denied, one.words) == ("text.unknown", "")
        assert _without_name(page) == _without_name(unknown)


def _without_name(page: Page) -> Json:
    return [{**told, "document": None} for told in page.told]


async def test_presence_is_spoken_in_ones_own_name(busy: Busy, tmp_path: Path) -> None:  # Y9
    """Whoever reads a text is seen in it, under the name the server knows; outsiders neither."""
    path, ids, places = busy
    async with running(Path(shutil.copy(path, tmp_path / "here.db")), Times()) as server:
        world = World(server, ids)
        name = f"presence:{places['document']}"
        watching = await (await world.chair.socket()).page(name)
        for who in ("ann", "eve"):
            page = await (await world.who(who).socket()).page(name)
            claim = {"user": {"name": "The chair"}, "cursor": None}
            await page.send(_awareness(page, claim))
            await watching.until(lambda page=page: _shown(watching, page.client))  # type: ignore[misc]
            assert _shown(watching, page.client)["user"]["name"] == who.title()
        outside = await (await world.other.socket()).page(name)
        assert (outside.denied, outside.awareness) == ("text.unknown", [])
        shut = f"presence:{places['closed_document']}"
        for who, denied in (("dan", "text.unknown"), ("cara", None)):
            page = await (await world.who(who).socket()).page(shut)
            assert page.denied == denied


def _awareness(page: Page, state: Json) -> bytes:
    return protocol.awareness(page.name, state_of(page.client, 1, state))


def _shown(page: Page, client: int) -> Json:
    seen: dict[int, Json] = {}
    for message in page.awareness:
        seen |= states_in(message)
    return seen.get(client)
