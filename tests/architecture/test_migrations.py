"""The migrations, run on an empty file, make exactly the tables that the rooms describe."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from app.kit.places import migrations_folder

CONFIG = Config(str(migrations_folder() / "alembic.ini"))


def test_there_is_one_head() -> None:
    """Two people's migrations follow each other; they do not stand side by side."""
    assert len(ScriptDirectory.from_config(CONFIG).get_heads()) == 1


def test_the_tables_are_those_the_migrations_make(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table that changed without `make migration` is found here."""
    monkeypatch.setenv("CHAPEAU_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/empty.db")
    command.upgrade(CONFIG, "head")
    command.check(CONFIG)
