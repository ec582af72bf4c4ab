"""The migrations, run on an empty file, make exactly the tables that the rooms describe."""

import sqlite3
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


ROWS = """
INSERT INTO working_group (id, name, short, mandate, parent_body, created_at, attribution_shown,
  pen_secret) VALUES ('g', 'Group', 'G', '', '', '2026-01-01', 1, 's');
INSERT INTO document (id, group_id, title, state, created_at, closed)
  VALUES ('d', 'g', 'Text', 'rolling document', '2026-01-01', 0);
INSERT INTO category (id, document_id, label, title, level, position)
  VALUES ('c', 'd', 'A', 'Words', 1, 1);
"""
PARAGRAPH = """
INSERT INTO paragraph (id, document_id, category_id, kind, position, whole, suffix, alt, words,
  digest, epoch, lineage, status, proposers, alternative_to)
  VALUES (?, 'd', 'c', 'operative', ?, 1, 0, ?, '[]', 'x', 1, 'l', 'not discussed', '["o"]', ?)
"""


def test_paragraphs_beside_others_become_options_and_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(A1) A stem with its alternatives becomes a set whose first option is the stem."""
    path = tmp_path / "old.db"
    monkeypatch.setenv("CHAPEAU_DATABASE_URL", f"sqlite+aiosqlite:///{path}")
    command.upgrade(CONFIG, "0001")
    with sqlite3.connect(path) as old:
        old.executescript(ROWS)
        for place, (name, stem) in enumerate((("p", None), ("q", "p"), ("r", "p"), ("s", None))):
            old.execute(PARAGRAPH, (name, place, place, stem))
    command.upgrade(CONFIG, "head")
    with sqlite3.connect(path) as new:
        query = (
            "SELECT p.id, o.position, o.proposers, s.state FROM paragraph p "
            "LEFT JOIN option o ON o.id = p.option_id LEFT JOIN option_set s ON s.id = o.set_id "
            "ORDER BY p.position"
        )
        assert new.execute(query).fetchall() == [
            ("p", 1, '["o"]', "standing"),
            ("q", 2, '["o"]', "standing"),
            ("r", 3, '["o"]', "standing"),
            ("s", None, None, None),
        ]
    command.downgrade(CONFIG, "0001")
    with sqlite3.connect(path) as back:
        found = back.execute("SELECT id, alternative_to FROM paragraph ORDER BY position")
        assert found.fetchall() == [("p", None), ("q", "p"), ("r", "p"), ("s", None)]
