"""The guard at the sync door, case by case. (T5)

Oroland's typist writes; Valdria has amendments in the paragraph already.
"""

import pytest

from app.rules.guard import weigh
from app.rules.text import Mode
from app.rules.words import Words
from tests.rules.phrases import CHAIR, FIRST, OROLAND, SECOND, VALDRIA, gone, ins, phrase

MODES: tuple[Mode, ...] = ("direct", "propose")
BOTH = pytest.mark.parametrize("mode", MODES)


def reason(mode: Mode, before: Words, after: Words, pen: str = OROLAND) -> str | None:
    verdict = weigh(mode, pen, before, after)
    return verdict.reason if verdict else None


BASE = phrase("We shall act.")


@pytest.mark.parametrize(
    "after",
    [
        phrase("We shall ", ("not ", ins(OROLAND)), "act."),
        phrase("We ", ("shall", gone(OROLAND)), ("should", ins(OROLAND)), " act."),
        phrase(("Recalling, ", ins(OROLAND), "em"), "We shall act."),
        phrase(("We shall act.", gone(OROLAND))),
    ],
)
def test_t5_a_delegate_proposes(after: Words) -> None:
    assert reason("propose", BASE, after) is None
    assert reason("propose", after, BASE) is None  # and takes its own proposal back


@pytest.mark.parametrize(
    "after",
    [
        phrase("We shall not act."),
        phrase("We act."),
        phrase("We ", ("shall", "strong"), " act."),
        phrase("We ", ("shall", ins(OROLAND)), " act."),
        phrase("We act shall."),
        phrase(),
    ],
)
def test_t5_only_a_direct_editor_changes_base_text(after: Words) -> None:
    assert reason("propose", BASE, after) == "text.base_changed"
    assert reason("direct", BASE, after) is None


@BOTH
@pytest.mark.parametrize("mark", [ins(VALDRIA), gone(VALDRIA)])
def test_t5_nobody_signs_for_another(mode: Mode, mark: str) -> None:
    typed = ("hardly ", ins(OROLAND))
    assert reason(mode, BASE, phrase("We ", typed, "shall act.")) is None
    forged = ("hardly ", ins(OROLAND), mark)
    assert reason(mode, BASE, phrase("We ", forged, "shall act.")) == "text.foreign_amendment"


@BOTH
def test_t5_a_decided_amendment_is_not_written_in_again(mode: Mode) -> None:
    after = phrase("We shall ", ("not ", ins(OROLAND, FIRST)), "act.")
    closed = frozenset({f"{OROLAND}-{FIRST}"})
    verdict = weigh(mode, OROLAND, BASE, after, closed)
    assert verdict is not None
    assert verdict.reason == "text.amendment_closed"
    assert weigh(mode, OROLAND, BASE, after, frozenset({f"{OROLAND}-{SECOND}"})) is None


INSERTION = phrase("We shall ", ("swiftly ", ins(VALDRIA)), "act.")


@BOTH
@pytest.mark.parametrize(
    "after",
    [
        phrase("We shall ", ("swiftly ", ins(VALDRIA), gone(OROLAND)), "act."),
        phrase(
            "We shall ",
            ("swift", ins(VALDRIA)),
            ("er", ins(VALDRIA), ins(OROLAND)),
            ("ly ", ins(VALDRIA)),
            "act.",
        ),
        phrase("We shall ", ("very ", ins(OROLAND)), ("swiftly ", ins(VALDRIA)), "act."),
    ],
)
def test_t5_anyone_amends_anothers_insertion(mode: Mode, after: Words) -> None:
    assert reason(mode, INSERTION, after) is None
    assert reason(mode, after, after) is None


