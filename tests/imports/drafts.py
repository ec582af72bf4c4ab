"""Short ways to read an invented text and look at what came of it."""

from app.imports import ImportedBlock, ImportedDraft, read_draft, source_text


def text(words: str, name: str = "draft.txt") -> ImportedDraft:
    return read_draft(name, words.encode())


def markdown(words: str) -> ImportedDraft:
    return text(words, "draft.md")


def paragraphs(draft: ImportedDraft) -> list[ImportedBlock]:
    return [block for block in draft.blocks if block.kind == "paragraph"]


def seen(draft: ImportedDraft) -> list[tuple[str | None, str]]:
    """Each paragraph's number as given, and its words."""
    return [(block.number_given, block.text) for block in paragraphs(draft)]


def categories(draft: ImportedDraft) -> list[tuple[int, str, str]]:
    return [(category.level, category.label, category.title) for category in draft.categories]


def bare(words: str) -> str:
    """The characters of a text, white space apart."""
    return "".join(words.split())


def whole(draft: ImportedDraft, words: str) -> bool:
    return bare(source_text(draft)) == bare(words)
