"""DOCX into blocks: the zip is looked at first, the XML is parsed in a child with limits. (I12)"""

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from app.imports.assembly import Assembly, Scrap
from app.imports.headings import Heading, Series, lettered_heading, named_heading
from app.imports.markers import read_marker
from app.kit.errors import BadInput, Refused

MOST_UNPACKED = 100 * 1024 * 1024
MOST_RATIO = 100
_MOST_ENTRIES = 5000
_SMALL_ENTRY = 1024 * 1024
_SECONDS = 60
_ENVIRONMENT = ("PATH", "HOME", "SYSTEMROOT", "LD_LIBRARY_PATH")
_ROOT = Path(__file__).resolve().parents[2]


def read_docx(name: str, data: bytes) -> tuple[Assembly, str | None, tuple[str, ...]]:
    """Return a DOCX file's blocks, the title its properties give and warnings.

    Raises BadInput when it is no DOCX that can be read, and Refused when it would unpack to too
    much or has tracked changes.
    """
    check_directory(name, data)
    found = _parse_apart(name, data)
    if found["tracked"]:
        raise Refused(
            "imports.tracked_changes",
            f"{name} has {found['tracked']} tracked changes. Accept or reject them in the word "
            "processor first, save the file, and import it again.",
            details={"tracked": found["tracked"]},
        )
    assembly = _assemble(found["paragraphs"])
    if not assembly.protos:
        raise BadInput("imports.empty", f"{name} has no words in it. Choose the file that has.")
    return assembly, found["title"] or None, tuple(found["warnings"])


def check_directory(name: str, data: bytes) -> None:
    """Look at the zip's directory only, and refuse what would unpack to too much. (I12)"""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise _damaged(name) from error
    if "word/document.xml" not in {entry.filename for entry in entries}:
        raise _damaged(name)
    if any(entry.flag_bits & 1 for entry in entries):
        raise BadInput(
            "imports.encrypted",
            f"{name} is protected by a password. Save it without one and import it again.",
        )
    unpacked = sum(entry.file_size for entry in entries)
    # Small entries of repetitive XML pack well and do no harm; the ratio is for the large ones.
    steep = any(
        entry.file_size > _SMALL_ENTRY and entry.file_size > MOST_RATIO * entry.compress_size
        for entry in entries
    )
    steep = steep or unpacked > max(MOST_RATIO * len(data), _SMALL_ENTRY)
    if unpacked > MOST_UNPACKED or steep or len(entries) > _MOST_ENTRIES:
        raise Refused(
            "imports.unpacks_too_large",
            f"{name} would unpack to {unpacked / 1024 / 1024:.0f} MiB in {len(entries)} parts, "
            "which is more than a text needs. Copy its text into a new document, save that as "
            "DOCX and import it.",
            status=413,
        )


def _damaged(name: str) -> BadInput:
    return BadInput(
        "imports.not_docx",
        f"{name} is not a DOCX file that can be read. Open it in a word processor, save it as "
        "DOCX again and import that file.",
    )


def _parse_apart(name: str, data: bytes) -> dict[str, Any]:
    """Parse in a child process that limits its own memory and time, and read its JSON."""
    # The parent's secrets are none of the child's business.
    environment = {key: os.environ[key] for key in _ENVIRONMENT if key in os.environ}
    environment |= {"PYTHONPATH": str(_ROOT), "PYTHONIOENCODING": "utf-8"}
    try:
        child = subprocess.run(
            [sys.executable, "-m", "app.imports.docx_child"],
            input=data,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env=environment,
        )
    except subprocess.TimeoutExpired as error:
        raise _damaged(name) from error
    if child.returncode != 0:
        raise _damaged(name)
    found: dict[str, Any] = json.loads(child.stdout)
    return found


def _assemble(paragraphs: list[dict[str, Any]]) -> Assembly:
    assembly, series = Assembly(), Series()
    for paragraph in paragraphs:
        scraps = [
            Scrap(paragraph["line"], text, tuple(sorted(marks)))
            for text, marks in paragraph["runs"]
        ]
        text = " ".join("".join(scrap.text for scrap in scraps).split())
        if not text:
            continue
        level, number = paragraph["heading"], paragraph["number"]
        named = named_heading(text) if not number else None
        if level or (named and len(text) < 100 and paragraph["part"] == "body"):
            # Word's own number is no character of the file: it can only be the label.
            found = named or lettered_heading(text, series) or Heading(number or "", 0, "")
            assembly.heading(scraps, found, level or 1)
        elif paragraph["part"] != "body":
            assembly.paragraph(scraps, level=0, guess="note", numbered=False)
            if number:
                assembly.numbered(number, level=0)
        else:
            assembly.paragraph(scraps, listed=_tabbed(scraps))
            if number:
                assembly.numbered(number, level=paragraph["level"])
    return assembly


def _tabbed(scraps: list[Scrap]) -> bool:
    """Say whether a number and a tab stand at a paragraph's head: it is one without a full stop."""
    before, tab, _ = "".join(scrap.text for scrap in scraps).partition("\t")
    marker = read_marker(f"{before.strip()} X", listed=True)
    return bool(tab) and marker is not None and marker.end >= len(before.strip())
