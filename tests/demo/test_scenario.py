"""The demonstration says enough, and says nothing that contradicts itself."""

from collections.abc import Iterator
from itertools import pairwise

import pytest

from app.demo.notation import Piece, amended_text, authors, base_text, decide, parse
from app.demo.scenario import ParagraphEntry, Scenario, read
from app.rules.kinds import NEGOTIABLE, SETTLED, STATUSES


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """The scenario as shipped."""
    return read()


def _texts(scenario: Scenario) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    """Every source of words, with a name to say where it stands."""
    for paragraph in scenario.every_paragraph():
        for source in (paragraph.tabled, paragraph.words):
            if source is not None:
                yield paragraph.key, parse(source)
    for breakout in scenario.breakouts:
        for change in breakout.change:
            if change.tabled is not None:
                yield f"{breakout.key}: {change.paragraph}", parse(change.tabled)
        for new in breakout.new:
            yield f"{breakout.key}: {new.key}", parse(new.words)


def _balanced(text: str) -> bool:
    """Whether the typed brackets of ``text`` close what they open, in order."""
    depth = 0
    for character in text:
        depth += {"[": 1, "]": -1}.get(character, 0)
        if depth < 0:
            return False
    return depth == 0


def _standing(paragraph: ParagraphEntry) -> str:
    """The words of a paragraph as a breakout finds them: pending amendments rejected."""
    if paragraph.words is not None:
        return base_text(parse(paragraph.words))
    assert paragraph.tabled is not None, paragraph.key
    return base_text(decide(parse(paragraph.tabled), paragraph.accept, paragraph.reject))


def test_there_is_enough_of_everything(scenario: Scenario) -> None:
    """Sixty proposals, a dozen delegations, five categories, every status, every kind of member."""
    paragraphs = scenario.every_paragraph()
    proposals = [p for p in paragraphs if p.kind in ("statement", "recommendation")]
    assert len(proposals) >= 60
    assert len([d for d in scenario.delegations if not d.observer]) >= 12
    assert len([d for d in scenario.delegations if d.observer]) >= 2
    assert len({d.kind for d in scenario.delegations}) == 5
    assert len(scenario.people) >= 16
    assert [c.label for c in scenario.categories] == ["A", "B", "C", "D", "E"]
    assert {p.status for p in proposals} == set(STATUSES)
    assert {b.state for b in scenario.breakouts} == {"at work", "reported", "endorsed"}
    assert len([p for p in paragraphs if p.alternative_to]) >= 5


def test_time_ran_out(scenario: Scenario) -> None:
    """Part of D and all of E were not discussed."""
    assert {p.status for p in scenario.paragraphs["E"]} == {"not discussed"}
    assert "not discussed" in {p.status for p in scenario.paragraphs["D"]}


def test_keys_are_unique(scenario: Scenario) -> None:
    """A key names one thing."""
    new = [entry.key for breakout in scenario.breakouts for entry in breakout.new]
    keys = [p.key for p in scenario.every_paragraph()] + new
    assert len(keys) == len(set(keys))
    for entries in (scenario.people, scenario.breakouts):
        named = [entry.key for entry in entries]
        assert len(named) == len(set(named))
    shorts = [d.short for d in scenario.delegations]
    assert len(shorts) == len(set(shorts))


def test_every_short_exists_and_may_speak(scenario: Scenario) -> None:
    """Proposers and authors are delegations of the group, none of them an observer's."""
    speaking = {d.short for d in scenario.delegations if not d.observer}
    for paragraph in scenario.every_paragraph():
        assert set(paragraph.by) <= speaking, paragraph.key
    for place, pieces in _texts(scenario):
        assert set(authors(pieces)) <= speaking, place
    seated = {p.delegation for p in scenario.people if p.role == "delegate"}
    assert seated == speaking, "every delegation that may speak has somebody to speak for it"
    watching = {d.short for d in scenario.delegations if d.observer}
    assert {p.delegation for p in scenario.people if p.role == "observer"} == watching