@BOTH
@pytest.mark.parametrize(
    "after",
    [
        phrase("We shall act."),
        phrase("We shall swiftly act."),
        phrase("We shall ", ("slowly ", ins(VALDRIA)), "act."),
        phrase("We shall ", ("swiftly ", ins(VALDRIA), "strong"), "act."),
        phrase("We shall ", ("swiftly ", ins(VALDRIA), ins(OROLAND)), "act."),
        phrase("We shall ", ("swiftly indeed ", ins(VALDRIA)), "act."),
        phrase("We ", ("shall swiftly ", ins(VALDRIA)), "act."),
        phrase("We shall ", ("swiftly swiftly ", ins(VALDRIA)), "act."),
    ],
)
def test_t5_nobody_erases_or_alters_anothers_insertion(mode: Mode, after: Words) -> None:
    expected = "text.base_changed" if mode == "propose" else "text.insertion_erased"
    assert reason(mode, INSERTION, after) == expected


@BOTH
def test_t5_words_in_anothers_name_stand_inside_its_words_only(mode: Mode) -> None:
    both = ("never ", ins(VALDRIA), ins(OROLAND))
    inside = phrase("We shall ", ("swift", ins(VALDRIA)), both, ("ly ", ins(VALDRIA)), "act.")
    assert reason(mode, INSERTION, inside) is None
    apart = phrase("We ", both, "shall ", ("swiftly ", ins(VALDRIA)), "act.")
    assert reason(mode, INSERTION, apart) == "text.foreign_amendment"


def test_t5_plain_words_do_not_come_into_anothers_insertion() -> None:
    unsigned = phrase("We shall ", ("swift", ins(VALDRIA)), "never ", ("ly ", ins(VALDRIA)), "act.")
    assert reason("direct", INSERTION, unsigned) == "text.insertion_erased"
    beside = phrase("We shall never ", ("swiftly ", ins(VALDRIA)), "act.")
    assert reason("direct", INSERTION, beside) is None


NESTED = phrase(
    "We ",
    ("may ", ins(OROLAND)),
    ("or must ", ins(OROLAND), ins(VALDRIA)),
    ("hereby ", ins(OROLAND)),
    "act, ",
    ("all of us", ins(OROLAND)),
    ".",
)


@BOTH
@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (phrase("We ", ("or must ", ins(OROLAND), ins(VALDRIA)), "act, ."), None),
        (phrase("We act, ."), "text.insertion_erased"),
        (
            phrase("We ", ("must or ", ins(OROLAND), ins(VALDRIA)), "act, ."),
            "text.insertion_erased",
        ),
        (
            phrase("We ", ("or must ", ins(OROLAND), "em", ins(VALDRIA)), "act, ."),
            "text.insertion_erased",
        ),
    ],
)
def test_t5_what_is_proposed_inside_ones_own_proposal_stays(
    mode: Mode, after: Words, expected: str | None
) -> None:
    assert reason(mode, NESTED, after) == expected


def test_t5_what_is_proposed_inside_ones_own_proposal_stays_where_it_is() -> None:
    elsewhere = phrase("We act, ", ("or must ", ins(OROLAND), ins(VALDRIA)), ".")
    assert reason("propose", NESTED, elsewhere) == "text.insertion_erased"


