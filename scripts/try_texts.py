"""Imports every text of a folder, writes it out again and says what was lost, found and counted.

    .venv/bin/python -m scripts.try_texts FOLDER

Each file goes the whole way: into a database of its own, as `chapeau import` would, and out as
`chapeau export --format txt --numbers given`. What the two texts differ by, white space and
Markdown's own syntax aside, is printed; the last columns are what became of the brackets.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

from app import desk
from app.cli import migrate
from app.house import build_house
from app.imports import OPENING, ImportReport, read_draft, report
from app.kit.errors import Refused
from app.kit.settings import Settings

HEADS = ("file", "s in", "s out", "lost", "added", "order", "[", "]", "{", "}")
FATES = ("brackets", "placeh.", "notes", "no partner", "heading", "syntax", "other")


async def there_and_back(settings: Settings, name: str, data: bytes) -> tuple[str, float, float]:
    """Import a file and export it; returns the text, and the seconds of each."""
    started = time.monotonic()
    done = await desk.import_file(build_house(settings), name, data, "TT", None, False)
    between = time.monotonic()
    assert done.document_id is not None
    house = build_house(settings)
    made = await desk.export_file(house, done.document_id, "txt", "clean", "given")
    ended = time.monotonic()
    return made.body.decode(), between - started, ended - between


def shown(file: Path) -> str:
    """Return the characters a reader sees in the file, white space aside."""
    blocks = read_draft(file.name, file.read_bytes()).blocks
    return "".join("".join(block.visible.split()) for block in blocks)


def differing(before: str, after: str) -> tuple[Counter[str], Counter[str], bool]:
    """Return what was lost and what was added, and whether the rest stands in its order."""
    lost, added = Counter(before) - Counter(after), Counter(after) - Counter(before)
    if before == after:
        return lost, added, True
    same = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return lost, added, sum(one.size for one in same) == len(before) - lost.total()


def row(
    file: Path, found: ImportReport, before: str, after: str, took: tuple[float, float]
) -> list[str]:
    """Return a file's line of the table."""
    draft = read_draft(file.name, file.read_bytes())
    if draft.categories and draft.categories[0].heading is None:
        after = after.removeprefix("".join(OPENING.split()))
    # A first heading that is the title of the whole stands above the text and not in it.
    first = draft.blocks[0]
    if first.kind == "heading" and not after.startswith("".join(first.visible.split())):
        after = "".join(first.visible.split()) + after
    lost, added, ordered = differing(before, after)
    why = Counter(one.why for one in found.kept)
    others = why.total() - sum(why[one] for one in ("unclosed", "unopened", "heading", "syntax"))
    cells = [file.name, *(f"{one:.2f}" for one in took), lost.total(), added.total()]
    cells += ["kept" if ordered else "CHANGED", *(after.count(sign) for sign in "[]{}")]
    cells += [found.brackets, found.placeholders, found.notes, found.unbalanced]
    return [str(one) for one in [*cells, why["heading"], why["syntax"], others]]


def main(folder: Path) -> int:
    """Try every text of the folder; returns how many lost or changed something."""
    rows = [[*HEADS, *FATES]]
    wrong = 0
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["CHAPEAU_DATABASE_URL"] = f"sqlite+aiosqlite:///{scratch}/texts.db"
        migrate()
        settings = Settings()
        house = build_house(settings)
        asyncio.run(desk.found(house, "Trial", short="TT", chair="Chair", mandate="", body=""))
        for file in sorted(folder.iterdir()):
            try:
                found = report(read_draft(file.name, file.read_bytes()))
            except Refused as error:
                print(f"{file.name}: {error}")
                continue
            text, *took = asyncio.run(there_and_back(settings, file.name, file.read_bytes()))
            line = row(file, found, shown(file), "".join(text.split()), (took[0], took[1]))
            wrong += line[3:6] != ["0", "0", "kept"]
            rows.append(line)
    widths = [max(len(line[at]) for line in rows) for at in range(len(rows[0]))]
    for line in rows:
        print("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)))
    return wrong


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(min(1, main(Path(sys.argv[1]))))
