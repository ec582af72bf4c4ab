"""Nothing in the project names a package registry's host or a machine's own paths.

A lock that names the registry it was made from breaks wherever packages come from a mirror, and a
path of one machine is wrong on every other.
"""

import re
from pathlib import Path

from tests.architecture.tree import ROOT, tracked

# Put together from parts, so that this file does not name what it forbids.
HOSTS = [
    ".".join(parts)
    for parts in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("jsr", "io"),
        ("unpkg", "com"),
        ("jsdelivr", "net"),
    ]
]
PATHS = [
    "/".join(("", *parts)) for parts in [("home", ""), ("Users", ""), ("root", ""), ("work", "")]
]
FORBIDDEN = re.compile(
    "|".join([re.escape(host) for host in HOSTS] + [rf"(?<![\w.\-/$}}]){path}\w" for path in PATHS])
)


def test_no_file_names_a_registry_or_a_machine() -> None:
    """Every tracked text file is read, locks included."""
    found = [
        f"{path}:{number}: {match.group()}"
        for path in tracked()
        for number, line in enumerate(_lines(ROOT / path), start=1)
        if (match := FORBIDDEN.search(line))
    ]
    assert found == []


def _lines(path: Path) -> list[str]:
    data = path.read_bytes()
    return [] if b"\0" in data else data.decode("utf-8", "replace").splitlines()
