"""Facts about breakouts and the plenary's endorsement."""

from pydantic import BaseModel, ConfigDict

from app.rules.actors import BreakoutRole
from app.rules.facts.fact import Fact, NameOf, because, named, paragraphs


class BreakoutOpened(Fact):
    """The plenary gave paragraphs to a breakout, with a task."""

    title: str
    task: str
    working_document_id: str
    paragraphs: int
    closed: bool

    def says(self, name: NameOf) -> str:
        return f"opened {self.title} with {paragraphs(self.paragraphs)}: “{self.task}”"


class BreakoutSeat(BaseModel):
    """One person's place in a breakout."""

    model_config = ConfigDict(frozen=True)
    membership_id: str
    role: BreakoutRole


class BreakoutMembersSet(Fact):
    """A breakout's members, or whether others may read it, were set."""

    title: str
    seats: tuple[BreakoutSeat, ...]
    closed: bool

    def says(self, name: NameOf) -> str:
        closed = "closed" if self.closed else "open"
        return f"set the members of {self.title} ({len(self.seats)}, {closed} to others)"


class BreakoutReported(Fact):
    """A convenor brought the breakout's work to the plenary."""

    title: str
    intro: str
    items: int

    def says(self, name: NameOf) -> str:
        return f"reported the work of {self.title} ({paragraphs(self.items)})"


class ParagraphEndorsed(Fact):
    """The plenary took a breakout's words for a paragraph as its own."""

    label: str
    title: str
    copy_id: str
    copy_digest: str
    digest: str
    as_amended: bool
    retired: bool = False

    def says(self, name: NameOf) -> str:
        how = " as amended" if self.as_amended else ""
        return f"endorsed {named(self.label)} from {self.title}{how}"


class BreakoutEndorsed(Fact):
    """Every paragraph of a breakout's report has been endorsed."""

    title: str
    note: str | None = None

    def says(self, name: NameOf) -> str:
        return f"endorsed the work of {self.title}{because(self.note)}"


class WorkReturned(Fact):
    """The plenary sent work back to a breakout."""

    title: str
    items: tuple[str, ...]
    comment: str

    def says(self, name: NameOf) -> str:
        return f"returned {paragraphs(len(self.items))} to {self.title}{because(self.comment)}"
