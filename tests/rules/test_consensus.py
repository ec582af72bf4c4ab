"""How far consensus has got, about which exact words: C1 to C7."""

from dataclasses import replace
from itertools import product

import pytest

from app.rules.actors import Actor, BreakoutRole
from app.rules.consensus import declare, falls, falls_with_kind, may_declare, may_reopen, reopen
from app.rules.facts import AgreementReopened, StatusDeclared, StatusFell
from app.rules.kinds import KINDS, NEGOTIABLE, SETTLED, STATUSES, Kind, Status
from app.rules.text import BreakoutState, ParagraphState, same_words
from app.rules.words import Words, digest
from tests.rules.cast import CAST, COPY, PLENARY, PODIUM, reason, seated
from tests.rules.phrases import OROLAND, VALDRIA, gone, ins, phrase

EVERYONE = pytest.mark.parametrize("who", CAST)
STATES: tuple[BreakoutState, ...] = ("at work", "reported", "returned", "endorsed")
WORDS = phrase("We shall act.")
PENDING = phrase("We ", ("shall", gone(OROLAND)), ("should", ins(VALDRIA)), " act.")


def declared(
    paragraph: ParagraphState,
    status: Status,
    words: Words = WORDS,
    shown: Words = WORDS,
    by: Actor = CAST["chair"],
) -> StatusDeclared | str:
    verdict = declare(by, paragraph, status, digest(shown), words, None)
    return verdict if isinstance(verdict, StatusDeclared) else verdict.reason


@EVERYONE
def test_c1_in_plenary_the_podium_declares(who: str) -> None:  # C1
    expected = None if who in PODIUM else "consensus.podium_declares"
    assert reason(may_declare(CAST[who], PLENARY)) == expected


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", ["convenor", "member", None])
def test_c1_in_a_breakout_its_convenor(state: BreakoutState, role: BreakoutRole | None) -> None:
    """C1, and B7: not when it has reported."""
    for who in ("delegate", "chair", "secretariat"):
        person = seated(who, role) if role else CAST[who]
        refusal = reason(may_declare(person, replace(COPY, breakout_state=state)))
        if role != "convenor":
            assert refusal == "consensus.convenor_declares"
        else:
            open_ = state in ("at work", "returned")
            assert refusal == (None if open_ else "text.breakout_reported")


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        (PLENARY, None),
        (replace(PLENARY, retired=True), "text.retired"),
        (replace(PLENARY, endorsed=True), "text.endorsed"),
    ],
)
def test_c1_nothing_is_declared_about_what_has_gone(
    paragraph: ParagraphState, expected: str | None
) -> None:  # C1
    assert reason(may_declare(CAST["chair"], paragraph)) == expected


def test_c2_what_is_decided_is_what_was_shown() -> None:  # C2
    fact = declared(PLENARY, "agreed")
    assert fact == StatusDeclared(
        document_id="d1",
        paragraph_id="p1",
        label="2",
        status="agreed",
        status_before="under discussion",
        level="plenary",
        digest=digest(WORDS),
    )
    assert declared(PLENARY, "agreed", shown=phrase("We may act.")) == "consensus.words_differ"
    assert same_words(digest(WORDS), WORDS) is None
    for other in (phrase("We shall act"), phrase(("We shall act.", "em")), PENDING):
        assert reason(same_words(digest(WORDS), other)) == "consensus.words_differ"


@pytest.mark.parametrize(("before", "after"), list(product(STATUSES, STATUSES)))
def test_c4_out_of_agreement_leads_only_reopening(before: Status, after: Status) -> None:  # C4
    paragraph = replace(PLENARY, status=before, status_digest=digest(WORDS))
    found = declared(paragraph, after)
    goes_on = {
        "agreed ad referendum": SETTLED,
        "agreed pending delegations": {"agreed pending delegations", "agreed"},
        "agreed as a package": set(),
        "agreed": {"agreed"},
    }
    if before not in SETTLED or after in goes_on[before]:
        assert isinstance(found, StatusDeclared)
        assert (found.status_before, found.status) == (before, after)
    elif before == "agreed as a package" and after in SETTLED:
        assert found == "consensus.in_a_package"
    else:
        assert found == "consensus.reopen_first"


