"""Facts about the silence procedure: text that is agreed unless somebody speaks in time."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from app.rules.facts.fact import Fact, NameOf, because, named, paragraphs
from app.rules.kinds import Status


class SilentItem(BaseModel):
    """A paragraph under silence, by its identity, its number then, and its exact words."""

    model_config = ConfigDict(frozen=True)
    paragraph_id: str
    label: str
    digest: str


def until(at: datetime) -> str:
    """Name a deadline in a sentence, in UTC."""
    return f"{at.day} {at:%B %Y, %H:%M} UTC"


class SilenceOpened(Fact):
    """Exact words were put under silence until a date and time."""

    silence_id: str
    items: tuple[SilentItem, ...]
    closes_at: datetime
    note: str | None = None

    def says(self, name: NameOf) -> str:
        count = paragraphs(len(self.items))
        return f"put {count} under silence until {until(self.closes_at)}{because(self.note)}"


class SilenceBroken(Fact):
    """A delegation broke the silence over a paragraph, which is under discussion again."""

    silence_id: str
    label: str
    digest: str
    status_before: Status
    delegation_id: str | None
    reason: str

    def says(self, name: NameOf) -> str:
        return f"broke silence on {named(self.label)}{because(self.reason)}"


class SilenceConcluded(Fact):
    """The deadline has passed: what nobody spoke against is agreed as it stood."""

    silence_id: str
    closes_at: datetime
    agreed: tuple[SilentItem, ...]
    broken: tuple[SilentItem, ...]

    def says(self, name: NameOf) -> str:
        kept, lost = paragraphs(len(self.agreed)), paragraphs(len(self.broken))
        return (
            f"noted the end of the silence until {until(self.closes_at)}: {kept} agreed, "
            f"silence broken on {lost}"
        )


class SilenceCancelled(Fact):
    """The chair took text from under silence before its deadline, with a reason."""

    silence_id: str
    items: tuple[SilentItem, ...]
    """The paragraphs that were still silent."""
    reason: str

    def says(self, name: NameOf) -> str:
        count = paragraphs(len(self.items))
        return f"cancelled the silence over {count}{because(self.reason)}"


class SilenceReminded(Fact):
    """Everyone was reminded that a silence procedure is about to end."""

    silence_id: str
    closes_at: datetime
    hours: int
    silent: int
    """How many paragraphs were still under silence."""

    def says(self, name: NameOf) -> str:
        hours = "an hour" if self.hours == 1 else f"{self.hours} hours"
        return (
            f"reminds that in less than {hours}, on {until(self.closes_at)}, "
            f"{paragraphs(self.silent)} will be agreed if nobody breaks silence"
        )


class ExplanationGiven(Fact):
    """A delegation explained its position on the outcome of a silence procedure."""

    silence_id: str
    explanation_id: str
    label: str | None
    """The paragraph it is about; None for the procedure as a whole."""
    delegation_id: str | None
    text: str

    def says(self, name: NameOf) -> str:
        about = "" if self.label is None else f" on {named(self.label)}"
        return f"explained a position{about}{because(self.text)}"
