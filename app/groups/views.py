"""What clients see of a group, its people and its record."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from app.groups.tables import Delegation, Membership, WorkingGroup
from app.kit.http import Ability
from app.people import Person
from app.record import Entry
from app.rules import people as rules
from app.rules.actors import Actor, DelegationKind, Role
from app.rules.facts import FACTS, Fact, PositionFact
from app.rules.facts.positions import PositionsShown
from app.rules.positions import shown_to
from app.rules.verdict import No

May = dict[str, Ability]


def ability(verdict: No | object) -> Ability:
    """Turn a rule's answer into what a page shows: anything but a `No` is a yes."""
    if isinstance(verdict, No):
        return Ability(ok=False, reason=verdict.reason, sentence=verdict.sentence)
    return Ability(ok=True)


class DelegationOut(BaseModel):
    """A delegation; `colour` is a place in the palette of twelve."""

    id: str
    name: str
    short: str
    kind: DelegationKind
    observer: bool
    colour: int


class MeOut(BaseModel):
    """The person asking, in this group."""

    membership_id: str
    person_id: str
    role: Role
    delegation_id: str | None


class MemberOut(BaseModel):
    """A person with a role in the group, now or before."""

    membership_id: str
    person_id: str
    name: str
    role: Role
    delegation_id: str | None
    invited_at: datetime
    joined_at: datetime | None
    revoked_at: datetime | None
    may: May


class LinkOut(BaseModel):
    """A personal sign-in link, shown this once."""

    url: str
    expires_at: datetime


class InvitedOut(BaseModel):
    """A person just invited, with their link."""

    person: MemberOut
    link: LinkOut


class ByOut(BaseModel):
    """Who did something, as far as the reader may know. (P5)"""

    person: str | None
    delegation_id: str | None
    role: str


class FactOut(BaseModel):
    """One fact of the record; `sentence` follows the doer's name.

    `hash` is empty for readers from whom names are hidden: by trying, it would tell them. (P5)
    """

    seq: int
    at: datetime
    kind: str
    by: ByOut
    document_id: str | None
    paragraph_id: str | None
    breakout_id: str | None
    sentence: str
    data: dict[str, Any]
    hash: str


class Names:
    """Gives delegations' short names, or hides them from those who may not see them. (P5)"""

    def __init__(
        self, group: WorkingGroup, actor: Actor, delegations: Sequence[Delegation]
    ) -> None:
        self._shown = group.attribution_shown
        self._positions: PositionsShown = group.positions_shown
        self._actor = actor
        self._by_id: Mapping[str, Delegation] = {one.id: one for one in delegations}

    def sees(self, seat: str | None) -> bool:
        """Whether the reader may know that this seat's words are its own."""
        return rules.sees_names(self._actor, self._shown, seat)

    def delegation(self, delegation_id: str | None) -> Delegation | None:
        """Return the delegation if there is one and the reader may see its name."""
        if delegation_id is None or not self.sees(delegation_id):
            return None
        return self._by_id.get(delegation_id)

    def short(self, delegation_id: str | None) -> str:
        """Return the short name for a sentence; "the podium" for words that are no delegation's."""
        if delegation_id is None:
            return "the podium"
        found = self.delegation(delegation_id)
        return found.short if found else "a delegation"

    def label(self, seat: str) -> str:
        """Return what a seat's amendments are signed with: a short name, a role, or nothing."""
        if seat not in self._by_id:
            return seat.capitalize()
        found = self.delegation(seat)
        return found.short if found else ""

    def positions(self, breakout_id: str | None) -> PositionsShown:
        """What the reader sees of others' positions in a text. (C10)"""
        return shown_to(self._actor, self._positions, self._shown, breakout_id)

    @property
    def complete(self) -> bool:
        """Whether no name is hidden from the reader: where one is, a hash would tell it.

        Few could have done a thing, and a hash over all that is said of it shows who did.
        """
        everyones = self.sees(None) and self.positions(None) == "names"
        return everyones or self._actor.serves

    def owns(self, delegation_id: str | None) -> bool:
        """Whether the reader speaks for this delegation, and so sees what is its own."""
        return self._actor.speaks and delegation_id == self._actor.delegation_id


def names_for(group: WorkingGroup, actor: Actor, delegations: Sequence[Delegation]) -> Names:
    """Return the names this actor may see in this group."""
    return Names(group, actor, delegations)


def readable(entry: Entry, actor: Actor) -> bool:
    """Whether a fact is for this reader: the whole group's, or of a breakout they sit in. (R3)"""
    return entry.audience is None or actor.serves or actor.breakout_role(entry.audience) is not None


