"""Files into drafts: Markdown, plain text and DOCX, with every character kept and reported on."""

from app.imports.commands import import_draft
from app.imports.draft import (
    OPENING,
    ImportedBlock,
    ImportedCategory,
    ImportedDraft,
    Piece,
    source_text,
)
from app.imports.reading import MOST_BYTES, read_draft
from app.imports.reporting import ImportReport, KeptSign, report
from app.imports.structure import take_structure

__all__ = [
    "MOST_BYTES",
    "OPENING",
    "ImportReport",
    "ImportedBlock",
    "ImportedCategory",
    "ImportedDraft",
    "KeptSign",
    "Piece",
    "import_draft",
    "read_draft",
    "report",
    "source_text",
    "take_structure",
]
