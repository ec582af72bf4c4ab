"""Files into drafts: Markdown, plain text and DOCX, with every character kept and reported on."""

from typing import TYPE_CHECKING, Any

from app.imports.draft import (
    OPENING,
    ImportedBlock,
    ImportedCategory,
    ImportedDraft,
    Piece,
    source_text,
)
from app.imports.reading import MOST_BYTES, read_draft
from app.imports.reporting import ImportReport, Unbalanced, report

if TYPE_CHECKING:
    from app.imports.commands import import_draft

__all__ = [
    "MOST_BYTES",
    "OPENING",
    "ImportReport",
    "ImportedBlock",
    "ImportedCategory",
    "ImportedDraft",
    "Piece",
    "Unbalanced",
    "import_draft",
    "read_draft",
    "report",
    "source_text",
]


def __getattr__(name: str) -> Any:
    """Load the command when it is asked for: the child that parses a DOCX needs no other room."""
    if name == "import_draft":
        from app.imports.commands import import_draft  # noqa: PLC0415

        return import_draft
    raise AttributeError(name)
