"""Facts about alternatives: options put in, chosen, merged, left standing, opened again.

`place` is where the options stand in the text: the number, or numbers, of the first of them.
"""

from app.rules.facts.fact import Fact, NameOf, because, named
from app.rules.facts.text import ParagraphRetired


def at(place: str) -> str:
    """Name the place of a set in a sentence."""
    return f"at {named(place)}" if place else "at an unnumbered paragraph"


def listed(things: tuple[str, ...]) -> str:
    """Join names in a sentence: `Option 1, Option 2 and No text`."""
    return " and ".join(filter(None, (", ".join(things[:-1]), *things[-1:])))


class AlternativeFact(Fact):
    """Something that happened to a set of alternatives."""

    set_id: str
    place: str


class OptionAdded(AlternativeFact):
    """An option was put beside the text that stood there, or beside other options."""

    option_id: str
    option: str
    delegation_id: str | None = None

    def says(self, name: NameOf) -> str:
        return f"put in {self.option} {at(self.place)}"


class OptionWithdrawn(AlternativeFact):
    """An option was taken back by who had put it in, before anybody worked on it."""

    option_id: str
    option: str
    delegation_id: str | None = None

    def says(self, name: NameOf) -> str:
        return f"took back {self.option} {at(self.place)}"


class ParagraphTakenBack(ParagraphRetired):
    """A paragraph left the text with the option its proposers took back."""

    delegation_id: str | None = None

    def says(self, name: NameOf) -> str:
        return f"took back {named(self.label)}{because(self.reason)}"


class OptionChosen(AlternativeFact):
    """One option was chosen; the paragraphs of the others are retired. (A6)"""

    option_id: str
    option: str
    others: tuple[str, ...]
    digests: tuple[str, ...]
    """What was decided about: `<label> <digest>` of every paragraph of every option."""
    note: str | None = None

    def says(self, name: NameOf) -> str:
        over = listed(self.others)
        return f"chose {self.option} over {over} {at(self.place)}{because(self.note)}"


class OptionsMerged(AlternativeFact):
    """Two options became one, in words given for it. (A7)"""

    option_id: str
    option: str
    taken_in: str
    taken_in_option: str
    digests: tuple[str, ...]
    """The words it was merged into: `<label> <digest>`."""
    note: str | None = None

    def says(self, name: NameOf) -> str:
        what = f"merged {self.taken_in_option} into {self.option} {at(self.place)}"
        return f"{what}{because(self.note)}"


class AlternativesLeft(AlternativeFact):
    """All options were left standing, with a recommendation of the majority or without. (A8)"""

    options: tuple[str, ...]
    recommended: str | None = None
    digests: tuple[str, ...]
    reason: str

    def says(self, name: NameOf) -> str:
        most = f", {self.recommended} recommended by the majority" if self.recommended else ""
        left = f"left {listed(self.options)} standing {at(self.place)}{most}"
        return f"{left}{because(self.reason)}"


class AlternativesReopened(AlternativeFact):
    """A decision between alternatives was opened again; what it retired has come back. (A9)"""

    state_before: str
    reason: str

    def says(self, name: NameOf) -> str:
        return f"opened the alternatives {at(self.place)} again{because(self.reason)}"


class ParagraphRestored(Fact):
    """A retired paragraph came back into the text."""

    label: str
    digest: str
    reason: str

    def says(self, name: NameOf) -> str:
        return f"brought {named(self.label)} back{because(self.reason)}"


class AlternativesEnded(AlternativeFact):
    """There is nothing left to choose between. (A10)"""

    left: str | None = None

    def says(self, name: NameOf) -> str:
        rest = f"only {self.left} is left" if self.left else "none is left"
        return f"saw the alternatives {at(self.place)} end: {rest}"
