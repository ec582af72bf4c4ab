"""SQLite's version, and one server for each file."""

from pathlib import Path

import pytest

from app.kit.errors import Refused
from app.kit.sqlite import check_version, only_server


def test_an_old_sqlite_is_refused_in_words() -> None:
    with pytest.raises(Refused, match=r"SQLite 3\.34\.1, and 3\.35\.0 or newer"):
        check_version((3, 34, 1))
    check_version((3, 35, 0))
    check_version()


def test_a_file_has_one_server(tmp_path: Path) -> None:
    file = tmp_path / "chapeau.db"
    with only_server(file):
        with only_server(tmp_path / "other.db"), only_server(None):
            pass
        with pytest.raises(Refused, match="already"), only_server(file):
            pytest.fail("a second server was let in")
    with only_server(file):
        pass
