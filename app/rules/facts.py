"""The facts of the record: what happened, in the past tense, as values.

A fact says what it is about with identities and with the words a reader needs (labels, reasons);
who did it and when is added by the record. `says` phrases it after the doer's name and never
names a delegation itself: it asks `name`, which knows whether names are shown. (P5)
"""

from collections.abc import Callable

from pydantic import BaseModel, ConfigDict

from app.rules.actors import BreakoutRole, DelegationKind, Role
from app.rules.kinds import Kind, Level, Status

NameOf = Callable[[str | None], str]
"""Gives a delegation's short name, or "a delegation" where names are hidden or unknown."""


class Fact(BaseModel):
    """Something that happened. `document_id`, `paragraph_id` and `breakout_id` index it."""

    model_config = ConfigDict(frozen=True)
    document_id: str | None = None
    paragraph_id: str | None = None
    breakout_id: str | None = None

    @property
    def kind(self) -> str:
        """The fact's name in the record."""
        return type(self).__name__

    def says(self, name: NameOf) -> str:
        """Phrase the fact after its doer: "<doer> " + what this returns."""
        return self.kind


def _because(note: str | None) -> str:
    return f": “{note}”" if note else ""


def _paragraph(label: str) -> str:
    return f"paragraph {label}" if label else "an unnumbered paragraph"


class GroupFounded(Fact):
    """A working group came into being."""

    title: str

    def says(self, name: NameOf) -> str:
        return f"founded the working group “{self.title}”"


class AttributionSet(Fact):
    """The chair decided whether the room sees who proposed what."""

    shown: bool

    def says(self, name: NameOf) -> str:
        return f"decided that attribution is {'shown' if self.shown else 'hidden'}"


class DelegationSeated(Fact):
    """A delegation took its place."""

    delegation_id: str
    title: str
    delegation_kind: DelegationKind
    observer: bool

    def says(self, name: NameOf) -> str:
        return f"seated {self.title}{' as an observer' if self.observer else ''}"


class PersonInvited(Fact):
    """A person was given a role and a sign-in link."""

    membership_id: str
    person: str
    role: Role
    delegation_id: str | None

    def says(self, name: NameOf) -> str:
        return f"invited {self.person} as {self.role}"


class InvitationRenewed(Fact):
    """A new sign-in link replaced the earlier ones."""

    membership_id: str
    person: str

    def says(self, name: NameOf) -> str:
        return f"gave {self.person} a new sign-in link"


class RoleRevoked(Fact):
    """A person's role was taken away."""

    membership_id: str
    person: str
    reason: str

    def says(self, name: NameOf) -> str:
        return f"took away {self.person}'s role{_because(self.reason)}"


class DocumentOpened(Fact):
    """A rolling document was opened, by hand or from an import."""

    title: str
    source: str | None = None
    paragraphs: int = 0

    def says(self, name: NameOf) -> str:
        if self.source:
            return f"imported “{self.title}” from {self.source} ({self.paragraphs} paragraphs)"
        return f"opened the document “{self.title}”"


class CategoryAdded(Fact):
    """A heading joined the document's framework."""

    category_id: str
    label: str
    title: str

    def says(self, name: NameOf) -> str:
        return f"added the category {self.label} {self.title}".rstrip()


class CategoryRenamed(Fact):
    """A category took another label or title; its identity stays."""

    category_id: str
    label: str
    title: str
    label_before: str
    title_before: str

    def says(self, name: NameOf) -> str:
        before = f"{self.label_before} {self.title_before}".strip()
        return f"renamed the category {before} to {self.label} {self.title}".rstrip()


class ParagraphAdded(Fact):
    """A paragraph came into the text."""

    label: str
    paragraph_kind: Kind
    alternative_to: str | None = None
    digest: str

    def says(self, name: NameOf) -> str:
        what = "an alternative," if self.alternative_to else "a"
        return f"added {what} {self.paragraph_kind} paragraph as {self.label or 'unnumbered'}"


class ParagraphEdited(Fact):
    """The words of a paragraph changed by typing, and have come to rest."""

    label: str
    digest: str
    base_digest: str

    def says(self, name: NameOf) -> str:
        return f"edited {_paragraph(self.label)}"


class AmendmentProposed(Fact):
    """A delegation's amendment appeared in a paragraph."""

    label: str
    amendment: str
    delegation_id: str | None

    def says(self, name: NameOf) -> str:
        return f"proposed an amendment to {_paragraph(self.label)}"


class AmendmentDecided(Fact):
    """Common to the ends an amendment can come to; the words it held stay in the record."""

    label: str
    amendment: str
    delegation_id: str | None
    inserted: str
    deleted: str
    note: str | None = None
    digest: str


