"""Brings an imported draft into a group as a rolling document."""

from app.groups import Act
from app.imports.draft import ImportedCategory, ImportedDraft
from app.imports.structure import take_structure
from app.rules.words import Words
from app.text import Document, NewCategory, NewParagraph, open_document


async def import_draft(act: Act, draft: ImportedDraft) -> Document:
    """Open a rolling document from a draft: headings are categories, numbers are kept as given.

    (I4, I5, P6)
    """
    return await open_document(act, draft.title, framework_of(draft), source=draft.name)


def framework_of(draft: ImportedDraft) -> list[NewCategory]:
    """Return the draft's categories with their paragraphs, as a text takes them in.

    Typed brackets are structure over the words. What was nothing but signs is no paragraph: they
    are written with the words they stand around. (I13)
    """
    words = take_structure(draft.blocks, draft.format).words
    return [
        NewCategory(
            label=_label(draft, one.heading, one.label),
            title=one.title or one.label,
            level=one.level,
            paragraphs=[
                _paragraph(draft, place, words[place])
                for place in one.paragraphs
                if words[place] or draft.blocks[place].marker
            ],
        )
        for one in draft.categories
        if not _is_title(draft, one)
    ]


def _is_title(draft: ImportedDraft, category: ImportedCategory) -> bool:
    """Whether a heading is the document's title, which stands above its text already. (I4)"""
    if category.heading != 0 or category.paragraphs or category.label:
        return False
    return draft.blocks[0].text == draft.title


def _label(draft: ImportedDraft, heading: int | None, label: str) -> str:
    """Return a heading's label as it stood, unless it is all the heading says."""
    if heading is None:
        return label
    return draft.blocks[heading].marker if draft.blocks[heading].text else ""


def _paragraph(draft: ImportedDraft, place: int, words: Words) -> NewParagraph:
    block = draft.blocks[place]
    return NewParagraph(
        kind=block.paragraph_kind,
        words=words,
        number_given=block.marker or None,
        origin=f"{draft.name}, line {block.first_line}",
        alternative=block.alternative_of is not None and block.alternative_of != place,
    )
