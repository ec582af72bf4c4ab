"""The stock provider of Hocuspocus, unchanged, speaks with this server. Y1, Y7, Y8, Y9."""

from app.sync import Admission
from tests.clients.console import Console, node
from tests.sync.conftest import Place
from tests.sync.gates import LOCKED

MANY = 40


async def opened(said: Console, place: Place, name: str, person: str = "ann") -> None:
    await said.do("open", name=name, client=await place.ticket(person))


async def test_it_reads_writes_and_hears(place: Place) -> None:  # Y1
    await place.document("p1", "Recalling")
    bob = await place.page("bob", "p1")
    async with node(place, "hocuspocus.mjs", "ann") as said:
        await opened(said, place, "p1")
        assert await said.until("p1", "scope") == "read-write"
        assert await said.until("p1", "synced") == "Recalling"
        await said.do("type", name="p1", words=" 😀 the Charter")
        await said.until("p1", "saved", "Recalling 😀 the Charter")
        await bob.until(lambda: bob.words == "Recalling 😀 the Charter")
        await bob.type(".")
        await said.until("p1", "heard", "Recalling 😀 the Charter.")
        place.gate.answers[(None, "p1")] = Admission("readonly", refusal=LOCKED)
        place.hub.reconsider("p1")
        assert (await said.until("p1", "told"))["reason"] == "test.frozen"
        assert await said.until("p1", "scope") == "readonly"


async def test_it_is_told_of_a_refusal(place: Place) -> None:  # Y7
    await place.document("p1")
    place.gate.forbidden = {"never"}
    async with node(place, "hocuspocus.mjs", "ann") as said:
        await opened(said, place, "p1")
        await said.until("p1", "synced")
        await said.do("type", name="p1", words="never")
        told = await said.until("p1", "told")
    assert (told["type"], told["reason"]) == ("refused", "test.forbidden")


async def test_many_texts_share_its_socket(place: Place) -> None:
    names = [f"p{number}" for number in range(MANY)]
    for name in names:
        await place.document(name, f"{name}: ")
    bob = await place.connect("bob")
    client = await place.ticket("bob")
    pages = [await bob.open(name, client) for name in names]
    async with node(place, "hocuspocus.mjs", "ann") as said:
        mine = await place.ticket("ann")
        for name in names:
            await said.do("open", name=name, client=mine)
        for name in names:
            assert await said.until(name, "synced") == f"{name}: "
        census = place.hub.census()
        assert (census.sockets, census.seats, census.rooms) == (2, 2 * MANY, MANY)
        for name in names:
            await said.do("type", name=name, words="seen")
        for name, page in zip(names, pages, strict=True):
            await said.until(name, "saved", f"{name}: seen")
            await page.until(lambda page=page: page.words.endswith("seen"))  # type: ignore[misc]
        await pages[7].type("!")
        await said.until("p7", "heard", "p7: seen!")


async def test_one_text_denied_or_closed_leaves_the_others_open(place: Place) -> None:  # Y7
    await place.document("p1", "One")
    await place.document("p2", "Two")
    async with node(place, "hocuspocus.mjs", "ann") as said:
        mine = await place.ticket("ann")
        for name in ("p1", "none", "p2"):
            await said.do("open", name=name, client=mine)
        assert await said.until("none", "denied") == "sync.no_document"
        await said.until("p1", "synced", "One")
        await said.until("p2", "synced", "Two")
        await said.do("close", name="p1")
        await said.do("type", name="p2", words=" three")
        await said.until("p2", "saved", "Two three")
        assert place.hub.census().seats == 1


async def test_it_comes_back_by_itself_with_what_it_has_not_saved(place: Place) -> None:  # Y1
    await place.document("p1", "Before")
    bob = await place.page("bob", "p1")
    async with node(place, "hocuspocus.mjs", "ann") as said:
        await opened(said, place, "p1")
        await said.until("p1", "synced")
        [session] = [one for one in place.hub.sessions if one.visitor.id == "ann"]
        session.end(1012, "the server restarts")
        await said.until(None, "status", "disconnected")
        await said.do("type", name="p1", words=", away")
        await said.until("p1", "saved", "Before, away")
        await bob.until(lambda: bob.words == "Before, away")


async def test_presence_is_shown_under_ones_own_name(place: Place) -> None:  # Y9
    async with (
        node(place, "hocuspocus.mjs", "ann") as ann,
        node(place, "hocuspocus.mjs", "bob") as bob,
    ):
        for said, person in ((ann, "ann"), (bob, "bob")):
            client = await place.ticket(person)
            await said.do("open", name="presence:d1", client=client, present=True)
            await said.until("presence:d1", "synced")
        await ann.do("show", name="presence:d1", state={"paragraph": "p1"})
        while True:
            states = await bob.until("presence:d1", "present")
            shown = [state for state in states if state.get("cursor") == {"paragraph": "p1"}]
            if shown:
                break
        assert [state["user"] for state in shown] == [{"name": "Ann"}]
