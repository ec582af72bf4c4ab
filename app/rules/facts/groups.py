"""Facts about a group, its delegations and its people."""

from app.rules.actors import DelegationKind, Role
from app.rules.facts.fact import Fact, NameOf, because


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
        return f"took away {self.person}'s role{because(self.reason)}"
