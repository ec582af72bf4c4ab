"""The demonstration's data files as typed values. Reading them decides and stores nothing."""

import tomllib
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.rules.actors import DelegationKind, Role
from app.rules.facts.positions import Stance
from app.rules.kinds import Kind, Status


class _Entry(BaseModel):
    """A table of a data file: no key is optional by accident and none is ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class GroupEntry(_Entry):
    """The working group itself."""

    name: str
    short: str
    parent_body: str
    mandate: str
    attribution_shown: bool


class CategoryEntry(_Entry):
    """One heading of the framework."""

    label: str
    title: str


class DelegationEntry(_Entry):
    """A delegation or stakeholder; ``short`` is how the notation names it."""

    short: str
    name: str
    kind: DelegationKind
    observer: bool = False


class PersonEntry(_Entry):
    """A person; ``delegation`` is the short name of the delegation they sit in, if any."""

    key: str
    name: str
    role: Role
    delegation: str | None = None


class ParagraphEntry(_Entry):
    """A paragraph of the plenary text.

    ``tabled`` holds earlier words in the notation, of which ``accept`` and ``reject`` name the
    delegations whose amendments were then decided. ``words`` holds the words as they now stand,
    with what is pending; absent, they are what the decisions on ``tabled`` left. A ``late`` one
    is put in by its first proposer once the text is open, behind the paragraph before it.
    """

    key: str
    kind: Kind
    by: tuple[str, ...] = ()
    origin: str | None = None
    status: Status = "not discussed"
    note: str | None = None
    alternative_to: str | None = None
    tabled: str | None = None
    accept: tuple[str, ...] = ()
    reject: tuple[str, ...] = ()
    words: str | None = None
    reopened: str | None = None
    late: bool = False


class ChangeEntry(_Entry):
    """What a breakout did to one paragraph of its working copy."""

    paragraph: str
    status: Status | None = None
    note: str | None = None
    tabled: str | None = None
    accept: tuple[str, ...] = ()
    reject: tuple[str, ...] = ()
    split_after: str | None = None
    kinds: tuple[Kind, ...] = ()
    retired: str | None = None


class NewEntry(_Entry):
    """A paragraph that a breakout added to its working copy, after the one named."""

    key: str
    after: str
    kind: Kind
    words: str
    status: Status | None = None


class MeanwhileEntry(_Entry):
    """A direct edit to the plenary words of a paragraph while a breakout had it."""

    paragraph: str
    by: str
    replace: str
    with_: str = Field(alias="with")


class BreakoutEntry(_Entry):
    """A breakout: its mandate (categories or paragraphs), its people (keys) and its work."""

    key: str
    name: str
    task: str
    convenor: str
    members: tuple[str, ...]
    categories: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()
    state: Literal["at work", "reported", "endorsed"]
    intro: str | None = None
    note: str | None = None
    change: tuple[ChangeEntry, ...] = ()
    new: tuple[NewEntry, ...] = ()
    meanwhile: tuple[MeanwhileEntry, ...] = ()


class Holder(_Entry):
    """A delegation that holds a bracket, why, and what it would accept instead."""

    by: str
    reason: str
    accepts: str | None = None


class HeldEntry(_Entry):
    """Who holds a bracket that came with the text: the paragraph's `number`th, from 1.

    `rivals` numbers the brackets of the paragraph that are joined as rival words.
    """

    paragraph: str
    number: int
    holder: tuple[Holder, ...]
    rivals: tuple[int, ...] = ()


class PlacedEntry(Holder):
    """Words a delegation puts in brackets during the discussion; others `joined` it."""

    paragraph: str
    words: str
    joined: tuple[str, ...] = ()


class OptionEntry(_Entry):
    """The option "No text", put beside a paragraph by a delegation."""

    beside: str
    by: str


class LeftStandingEntry(_Entry):
    """Options that are all left standing, one of them recommended by the majority."""

    of: str
    recommended: str
    reason: str


class PositionEntry(_Entry):
    """What a delegation says of a paragraph."""

    on: str
    by: str
    stance: Stance
    reason: str = ""
    would_lift: str = ""


class PendingEntry(_Entry):
    """A paragraph agreed pending delegations, of which some have confirmed."""

    paragraph: str
    delegations: tuple[str, ...]
    note: str
    confirmed: tuple[str, ...] = ()


class PackageEntry(_Entry):
    """Paragraphs agreed together or not at all."""

    paragraphs: tuple[str, ...]
    note: str


class NoteEntry(_Entry):
    """A note of the secretariat's, put behind words of a paragraph."""

    paragraph: str
    after: str
    text: str


class BrokenEntry(_Entry):
    """A delegation breaks the silence over a paragraph."""

    paragraph: str
    by: str
    reason: str


class ExplanationEntry(_Entry):
    """A delegation explains its position on a paragraph."""

    paragraph: str
    by: str
    text: str


class SilenceEntry(_Entry):
    """Paragraphs put under silence for some hours from the loading of the demonstration."""

    paragraphs: tuple[str, ...]
    hours: int
    note: str
    broken: tuple[BrokenEntry, ...] = ()
    explanation: tuple[ExplanationEntry, ...] = ()


class SittingEntry(_Entry):
    """A sitting of the meeting; the last one is still open."""

    title: str


class Negotiation(_Entry):
    """What the plenary did with the text beside writing in it."""

    renumbered: str
    """Why the text was numbered anew."""
    sitting: tuple[SittingEntry, ...]
    held: tuple[HeldEntry, ...]
    placed: tuple[PlacedEntry, ...]
    option: tuple[OptionEntry, ...]
    left_standing: tuple[LeftStandingEntry, ...]
    position: tuple[PositionEntry, ...]
    pending: tuple[PendingEntry, ...]
    package: tuple[PackageEntry, ...]
    note: tuple[NoteEntry, ...]
    silence: tuple[SilenceEntry, ...]


class Scenario(_Entry):
    """Everything the demonstration says, in the order in which it is played."""

    group: GroupEntry
    document: str
    categories: tuple[CategoryEntry, ...]
    delegations: tuple[DelegationEntry, ...]
    people: tuple[PersonEntry, ...]
    paragraphs: dict[str, tuple[ParagraphEntry, ...]]
    """By category label, in document order."""
    breakouts: tuple[BreakoutEntry, ...]
    negotiation: Negotiation

    def every_paragraph(self) -> tuple[ParagraphEntry, ...]:
        """All paragraphs in document order."""
        return tuple(p for category in self.categories for p in self.paragraphs[category.label])


def _table(name: str) -> dict[str, Any]:
    """One data file of this package."""
    source = files("app.demo").joinpath("data", f"{name}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def read() -> Scenario:
    """Read the data files of this package.

    Raises pydantic.ValidationError when a file says something these classes do not know.
    """
    who = _table("group")
    categories = tuple(CategoryEntry.model_validate(entry) for entry in who["category"])
    return Scenario(
        group=GroupEntry.model_validate(who["group"]),
        document=who["document"]["title"],
        categories=categories,
        delegations=tuple(DelegationEntry.model_validate(entry) for entry in who["delegation"]),
        people=tuple(PersonEntry.model_validate(entry) for entry in who["person"]),
        paragraphs={
            category.label: tuple(
                ParagraphEntry.model_validate(entry)
                for entry in _table(category.label.lower())["paragraph"]
            )
            for category in categories
        },
        breakouts=tuple(
            BreakoutEntry.model_validate(entry) for entry in _table("breakouts")["breakout"]
        ),
        negotiation=Negotiation.model_validate(_table("negotiation")),
    )