@EVERYONE
def test_c4_the_chair_reopens_agreed_text(who: str) -> None:  # C4
    agreed = replace(PLENARY, status="agreed", status_digest=digest(WORDS))
    presides = who in ("chair", "vice-chair")
    assert reason(may_reopen(CAST[who], agreed)) == (
        None if presides else "consensus.chair_reopens"
    )
    assert reason(may_reopen(CAST[who], PLENARY)) == "consensus.not_agreed"


def test_c4_a_breakout_reopens_what_it_agreed() -> None:  # C4
    agreed = replace(COPY, status="agreed ad referendum")
    convenor = seated("delegate", "convenor")
    assert may_reopen(convenor, agreed) is None
    assert reason(may_reopen(seated("chair", "member"), agreed)) == "consensus.convenor_declares"
    assert reason(may_reopen(convenor, replace(agreed, endorsed=True))) == "text.endorsed"
    reported = replace(agreed, breakout_state="reported")
    assert reason(may_reopen(convenor, reported)) == "text.breakout_reported"


def test_c4_with_a_reason_on_the_record() -> None:  # C4
    agreed = replace(PLENARY, status="agreed", status_digest="sha256:agreed")
    assert reopen(CAST["chair"], agreed, " new science ") == AgreementReopened(
        document_id="d1",
        paragraph_id="p1",
        label="2",
        status_before="agreed",
        digest="sha256:agreed",
        reason="new science",
    )
    assert reason(reopen(CAST["chair"], agreed, " \n")) == "consensus.reason_needed"
    assert reason(reopen(CAST["secretariat"], agreed, "why")) == "consensus.chair_reopens"
    gone_ = replace(agreed, retired=True)
    assert reason(reopen(CAST["chair"], gone_, "why")) == "text.retired"


@pytest.mark.parametrize("status", STATUSES)
def test_c5_a_status_falls_with_the_words_it_names(status: Status) -> None:  # C5
    paragraph = replace(PLENARY, status=status, status_digest=digest(WORDS))
    bound = status in SETTLED or status == "divergent"
    assert falls(paragraph, digest(WORDS)) is None
    fact = falls(paragraph, digest(PENDING))
    assert (fact is not None) == bound
    if fact is not None:
        assert fact == StatusFell(
            document_id="d1",
            paragraph_id="p1",
            label="2",
            status_before=status,
            digest_before=digest(WORDS),
            digest=digest(PENDING),
        )


def test_c5_a_status_that_names_no_words_stays() -> None:  # C5
    assert falls(replace(PLENARY, status="divergent"), digest(WORDS)) is None


@pytest.mark.parametrize("kind", KINDS)
def test_c6_only_negotiable_text_carries_a_status(kind: Kind) -> None:  # C6
    negotiable = kind not in ("heading", "note")
    assert (kind in NEGOTIABLE) is negotiable
    expected = None if negotiable else "consensus.not_negotiable"
    assert reason(may_declare(CAST["chair"], replace(PLENARY, kind=kind))) == expected


@pytest.mark.parametrize(("before", "after"), list(product(KINDS, KINDS)))
def test_c6_what_becomes_furniture_loses_its_status(before: Kind, after: Kind) -> None:  # C6
    furniture = ("heading", "note")
    assert falls_with_kind(before, after) == (before not in furniture and after in furniture)


@pytest.mark.parametrize("status", STATUSES)
def test_c7_nothing_is_agreed_over_a_pending_amendment(status: Status) -> None:  # C7
    found = declared(PLENARY, status, PENDING, PENDING)
    if status in SETTLED:
        assert found == "consensus.amendments_pending"
    else:
        assert isinstance(found, StatusDeclared)


def test_c7_says_how_many_are_pending() -> None:  # C7
    one = phrase("We ", ("shall", gone(OROLAND)), " act.")
    for words, counted in ((one, "1 amendment is"), (PENDING, "2 amendments are")):
        verdict = declare(CAST["chair"], PLENARY, "agreed", digest(words), words, None)
        assert not isinstance(verdict, StatusDeclared)
        assert verdict.sentence.startswith(f"{counted} still pending")


def test_the_level_is_the_breakouts_in_a_breakout() -> None:  # C1
    fact = declared(COPY, "agreed", by=seated("delegate", "convenor"))
    assert isinstance(fact, StatusDeclared)
    assert (fact.level, fact.breakout_id) == ("breakout", COPY.breakout_id)
