"""Who may change which words: role by state by level, on every way. Rules T4, B4, C3, S4, Y8.

The table is generated in rights_words.py: over the socket, by HTTP, and through fork and merge.
"""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from app.sync import protocol
from tests.rooms.busy import MEMBERS
from tests.rooms.rights_words import State, expected, make_states, refused, shapes
from tests.rooms.server import Json, Times, running
from tests.rooms.sockets import Socket, inserts, saved
from tests.rooms.world import Ids, World
from tests.sync.pages import Page

Busy = tuple[Path, Ids, dict[str, str]]


@pytest.fixture(scope="module")
def peopled(
    busy: Busy, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Ids, dict[str, str], list[State]]:
    """The busy world with a paragraph in every state."""
    path, ids, places = busy
    own = Path(shutil.copy(path, tmp_path_factory.mktemp("states") / "chapeau.db"))

    async def work() -> list[State]:
        async with running(own, Times()) as server:
            return await make_states(World(server, ids), places)

    return own, ids, places, asyncio.run(work())


Peopled = tuple[Path, Ids, dict[str, str], list[State]]


async def _mode(socket: Socket, shown: Json) -> str:
    """Try the words over the socket: propose in them, and change them directly."""
    page = await socket.page(shown["sync"])
    if page.denied is not None:
        assert (page.denied, page.words) == ("text.unknown", "")
        return "denied"
    if page.scope == "readonly":
        await page.edit(inserts(0, "x"))
        await page.until(lambda: page.refusals)
        told = {one["reason"] for one in page.told}
        assert len(told) == 1, told
        return str(told.pop())
    await saved(page, inserts(0, "Proposed ", f"ins--{shown['pen']}-aaaaaaaa-1"))
    await page.edit(inserts(len(page.words), "Direct."))
    await page.until(lambda: page.saved > 2 or page.unsaved)
    return "propose" if page.refusals == ["text.base_changed"] else "direct"


async def test_over_the_socket(peopled: Peopled, tmp_path: Path) -> None:  # T4, B4
    """Every member in every state, each on one socket, as a browser has it."""
    path, ids, _, states = peopled
    async with running(Path(shutil.copy(path, tmp_path / "socket.db")), Times()) as server:
        world = World(server, ids)
        found = {}
        names = {one: await world.chair.get(f"/api/paragraphs/{one.paragraph}") for one in states}
        for who in MEMBERS:
            socket = await world.who(who).socket()
            for state in states:
                shown = names[state]
                if expected(state, who) in ("direct", "propose"):
                    shown = await world.who(who).get(f"/api/paragraphs/{state.paragraph}")
                    assert shown["mode"] == expected(state, who)
                # Each person has one client id a browser; a text and its fork want two. (Y26)
                own = socket if state.circle == "plenary" else await world.who(who).socket()
                found[str(state), who] = await _mode(own, shown)
    assert found == {(str(state), who): expected(state, who) for state in states for who in MEMBERS}


def _commands(state: State, shown: Json) -> dict[str, tuple[str, str, Json]]:
    """Every command that changes a paragraph's words or takes it out of the text."""
    path, digest = f"/api/paragraphs/{state.paragraph}", shown["digest"]
    return {
        "kind": ("PUT", f"{path}/kind", {"kind": "note"}),
        "retire": ("POST", f"{path}/retire", {"reason": "x"}),
        "split": ("POST", f"{path}/split", {"at": 3, "digest": digest}),
        "placeholder": ("POST", f"{path}/placeholders", {"start": 0, "end": 2, "digest": digest}),
        "note": ("POST", f"{path}/notes", {"start": 0, "end": 2, "digest": digest}),
    }


async def test_by_http(peopled: Peopled, tmp_path: Path) -> None:  # T9, C3, S4
    """Whoever may not is told why, whatever the state; and nothing has changed in the end."""
    path, ids, _, states = peopled
    async with running(Path(shutil.copy(path, tmp_path / "http.db")), Times()) as server:
        world = World(server, ids)
        before = len(await world.record(limit=500))
        odd = {}
        asked = 0
        for state in states:
            shown = await world.who("bob").get(f"/api/paragraphs/{state.paragraph}")
            commands = list(_commands(state, shown).items())
            for who in (one for one in MEMBERS if refused(state, one)):
                # Whom only the state stops is tried with every command, the others with one each.
                tried = commands if shapes(state, who) else [commands[asked % len(commands)]]
                for name, (method, at, body) in tried:
                    asked += 1
                    _, why = await world.who(who).refused(method, at, body)
                    if why not in refused(state, who):
                        odd[str(state), who, name] = why
        assert odd == {}
        assert asked > 300
        assert len(await world.record(limit=500)) == before


async def test_whoever_may_not_read_a_copy_is_told_of_nothing(
    peopled: Peopled, tmp_path: Path
) -> None:
    """B4: on no way, in no state of a closed breakout's copy."""
    path, ids, _, states = peopled
    async with running(Path(shutil.copy(path, tmp_path / "shut.db")), Times()) as server:
        world = World(server, ids)
        for state in states:
            for who in (one for one in MEMBERS if expected(state, one) == "denied"):
                at = f"/api/paragraphs/{state.paragraph}"
                assert await world.who(who).refused("GET", at) == (404, "not_found")


# ── Rights that change under an open text: asked at each message

Change = Callable[[World, str], Awaitable[Any]]


