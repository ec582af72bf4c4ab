"""Tests of the rooms that say most about a database, once more on PostgreSQL.

`TEST_ENGINE=postgresql pytest tests/rooms` runs all of them there; these are few, and each leans on
something else that a database could do differently.
"""

import pytest

from tests.record import test_record
from tests.rooms import (
    test_adoption,
    test_agreement,
    test_alternatives,
    test_endorsement,
    test_imports,
    test_numbering,
    test_paragraphs,
    test_references,
    test_sign_in,
    test_silence,
    test_status,
    test_timeline,
)

CHOSEN = (
    # words and statuses, with somebody typing
    test_status.test_agreeing_races_with_typing,
    test_references.test_renumbering_rewrites_references_in_agreed_words,
    # order, numbers, and rows that name rows
    test_paragraphs.test_many_between_two_keep_their_order,
    test_numbering.test_two_insertions_at_once_get_two_labels,
    test_alternatives.test_choosing_keeps_the_fate_of_the_others,
    test_imports.test_the_text_comes_in_whole,
    # breakouts: forks, merges, many documents in one transaction
    test_endorsement.test_endorsing_all,
    test_adoption.test_what_the_breakout_added_comes_in_behind_its_neighbour,
    # packages, silence
    test_agreement.test_a_package_is_agreed_together,
    test_silence.test_a_delegation_breaks_silence_with_a_reason,
    # the past, the record, people
    test_timeline.test_split_and_merge_bring_their_past,
    test_record.test_a_stream_misses_nothing_across_reconnects,
    test_sign_in.test_a_link_works_once,
)

globals().update({test.__name__: test for test in CHOSEN})


@pytest.fixture
def engine() -> str:
    """Where the world of these tests is served from."""
    return "postgresql"


@pytest.fixture
def races() -> int:
    """How often words are agreed while somebody types: three nodes race in tests/nodes."""
    return 12


def test_no_two_have_one_name() -> None:
    """One would stand in the other's place."""
    assert len({test.__name__ for test in CHOSEN}) == len(CHOSEN)
