"""The consolidated draft as values: what every format is rendered from, read at one moment."""

from collections import Counter
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AwareDatetime,
    Field,
    computed_field,
    field_serializer,
    field_validator,
    model_validator,
)

from app.exports.accounts import DraftAccounts, Value
from app.rules import words
from app.rules.kinds import NEGOTIABLE, STATUSES, Kind, Level, Status

View = Literal["clean", "tracked"]
"""`clean` prints the base text, `tracked` the pending amendments as tracked changes. (X4)"""

Identity = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,36}$")]
"""An identity that can also name a bookmark (Word: letters, digits, `_`; 40 characters)."""


class DraftGroup(Value):
    """The working group on the title page."""

    name: str
    mandate: str | None = None


class RecordPoint(Value):
    """The entry of the record the draft was read at; the chain's hash where no name is hidden."""

    seq: int
    hash: str


class DraftAmendment(Value):
    """Who proposed an amendment (`<pen>-<group>`), and when; the author is a delegation's name."""

    id: str
    author: str | None = None
    at: AwareDatetime | None = None


class DraftParagraph(Value):
    """A paragraph with its words, pending amendments and all that is said about it."""

    id: Identity
    label: str = ""
    """The computed number, `2 bis`; empty when unnumbered."""
    number_given: str | None = None
    """The number as received, exactly as it stood, full stops and brackets included."""
    kind: Kind
    status: Status
    status_note: str | None = None
    level: Level = "plenary"
    alternative_to: str | None = None
    alternative_label: str | None = None
    proposers: tuple[str, ...] = ()
    runs: words.Words = ()
    amendments: tuple[DraftAmendment, ...] = ()
    with_breakout: str | None = None
    awaiting: int = 0
    """How many delegations an agreement still waits for."""
    awaited: tuple[str, ...] = ()
    """Their names, where attribution is shown."""
    package: tuple[str, ...] = ()
    """The labels of the paragraphs it is agreed with, or not at all."""
    silent_until: AwareDatetime | None = None
    references: dict[str, str] = Field(default_factory=dict)
    """Which paragraph each reference in the words names, by the identity of its mark."""

    @field_validator("runs", mode="before")
    @classmethod
    def _read(cls, runs: Any) -> Any:
        """Take runs or their JSON form, and put them into the canonical form."""
        return words.canonical(
            words.Run(str(run["text"]), tuple(run["marks"])) if isinstance(run, dict) else run
            for run in runs
        )

    @field_serializer("runs")
    def _write(self, runs: words.Words) -> list[dict[str, Any]]:
        return words.as_json(runs)

    @computed_field  # type: ignore[prop-decorator]  # pydantic's documented order
    @property
    def digest(self) -> str:
        """The digest of exactly these words."""
        return words.digest(self.runs)

    @computed_field  # type: ignore[prop-decorator]  # pydantic's documented order
    @property
    def pending(self) -> tuple[str, ...]:
        """The amendments the words carry, in order of first appearance."""
        return tuple(words.amendments(self.runs))

    @property
    def negotiable(self) -> bool:
        """Whether a status can be declared about it; headings and notes have none."""
        return self.kind in NEGOTIABLE

    @property
    def base_text(self) -> str:
        """The characters that remain when every amendment is rejected."""
        return words.plain(words.base(self.runs))

    @property
    def amended_text(self) -> str:
        """The characters that remain when every amendment is accepted."""
        return words.plain(words.amended(self.runs))


class DraftCategory(Value):
    """A heading of the framework with its paragraphs in order; level 1 is the highest."""

    id: str
    label: str = ""
    title: str
    level: Annotated[int, Field(ge=1, le=9)] = 1
    paragraphs: tuple[DraftParagraph, ...] = ()


class ConsolidatedDraft(Value):
    """A whole text as the chair hands it out. Each paragraph stands in it once."""

    document_id: str
    title: str
    date: AwareDatetime
    """When it was read; every date and time inside the files comes from here."""
    state: str
    group: DraftGroup
    view: View = "clean"
    attribution_shown: bool
    record: RecordPoint
    categories: tuple[DraftCategory, ...] = ()
    accounts: DraftAccounts = DraftAccounts()
    """What is said about the text besides its words; printed as annexes. (X11)"""

    @property
    def paragraphs(self) -> tuple[DraftParagraph, ...]:
        """Every paragraph in document order."""
        return tuple(p for category in self.categories for p in category.paragraphs)

    @computed_field  # type: ignore[prop-decorator]  # pydantic's documented order
    @property
    def counts(self) -> dict[str, int]:
        """How many negotiable paragraphs have each status; statuses nobody has are left out."""
        found = Counter(p.status for p in self.paragraphs if p.negotiable)
        return {status: found[status] for status in STATUSES if found[status]}

    @model_validator(mode="after")
    def _each_paragraph_once(self) -> Self:
        seen = Counter(p.id for p in self.paragraphs)
        if twice := [name for name, times in seen.items() if times > 1]:
            raise ValueError(f"paragraphs stand twice in the draft: {', '.join(twice)}")
        return self

    @model_validator(mode="after")
    def _names_only_when_shown(self) -> Self:
        """X5: a draft with attribution hidden cannot even be made with a name in it."""
        if not self.attribution_shown and (
            self.accounts.names
            or any(
                p.proposers or p.awaited or any(a.author for a in p.amendments)
                for p in self.paragraphs
            )
        ):
            raise ValueError("attribution is hidden, and the draft carries names")
        return self
