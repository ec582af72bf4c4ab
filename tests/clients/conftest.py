"""The server of the sync tests, with strangers' clients at its door."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.sync.conftest import Place, place_at
from tests.sync.gates import OpenGate


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    async with place_at(tmp_path / "sync.db", OpenGate()) as place:
        yield place
