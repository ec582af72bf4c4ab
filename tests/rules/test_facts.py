"""Facts read as sentences, name nobody by themselves, and come back from where they are stored."""

import json
import types
from datetime import UTC, date, datetime
from typing import Any, Literal, Union, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from app.rules import facts as f
from app.rules.facts import FACTS, Fact

NAMES = {"oro": "Oroland"}
BASES = {
    "AlternativeFact",
    "AmendmentDecided",
    "BracketFact",
    "PositionFact",
    "StructureFact",
}
"""What several kinds of fact have in common; nobody records one."""


def shown(delegation_id: str | None) -> str:
    return NAMES.get(delegation_id or "", "the podium")


def hidden(delegation_id: str | None) -> str:
    return "a delegation" if delegation_id else "the podium"


def sample(annotation: Any) -> Any:
    """Return some value of a field's type."""
    if get_origin(annotation) in (Union, types.UnionType):
        return sample(get_args(annotation)[0])
    if get_origin(annotation) is Literal:
        return get_args(annotation)[0]
    if get_origin(annotation) is tuple:
        return (sample(get_args(annotation)[0]),)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = annotation.model_fields.items()
        return annotation.model_validate({name: sample(one.annotation) for name, one in fields})
    moment = datetime(2026, 12, 4, 12, tzinfo=UTC)
    plain = {str: "words", int: 2, bool: True, datetime: moment, date: moment.date()}
    return plain[annotation]


def example(kind: type[Fact]) -> Fact:
    fields = kind.model_fields.items()
    return kind.model_validate({name: sample(field.annotation) for name, field in fields})


@pytest.mark.parametrize("kind", FACTS)
def test_each_fact_is_read_back_from_the_record(kind: str) -> None:
    fact = example(FACTS[kind])
    stored = json.loads(fact.model_dump_json())
    assert FACTS[kind].model_validate(stored) == fact
    assert fact.kind == kind


@pytest.mark.parametrize("kind", sorted(FACTS.keys() - BASES))
def test_each_fact_follows_its_doers_name(kind: str) -> None:
    said = example(FACTS[kind]).says(shown)
    assert said != kind
    assert said[0].islower()
    assert not said.endswith((" ", "."))
    assert "  " not in said
    assert "None" not in said


DECIDED: dict[str, Any] = {
    "label": "2 bis",
    "amendment": "oroland0-first000",
    "delegation_id": "oro",
    "inserted": "should",
    "deleted": "shall",
    "digest": "sha256:after",
}


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (f.AmendmentAccepted, "accepted the amendment of {} to paragraph 2 bis: “agreed to”"),
        (f.AmendmentRejected, "rejected the amendment of {} to paragraph 2 bis: “agreed to”"),
        (f.AmendmentFell, "saw the amendment of {} to paragraph 2 bis fall: “agreed to”"),
    ],
)
def test_p5_a_sentence_asks_whether_names_are_shown(
    kind: type[f.AmendmentDecided], sentence: str
) -> None:  # P5
    fact = kind(**DECIDED, note="agreed to")
    assert fact.says(shown) == sentence.format("Oroland")
    assert fact.says(hidden) == sentence.format("a delegation")
    podium = fact.model_copy(update={"delegation_id": None})
    assert podium.says(hidden) == sentence.format("the podium")


@pytest.mark.parametrize("kind", FACTS)
def test_p5_no_sentence_names_a_delegation_by_itself(kind: str) -> None:  # P5
    of = FACTS[kind]
    if "delegation_id" in of.model_fields:
        fact = example(of).model_copy(update={"delegation_id": "oro"})
        assert "oro" not in fact.says(hidden).casefold()


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (
            f.ParagraphAdded(label="3", paragraph_kind="operative", digest=""),
            "added an operative paragraph as 3",
        ),
        (
            f.ParagraphAdded(
                label="2 alt", paragraph_kind="statement", alternative_to="p2", digest=""
            ),
            "added an alternative statement paragraph as 2 alt",
        ),
        (
            f.ParagraphAdded(label="", paragraph_kind="heading", digest=""),
            "added a heading paragraph without a number",
        ),
        (
            f.KindChanged(label="3", kind_before="statement", kind_after="operative"),
            "made paragraph 3 an operative (was statement)",
        ),
        (
            f.WorkReturned(title="Breakout 1", items=("c1",), comment="See 2."),
            "returned 1 paragraph to Breakout 1: “See 2.”",
        ),
        (
            f.BreakoutReported(title="Breakout 1", intro="", items=2),
            "reported the work of Breakout 1 (2 paragraphs)",
        ),
        (
            f.ParagraphEndorsed(
                label="", title="B", copy_id="", copy_digest="", digest="", as_amended=True
            ),
            "endorsed an unnumbered paragraph from B as amended",
        ),
        (
            f.DocumentOpened(title="Draft", source="draft.docx", paragraphs=1),
            "imported “Draft” from draft.docx (1 paragraph)",
        ),
        (
            f.CategoryAdded(category_id="c", label="", title="Finance"),
            "added the category Finance",
        ),
    ],
)
def test_sentences(fact: Fact, sentence: str) -> None:
    assert fact.says(shown) == sentence


@given(st.text())
def test_what_people_wrote_is_quoted_as_they_wrote_it(reason: str) -> None:
    fact = f.ParagraphRetired(label="3", reason=reason)
    assert fact.says(shown) == "retired paragraph 3" + (f": “{reason}”" if reason else "")


def test_a_fact_is_never_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        f.AttributionSet(shown=True).__setattr__("shown", False)
