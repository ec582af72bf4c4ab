"""Nothing unread reaches the CRDT, and no character is halved. Promises Y2, Y3."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Array, Doc, Map, Text

from app.sync import wire
from app.sync.known import Known
from app.sync.validate import Summary, read_state, read_update
from app.sync.wire import Malformed
from tests.sync.conftest import SCHEMA
from tests.sync.pages import new_doc

LETTERS = "aé漢😀𠮷 \u0301ض"
MARKS = ("strong", "em", "ins--aaaaaaaa-bbbbbbbb-1", "del--aaaaaaaa-bbbbbbbb-1")


def typed(rng: random.Random, steps: int = 12, client: int | None = None) -> list[bytes]:
    """Return the updates of somebody typing, deleting and marking at random."""
    doc = new_doc(client or rng.randrange(1, 2**32))
    text = doc.get("p", type=Text)
    updates = []
    for _ in range(steps):
        before = doc.get_state()
        words = str(text)
        places = [len(words[:place].encode()) for place in range(len(words) + 1)]
        first, last = sorted(rng.choices(places, k=2))
        kind = rng.randrange(4)
        if kind < 2 or first == last:
            text.insert(first, "".join(rng.choices(LETTERS, k=3)))
        elif kind == 2:
            del text[first:last]
        else:
            text.format(first, last, {rng.choice(MARKS): rng.choice([True, None])})
        updates.append(doc.get_update(before))
    return updates


@given(seed=st.integers(0, 2**32))
@settings(max_examples=150, deadline=None)
def test_what_editors_write_passes(seed: int) -> None:
    known = Known()
    doc = new_doc(1)
    for update in typed(random.Random(seed)):
        summary = read_update(update, SCHEMA)
        assert not known.lacks_base(summary)
        assert not known.splits_pair(summary)
        known.take_in(summary)
        assert not known.brings_news(summary)
        doc.apply_update(update)
        assert known.state == read_state(doc.get_state())
    whole = read_update(doc.get_update(), SCHEMA)
    assert not known.brings_news(whole)


@given(seed=st.integers(0, 2**32), data=st.data())
@settings(max_examples=300, deadline=None)
def test_mutated_bytes_are_read_or_refused_and_never_more(seed: int, data: st.DataObject) -> None:
    """Y2: whatever comes in, the answer is a summary or Malformed."""
    update = bytearray(data.draw(st.sampled_from(typed(random.Random(seed), 4))))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(update) - 1))
        update[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(update)))
    for message in (bytes(update), bytes(update[:cut])):
        try:
            assert isinstance(read_update(message, SCHEMA), Summary)
        except Malformed:
            continue


@given(st.binary(max_size=60))
def test_random_bytes_are_read_or_refused(message: bytes) -> None:
    for read in (lambda: read_update(message, SCHEMA), lambda: read_state(message)):
        try:
            read()
        except Malformed:
            continue


def foreign_root() -> bytes:
    doc: Doc[Text] = Doc()
    doc["q"] = Text("words")
    return doc.get_update()


def foreign_type() -> bytes:
    doc: Doc[Map[Any]] = Doc()
    doc["p"] = Map({"a": Array([1])})
    return doc.get_update()


def foreign_mark(key: str, value: object) -> bytes:
    doc = new_doc(5)
    doc.get("p", type=Text).insert(0, "words", {key: value})
    return doc.get_update()


def embed() -> bytes:
    doc = new_doc(5)
    doc.get("p", type=Text).insert_embed(0, {"image": "x"})
    return doc.get_update()


@pytest.mark.parametrize(
    "update",
    [
        foreign_root(),
        foreign_type(),
        foreign_mark("link", True),
        foreign_mark("strong", "yes"),
        foreign_mark("ins--aaaaaaaa", True),
        embed(),
        new_doc(5).get_update() + b"\x00",
    ],
    ids=["root", "type", "mark", "value", "key", "embed", "tail"],
)
def test_only_the_schema_passes(update: bytes) -> None:  # Y2
    with pytest.raises(Malformed):
        read_update(update, SCHEMA)


# ── Y3


def place_bytes(client: int, clock: int, left: tuple[int, int] | None, words: str) -> bytes:
    """Encode one inserted text by hand, as no editor would."""
    head = wire.number(1) + wire.number(1) + wire.number(client) + wire.number(clock)
    assert left is not None
    struct = bytes((0x84,)) + wire.number(left[0]) + wire.number(left[1]) + wire.string(words)
    return head + struct + wire.number(0)


def known_pair() -> Known:
    """Return what is known of a document that says "a😀b", written by client 7."""
    doc = new_doc(7)
    doc.get("p", type=Text).insert(0, "a😀b")
    known = Known()
    known.take_in(read_update(doc.get_update(), SCHEMA))
    return known


@pytest.mark.parametrize(("clock", "splits"), [(0, False), (1, True), (2, False), (3, False)])
def test_insertion_between_the_halves_is_seen(clock: int, splits: bool) -> None:  # Y3
    update = place_bytes(9, 0, (7, clock), "x")
    assert known_pair().splits_pair(read_update(update, SCHEMA)) is splits


@pytest.mark.parametrize(
    ("first", "length", "splits"),
    [(0, 1, False), (0, 2, True), (1, 2, False), (2, 1, True), (2, 2, True), (1, 1, True)],
)
def test_deletion_of_one_half_is_seen(first: int, length: int, splits: bool) -> None:  # Y3
    update = bytes((0, 1, 7, 1, first, length))
    assert known_pair().splits_pair(read_update(update, SCHEMA)) is splits


def test_a_state_vector_between_the_halves_is_seen() -> None:  # Y3
    assert known_pair().halves_pair({7: 2})
    assert not known_pair().halves_pair({7: 1})


def test_known_deletions_are_left_out_of_what_is_stored() -> None:  # Y6
    doc = new_doc(7)
    text = doc.get("p", type=Text)
    text.insert(0, "one two three")
    del text[0:4]
    known = Known()
    known.take_in(read_update(doc.get_update(), SCHEMA))
    before = doc.get_state()
    text.insert(0, "!")
    update = doc.get_update(before)
    trimmed = known.trimmed(update, read_update(update, SCHEMA))
    assert len(trimmed) < len(update)
    again = read_update(trimmed, SCHEMA)
    assert again.deleted == []
    assert again.structs == {7: (13, 14)}
