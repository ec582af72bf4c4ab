"""Brackets, placeholders and notes as signs in every format. (X10)"""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.exports import ConsolidatedDraft, View, docx, jsondoc, markdown, plain_text, webpage
from app.exports.changes import Changes
from app.imports import read_draft, take_structure
from app.rules.brackets import written
from app.rules.words import Run, Words, amended, base, canonical, structure
from tests.exports.reading import Page, W, document, docx_words
from tests.exports.samples import ORO, VAL, draft, paragraph

OUTER, INNER, PLACE, NOTE = "br--outer000", "br--inner000", "ph--place000", "nt--note0000"
INS, DEL = f"ins--{ORO}-b1", f"del--{VAL}-b1"
_MARKS = st.lists(
    st.sampled_from([OUTER, INNER, PLACE, INS, DEL, f"ins--{VAL}-b2", f"del--{ORO}-b2", "em"]),
    max_size=4,
).map(tuple)
_RUNS = st.lists(
    st.builds(Run, st.sampled_from(["shall ", "light", " ", "منارة", "點"]), _MARKS), max_size=8
).map(canonical)


def contested(view: View = "clean") -> ConsolidatedDraft:
    """A bracket over two paragraphs, one inside it, a placeholder and a note."""
    first = (
        Run("Parties "),
        Run("shall ", (OUTER,)),
        Run("keep", (OUTER, INNER)),
        Run(" lights by ", (OUTER,)),
        Run("X", (OUTER, PLACE)),
    )
    second = (Run("and report", (OUTER,)), Run(". "), Run("To be placed", (NOTE,)))
    return draft(paragraph(1, runs=first), paragraph(2, runs=second), view=view)


WRITTEN = ("Parties [shall [keep] lights by [X]", "and report]. {To be placed}")


@pytest.mark.parametrize("view", ["clean", "tracked"])
def test_x10_every_format_writes_the_signs(view: View) -> None:
    made = contested(view)
    assert plain_text(made) == (f"A Common understanding\n\n1. {WRITTEN[0]}\n\n2. {WRITTEN[1]}\n")
    ids = [one.id for one in made.paragraphs]
    assert docx_words(docx.render(made), accept=True) == {
        f"p_{one}": words for one, words in zip(ids, WRITTEN, strict=True)
    }
    assert Page(webpage.render(made), accept=True).words == dict(zip(ids, WRITTEN, strict=True))
    shown = re.sub(r"\\(.)", r"\1", markdown.render(made).decode())
    assert all(words in shown for words in WRITTEN)
    read = json.loads(jsondoc.render(made))
    assert [one["written"] for one in read["categories"][0]["paragraphs"]] == list(WRITTEN)


def _changed(runs: Words) -> tuple[str, str, str]:
    one = paragraph(1, runs=runs)
    made = draft(one)
    body = docx.render(made)
    name = f"p_{one.id}"
    tracked = "".join(stretch.text for stretch in Changes(made).stretches(one))
    return docx_words(body, accept=True)[name], docx_words(body, accept=False)[name], tracked


@settings(max_examples=150)
@given(_RUNS)
def test_x10_signs_balance_and_come_and_go_with_their_words(runs: Words) -> None:
    """Whatever the marks: accept or reject all, and each bracket with words has both its signs."""
    accepted, rejected, tracked = _changed(runs)
    for text, words in ((accepted, amended(runs)), (rejected, base(runs)), (tracked, runs)):
        assert text.translate({ord(sign): None for sign in "[]"}) == "".join(r.text for r in words)
        pairs = len(structure(words, "br")) + len(structure(words, "ph"))
        assert (text.count("["), text.count("]")) == (pairs, pairs)
        depths = [text[: at + 1].count("[") - text[: at + 1].count("]") for at in range(len(text))]
        assert min(depths, default=0) >= 0


