"""HTML: one page that needs nothing else, for screens light and dark, and for paper."""

from collections.abc import Iterator, Sequence
from html import escape
from importlib import resources
from itertools import groupby

from app.exports.annexes import Annex, annexes, open_sets, option_lines
from app.exports.changes import Changes, Stamp, Stretch
from app.exports.characters import right_to_left, visible
from app.exports.furniture import (
    colophon,
    reading_note,
    sentence_case,
    status_line,
    subtitle,
)
from app.exports.model import ConsolidatedDraft, DraftCategory, DraftParagraph

_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Chapeau">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
"""


def render(draft: ConsolidatedDraft) -> bytes:
    """Return a whole HTML page; every word of the draft is escaped, and no script is allowed."""
    changes, options = Changes(draft), _Options(draft)
    style = resources.files("app.exports").joinpath("webpage.css").read_text("utf-8")
    page = [
        _HEAD.format(title=_text(draft.title), style=style),
        _title_block(draft),
        *(_category(category, changes, options) for category in draft.categories),
        *map(_annex, annexes(draft)),
        f"<footer><p>{_text(colophon(draft))}</p></footer>\n</main>\n</body>\n</html>\n",
    ]
    return "".join(page).encode("utf-8")


def _text(text: str) -> str:
    return escape(visible(text))


def _title_block(draft: ConsolidatedDraft) -> str:
    counts = "".join(
        f'<li data-status="{status}"><strong>{number}</strong> <span>{status}</span></li>'
        for status, number in draft.counts.items()
    )
    mandate = (
        f'<p class="mandate" dir="auto"><b>Mandate.</b> {_text(draft.group.mandate)}</p>\n'
        if draft.group.mandate
        else ""
    )
    return (
        f'<header>\n<p class="group" dir="auto">{_text(draft.group.name)}</p>\n'
        f'<h1 dir="auto">{_text(draft.title)}</h1>\n'
        f'<p class="state"><time datetime="{draft.date.isoformat()}">{_text(subtitle(draft))}'
        f"</time></p>\n{mandate}"
        + (
            f'<ul class="counts" aria-label="Paragraphs by status">{counts}</ul>\n'
            if counts
            else ""
        )
        + f'<p class="reading">{_text(reading_note(draft))}</p>\n</header>\n'
    )


class _Options:
    """Sets alternatives side by side: which option and which set each paragraph belongs to."""

    def __init__(self, draft: ConsolidatedDraft) -> None:
        self.lines = option_lines(draft)
        self.sets = open_sets(draft)

    def row(self, paragraphs: Sequence[DraftParagraph], made: Sequence[str]) -> str:
        """Return neighbours of one set as columns, a column an option."""
        columns: list[str] = []
        heading: list[str] = []
        for paragraph, html in zip(paragraphs, made, strict=True):
            *said, line = self.lines.before.get(paragraph.id, ("",))
            heading += said
            if line or not columns:
                columns.append(_option(line) if line else "")
            columns[-1] += html
            columns += [_option(one) for one in self.lines.after.get(paragraph.id, ())]
        cells = "".join(f'<div class="option">\n{column}</div>\n' for column in columns)
        return "".join(map(_option, heading)) + f'<div class="options">\n{cells}</div>\n'


def _option(line: str) -> str:
    return f'<p class="option-name" dir="auto">{_text(line)}</p>\n'


def _annex(annex: Annex) -> str:
    head = "".join(f'<th scope="col">{_text(one)}</th>' for one in annex.columns)
    rows = "".join(
        "<tr>" + "".join(f'<td dir="auto">{_text(cell)}</td>' for cell in row) + "</tr>\n"
        for row in annex.rows
    )
    return (
        f'<section class="annex">\n<h2>{_text(annex.title)}</h2>\n'
        f'<p class="reading" dir="auto">{_text(annex.note)}</p>\n<div class="wide"><table>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n</section>\n"
    )


def _category(category: DraftCategory, changes: Changes, options: _Options) -> str:
    rank = min(category.level + 1, 6)
    label = f'<span class="label">{_text(category.label)}</span> ' if category.label else ""
    identity = escape(f"category-{category.id}")
    return (
        f'<section aria-labelledby="{identity}">\n'
        f'<h{rank} id="{identity}" dir="auto">{label}{_text(category.title)}</h{rank}>\n'
        + "".join(_rows(category.paragraphs, changes, options, rank))
        + "</section>\n"
    )


def _rows(
    paragraphs: Sequence[DraftParagraph], changes: Changes, options: _Options, rank: int
) -> Iterator[str]:
    for found, neighbours in groupby(paragraphs, key=lambda one: options.sets.get(one.id)):
        row = list(neighbours)
        made = [_paragraph(one, changes, rank) for one in row]
        yield "".join(made) if found is None else options.row(row, made)


def _paragraph(paragraph: DraftParagraph, changes: Changes, rank: int) -> str:
    items = changes.stretches(paragraph)
    words = "".join(map(_stretch, items))
    # Its number and status stand on the side where the words begin.
    side = "rtl" if right_to_left("".join(item.text for item in items)) else "ltr"
    tag = f"h{min(rank + 1, 6)}" if paragraph.kind == "heading" else "p"
    label = f'<span class="label">{_text(paragraph.label)}</span>' if paragraph.label else ""
    alternative = " alternative" if paragraph.alternative_to is not None else ""
    return (
        f'<article id="p-{paragraph.id}" class="{paragraph.kind}{alternative}" '
        f'dir="{side}" data-digest="{paragraph.digest}">\n{label}'
        f'<{tag} class="words" dir="auto">{words}</{tag}>\n{_status(paragraph)}</article>\n'
    )


def _status(paragraph: DraftParagraph) -> str:
    line = status_line(paragraph)
    if line is None:
        return ""
    first = sentence_case(f"{line.status} {line.level}".strip())
    rest = "".join(f" · <span>{_text(part)}</span>" for part in line.rest)
    return f'<p class="status" data-status="{line.status}"><b>{first}</b>{rest}</p>\n'


def _stretch(stretch: Stretch) -> str:
    html = _text(stretch.text)
    if stretch.target:
        html = f'<a href="#p-{stretch.target}">{html}</a>'
    if stretch.em:
        html = f"<em>{html}</em>"
    if stretch.strong:
        html = f"<strong>{html}</strong>"
    for stamp in reversed(stretch.deleted):
        html = f"<del{attributes(stamp)}>{html}</del>"
    for stamp in reversed(stretch.inserted):
        html = f"<ins{attributes(stamp)}>{html}</ins>"
    return html


def attributes(stamp: Stamp) -> str:
    """Return a change's attributes: its time, and its author where the author is named. (X5)"""
    when = f' datetime="{stamp.at.isoformat()}"' if stamp.at else ""
    # A line break inside a title would end a paragraph of Markdown, which shares these tags.
    who = f' title="{_text(" ".join(stamp.author.split()))}"' if stamp.named else ""
    return when + who
