"""The silence procedure: words agreed unless somebody speaks in time. Rules S1 to S9."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import silence as rules
from app.rules.consensus import Contested
from app.rules.facts import (
    ExplanationGiven,
    Fact,
    SilenceBroken,
    SilenceCancelled,
    SilenceConcluded,
    SilenceOpened,
    SilentItem,
)
from app.rules.kinds import STATUSES, Status
from app.rules.silence import Silence, outcome, told
from app.rules.text import may_decide, may_restructure, may_withdraw, writes
from app.rules.verdict import No
from app.rules.words import Run, Words
from tests.rules.cast import BREAKOUT, CAST, COPY, PLENARY, PODIUM, reason
from tests.rules.phrases import OROLAND, ins, phrase

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
OPENED = NOON - timedelta(days=3)
SECOND = timedelta(seconds=1)
WORDS = phrase("We shall act.")
ITEMS = tuple(SilentItem(paragraph_id=p, label=p, digest="sha256:x") for p in ("1", "2", "3"))
SILENCE = Silence("s", "d", OPENED, NOON, ITEMS)
SILENT = replace(PLENARY, silent_until=NOON)


@pytest.mark.parametrize("who", CAST)
def test_the_chair_puts_the_plenarys_text_under_silence(who: str) -> None:  # S1
    presides = who in ("chair", "vice-chair")
    assert reason(rules.may_open(CAST[who], None)) == (None if presides else "silence.chair_opens")
    assert reason(rules.may_open(CAST[who], BREAKOUT)) == "silence.plenary_only"


def test_it_ends_in_the_future_and_is_over_something() -> None:  # S1
    assert rules.opens_until(NOON, NOON - SECOND, 1) is None
    assert reason(rules.opens_until(NOON, NOON, 1)) == "silence.in_the_past"
    assert reason(rules.opens_until(NOON, OPENED, 0)) == "silence.nothing_chosen"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (WORDS, None),
        (phrase("We ", ("should", ins(OROLAND)), " act."), "consensus.amendments_pending"),
        ((Run("We "), Run("shall", ("br--aaaaaaaa",))), "consensus.brackets_standing"),
        ((Run("By "), Run("[X]", ("ph--aaaaaaaa",))), "consensus.placeholders_standing"),
        ((Run("See 2", ("ref--aaaaaaaa",)), Run("{x}", ("nt--aaaaaaaa",))), None),
    ],
)
def test_words_under_silence_stand(words: Words, expected: str | None) -> None:  # S2
    assert reason(rules.obstacle(PLENARY, words, False)) == expected


@pytest.mark.parametrize("status", STATUSES)
def test_what_is_agreed_is_not_agreed_again(status: Status) -> None:  # S2
    refusal = rules.obstacle(replace(PLENARY, status=status), WORDS, False)
    done = status.startswith("agreed") and status != "agreed ad referendum"
    assert reason(refusal) == ("silence.agreed_already" if done else None)


def test_nothing_may_stand_against_it() -> None:  # S2
    assert reason(rules.obstacle(replace(PLENARY, retired=True), WORDS, False)) == "text.retired"
    assert reason(rules.obstacle(replace(PLENARY, endorsed=True), WORDS, False)) == "text.endorsed"
    note = replace(PLENARY, kind="note")
    assert reason(rules.obstacle(note, WORDS, False)) == "silence.not_negotiable"
    assert reason(rules.obstacle(SILENT, WORDS, False)) == "text.silent"
    assert reason(rules.obstacle(PLENARY, WORDS, True)) == "silence.with_breakout"
    objected = rules.obstacle(PLENARY, WORDS, False, Contested(objections=1))
    assert reason(objected) == "consensus.objection_standing"
    undecided = rules.obstacle(PLENARY, WORDS, False, Contested(options_open=True))
    assert reason(undecided) == "consensus.options_open"


@pytest.mark.parametrize("who", CAST)
def test_text_under_silence_stands_still_for_everyone(who: str) -> None:  # S4
    person = CAST[who]
    assert SILENT.frozen
    for verdict in (
        writes(person, SILENT),
        may_decide(person, SILENT),
        may_restructure(person, SILENT),
        may_withdraw(person, SILENT, person.seat),
    ):
        assert isinstance(verdict, No)
        assert (verdict.reason, verdict.passing) == ("text.silent", True)
        assert "24 November 2026, 12:00 UTC" in verdict.sentence


@pytest.mark.parametrize("who", CAST)
def test_any_delegation_that_takes_part_breaks_it(who: str) -> None:  # S5
    expected = None
    if who != "delegate":
        expected = "silence.delegations_break" if who in PODIUM else "text.observers_read"
    assert reason(rules.may_break(CAST[who], SILENT)) == expected
    assert reason(rules.may_break(CAST[who], PLENARY)) == "silence.not_silent"
    assert reason(rules.may_break(CAST[who], COPY)) == "silence.not_silent"


def test_it_is_broken_until_the_second_it_closes() -> None:  # S5
    assert rules.in_time(SILENT, NOON - SECOND) is None
    assert reason(rules.in_time(SILENT, NOON)) == "silence.over"
    in_geneva = (NOON - SECOND).astimezone(timezone(timedelta(hours=1)))
    assert rules.in_time(SILENT, in_geneva) is None
    assert rules.in_time(PLENARY, NOON) is None
    assert reason(rules.reasoned(" ", "breaking silence")) == "silence.reason_needed"
    assert rules.reasoned("We cannot", "breaking silence") is None


def test_at_the_deadline_the_rest_is_agreed() -> None:  # S6
    late = replace(SILENCE, broken={"1": NOON - SECOND, "2": NOON})
    assert outcome(late, NOON - SECOND) == {"1": "broken", "2": "silent", "3": "silent"}
    assert outcome(late, NOON) == {"1": "broken", "2": "agreed", "3": "agreed"}


def test_the_chair_cancels_with_the_deadline_still_to_come() -> None:  # S7
    cancelled = replace(SILENCE, cancelled_at=NOON - SECOND, broken={"1": OPENED + SECOND})
    assert outcome(cancelled, NOON) == {"1": "broken", "2": "cancelled", "3": "cancelled"}
    too_late = replace(SILENCE, cancelled_at=NOON)
    assert set(outcome(too_late, NOON).values()) == {"agreed"}
    for who, person in CAST.items():
        presides = who in ("chair", "vice-chair")
        expected = None if presides else "silence.chair_cancels"
        assert reason(rules.may_cancel(person, SILENCE, NOON - SECOND)) == expected
        assert reason(rules.may_cancel(person, SILENCE, NOON)) == "silence.over_already"
        assert reason(rules.may_cancel(person, cancelled, OPENED)) == "silence.over_already"


def test_reminders_go_out_a_day_and_an_hour_before() -> None:  # S8
    day, hour = timedelta(days=1), timedelta(hours=1)

    def due(before: timedelta, *sent: int, opened: datetime = OPENED) -> int | None:
        return rules.due_reminder(opened, NOON, NOON - before, sent)

    assert (due(day + SECOND), due(day), due(day - SECOND, 24)) == (None, 24, None)
    assert (due(hour + SECOND, 24), due(hour, 24), due(SECOND, 24, 1)) == (None, 1, None)
    assert due(hour) == 1  # the day's was slept through, and the hour's says more
    assert due(timedelta(0), 24) is None
    assert due(day, opened=NOON - day + SECOND) is None  # it was opened later than that


@given(
    st.timedeltas(min_value=SECOND, max_value=timedelta(days=4)),
    st.lists(st.timedeltas(min_value=-timedelta(days=5), max_value=SECOND), max_size=9),
)
def test_each_reminder_goes_out_once_whoever_looks_when(
    ahead: timedelta, looks: list[timedelta]
) -> None:
    """S8: and what is to be done next is never in the past once it has been done."""
    sent: list[int] = []
    for before in sorted(looks):
        now = NOON + before
        hours = rules.due_reminder(NOON - ahead, NOON, now, sent)
        if hours is not None:
            sent.append(hours)
        if now < NOON:
            assert rules.next_moment(NOON - ahead, NOON, sent) > now or now < NOON - ahead
    assert sent == sorted(set(sent), reverse=True)


@pytest.mark.parametrize("who", CAST)
def test_delegations_explain_their_positions(who: str) -> None:  # S9
    verdict = rules.explain(CAST[who], SILENCE, "e", " We understand… ", ITEMS[0])
    if who != "delegate":
        assert reason(verdict) == "silence.delegations_explain"
        return
    assert isinstance(verdict, ExplanationGiven)
    assert (verdict.text, verdict.paragraph_id, verdict.label) == ("We understand…", "1", "1")
    assert reason(rules.explain(CAST[who], SILENCE, "e", " ", None)) == "silence.text_needed"


# ── Whatever anybody does when, the outcome follows from the facts and the time alone.

MOMENTS = st.datetimes(
    OPENED.replace(tzinfo=None), (NOON + timedelta(days=1)).replace(tzinfo=None)
).map(lambda at: at.replace(tzinfo=UTC))
BREAKS = st.lists(st.tuples(st.sampled_from("123"), MOMENTS), max_size=4)


def _facts(
    breaks: list[tuple[str, datetime]], cancelled: datetime | None
) -> list[tuple[datetime, Fact]]:
    opened = SilenceOpened(document_id="d", silence_id="s", items=ITEMS, closes_at=NOON)
    facts: list[tuple[datetime, Fact]] = [(OPENED, opened)]
    for paragraph, at in breaks:
        broken = SilenceBroken(
            document_id="d",
            paragraph_id=paragraph,
            silence_id="s",
            label=paragraph,
            digest="sha256:x",
            status_before="under discussion",
            delegation_id="o",
            reason="no",
        )
        facts.append((at, broken))
    if cancelled is not None:
        why = SilenceCancelled(document_id="d", silence_id="s", items=ITEMS, reason="no")
        facts.append((cancelled, why))
    return sorted(facts, key=lambda one: one[0])


@given(BREAKS, st.none() | MOMENTS, st.lists(MOMENTS, max_size=5))
def test_the_outcome_never_depends_on_when_it_is_concluded(
    breaks: list[tuple[str, datetime]], cancelled: datetime | None, looks: list[datetime]
) -> None:
    """S6: looked at early, late, often or never, and with its conclusion recorded or not."""
    facts = _facts(breaks, cancelled)
    at_last = outcome(told(facts)["s"], NOON + timedelta(days=2))
    assert "silent" not in at_last.values()
    for now in looks:
        known = [(at, fact) for at, fact in facts if at <= now]
        seen = outcome(told(known)["s"], now)
        if now >= NOON:
            assert seen == at_last
            concluded = SilenceConcluded(
                document_id="d", silence_id="s", closes_at=NOON, agreed=(), broken=()
            )
            assert outcome(told([*known, (now, concluded)])["s"], now) == at_last
        else:
            decided = {p: fate for p, fate in seen.items() if fate != "silent"}
            assert decided.items() <= at_last.items()
