"""What is said about a draft's text besides its words, as values: who holds what, since when."""

from pydantic import AwareDatetime, BaseModel, ConfigDict

from app.rules.facts.positions import PositionsShown, Stance
from app.rules.options import Fate


class Value(BaseModel):
    """A value of a draft: it cannot be changed, and has nothing in it that is not named here."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DraftHolder(Value):
    """A delegation, or a role of the podium, that holds a bracket."""

    name: str
    reason: str
    accepts: str | None = None
    """The words it would accept instead."""
    since: AwareDatetime


class DraftBracket(Value):
    """A bracket that stands; `text` begins the words it stands around."""

    key: str
    paragraphs: tuple[str, ...]
    labels: tuple[str, ...] = ()
    text: str
    held_by: int = 0
    """How many hold it; their names are in `holders` only where attribution is shown. (X5)"""
    holders: tuple[DraftHolder, ...] = ()


class DraftOption(Value):
    """One option of a set of alternatives."""

    label: str
    fate: Fate = "standing"
    no_text: bool = False
    recommended: bool = False
    """Whether the majority recommends it, where all were left standing."""
    paragraphs: tuple[str, ...] = ()
    proposers: tuple[str, ...] = ()


class DraftOptionSet(Value):
    """Options that stand for one another in this text, or stood, and were decided about."""

    place: str
    decided: bool = False
    """Whether one was chosen or they were merged; their fates say what became of each."""
    left_standing: bool = False
    reason: str | None = None
    options: tuple[DraftOption, ...]


class DraftPosition(Value):
    """What one delegation thinks of a proposal."""

    name: str
    stance: Stance
    reason: str | None = None
    would_lift: str | None = None


class DraftSense(Value):
    """The sense of the room about a paragraph or an option, as far as the chair lets it out."""

    paragraph_id: str
    label: str
    counts: dict[Stance, int]
    said: tuple[DraftPosition, ...] = ()
    """Who said what; empty unless names are shown."""


class DraftSilenced(Value):
    """What became of a paragraph that was put under silence."""

    paragraph_id: str
    label: str
    fate: str
    broken_by: str | None = None
    reason: str | None = None


class DraftExplanation(Value):
    """An explanation of position, attached to an outcome."""

    name: str | None
    """Whose; None where attribution is hidden. (X5)"""
    label: str | None
    at: AwareDatetime
    text: str


class DraftSilence(Value):
    """A silence procedure and what it came to."""

    closes_at: AwareDatetime
    state: str
    items: tuple[DraftSilenced, ...] = ()
    explanations: tuple[DraftExplanation, ...] = ()


class DraftRelabelled(Value):
    """A paragraph that bears another number since a renumbering."""

    paragraph_id: str
    before: str
    after: str


class DraftRenumbering(Value):
    """A renumbering by the chair: the map from old numbers to new."""

    at: AwareDatetime
    reason: str
    changes: tuple[DraftRelabelled, ...] = ()


class DraftAccounts(Value):
    """All that is said about the text of a draft besides its words."""

    brackets: tuple[DraftBracket, ...] = ()
    options: tuple[DraftOptionSet, ...] = ()
    positions_shown: PositionsShown = "nothing"
    positions: tuple[DraftSense, ...] = ()
    silences: tuple[DraftSilence, ...] = ()
    renumberings: tuple[DraftRenumbering, ...] = ()

    @property
    def held(self) -> int:
        """How many brackets somebody holds."""
        return sum(bool(one.held_by) for one in self.brackets)

    @property
    def names(self) -> tuple[str, ...]:
        """Every delegation's name in it: there is none where attribution is hidden. (X5)"""
        held = [one.name for bracket in self.brackets for one in bracket.holders]
        proposed = [
            name for each in self.options for option in each.options for name in option.proposers
        ]
        said = [one.name for sense in self.positions for one in sense.said]
        told = [
            name
            for silence in self.silences
            for name in (
                *(item.broken_by for item in silence.items),
                *(one.name for one in silence.explanations),
            )
            if name is not None
        ]
        return (*held, *proposed, *said, *told)
