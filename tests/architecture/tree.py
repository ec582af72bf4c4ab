"""The project's own files, as git knows them: tracked, or new and not ignored."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
_MADE = {".venv", "node_modules", ".svelte-kit", "__pycache__", "page", "build", "dist", "var"}


def tracked() -> list[Path]:
    """Return the paths, relative to the project, of every file that is or may become part of it."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listing.returncode != 0:  # an unpacked archive without its history
        return sorted(_walk())
    names = os.fsdecode(listing.stdout).split("\0")
    return sorted(Path(name) for name in names if name and (ROOT / name).is_file())


def _walk() -> list[Path]:
    found: list[Path] = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in _MADE and name != ".git"]
        found += [Path(folder, name).relative_to(ROOT) for name in names]
    return found
