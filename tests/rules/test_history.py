"""Bursts become versions, and facts find their place between them. Rules H1 to H4, H6."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.rules.history import (
    BURST,
    PROGRAM,
    SLACK,
    Happening,
    Step,
    Version,
    Written,
    digests_named,
    placed,
    spans,
    standing_at,
    text_in,
    versions,
)
from app.rules.words import Run

START = datetime(2026, 1, 1, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def step(seq: int, hand: str, seconds: float, digest: str | None = None) -> Step:
    return Step(seq, hand, at(seconds), digest or f"sha256:{seq}")


def fact(seconds: float, digest: str | None = None, kind: str = "StatusDeclared") -> Happening:
    return Happening(kind, at(seconds), frozenset() if digest is None else frozenset((digest,)))


def test_a_hand_that_pauses_shortly_writes_one_version() -> None:  # H1
    pause = BURST.total_seconds()
    found = versions([step(1, "ann", 0), step(2, "ann", pause), step(3, "ann", 2 * pause)], [])
    assert found == [Version(3, "ann", at(0), at(2 * pause), "sha256:3")]


def test_another_hand_and_a_longer_pause_begin_a_version() -> None:  # H1
    pause = BURST.total_seconds() + 1
    steps = [step(1, "ann", 0), step(2, "bob", 1), step(3, "ann", 2), step(4, "ann", 2 + pause)]
    assert [one.seq for one in versions(steps, [])] == [1, 2, 3, 4]


def test_a_decision_ends_a_version() -> None:  # H1
    steps = [step(1, "ann", 0), step(2, "ann", 2), step(3, "ann", 4)]
    assert [one.seq for one in versions(steps, [fact(3)])] == [2, 3]
    assert [one.seq for one in versions(steps, [fact(2)])] == [2, 3]
    assert [one.seq for one in versions(steps, [fact(4)])] == [3]
    # The clock of the decision is behind that of the entry it names.
    assert [one.seq for one in versions(steps, [fact(-1, "sha256:1")])] == [1, 3]


def test_typing_that_rests_ends_no_version() -> None:
    steps = [step(1, "ann", 0), step(2, "ann", 2)]
    for kind in ("ParagraphEdited", "AmendmentProposed"):
        assert [one.seq for one in versions(steps, [fact(1, "sha256:1", kind)])] == [2]


def test_an_entry_that_leaves_the_words_alone_is_no_version() -> None:
    steps = [step(1, "ann", 0, "sha256:a"), step(2, "bob", 1, "sha256:a"), step(3, "bob", 2)]
    found = versions(steps, [])
    assert [(one.seq, one.hand) for one in found] == [(2, "ann"), (3, "bob")]


def test_linking_references_is_no_version() -> None:  # N9
    steps = [step(1, "ann", 0), step(2, PROGRAM, 1), step(3, "ann", 2), step(4, PROGRAM, 90)]
    found = versions(steps, [fact(1, "sha256:2", "ReferencesLinked")])
    assert found == [Version(4, "ann", at(0), at(2), "sha256:4")]


def test_facts_stand_behind_the_words_they_name() -> None:  # H2
    found = versions([step(1, "a", 0), step(2, "b", 10), step(3, "c", 20)], [])
    assert placed(found, [fact(-1), fact(0), fact(5), fact(10), fact(99)]) == [-1, 0, 0, 1, 2]
    late = fact(20 - SLACK.total_seconds(), "sha256:3")
    assert placed(found, [late, fact(16)]) == [2, 2]
    assert placed(found, [fact(14, "sha256:3")]) == [1], "words that came much later"
    assert placed(found, [fact(12, "sha256:unknown")]) == [1]
    assert placed(found, [fact(12, "sha256:2")]) == [1]


def test_placing_with_equal_words_again() -> None:
    found = versions(
        [step(1, "a", 0, "sha256:x"), step(2, "b", 1), step(3, "c", 2, "sha256:x")], []
    )
    assert placed(found, [fact(0.5, "sha256:x"), fact(1.5, "sha256:x")]) == [0, 2]


def test_the_digests_a_fact_gives_a_paragraph() -> None:  # H2
    digest, just = "sha256:1", frozenset(("sha256:1",))
    assert digests_named({"digest": digest}, "p", own=True) == just
    assert digests_named({"digest": digest}, "p", own=False) == frozenset()
    assert digests_named({"digest": "other"}, "p", own=True) == frozenset()
    assert digests_named({}, "p", own=True) == frozenset()
    both = {"digests": [digest, "sha256:2"]}
    assert digests_named(both, "p", own=True) == {digest, "sha256:2"}
    split = {"into": "p", "into_digest": digest, "digest": "sha256:2"}
    assert digests_named(split, "p", own=False) == just
    endorsed = {"copy_id": "p", "copy_digest": digest, "digest": "sha256:2"}
    assert digests_named(endorsed, "p", own=False) == just
    several = {"items": [{"id": "q", "digest": "sha256:2"}, {"id": "p", "digest": digest}]}
    assert digests_named(several, "p", own=False) == just
    assert digests_named({"digests": {"q": "sha256:2", "p": digest}}, "p", own=True) == just


def test_how_far_words_had_come_when_they_were_taken() -> None:  # H3
    steps = [step(1, "a", 0), step(2, "b", 1), step(3, "c", 1)]
    assert standing_at(steps, at(0), None) == 1
    assert standing_at(steps, at(5), None) == 3
    assert standing_at(steps, at(1), "sha256:2") == 2
    assert standing_at(steps, at(1), "sha256:unknown") == 3
    assert standing_at(steps, at(-1), "sha256:1") == 0


def test_spans_join_one_hand_in_one_burst() -> None:  # H4
    def letter(text: str, seat: str | None, seconds: float, *marks: str) -> Written:
        return Written(text, marks, seat, at(seconds))

    burst = BURST.total_seconds()
    found = spans(
        [
            letter("a", "AR", 0),
            letter("b", "AR", burst),
            letter("c", "AR", 2 * burst + 1),
            letter("d", "BO", 2 * burst + 1),
            letter("e", "BO", 2 * burst + 1, "strong"),
            letter("f", None, 0, "strong"),
            letter("g", None, 0, "strong"),
        ]
    )
    assert [one.marks for one in found] == [(), (), (), ("strong",), ("strong",)]
    assert [(one.text, one.seat, one.at) for one in found] == [
        ("ab", "AR", at(burst)),
        ("c", "AR", at(2 * burst + 1)),
        ("d", "BO", at(2 * burst + 1)),
        ("e", "BO", at(2 * burst + 1)),
        ("fg", None, at(0)),
    ]


def test_the_three_shapes_of_words() -> None:  # H6
    words = (
        Run("kept "),
        Run("old", ("del--aaaaaaaa-bbbbbbbb-1",)),
        Run("new", ("ins--aaaaaaaa-bbbbbbbb-1",)),
    )
    assert text_in(words, "base") == "kept old"
    assert text_in(words, "amended") == "kept new"
    assert text_in(words, "marked") == "kept oldnew"


HANDS = st.tuples(st.sampled_from("abc"), st.integers(0, 60), st.integers(0, 5))


@given(st.lists(HANDS, max_size=30), st.lists(st.integers(0, 400), max_size=8))
def test_versions_say_the_journal_in_order(
    entries: list[tuple[str, int, int]], decided: list[int]
) -> None:
    """Each version ends at an entry of its hand; the last words are the last version's."""
    steps: list[Step] = []
    now = 0
    for seq, (hand, pause, word) in enumerate(entries, start=1):
        now += pause
        steps.append(step(seq, hand, now, f"sha256:{word}"))
    facts = [fact(seconds) for seconds in sorted(decided)]
    found = versions(steps, facts)
    by_seq = {one.seq: one for one in steps}
    assert [one.seq for one in found] == sorted({one.seq for one in found})
    assert all(by_seq[one.seq].digest == one.digest for one in found)
    assert all(one.began <= one.at for one in found)
    if steps:
        assert found[-1].digest == steps[-1].digest
    for one in found:
        assert not any(one.began <= each.at < one.at for each in facts), "a decision inside"
    places = placed(found, facts)
    assert places == sorted(places)
