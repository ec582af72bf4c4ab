"""The whole app on PostgreSQL, in one go: found, sign in, draft, type, declare, read again."""

import pytest
from alembic import command
from alembic.config import Config

from app.kit.places import migrations_folder
from tests.postgres import on_both_engines
from tests.rooms.world import World


@on_both_engines
async def test_words_are_typed_and_agreed(world: World) -> None:
    one = world.ids.paragraphs[0]
    await world.insert("ann", one, 0, "Some ")
    declared = await world.declare("chair", one, "under discussion")
    assert declared["status"] == "under discussion"
    assert "AmendmentProposed" in await world.kinds()


def test_the_tables_are_those_the_migrations_make(
    postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHAPEAU_DATABASE_URL", postgres_database)
    command.check(Config(str(migrations_folder() / "alembic.ini")))


@on_both_engines
async def test_what_is_no_character_is_refused_in_words(world: World) -> None:
    """PostgreSQL cannot store U+0000 in a text: neither engine is asked to. Y18"""
    body = {"name": "A\0B", "short": "AB", "kind": "member State", "observer": False}
    refused = await world.chair.refused("POST", f"{world.group}/delegations", body)
    assert refused == (422, "storage.no_character")
    body["name"] = "AB 各国 🕊"
    assert (await world.chair.post(f"{world.group}/delegations", body))["name"] == body["name"]
