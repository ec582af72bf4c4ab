"""Facts about brackets, placeholders and the secretariat's notes."""

from app.rules.facts.fact import Fact, NameOf, because, named


def _where(label: str, places: int) -> str:
    """Name the paragraph something begins in, and say how many more it runs over."""
    more = places - 1
    return named(label) + (f" and {more} more" if more > 0 else "")


class BracketFact(Fact):
    """Common to what happens to a bracket: where it begins, and the words it stands around."""

    label: str
    bracket: str
    text: str = ""
    places: int = 1
    """How many paragraphs it runs over."""
    digests: tuple[str, ...] = ()
    """Of the words of each of them afterwards, where they are others now."""


class BracketPlaced(BracketFact):
    """Words were put in brackets for a delegation, or by the podium."""

    delegation_id: str | None
    reason: str
    accepts: str | None = None
    carried: bool = False
    """Whether it was placed in a breakout and came to the plenary's text with its words."""

    def says(self, name: NameOf) -> str:
        where = _where(self.label, self.places)
        if self.carried:
            return f"took over brackets for {name(self.delegation_id)} in {where}"
        return f"put words of {where} in brackets for {name(self.delegation_id)}" + because(
            self.reason
        )


class BracketJoined(BracketFact):
    """A delegation joined those that hold a bracket, or changed what it says of it."""

    delegation_id: str | None
    reason: str
    accepts: str | None = None
    again: bool = False

    def says(self, name: NameOf) -> str:
        where = _where(self.label, self.places)
        if self.again:
            return f"gave another reason for the brackets in {where}{because(self.reason)}"
        return (
            f"joined the holders of brackets in {where} for {name(self.delegation_id)}"
            f"{because(self.reason)}"
        )


class BracketLifted(BracketFact):
    """A delegation no longer holds a bracket; with its last holder the bracket is gone."""

    delegation_id: str | None
    gone: bool
    reason: str | None = None

    def says(self, name: NameOf) -> str:
        where = _where(self.label, self.places)
        held = f"the hold of {name(self.delegation_id)} on the brackets"
        return f"lifted {'the brackets' if self.gone else held} in {where}{because(self.reason)}"


class BracketRemoved(BracketFact):
    """The chair, or a breakout's convenor, took a bracket off, whoever held it."""

    reason: str

    def says(self, name: NameOf) -> str:
        return f"took off the brackets in {_where(self.label, self.places)}{because(self.reason)}"


class BracketFell(BracketFact):
    """A bracket, a placeholder or a note had no words left in the text."""

    reason: str

    def says(self, name: NameOf) -> str:
        return f"saw brackets in {named(self.label)} fall{because(self.reason)}"


class RivalsJoined(Fact):
    """Brackets beside each other were joined as rival words, of which one can be chosen."""

    label: str
    rivals: str
    brackets: tuple[str, ...]
    texts: tuple[str, ...]

    def says(self, name: NameOf) -> str:
        return f"joined {_listed(self.texts)} in {named(self.label)} as rival words"


class RivalChosen(Fact):
    """Of rival words one was chosen: its bracket is gone, the others are gone with their words."""

    label: str
    rivals: str
    bracket: str
    text: str
    others: tuple[str, ...]
    """The brackets that were not chosen."""
    taken_away: tuple[str, ...]
    """Their words."""
    digest: str
    reason: str | None = None

    def says(self, name: NameOf) -> str:
        return (
            f"chose “{self.text}” in {named(self.label)} over {_listed(self.taken_away)}"
            f"{because(self.reason)}"
        )


class StructureFact(Fact):
    """Common to what happens to a placeholder or a note."""

    label: str
    mark: str
    text: str
    digest: str


class PlaceholderPut(StructureFact):
    """Words were marked as a placeholder: they hold a place and are no text."""

    def says(self, name: NameOf) -> str:
        return f"put the placeholder “{self.text}” in {named(self.label)}"


class SecretariatNotePut(StructureFact):
    """Words were marked as a note of the secretariat's: they explain and are no text."""

    def says(self, name: NameOf) -> str:
        return f"put the note “{self.text}” in {named(self.label)}"


class StructureTaken(StructureFact):
    """A placeholder or a note was taken away."""

    kept: bool
    """Whether its words stay, as text."""
    reason: str | None = None

    def says(self, name: NameOf) -> str:
        what = "placeholder" if self.mark.startswith("ph") else "note"
        how = " and kept its words" if self.kept else ""
        return (
            f"took away the {what} “{self.text}” in {named(self.label)}{how}{because(self.reason)}"
        )


def _listed(texts: tuple[str, ...]) -> str:
    quoted = [f"“{text}”" for text in texts]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]]) if len(quoted) > 1 else quoted[0]
