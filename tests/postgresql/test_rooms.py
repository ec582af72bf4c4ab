"""Tests of the rooms that say most about a database, once more on PostgreSQL.

`TEST_ENGINE=postgresql pytest tests/rooms` runs all of them there; these are a minute's worth.
"""

import pytest

from tests.record import test_record
from tests.rooms import (
    test_adoption,
    test_agreement,
    test_alternatives,
    test_amendments,
    test_authors,
    test_brackets,
    test_breakouts,
    test_endorsement,
    test_imports,
    test_numbering,
    test_paragraphs,
    test_positions,
    test_references,
    test_sign_in,
    test_silence,
    test_sittings,
    test_status,
    test_timeline,
)

CHOSEN = (
    # words and statuses, with somebody typing
    test_status.test_agreement_freezes_at_once,
    test_status.test_reopening_lets_everybody_write_again,
    test_status.test_a_status_falls_with_the_words_it_named,
    test_status.test_agreeing_races_with_typing,
    test_amendments.test_nested_amendments_fall_with_what_holds_them,
    test_amendments.test_the_history_tells_it_newest_first,
    test_references.test_typing_is_linked_when_it_rests,
    test_references.test_renumbering_rewrites_references_in_agreed_words,
    # order, numbers, and rows that name rows
    test_paragraphs.test_many_between_two_keep_their_order,
    test_paragraphs.test_moving_keeps_the_label,
    test_numbering.test_two_insertions_at_once_get_two_labels,
    test_numbering.test_the_chair_renumbers_by_the_map_shown,
    test_alternatives.test_choosing_keeps_the_fate_of_the_others,
    test_alternatives.test_options_stay_together,
    test_brackets.test_over_several_paragraphs,
    test_imports.test_the_text_comes_in_whole,
    # breakouts: forks, merges, many documents in one transaction
    test_breakouts.test_opening_forks_the_mandate,
    test_breakouts.test_closing_puts_readers_out_at_once,
    test_endorsement.test_endorsing_all,
    test_endorsement.test_pending_amendments_come_along,
    test_adoption.test_what_the_breakout_added_comes_in_behind_its_neighbour,
    # positions, packages, silence, sittings
    test_positions.test_said_changed_and_withdrawn,
    test_agreement.test_it_is_agreed_when_the_last_has_confirmed,
    test_agreement.test_a_package_is_agreed_together,
    test_silence.test_a_delegation_breaks_silence_with_a_reason,
    test_silence.test_the_chair_cancels,
    test_sittings.test_the_burn_down_over_sittings,
    # the past, the record, people
    test_timeline.test_versions_and_facts_stand_on_one_line,
    test_timeline.test_split_and_merge_bring_their_past,
    test_authors.test_a_merge_keeps_who_wrote_what,
    test_record.test_filters,
    test_record.test_a_stream_misses_nothing_across_reconnects,
    test_record.test_a_revoked_person_is_out_everywhere_at_once,
    test_sign_in.test_a_link_works_once,
    test_sign_in.test_signing_out_ends_the_session_and_its_sockets,
)

globals().update({test.__name__: test for test in CHOSEN})


@pytest.fixture
def engine() -> str:
    """Where the world of these tests is served from."""
    return "postgresql"


def test_no_two_have_one_name() -> None:
    """One would stand in the other's place."""
    assert len({test.__name__ for test in CHOSEN}) == len(CHOSEN)
