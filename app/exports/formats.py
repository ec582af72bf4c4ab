"""The formats a draft can be written in, and the one way to write it without losing anything."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from app.exports import docx, jsondoc, markdown, text, webpage
from app.exports.model import ConsolidatedDraft
from app.kit.errors import BadInput, Refused


class Format(NamedTuple):
    """A kind of file: what the web calls it, how its name ends, what makes it."""

    media_type: str
    suffix: str
    render: Callable[[ConsolidatedDraft], bytes]


class Export(NamedTuple):
    """A finished file."""

    filename: str
    media_type: str
    body: bytes


FORMATS: Mapping[str, Format] = {
    "docx": Format(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".docx",
        docx.render,
    ),
    "html": Format("text/html; charset=utf-8", ".html", webpage.render),
    "md": Format("text/markdown; charset=utf-8", ".md", markdown.render),
    "json": Format("application/json", ".json", jsondoc.render),
    "txt": Format("text/plain; charset=utf-8", ".txt", text.render),
}


def export(
    draft: ConsolidatedDraft,
    name: str,
    expected: Mapping[str, str] | Iterable[str],
    numbers: text.Numbers = "computed",
) -> Export:
    """Write the draft in the named format.

    `expected` are the identities of every paragraph the text has, from another reading than the
    draft's; see `check_complete`. `numbers="given"` writes plain text without furniture and with
    the numbers as received, so that what was imported comes back. (X8)

    Raises:
        BadInput: there is no format of this name, or it has no form with the numbers given.
        Refused: the draft would lose a paragraph.
    """
    kind = FORMATS.get(name)
    if kind is None:
        known = ", ".join(FORMATS)
        raise BadInput("exports.no_such_format", f"There is no format “{name}”: use {known}.")
    if numbers == "given" and name != "txt":
        raise BadInput(
            "exports.numbers_given",
            "Only plain text can be written with the numbers as given: ask for “txt”.",
        )
    check_complete(draft, expected)
    body = text.as_given(draft) if numbers == "given" else kind.render(draft)
    return Export(filename(draft, name), kind.media_type, body)


def check_complete(draft: ConsolidatedDraft, expected: Mapping[str, str] | Iterable[str]) -> None:
    """Refuse a draft that has lost a paragraph. (X3)

    `expected` are paragraph identities, best as a mapping to the label people know each by.

    Raises:
        Refused: `exports.would_lose`, naming each; `details["missing"]` lists their identities.
    """
    labels = expected if isinstance(expected, Mapping) else dict.fromkeys(expected, "")
    present = {paragraph.id for paragraph in draft.paragraphs}
    missing = [identity for identity in labels if identity not in present]
    if missing:
        names = ", ".join(labels[identity] or identity for identity in missing)
        one = len(missing) == 1
        raise Refused(
            "exports.would_lose",
            f"The draft would lose {'paragraph' if one else 'paragraphs'} {names}, so it was not "
            f"made. Nothing is wrong with the text itself; tell the secretariat.",
            details={"missing": missing},
        )


def filename(draft: ConsolidatedDraft, name: str) -> str:
    """Return a name every file system takes: title, date, view and the format's suffix."""
    folded = unicodedata.normalize("NFKD", draft.title).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", folded.lower()).strip("-")[:60].rstrip("-")
    stem = slug or f"draft-{draft.document_id}"
    return f"{stem}-{draft.date:%Y-%m-%d}-{draft.view}{FORMATS[name].suffix}"
