"""Plain text and JSON: the characters of the words come back. (X8)"""

import json

import pytest
from hypothesis import given

from app.exports import ConsolidatedDraft, jsondoc, plain_text
from app.rules.words import Run, amended, digest
from tests.exports.samples import ANY_RUNS, draft, full_draft, paragraph


def _bare(text: str) -> str:
    return "".join(character for character in text if not character.isspace())


@given(ANY_RUNS)
def test_x8_headings_given_numbers_and_words_are_all_there_is(runs: tuple[Run, ...]) -> None:
    one = paragraph(1, runs=amended(runs), number_given="(iv)")
    made = draft(one, view="clean")
    assert _bare(plain_text(made, "given")) == _bare(f"ACommon understanding(iv){one.base_text}")


def test_x8_numbers_are_as_given_or_computed() -> None:
    made = draft(paragraph(3, "Words.", number_given="6"), paragraph(4, "More.", label="3 bis"))
    assert plain_text(made, "given") == "A Common understanding\n\n6 Words.\n\nMore.\n"
    assert plain_text(made) == "A Common understanding\n\n3. Words.\n\n3 bis. More.\n"


def test_x8_furniture_stands_around_the_words() -> None:
    text = plain_text(full_draft("clean"), furniture=True)
    assert text.startswith("Working Group on Continuity\n\nContinuity of digital public services")
    assert "(Agreed ad referendum in breakout · Recommendation · " in text
    assert "2 amendments are pending" in text
    assert "Received as (6)" in text
    assert text.endswith(f"Read at entry 4711 of the record, chain {'ab' * 32}.\n")


def test_x4_tracked_text_marks_what_is_added_and_taken_away() -> None:
    assert "[-should-]{+shall+}{+, where +}{+[-practically -]+}" in plain_text(full_draft())


@pytest.mark.parametrize("shown", [True, False])
def test_x8_json_is_the_draft_with_its_digests(shown: bool) -> None:
    made = full_draft(shown=shown)
    read = json.loads(jsondoc.render(made))
    one = read["categories"][0]["paragraphs"][1]
    assert one["digest"] == digest(made.paragraphs[1].runs)
    assert one["runs"][1]["text"] == "should"
    assert read["counts"]["under discussion"] == 2
    for category in read["categories"]:
        for each in category["paragraphs"]:
            del each["digest"], each["pending"], each["written"]
    del read["counts"]
    assert ConsolidatedDraft.model_validate(read) == made