DELETION = phrase("We ", ("shall not", gone(VALDRIA)), " act at all.")


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (phrase("We shall not act at all."), "text.deletion_changed"),
        (phrase("We shall ", ("not", gone(VALDRIA)), " act at all."), "text.deletion_changed"),
        (phrase("We indeed shall not act at all."), "text.deletion_changed"),
        (phrase("We ", ("shall not act", gone(VALDRIA)), " at all."), "text.deletion_changed"),
        (phrase("We ", ("shall not act, ", gone(VALDRIA)), "at all."), "text.deletion_changed"),
        (phrase(("We shall not", gone(VALDRIA)), " act at all."), "text.deletion_changed"),
        (phrase("We ", ("shall not", gone(VALDRIA)), " act."), None),
        (phrase("We act at all."), None),
        (phrase("We should act at all."), None),
        (phrase("We ", ("shall", gone(VALDRIA)), " act at all."), None),
        (phrase("We now ", ("shall not", gone(VALDRIA)), " act."), None),
        (phrase("We ", ("shall surely not", gone(VALDRIA)), " act at all."), None),
        # Other words beside it, in one go.
        (phrase("They ", ("shall not", gone(VALDRIA)), " move at all."), None),
        (phrase("We ", ("shall not", gone(VALDRIA), "strong"), " act at all."), None),
        # One word of it typed again is a new word; all of them are the old ones.
        (phrase("We not act at all."), None),
        (phrase("We shall notwithstanding act at all."), None),
        (phrase("We, they shall not act at all."), "text.deletion_changed"),
    ],
)
def test_t5_a_direct_editor_leaves_anothers_deletion_on_words_that_stand(
    after: Words, expected: str | None
) -> None:
    assert reason("direct", DELETION, after, CHAIR) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        # One word struck out: it may go, be put in other words, and not come back.
        (phrase("We ", ("shall", gone(VALDRIA)), " act."), phrase("We will act."), None),
        (
            phrase("We ", ("shall", gone(VALDRIA)), " act."),
            phrase("We they shall act."),
            "text.deletion_changed",
        ),
        # A word struck out in part.
        (phrase(("agree", gone(VALDRIA)), "d."), phrase(("agree", gone(VALDRIA)), "."), None),
        (phrase(("agree", gone(VALDRIA)), "."), phrase(("agree", gone(VALDRIA)), "d."), None),
        (
            phrase(("ag", gone(VALDRIA)), "reed."),
            phrase(("agr", gone(VALDRIA)), "eed."),
            "text.deletion_changed",
        ),
        # Signs alone say nothing of who wrote them.
        (phrase("We", ("...", gone(VALDRIA)), " act"), phrase("We...now act"), None),
    ],
)
def test_t5_words_are_told_apart_by_what_is_struck_out_of_them(
    before: Words, after: Words, expected: str | None
) -> None:
    assert reason("direct", before, after, CHAIR) == expected


@pytest.mark.parametrize(
    "after",
    [
        phrase("We shall not act at all."),
        phrase("We ", ("shall not act", gone(VALDRIA)), " at all."),
        phrase("We ", ("shall not", gone(VALDRIA), "em"), " act at all."),
        phrase("We act at all."),
    ],
)
def test_t5_a_delegate_leaves_anothers_deletion_alone(after: Words) -> None:
    assert reason("propose", DELETION, after) == "text.base_changed"
    seconded = phrase("We ", ("shall not", gone(VALDRIA), gone(OROLAND)), " act at all.")
    assert reason("propose", DELETION, seconded) is None


@BOTH
def test_t5_words_typed_where_another_strikes_out_are_struck_out_with_it(mode: Mode) -> None:
    """A deletion that arrives first covers what is typed inside it meanwhile."""
    typed = ("now ", ins(OROLAND), gone(VALDRIA))
    inside = phrase("We ", ("shall ", gone(VALDRIA)), typed, ("not", gone(VALDRIA)), " act at all.")
    assert reason(mode, DELETION, inside) is None
    apart = phrase("We ", ("shall not", gone(VALDRIA)), " act ", typed, "at all.")
    assert reason(mode, DELETION, apart) == "text.foreign_amendment"


def test_t5_the_same_word_twice_is_not_mistaken() -> None:
    twice = phrase("the ", ("the ", gone(VALDRIA)), "States")
    assert reason("direct", twice, phrase("the States")) is None
    assert reason("direct", twice, phrase(("the ", gone(VALDRIA)), "States")) is None
    assert reason("direct", twice, phrase("the the States")) == "text.deletion_changed"


@BOTH
def test_t5_one_emoji_is_one_letter(mode: Mode) -> None:
    before = phrase("👩‍👧 ", ("各国 مُحَمَّدٌ", ins(VALDRIA)))
    typed = phrase("👩‍👧 ", ("🕊", ins(OROLAND)), ("各国 مُحَمَّدٌ", ins(VALDRIA)))
    assert reason(mode, before, typed) is None
    assert reason(mode, before, phrase("👩‍👧 ")) is not None