class AmendmentAccepted(AmendmentDecided):
    """An amendment became part of the text."""

    def says(self, name: NameOf) -> str:
        whose = name(self.delegation_id)
        return f"accepted the amendment of {whose} to {_paragraph(self.label)}{_because(self.note)}"


class AmendmentRejected(AmendmentDecided):
    """An amendment was not taken."""

    def says(self, name: NameOf) -> str:
        whose = name(self.delegation_id)
        return f"rejected the amendment of {whose} to {_paragraph(self.label)}{_because(self.note)}"


class AmendmentWithdrawn(AmendmentDecided):
    """A delegation took its own amendment back."""

    def says(self, name: NameOf) -> str:
        return f"withdrew an amendment to {_paragraph(self.label)}"


class AmendmentFell(AmendmentDecided):
    """An amendment had no words left: they fell with what it amended, or its author erased them."""

    def says(self, name: NameOf) -> str:
        whose = name(self.delegation_id)
        return f"saw the amendment of {whose} to {_paragraph(self.label)} fall{_because(self.note)}"


class ParagraphMoved(Fact):
    """A paragraph took another place; its label stays."""

    label: str
    category_id: str
    after: str | None

    def says(self, name: NameOf) -> str:
        return f"moved {_paragraph(self.label)}"


class ParagraphSplit(Fact):
    """A paragraph became two; each part keeps origin, proposers and amendments."""

    label: str
    into: str
    into_label: str
    digest: str
    into_digest: str

    def says(self, name: NameOf) -> str:
        return f"split {_paragraph(self.label)}; the second part is {self.into_label}"


class ParagraphsMerged(Fact):
    """A paragraph took in the next one, which is retired and stays in the record."""

    label: str
    taken_in: str
    taken_in_label: str
    digest: str

    def says(self, name: NameOf) -> str:
        return f"merged {_paragraph(self.taken_in_label)} into {_paragraph(self.label)}"


class ParagraphRetired(Fact):
    """A paragraph left the text; the record keeps it and why."""

    label: str
    reason: str

    def says(self, name: NameOf) -> str:
        return f"retired {_paragraph(self.label)}{_because(self.reason)}"


class KindChanged(Fact):
    """A paragraph's kind changed, as when a statement becomes a recommendation."""

    label: str
    kind_before: Kind
    kind_after: Kind

    def says(self, name: NameOf) -> str:
        return f"made {_paragraph(self.label)} a {self.kind_after} (was {self.kind_before})"


class StatusDeclared(Fact):
    """A consensus status was declared about exact words."""

    label: str
    status: Status
    status_before: Status
    level: Level
    digest: str
    note: str | None = None

    def says(self, name: NameOf) -> str:
        where = "in the breakout " if self.level == "breakout" else ""
        return (
            f"declared {_paragraph(self.label)} {self.status} {where}{_because(self.note)}".strip()
        )


class AgreementReopened(Fact):
    """Agreed text was opened again, by the chair and with a reason."""

    label: str
    status_before: Status
    digest: str
    reason: str

    def says(self, name: NameOf) -> str:
        return f"reopened {_paragraph(self.label)}{_because(self.reason)}"


class StatusFell(Fact):
    """A status no longer held, because the words it named are no longer the words."""

    label: str
    status_before: Status
    digest_before: str
    digest: str

    def says(self, name: NameOf) -> str:
        return (
            f"changed the words of {_paragraph(self.label)}, which therefore is no longer "
            f"{self.status_before}"
        )


class BreakoutOpened(Fact):
    """The plenary gave paragraphs to a breakout, with a task."""

    title: str
    task: str
    working_document_id: str
    paragraphs: int
    closed: bool

    def says(self, name: NameOf) -> str:
        return f"opened {self.title} with {self.paragraphs} paragraphs: “{self.task}”"


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
        return f"reported the work of {self.title} ({self.items} paragraphs)"


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
        return f"endorsed {_paragraph(self.label)} from {self.title}{how}"


class BreakoutEndorsed(Fact):
    """Every paragraph of a breakout's report has been endorsed."""

    title: str
    note: str | None = None

    def says(self, name: NameOf) -> str:
        return f"endorsed the work of {self.title}{_because(self.note)}"


class WorkReturned(Fact):
    """The plenary sent work back to a breakout."""

    title: str
    items: tuple[str, ...]
    comment: str

    def says(self, name: NameOf) -> str:
        return f"returned {len(self.items)} paragraphs to {self.title}{_because(self.comment)}"


def _kinds(of: type[Fact]) -> dict[str, type[Fact]]:
    found: dict[str, type[Fact]] = {}
    for kind in of.__subclasses__():
        found |= {kind.__name__: kind} | _kinds(kind)
    return found


FACTS: dict[str, type[Fact]] = _kinds(Fact)
"""Every kind of fact by its name, to read the record back."""
