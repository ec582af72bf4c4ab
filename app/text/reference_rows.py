"""Keeps the rows of references in step with the marks in the words, whatever moves them. (N9)"""

from app.kit.db import Write
from app.rules import words as w
from app.rules.words import Words
from app.text import numbering_store
from app.text.tables import Paragraph


async def bring_up(write: Write, paragraph: Paragraph, before: Words, words: Words) -> None:
    """Note which references a paragraph holds now that its words are others.

    Splits and merges carry marks from one paragraph to another; what has no characters left is a
    reference no more.
    """
    were, are = set(w.structure(before, "ref")), set(w.structure(words, "ref"))
    if were == are:
        return
    known = await numbering_store.references_named(write, paragraph.document_id, sorted(were ^ are))
    for ref, row in known.items():
        if ref in are:
            row.paragraph_id = paragraph.id
            write.add(row)
        elif row.paragraph_id == paragraph.id:
            await write.delete(row)
    await write.flush()
