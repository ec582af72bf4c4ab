"""Who belongs, who invites, who sees names. docs/rules/people.md numbers the rules P1 to P6."""

from app.rules.actors import Actor, Role
from app.rules.facts import AttributionSet, RoleRevoked
from app.rules.verdict import No

PODIUM = No("groups.podium_only", "Only the chair and the secretariat do this.")


def may_invite(actor: Actor) -> No | None:
    """P1: the chair and the secretariat invite, renew invitations and seat delegations."""
    if actor.role in ("chair", "secretariat"):
        return None
    return No("groups.podium_invites", "Only the chair and the secretariat invite people.")


def invite(actor: Actor, role: Role, delegation_id: str | None) -> No | None:
    """P1 and P2: a delegate or observer sits in a delegation; the podium sits in none."""
    refusal = may_invite(actor)
    if refusal is not None:
        return refusal
    if role in ("delegate", "observer") and delegation_id is None:
        return No.now("groups.delegation_needed", f"Choose the delegation this {role} sits in.")
    return None


def may_revoke(actor: Actor, person_id: str, role: Role) -> No | None:
    """P3: nobody takes away their own role, and the secretariat does not unseat the chair."""
    refusal = may_invite(actor)
    if refusal is not None:
        return refusal
    if person_id == actor.person_id:
        return No("groups.own_role", "You cannot take away your own role.")
    if role == "chair" and actor.role != "chair":
        return No("groups.chair_stays", "Only a chair takes away a chair's role.")
    return None


def revoke(
    actor: Actor, membership_id: str, person_id: str, name: str, role: Role, reason: str
) -> RoleRevoked | No:
    """Take a person's role away, with a reason on the record. (P3)"""
    refusal = may_revoke(actor, person_id, role)
    if refusal is not None:
        return refusal
    if not reason.strip():
        return No.now("groups.reason_needed", "Say why this role is taken away.")
    return RoleRevoked(membership_id=membership_id, person=name, reason=reason.strip())


def may_set_attribution(actor: Actor) -> No | None:
    """P4: the chair decides whether the room sees who proposed what."""
    return None if actor.presides else No("groups.chair_attributes", "Only the chair decides this.")


def set_attribution(actor: Actor, shown: bool) -> AttributionSet | No:
    """Show or hide attribution. It is always recorded. (P4)"""
    return may_set_attribution(actor) or AttributionSet(shown=shown)


def sees_names(actor: Actor, attribution_shown: bool, seat: str | None = None) -> bool:
    """P5: where attribution is hidden, only the podium sees names, and each its own."""
    return attribution_shown or actor.serves or (seat is not None and seat == actor.seat)


def may_open_document(actor: Actor) -> No | None:
    """P6: the podium opens and imports documents, opens breakouts and shapes the framework."""
    return None if actor.serves else PODIUM
