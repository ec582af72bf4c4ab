"""Files stay short enough to be read at one sitting; ruff holds the functions (PLR0915, C901)."""

import tomllib

import pytest

from tests.architecture.tree import ROOT, tracked

LINES = 400
WRITTEN = {".py", ".ts", ".svelte", ".js", ".css", ".sh"}
GENERATED = {"generated", "versions"}
"""Folders of the API client and of the migrations, which `make` writes from their sources."""


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    """Code that is written by hand; what is generated is as long as it is."""
    long = {
        str(path): length
        for path in tracked()
        if path.suffix in WRITTEN and not GENERATED.intersection(path.parts)
        for length in [len((ROOT / path).read_text(encoding="utf-8").splitlines())]
        if length > LINES
    }
    assert long == {}


@pytest.mark.parametrize("rule", ["PL", "C90"])
def test_ruff_holds_the_length_of_functions(rule: str) -> None:
    """At most forty statements a function, and few branches: the setting is what the house says."""
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]
    assert rule in lint["lint"]["select"]
    assert lint["lint"]["pylint"]["max-statements"] <= 40
    assert lint["lint"]["mccabe"]["max-complexity"] <= 12
