"""What clients see of the sense of the room."""

from datetime import datetime

from pydantic import BaseModel

from app.consensus.tables import PackageState
from app.kit.http import Ability
from app.rules.facts.positions import PositionsShown, Stance
from app.rules.kinds import Level, Status

May = dict[str, Ability]


class PositionOut(BaseModel):
    """What a delegation said; `earlier` when it was about other words than those of now."""

    delegation_id: str | None
    label: str
    stance: Stance
    reason: str | None
    would_lift: str | None
    at: datetime
    earlier: bool
    mine: bool


class SubjectSense(BaseModel):
    """What the room thinks of a paragraph or an option, as far as this reader is shown. (C10)"""

    counts: dict[Stance, int] | None
    silent: int | None
    """How many delegations have said nothing; None where the reader sees nothing of positions."""
    positions: list[PositionOut]
    """Those shown with names, and always one's own."""
    mine: PositionOut | None
    may: May


class ObstacleOut(BaseModel):
    """Why a paragraph cannot be agreed as it stands, and what to do."""

    key: str
    sentence: str


class CandidateOut(BaseModel):
    """Whether a paragraph can be agreed as it stands. (C13)"""

    ok: bool
    obstacles: list[ObstacleOut]


class LevelOut(BaseModel):
    """How far consensus has got at one level; `same` when it is about the words as they are."""

    level: Level
    body: str | None
    """The breakout's name; None for the plenary."""
    paragraph_id: str
    document_id: str
    status: Status
    digest: str | None
    same: bool
    at: datetime | None
    declarer: str | None
    role: str | None


class ConfirmationOut(BaseModel):
    """A delegation whose word is awaited, or has been given."""

    delegation_id: str | None
    label: str
    confirmed: bool
    at: datetime | None
    mine: bool


class ParagraphSense(SubjectSense):
    """What the room thinks of a paragraph, and how far consensus has got."""

    candidate: CandidateOut
    levels: list[LevelOut]
    confirmations: list[ConfirmationOut]
    package_id: str | None


class PackagePartOut(BaseModel):
    """A paragraph of a package, and why it does not stand if it does not."""

    paragraph_id: str
    label: str
    digest: str
    now: str
    status: Status
    why: str | None


class PackageOut(BaseModel):
    """Paragraphs that are agreed together."""

    id: str
    state: PackageState
    parts: list[PackagePartOut]
    opened_at: datetime
    closed_at: datetime | None
    reason: str | None
    may: May


class ConsensusOut(BaseModel):
    """The sense of the room over a whole document."""

    document_id: str
    shown: PositionsShown
    delegations: int
    paragraphs: dict[str, ParagraphSense]
    options: dict[str, SubjectSense]
    candidates: list[str]
    packages: list[PackageOut]
