"""The facts of the record: what happened, in the past tense, as values.

A fact says what it is about with identities and with the words a reader needs (labels, reasons);
who did it and when is added by the record. `says` phrases it after the doer's name and never
names a delegation itself: it asks `name`, which knows whether names are shown. (P5)
"""

from app.rules.facts.alternatives import (
    AlternativeFact,
    AlternativesEnded,
    AlternativesLeft,
    AlternativesReopened,
    OptionAdded,
    OptionChosen,
    OptionsMerged,
    OptionWithdrawn,
    ParagraphRestored,
    ParagraphTakenBack,
)
from app.rules.facts.amendments import (
    AmendmentAccepted,
    AmendmentAcceptedInPart,
    AmendmentDecided,
    AmendmentFell,
    AmendmentProposed,
    AmendmentRejected,
    AmendmentSubsumed,
    AmendmentWithdrawn,
)
from app.rules.facts.brackets import (
    BracketFact,
    BracketFell,
    BracketJoined,
    BracketLifted,
    BracketPlaced,
    BracketRemoved,
    PlaceholderPut,
    RivalChosen,
    RivalsJoined,
    SecretariatNotePut,
    StructureTaken,
)
from app.rules.facts.breakouts import (
    BreakoutEndorsed,
    BreakoutMembersSet,
    BreakoutOpened,
    BreakoutReported,
    BreakoutSeat,
    ParagraphEndorsed,
    WorkReturned,
)
from app.rules.facts.consensus import (
    AgreementConfirmed,
    AgreementDeclined,
    AgreementReopened,
    PackageBroken,
    PackageCompleted,
    StatusDeclared,
    StatusFell,
)
from app.rules.facts.fact import Fact, NameOf
from app.rules.facts.groups import (
    AttributionSet,
    DelegationSeated,
    GroupFounded,
    InvitationRenewed,
    PersonInvited,
    RoleRevoked,
)
from app.rules.facts.meetings import SittingClosed, SittingOpened
from app.rules.facts.numbering import (
    DocumentRenumbered,
    LevelChanged,
    NumberingSet,
    ReferencesLinked,
    Relabelled,
)
from app.rules.facts.positions import (
    PositionChanged,
    PositionFact,
    PositionsShownSet,
    PositionTaken,
    PositionWithdrawn,
)
from app.rules.facts.silence import (
    ExplanationGiven,
    SilenceBroken,
    SilenceCancelled,
    SilenceConcluded,
    SilenceOpened,
    SilenceReminded,
    SilentItem,
)
from app.rules.facts.text import (
    CategoryAdded,
    CategoryRenamed,
    DocumentOpened,
    KindChanged,
    ParagraphAdded,
    ParagraphEdited,
    ParagraphMoved,
    ParagraphRetired,
    ParagraphsMerged,
    ParagraphSplit,
)

__all__ = [
    "FACTS",
    "AgreementConfirmed",
    "AgreementDeclined",
    "AgreementReopened",
    "AlternativeFact",
    "AlternativesEnded",
    "AlternativesLeft",
    "AlternativesReopened",
    "AmendmentAccepted",
    "AmendmentAcceptedInPart",
    "AmendmentDecided",
    "AmendmentFell",
    "AmendmentProposed",
    "AmendmentRejected",
    "AmendmentSubsumed",
    "AmendmentWithdrawn",
    "AttributionSet",
    "BracketFact",
    "BracketFell",
    "BracketJoined",
    "BracketLifted",
    "BracketPlaced",
    "BracketRemoved",
    "BreakoutEndorsed",
    "BreakoutMembersSet",
    "BreakoutOpened",
    "BreakoutReported",
    "BreakoutSeat",
    "CategoryAdded",
    "CategoryRenamed",
    "DelegationSeated",
    "DocumentOpened",
    "DocumentRenumbered",
    "ExplanationGiven",
    "Fact",
    "GroupFounded",
    "InvitationRenewed",
    "KindChanged",
    "LevelChanged",
    "NameOf",
    "NumberingSet",
    "OptionAdded",
    "OptionChosen",
    "OptionWithdrawn",
    "OptionsMerged",
    "PackageBroken",
    "PackageCompleted",
    "ParagraphAdded",
    "ParagraphEdited",
    "ParagraphEndorsed",
    "ParagraphMoved",
    "ParagraphRestored",
    "ParagraphRetired",
    "ParagraphSplit",
    "ParagraphTakenBack",
    "ParagraphsMerged",
    "PersonInvited",
    "PlaceholderPut",
    "PositionChanged",
    "PositionFact",
    "PositionTaken",
    "PositionWithdrawn",
    "PositionsShownSet",
    "ReferencesLinked",
    "Relabelled",
    "RivalChosen",
    "RivalsJoined",
    "RoleRevoked",
    "SecretariatNotePut",
    "SilenceBroken",
    "SilenceCancelled",
    "SilenceConcluded",
    "SilenceOpened",
    "SilenceReminded",
    "SilentItem",
    "SittingClosed",
    "SittingOpened",
    "StatusDeclared",
    "StatusFell",
    "StructureTaken",
    "WorkReturned",
]


def _kinds(of: type[Fact]) -> dict[str, type[Fact]]:
    found: dict[str, type[Fact]] = {}
    for kind in of.__subclasses__():
        found |= {kind.__name__: kind} | _kinds(kind)
    return found


FACTS: dict[str, type[Fact]] = _kinds(Fact)
"""Every kind of fact by its name, to read the record back."""