async def _agree(world: World, paragraph: str) -> Any:
    return await world.declare("chair", paragraph, "agreed")


async def _hush(world: World, paragraph: str) -> Any:
    shown = await world.chair.get(f"/api/paragraphs/{paragraph}")
    items = [{"paragraph_id": paragraph, "digest": shown["digest"]}]
    body = {"items": items, "closes_at": "2130-01-01T00:00:00Z"}
    return await world.chair.post(f"{world.document}/silences", body)


async def _retire(world: World, paragraph: str) -> Any:
    return await world.chair.post(f"/api/paragraphs/{paragraph}/retire", {"reason": "gone"})


CHANGES: dict[str, tuple[Change, str]] = {
    "agreed": (_agree, "text.frozen"),
    "silent": (_hush, "text.silent"),
    "retired": (_retire, "text.retired"),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_the_next_message_is_decided_by_the_new_rights(world: World, change: str) -> None:
    """Y8: everybody has the text open; what each sends right after the decision is refused."""
    act, why = CHANGES[change]
    paragraph = world.ids.paragraphs[0]
    opened = {who: await world.page(who, paragraph) for who in MEMBERS}
    await act(world, paragraph)
    for shown, page in opened.values():
        await page.edit(inserts(0, "Late ", f"ins--{shown['pen']}-aaaaaaaa-1"))
    for _, page in opened.values():
        await page.until(lambda page=page: page.refusals)  # type: ignore[misc]
        assert page.refusals == [why]
        assert page.scope == "readonly"


async def test_in_a_copy_the_next_message_is_decided_by_the_report(world: World) -> None:  # Y8
    breakout = await world.breakout([world.ids.paragraphs[3]])
    twin = (await world.copies(breakout))[0]["id"]
    opened = {who: await world.page(who, twin) for who in ("bob", "cara")}
    await world.bob.post(f"/api/breakouts/{breakout['id']}/report", {"intro": "Done"})
    for shown, page in opened.values():
        await page.edit(inserts(0, "Late ", f"ins--{shown['pen']}-aaaaaaaa-1"))
        await page.until(lambda page=page: page.refusals)  # type: ignore[misc]
        assert page.refusals == ["text.breakout_reported"]


async def test_whoever_has_left_the_group_is_put_out(world: World) -> None:  # Y8
    _, page = await world.page("dan", world.ids.paragraphs[0])
    path = f"{world.group}/people/{world.ids.members['dan']}/revoke"
    await world.chair.post(path, {"reason": "left"})
    await page.edit(inserts(0, "Late "))
    await page.until(lambda: page.denied == "text.unknown")
    fresh = (await world.page("chair", world.ids.paragraphs[0]))[1]
    assert "Late" not in fresh.words


# ── Through the fork and the merge


async def test_what_stands_still_is_given_to_no_breakout(peopled: Peopled, tmp_path: Path) -> None:
    """B3: or its words would move below, and come back by endorsement."""
    path, ids, _, states = peopled
    still = [one for one in states if one.circle == "plenary" and one.why]
    async with running(Path(shutil.copy(path, tmp_path / "forks.db")), Times()) as server:
        world = World(server, ids)
        answers = {}
        for state in still:
            body = {"document_id": ids.document, "name": "N", "task": "T"}
            asked = {**body, "paragraph_ids": [state.paragraph], "convenor": ids.members["bob"]}
            at = f"{world.group}/breakouts"
            answers[state.name] = (await world.chair.refused("POST", at, asked))[1]
    because = {
        "text.frozen": "breakouts.agreed_text",
        "text.silent": "breakouts.agreed_text",
        "text.retired": "not_found",
    }
    assert answers == {state.name: because[state.why or ""] for state in still}


async def test_no_right_in_a_copy_reaches_the_plenary_but_by_endorsement(world: World) -> None:
    """B4, E3: what the convenor may write below, nobody brings above by the socket, or back."""
    above = world.ids.paragraphs[3]
    breakout = await world.breakout([above])
    below = (await world.copies(breakout))[0]["id"]
    _, bob = await world.page("bob", below)
    await saved(bob, inserts(0, "Convenor's "))
    answers = {}
    for who in MEMBERS:
        _, page = await world.page(who, above)
        await _send_all(page, bob)
        answers[who] = page.refusals[0]
    watchers = dict.fromkeys(("odo", "eve"), "text.observers_read")
    foreign = dict.fromkeys(MEMBERS, "sync.foreign_client")
    assert answers == {**foreign, **watchers, "bob": "text.base_changed"}
    _, sec = await world.page("sec", above)
    await saved(sec, inserts(0, "Podium's "))
    answers = {}
    for who in MEMBERS:
        _, page = await world.page(who, below)
        await _send_all(page, sec)
        answers[who] = page.refusals[0]
    outside = dict.fromkeys(MEMBERS, "text.members_write")
    assert answers == {**outside, **dict.fromkeys(("bob", "cara"), "sync.foreign_client")}
    plenary = await world.page("chair", above)
    copy = await world.page("chair", below)
    assert ("Convenor's" in plenary[1].words, "Podium's" in copy[1].words) == (False, False)


async def _send_all(page: Page, of: Page) -> None:
    """Send everything another text holds as if it were one's own, and wait for the answer."""
    await page.send(protocol.step_2(page.name, of.doc.get_update(page.doc.get_state())))
    await page.until(lambda: page.refusals)
