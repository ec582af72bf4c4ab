"""The draft itself: complete (X3), without names where they are hidden (X5), well named."""

import re
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.exports import FORMATS, DraftAmendment, View, check_complete, export, filename
from app.exports.characters import right_to_left, stretches, visible
from app.exports.furniture import INK, day
from app.kit.errors import BadInput, Refused
from app.rules.kinds import STATUSES
from tests.exports.reading import parts
from tests.exports.samples import NAMES, ORO, draft, full_draft, paragraph


def _everything(body: bytes) -> str:
    """Return all text in a file, the parts of a zip unpacked, names and comments included."""
    if not body.startswith(b"PK"):
        return body.decode()
    return "\n".join(f"{name}\n{content.decode()}" for name, content in parts(body).items())


@pytest.mark.parametrize("view", ["clean", "tracked"])
@pytest.mark.parametrize("name", list(FORMATS))
def test_x5_hidden_attribution_leaves_no_name_anywhere(name: str, view: View) -> None:
    hidden = full_draft(view, shown=False)
    finished = export(hidden, name, [p.id for p in hidden.paragraphs])
    text = _everything(finished.body) + finished.filename + finished.body.decode("latin-1")
    words = {part for known in NAMES for part in re.findall(r"\w{4,}", known)}
    assert not [word for word in words if word in text]


@pytest.mark.parametrize("name", list(FORMATS))
def test_x5_shown_attribution_is_in_every_format(name: str) -> None:
    shown = full_draft(shown=True)
    assert NAMES[1] in _everything(export(shown, name, [p.id for p in shown.paragraphs]).body)


def test_x5_hidden_proposals_have_numbers_instead() -> None:
    text = _everything(export(full_draft(shown=False), "docx", []).body)
    assert 'w:author="Proposal 1"' in text
    assert 'w:author="Proposal 1; Proposal 2"' in text


@pytest.mark.parametrize(
    "named",
    [{"proposers": NAMES[:1]}, {"amendments": (DraftAmendment(id=ORO, author=NAMES[0]),)}],
)
def test_x5_a_hidden_draft_cannot_be_made_with_names(named: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="attribution is hidden"):
        draft(paragraph(1, shown=False, **named), shown=False)  # type: ignore[arg-type]  # any


def test_x3_a_draft_that_would_lose_a_paragraph_is_refused_and_names_it() -> None:
    made = draft(paragraph(1), paragraph(3))
    with pytest.raises(Refused) as refusal:
        check_complete(made, {paragraph(n).id: str(n) for n in (1, 2, 3)})
    assert refusal.value.reason == "exports.would_lose"
    assert "paragraph 2," in refusal.value.sentence
    assert refusal.value.details == {"missing": [paragraph(2).id]}
    with pytest.raises(Refused, match=r"paragraphs x, y"):
        export(made, "txt", ["x", made.paragraphs[0].id, "y"])


@pytest.mark.parametrize("name", list(FORMATS))
def test_x3_every_paragraph_is_in_every_format(name: str) -> None:
    made = draft(*[paragraph(n, f"Unmistakable{n:03d}x.") for n in range(60)], view="clean")
    text = _everything(export(made, name, [p.id for p in made.paragraphs]).body)
    times = 2 if name == "json" else 1  # its runs, and the words as they are written
    assert [text.count(f"Unmistakable{n:03d}x") for n in range(60)] == [times] * 60


def test_x3_no_paragraph_stands_twice() -> None:
    with pytest.raises(ValidationError, match="stand twice"):
        draft(paragraph(1), paragraph(1))


def test_an_unknown_format_is_bad_input() -> None:
    with pytest.raises(BadInput, match="docx, html, md, json, txt"):
        export(full_draft(), "pdf", [])


def test_file_names_are_plain_and_tell_the_view() -> None:
    assert filename(draft(title="Projet d’accord: État (2)"), "docx") == (
        "projet-daccord-etat-2-2026-11-20-tracked.docx"
    )
    assert filename(draft(title="مشروع", view="clean"), "md") == "draft-d1-2026-11-20-clean.md"


def test_counts_leave_headings_and_notes_out() -> None:
    assert full_draft().counts == {
        "not discussed": 1,
        "under discussion": 2,
        "agreed ad referendum": 1,
        "agreed": 1,
        "divergent": 1,
        "deferred": 1,
        "withdrawn": 1,
    }


def test_a_day_is_read_in_its_own_zone() -> None:
    assert day(datetime(2026, 3, 1, 1, tzinfo=ZoneInfo("UTC"))) == "1 March 2026"
    assert day(datetime(2026, 3, 1, 1, tzinfo=timezone(timedelta(hours=3)))) == "1 March 2026"


def test_every_status_has_an_ink_that_can_be_read() -> None:
    assert set(INK) == set(STATUSES)
    for colour in INK.values():
        red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4))
        linear = [
            c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)
        ]
        luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        assert 1.05 / (luminance + 0.05) >= 4.5


@given(st.text(), st.booleans())
def test_x7_cutting_by_direction_loses_nothing(text: str, rtl: bool) -> None:
    cut = stretches(text, rtl=rtl)
    assert "".join(part for part, _ in cut) == text
    assert all(part for part, _ in cut)
    assert len(visible(text)) == len(text)


def test_x7_direction_is_the_first_strong_characters() -> None:
    assert right_to_left("1. [العربية] and Latin")
    assert not right_to_left("1. Latin, then العربية")
    assert stretches("نص ABC نص", rtl=True) == [("نص ", True), ("ABC ", False), ("نص", True)]
