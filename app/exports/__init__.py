"""The chair's export: one consolidated draft, read at one moment, in many formats."""

from app.exports.drafts import read_draft
from app.exports.formats import FORMATS, Export, Format, check_complete, export, filename
from app.exports.model import (
    ConsolidatedDraft,
    DraftAmendment,
    DraftCategory,
    DraftGroup,
    DraftParagraph,
    RecordPoint,
    View,
)
from app.exports.text import Numbers, plain_text

__all__ = [
    "FORMATS",
    "ConsolidatedDraft",
    "DraftAmendment",
    "DraftCategory",
    "DraftGroup",
    "DraftParagraph",
    "Export",
    "Format",
    "Numbers",
    "RecordPoint",
    "View",
    "check_complete",
    "export",
    "filename",
    "plain_text",
    "read_draft",
]