def test_brackets_balance(scenario: Scenario) -> None:
    """In every text, whether amendments are accepted or rejected."""
    for place, pieces in _texts(scenario):
        assert _balanced(base_text(pieces)), place
        assert _balanced(amended_text(pieces)), place


def test_words_follow_from_what_was_decided(scenario: Scenario) -> None:
    """Words that come after decisions start from what the decisions left; nothing is left over."""
    for paragraph in scenario.every_paragraph():
        assert paragraph.words is not None or paragraph.tabled is not None, paragraph.key
        if paragraph.tabled is None:
            assert paragraph.accept + paragraph.reject == (), paragraph.key
            continue
        tabled = parse(paragraph.tabled)
        assert set(authors(tabled)) == {*paragraph.accept, *paragraph.reject}, paragraph.key
        if paragraph.words is not None:
            left = decide(tabled, paragraph.accept, paragraph.reject)
            assert base_text(parse(paragraph.words)) == base_text(left), paragraph.key


def test_only_negotiable_text_carries_a_status(scenario: Scenario) -> None:
    """Headings and notes are furniture."""
    for paragraph in scenario.every_paragraph():
        if paragraph.kind not in NEGOTIABLE:
            assert paragraph.status == "not discussed", paragraph.key


def test_agreed_words_have_nothing_pending(scenario: Scenario) -> None:
    """Agreement, also ad referendum, is on words without amendments or brackets."""
    for paragraph in scenario.every_paragraph():
        if paragraph.status in SETTLED:
            assert paragraph.words is None or not authors(parse(paragraph.words)), paragraph.key
            assert "[" not in _standing(paragraph), paragraph.key


def test_alternatives_stand_beside_an_earlier_paragraph(scenario: Scenario) -> None:
    """An alternative follows the paragraph it is an option to, within the category."""
    for paragraphs in scenario.paragraphs.values():
        for before, after in pairwise(paragraphs):
            if after.alternative_to is not None:
                assert after.alternative_to in (before.key, before.alternative_to), after.key


def test_breakouts_work_on_what_they_were_given(scenario: Scenario) -> None:
    """Each change names a paragraph of the mandate, starts from its words, and a member made it."""
    people = {person.key: person for person in scenario.people}
    words = {p.key: _standing(p) for p in scenario.every_paragraph()}
    for breakout in scenario.breakouts:
        given = {p.key for label in breakout.categories for p in scenario.paragraphs[label]} | set(
            breakout.paragraphs
        )
        members = {people[key].delegation for key in breakout.members}
        own = {entry.key for entry in breakout.new}
        for change in breakout.change:
            place = f"{breakout.key}: {change.paragraph}"
            assert change.paragraph in given, place
            if change.split_after is not None:
                assert words[change.paragraph].count(change.split_after) == 1, place
            if change.tabled is None:
                continue
            tabled = parse(change.tabled)
            assert base_text(tabled) == words[change.paragraph], place
            assert set(authors(tabled)) <= members, place
            decided = {*change.accept, *change.reject}
            assert decided == (set(authors(tabled)) if change.status else set()), place
        for entry in breakout.new:
            assert entry.after in given | own, entry.key
        for moved in breakout.meanwhile:
            assert moved.paragraph in given
            assert words[moved.paragraph].count(moved.replace) == 1


def test_right_to_left_and_chinese_are_shown(scenario: Scenario) -> None:
    """The page has words in Arabic and in Chinese to show, some of them with amendments."""
    texts = [(amended_text(pieces), authors(pieces)) for _, pieces in _texts(scenario)]
    for first, last in (("\u0600", "\u06ff"), ("\u4e00", "\u9fff")):
        written = [by for text, by in texts if any(first <= c <= last for c in text)]
        assert len(written) >= 2
        assert any(written)