# Whose doing these are is the attribution that a chair may hide; other acts are done in public.
_ATTRIBUTED = frozenset(
    (
        "AgreementConfirmed",
        "AgreementDeclined",
        "AmendmentAcceptedInPart",
        "AmendmentProposed",
        "AmendmentSubsumed",
        "AmendmentWithdrawn",
        "AmendmentAccepted",
        "AmendmentRejected",
        "AmendmentFell",
        "ExplanationGiven",
        "SilenceBroken",
        "BracketPlaced",
        "BracketJoined",
        "BracketLifted",
        "AlternativesEnded",
        "OptionAdded",
        "OptionWithdrawn",
        "ParagraphAdded",
        "ParagraphTakenBack",
        "ParagraphEdited",
        "StatusFell",
    )
)


def facts_out(entries: Sequence[Entry], actor: Actor, names: Names) -> list[FactOut]:
    """Show the facts that are for this reader, with the names they may see. (R3, P5, C10)"""
    return [fact_out(entry, names) for entry in entries if reads(entry, actor, names)]


def reads(entry: Entry, actor: Actor, names: Names) -> bool:
    """Whether this reader is told of a fact at all. (R3, C10)"""
    return readable(entry, actor) and not _kept_from(entry, names)


def _kept_from(entry: Entry, names: Names) -> bool:
    """Whether it is another's position, and the room sees nothing of positions. (C10)"""
    return (
        entry.kind in _POSITIONS
        and names.positions(entry.breakout_id) == "nothing"
        and not names.owns(entry.data.get("delegation_id"))
    )


_POSITIONS = frozenset(("PositionTaken", "PositionChanged", "PositionWithdrawn"))


def fact_out(entry: Entry, names: Names) -> FactOut:
    """Show a fact, with the names the reader may see and no others. (P5)"""
    fact = FACTS[entry.kind].model_validate(entry.data)
    data = dict(entry.data)
    by = ByOut(person=entry.person_name, delegation_id=entry.delegation_id, role=entry.role)
    sentence = fact.says(names.short)
    if entry.kind in _ATTRIBUTED:
        if entry.delegation_id is not None and not names.sees(entry.delegation_id):
            by = ByOut(person=None, delegation_id=None, role=entry.role)
        if not names.sees(data.get("delegation_id")):
            data["delegation_id"] = None
    if data.get("pending"):
        data["pending"] = [one for one in data["pending"] if names.sees(one)]
    if isinstance(fact, PositionFact) and _nameless(fact, names):
        by = ByOut(person=None, delegation_id=None, role=entry.role)
        data, sentence = _without_name(fact, names)
    return FactOut(
        seq=entry.seq,
        at=entry.at,
        kind=entry.kind,
        by=by,
        document_id=entry.document_id,
        paragraph_id=entry.paragraph_id,
        breakout_id=entry.breakout_id,
        sentence=sentence,
        data=data,
        hash=entry.hash if names.complete else "",
    )


def _nameless(fact: PositionFact, names: Names) -> bool:
    return names.positions(fact.breakout_id) != "names" and not names.owns(fact.delegation_id)


def _without_name(fact: PositionFact, names: Names) -> tuple[dict[str, Any], str]:
    """Leave out of another's position what the room does not see: the name, and what names. (C10)

    A reason and the words that would lift an objection tell whose it is as surely as a name.
    """
    if names.positions(fact.breakout_id) == "nothing":
        return {"label": fact.label}, f"spoke about {fact.subject}"
    told = ("delegation_id", "reason", "would_lift")
    bare: Fact = fact.model_copy(update={one: None for one in told if hasattr(fact, one)})
    return bare.model_dump(mode="json"), bare.says(lambda _: "a delegation")


def delegation_out(delegation: Delegation) -> DelegationOut:
    """Show a delegation."""
    return DelegationOut.model_validate(delegation, from_attributes=True)


def member_out(actor: Actor, membership: Membership, person: Person) -> MemberOut:
    """Show a member, with what the reader may do about their role."""
    gone = membership.revoked_at is not None
    revoked = No.now("groups.already_revoked", "This role has already been taken away.")
    may_revoke = revoked if gone else rules.may_revoke(actor, person.id, membership.role)
    may_renew = revoked if gone else rules.may_invite(actor)
    return MemberOut(
        membership_id=membership.id,
        person_id=person.id,
        name=person.name,
        role=membership.role,
        delegation_id=membership.delegation_id,
        invited_at=membership.invited_at,
        joined_at=person.joined_at,
        revoked_at=membership.revoked_at,
        may={"revoke": ability(may_revoke), "renew_link": ability(may_renew)},
    )