@pytest.mark.parametrize(
    ("runs", "accepted", "rejected"),
    [
        ((Run("shall", (DEL, OUTER)), Run("may", (INS, OUTER))), "[may]", "[shall]"),
        ((Run("a"), Run("b", (INS, OUTER))), "a[b]", "a"),
        ((Run("a"), Run("b", (DEL, OUTER))), "a", "a[b]"),
        ((Run("a", (OUTER,)), Run("b", (INS, OUTER))), "[ab]", "[a]"),
        ((Run("a"), Run("b", (DEL, INS, OUTER)), Run("c")), "ac", "ac"),
    ],
)
def test_x10_a_sign_stands_outside_the_changes_of_its_words(
    runs: tuple[Run, ...], accepted: str, rejected: str
) -> None:
    assert _changed(canonical(runs))[:2] == (accepted, rejected)


def test_x10_a_sign_is_set_with_the_words_beside_it() -> None:
    """In an Arabic paragraph the sign and the words are one run, so that none turns by itself."""
    runs = (Run("ينبغي "), Run("أن تضمن", (OUTER,)), Run(" الخدمات"))
    made = draft(paragraph(1, runs=runs), view="clean")
    assert [one.text for one in Changes(made).stretches(made.paragraphs[0])] == [
        "ينبغي [أن تضمن] الخدمات"
    ]
    bold = (Run("a ", ("strong",)), Run("b", ("strong", OUTER)), Run("c", ("em", OUTER)))
    made = draft(paragraph(1, runs=bold), view="clean")
    shown = Changes(made).stretches(made.paragraphs[0])
    assert [(one.text, one.strong, one.em) for one in shown] == [
        ("a [b", True, False),
        ("c]", False, True),
    ]


def test_x10_a_word_file_comes_back_as_structure() -> None:
    """(I13) Exported and imported again, brackets are brackets."""
    read = read_draft("draft.docx", docx.render(contested()))
    found = take_structure(read.blocks, read.format)
    assert sorted(one.op for one in found.found) == ["br", "br", "nt", "ph"]
    assert found.kept == ()
    texts = "\n".join(block.text for block in read.blocks)
    assert all(words in texts for words in WRITTEN)


def test_x10_what_was_imported_comes_back_with_its_numbers() -> None:
    """(X8, I13) Import, then export with the numbers as given: nothing but white space differs."""
    source = (
        "A. LIGHTS\n\n1. [Keep [the] lights.\n\n2 bis. By [date].] {Note} []\n\n3. Keep [them.\n"
    )
    read = read_draft("draft.txt", source.encode())
    found = take_structure(read.blocks, read.format)
    made = draft(
        *(
            paragraph(at, runs=words, number_given=block.marker or None)
            for at, (block, words) in enumerate(zip(read.blocks, found.words, strict=True))
            if block.kind == "paragraph"
        ),
        view="clean",
    )
    text = plain_text(made, "given").replace("A Common understanding", "A. LIGHTS")
    assert "".join(text.split()) == "".join(source.split())
    assert written([]) == ""


def test_x10_a_reference_leads_to_its_paragraph() -> None:
    """In HTML and in Word; its characters are words like any, wherever it stands."""
    one, other = paragraph(1), paragraph(2, "Words.")
    runs = (Run("As in "), Run("paragraph 2", ("ref--target00",)), Run(", "), Run("so", (OUTER,)))
    pointing = one.model_copy(update={"runs": runs, "references": {"target00": other.id}})
    made = draft(pointing, other, view="clean")
    assert f'As in <a href="#p-{other.id}">paragraph 2</a>, [so]' in webpage.render(made).decode()
    body = docx.render(made)
    assert docx_words(body, accept=True)[f"p_{one.id}"] == "As in paragraph 2, [so]"
    links = [e.get(f"{W}anchor") for e in document(body).iter(f"{W}hyperlink")]
    assert links == [f"p_{other.id}"]
    texts = [block.text for block in read_draft("draft.docx", body).blocks]
    assert any("As in paragraph 2, [so]" in text for text in texts)
