"""Every package is locked to one version and its hashes, for Python and for the page."""

import json
import re
import tomllib

import pytest

from tests.architecture.tree import ROOT


@pytest.mark.parametrize(
    "lock",
    [
        "requirements.lock",
        "requirements-dev.lock",
        "requirements-uv.lock",
        "scripts/bench/peers/pycrdt.lock",
    ],
)
def test_python_locks_hold_one_version_and_its_hashes(lock: str) -> None:
    """Each requirement is exact, is followed by a hash, and comes from no named place."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", "\n".join(_uncommented(text)))
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry
    assert "://" not in text
    assert "--index-url" not in text


def test_python_locks_hold_what_the_project_asks_for() -> None:
    """A requirement added to pyproject.toml without `make lock` is found here."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {
        "requirements.lock": project["project"]["dependencies"],
        "requirements-dev.lock": project["project"]["dependencies"]
        + project["dependency-groups"]["dev"],
    }
    for lock, requirements in wanted.items():
        text = (ROOT / lock).read_text(encoding="utf-8")
        locked = set(re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE))
        asked = {_name(requirement) for requirement in requirements}
        assert asked - locked == set(), lock


@pytest.mark.parametrize("folder", ["frontend", "scripts/bench/load"])
def test_the_npm_locks_have_hashes_and_no_addresses(folder: str) -> None:
    """npm writes `resolved` addresses unless `.npmrc` says not to; each entry keeps its hash."""
    lock = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))
    entries = {name: entry for name, entry in lock["packages"].items() if name}
    assert entries
    assert [name for name, entry in entries.items() if "resolved" in entry] == []
    assert [name for name, entry in entries.items() if "integrity" not in entry] == []
    npmrc = (ROOT / folder / ".npmrc").read_text(encoding="utf-8").splitlines()
    assert "omit-lockfile-registry-resolved=true" in npmrc


def _uncommented(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.lstrip().startswith("#")]


def _name(requirement: str) -> str:
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match
    return re.sub(r"[._-]+", "-", match.group()).lower()
