"""The page's API client is the one the server's OpenAPI gives: `make client` changes nothing."""

import shutil
import subprocess
import sys
from pathlib import Path

from scripts.openapi import description
from tests.architecture.tree import ROOT, tracked

PAGE = ROOT / "frontend"
REMEDY = "the API has changed: run `make client` and commit what it writes"


def test_the_committed_openapi_is_the_servers() -> None:
    """A route or a shape that changed without `make client` is found here."""
    assert (PAGE / "openapi.json").read_text(encoding="utf-8") == description(), REMEDY


def test_generating_the_client_again_changes_nothing(tmp_path: Path) -> None:
    """The client is written anew in a copy of the page, from the committed description."""
    own = [path.relative_to("frontend") for path in tracked() if path.parts[0] == "frontend"]
    for path in own:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(PAGE / path, tmp_path / path)
    (tmp_path / "node_modules").symlink_to(PAGE / "node_modules")
    programs = Path(sys.executable).parent
    subprocess.run(
        [programs / "npm", "run", "client"],
        cwd=tmp_path,
        env={"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(tmp_path)},
        check=True,
        capture_output=True,
    )
    assert any("generated" in path.parts for path in own), "no generated client is committed"
    changed = [str(p) for p in own if (PAGE / p).read_bytes() != (tmp_path / p).read_bytes()]
    assert changed == [], REMEDY
