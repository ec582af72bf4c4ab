"""The way in: from a file's name and bytes to a draft, or a sentence that says what to do."""

from pathlib import PurePath

from app.imports.assembly import Assembly
from app.imports.docx import read_docx
from app.imports.draft import Format, ImportedDraft
from app.imports.encodings import decode
from app.imports.markdown import read_markdown
from app.imports.plain import read_plain
from app.kit.errors import BadInput, Refused

MOST_BYTES = 8 * 1024 * 1024
"""The largest file taken in. (I11)"""

_FORMATS: dict[str, Format] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".text": "text",
    "": "text",
    ".docx": "docx",
}
_OTHERS = {
    b"%PDF": "a PDF. Take its text out with `pdftotext -layout` and import that text file",
    b"\xd0\xcf\x11\xe0": "an old Word or other Office file. Save it as DOCX and import that",
    b"{\\rtf": "an RTF file. Save it as DOCX and import that",
}


def read_draft(name: str, data: bytes, title: str | None = None) -> ImportedDraft:
    """Read a Markdown, plain text or DOCX file into a draft, with every character of it. (I1)

    `name` is the file's name and settles its format, `data` its bytes; `title` is used when given,
    otherwise what the file says of itself, otherwise its name. Raises BadInput when the bytes
    cannot be read as what the name says, and Refused when the file could be read and should not
    be: it is too large, it would unpack to too much, or it has tracked changes.
    """
    name = PurePath(name.replace("\\", "/")).name or "file"
    form = _format(name, data)
    if form == "docx":
        assembly, found, warnings = read_docx(name, data)
        return _draft(name, form, assembly, title or found, warnings=warnings)
    decoded = decode(name, data)
    found = None
    if form == "markdown":
        assembly, found = read_markdown(decoded.text)
    else:
        assembly = read_plain(decoded.text)
    draft = _draft(
        name,
        form,
        assembly,
        title or found,
        encoding=decoded.encoding,
        note=decoded.note,
        warnings=_odd_characters(decoded.text),
    )
    if not draft.blocks:
        raise BadInput("imports.empty", f"{name} has no words in it. Choose the file that has.")
    return draft


def _format(name: str, data: bytes) -> Format:
    if len(data) > MOST_BYTES:
        size = len(data) / 1024 / 1024
        raise Refused(
            "imports.too_large",
            f"{name} has {size:.1f} MiB; at most 8 MiB can be imported. Split it, or save it "
            "without pictures.",
            status=413,
        )
    suffix = PurePath(name).suffix.lower()
    for start, what in _OTHERS.items():
        if data.startswith(start):
            raise BadInput("imports.other_format", f"{name} is {what}.")
    form = _FORMATS.get(suffix)
    zipped = data.startswith(b"PK\x03\x04")
    if form is None or (zipped and form != "docx"):
        raise BadInput(
            "imports.other_format",
            f"{name} is not Markdown (.md), plain text (.txt) or DOCX (.docx). Save it as one of "
            "these and import that file.",
        )
    return form


def _draft(
    name: str,
    form: Format,
    assembly: Assembly,
    title: str | None,
    *,
    encoding: str = "utf-8",
    note: str | None = None,
    warnings: tuple[str, ...] = (),
) -> ImportedDraft:
    blocks = assembly.blocks()
    heading = next((block.text for block in blocks if block.kind == "heading" and block.text), "")
    return ImportedDraft(
        name=name,
        title=(title or "").strip() or heading or PurePath(name).stem,
        format=form,
        encoding=encoding,
        encoding_note=note,
        warnings=warnings,
        blocks=blocks,
    )


def _odd_characters(text: str) -> tuple[str, ...]:
    """Warn of characters that are kept and that a word processor may not show."""
    controls = sum((ord(c) < 32 and not c.isspace()) or c == "\x7f" for c in text)
    replaced = text.count("\ufffd")
    warnings = []
    if controls:
        warnings.append(f"{controls} control characters are kept in the words; look for odd marks")
    if replaced:
        warnings.append(f"{replaced} characters were lost (�) before this file was saved")
    return tuple(warnings)
