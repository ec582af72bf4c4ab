"""The command, run as the shell would."""

import sys
from collections.abc import Callable

import pytest

from app.cli import main

Said = tuple[int, str, str]
Chapeau = Callable[..., Said]


@pytest.fixture
def chapeau(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Chapeau:
    """Run the command as the shell would; returns status, output and errors."""

    def run(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["chapeau", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run
