"""Working groups: delegations, roles, invitations, and who may enter."""

from app.groups.access import access_group, actor_in
from app.groups.act import Act, ActIn, act_in, allow, allowed
from app.groups.commands import (
    found_group,
    invite,
    renew_link,
    revoke_role,
    seat_breakout,
    seat_delegation,
    seat_first,
    set_attribution,
    set_positions_shown,
)
from app.groups.following import Following
from app.groups.store import (
    breakout_seats,
    delegations_of,
    group_ids,
    members_of,
    memberships_of,
)
from app.groups.tables import BreakoutSeatRow, Delegation, Membership, WorkingGroup
from app.groups.views import (
    DelegationOut,
    FactOut,
    MeOut,
    Names,
    ability,
    delegation_out,
    fact_out,
    facts_out,
    names_for,
    readable,
    reads,
)

__all__ = [
    "Act",
    "ActIn",
    "BreakoutSeatRow",
    "Delegation",
    "DelegationOut",
    "FactOut",
    "Following",
    "MeOut",
    "Membership",
    "Names",
    "WorkingGroup",
    "ability",
    "access_group",
    "act_in",
    "actor_in",
    "allow",
    "allowed",
    "breakout_seats",
    "delegation_out",
    "delegations_of",
    "fact_out",
    "facts_out",
    "found_group",
    "group_ids",
    "invite",
    "members_of",
    "memberships_of",
    "names_for",
    "readable",
    "reads",
    "renew_link",
    "revoke_role",
    "seat_breakout",
    "seat_delegation",
    "seat_first",
    "set_attribution",
    "set_positions_shown",
]
