"""The text: documents, categories, paragraphs, amendments, numbering, fork and merge."""

from app.text.access import (
    OnDocument,
    OnDocumentIn,
    OnParagraph,
    OnParagraphIn,
    Reader,
    access_document,
    access_paragraph,
    document_in,
    open_to,
    paragraph_in,
    settling,
)
from app.text.alternatives import add_option, withdraw_option
from app.text.amendments import decide, withdraw
from app.text.asides import put_aside
from app.text.authorship import Piece, changes_since_fork, words_at_fork
from app.text.bracket_store import brackets_of, holders_of
from app.text.bracket_tables import Bracket, BracketHolder
from app.text.brackets import Range
from app.text.brackets import join as join_bracket
from app.text.brackets import place as place_bracket
from app.text.carrying import carry_options
from app.text.choosing import choose, leave_standing, merge_options, reopen_set
from app.text.documents import (
    NewCategory,
    NewParagraph,
    add_category,
    add_paragraph,
    open_document,
)
from app.text.edits import ROOT, YDoc, append_words, text_of, words_of
from app.text.followers import How, follow_words
from app.text.forking import fork_document, merge_back, preview
from app.text.gate import TextGate
from app.text.numbering import map_of, renumber
from app.text.numbering_store import references_of, renumberings_of
from app.text.numbering_tables import ParagraphLabel, Reference, Renumbering
from app.text.option_tables import Option, OptionSet
from app.text.options import (
    SetRows,
    alternatives_to,
    open_option_set,
    option_sets_of,
    paragraphs_in_open_sets,
    read_set,
    set_around,
    whole_sets,
)
from app.text.paragraphs import (
    merge,
    move,
    retire,
    retire_for,
    set_kind,
    split,
    words_shown,
)
from app.text.pens import pen
from app.text.rivals import join_rivals
from app.text.settling import PODIUM_SEATS, settle
from app.text.store import (
    amendments_in,
    amendments_waiting,
    categories_of,
    documents_of,
    paragraph_labels,
    paragraphs_of,
    status_counts,
)
from app.text.structure import take_in_structure
from app.text.tables import Amendment, Category, Document, Paragraph
from app.text.views import (
    DocumentCard,
    ParagraphOut,
    RunOut,
    document_cards,
    paragraph_shown,
    runs_out,
)

__all__ = [
    "PODIUM_SEATS",
    "ROOT",
    "Amendment",
    "Bracket",
    "BracketHolder",
    "Category",
    "Document",
    "DocumentCard",
    "How",
    "NewCategory",
    "NewParagraph",
    "OnDocument",
    "OnDocumentIn",
    "OnParagraph",
    "OnParagraphIn",
    "Option",
    "OptionSet",
    "Paragraph",
    "ParagraphLabel",
    "ParagraphOut",
    "Piece",
    "Range",
    "Reader",
    "Reference",
    "Renumbering",
    "RunOut",
    "SetRows",
    "TextGate",
    "YDoc",
    "access_document",
    "access_paragraph",
    "add_category",
    "add_option",
    "add_paragraph",
    "alternatives_to",
    "amendments_in",
    "amendments_waiting",
    "append_words",
    "brackets_of",
    "carry_options",
    "categories_of",
    "changes_since_fork",
    "choose",
    "decide",
    "document_cards",
    "document_in",
    "documents_of",
    "follow_words",
    "fork_document",
    "holders_of",
    "join_bracket",
    "join_rivals",
    "leave_standing",
    "map_of",
    "merge",
    "merge_back",
    "merge_options",
    "move",
    "open_document",
    "open_option_set",
    "open_to",
    "option_sets_of",
    "paragraph_in",
    "paragraph_labels",
    "paragraph_shown",
    "paragraphs_in_open_sets",
    "paragraphs_of",
    "pen",
    "place_bracket",
    "preview",
    "put_aside",
    "read_set",
    "references_of",
    "renumber",
    "renumberings_of",
    "reopen_set",
    "retire",
    "retire_for",
    "runs_out",
    "set_around",
    "set_kind",
    "settle",
    "settling",
    "split",
    "status_counts",
    "take_in_structure",
    "text_of",
    "whole_sets",
    "withdraw",
    "withdraw_option",
    "words_at_fork",
    "words_of",
    "words_shown",
]
