"""A page without a browser types through the hub's own door."""

from pathlib import Path

import pytest
from pycrdt import Text

from app.demo.page import NotTaken, Page
from app.sync import Admission, Denied, Hub, Refusal, Visitor
from tests.sync.conftest import SCHEMA, fresh_database
from tests.sync.gates import OpenGate

VISITOR = Visitor("ada", {})


async def _words(hub: Hub) -> str:
    async with hub.database.writing() as write:
        return str((await hub.read(write, "doc")).get("p", type=Text))


async def test_what_is_typed_is_saved_under_the_visitors_name(tmp_path: Path) -> None:
    """Two edits, each on the words as they are; the gate weighed both."""
    async with fresh_database(tmp_path / "demo.db") as database:
        hub, gate = Hub(database, SCHEMA), OpenGate()
        async with database.writing() as write:
            await hub.open_new(write, "doc")
        await hub.start(gate)
        page = await Page.open(hub, VISITOR)
        await page.type("doc", lambda text: text.insert(0, "شرط "))
        await page.type("doc", lambda text: text.insert(len(text), "أساسي"))
        assert await _words(hub) == "شرط أساسي"
        assert {visitor for visitor, _, _ in gate.weighed} == {"ada"}
        async with database.writing() as write:
            assert await hub.note(write, "doc") == ("ada",)
        await page.leave()
        await hub.stop()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Denied("test.denied", "Not for you."), "Not for you."),
        (Admission("readonly", refusal=Refusal("test.frozen", "It is frozen.")), "It is frozen."),
    ],
)
async def test_what_is_refused_is_an_error(
    tmp_path: Path, answer: Admission | Denied, reason: str
) -> None:
    """The demonstration stops with the server's reason, and does not go on without the words."""
    async with fresh_database(tmp_path / "demo.db") as database:
        hub, gate = Hub(database, SCHEMA), OpenGate()
        gate.answers[(None, "doc")] = answer
        async with database.writing() as write:
            await hub.open_new(write, "doc")
        await hub.start(gate)
        page = await Page.open(hub, VISITOR)
        with pytest.raises(NotTaken, match=reason):
            await page.type("doc", lambda text: text.insert(0, "no"))
        await page.leave()
        await hub.stop()
