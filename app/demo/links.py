"""Gives the people of a house that has been loaded before new sign-in links."""

from datetime import timedelta

from app.breakouts import breakouts_of
from app.demo.load import DemoPerson
from app.demo.stage import House
from app.groups import breakout_seats, delegations_of, group_ids, members_of
from app.kit.db import Write
from app.people import issue_link
from app.rules.actors import BreakoutRole


async def fresh_links(house: House) -> list[DemoPerson]:
    """Issue everyone who holds a role a new link; the earlier ones, used or not, end."""
    people: list[DemoPerson] = []
    async with house.database.writing() as write:
        for group_id in await group_ids(write):
            people += await _group_links(house, write, group_id)
    return people


async def _group_links(house: House, write: Write, group_id: str) -> list[DemoPerson]:
    address = house.settings.public_url.rstrip("/")
    lasting = timedelta(days=house.settings.link_days)
    names = {one.id: one.name for one in await delegations_of(write, group_id)}
    seats = await _seats(write, group_id)
    people = []
    for membership, person in await members_of(write, group_id):
        if membership.revoked_at is not None:
            continue
        secret = await issue_link(write, person.id, house.clock(), lasting)
        people.append(
            DemoPerson(
                name=person.name,
                role=membership.role,
                delegation=names.get(membership.delegation_id or ""),
                breakouts=tuple(seats.get(membership.id, ())),
                url=f"{address}/enter#{secret.token}",
            )
        )
    return people


async def _seats(write: Write, group_id: str) -> dict[str, list[tuple[str, BreakoutRole]]]:
    seats: dict[str, list[tuple[str, BreakoutRole]]] = {}
    for breakout in await breakouts_of(write, group_id):
        for seat in await breakout_seats(write, breakout.id):
            seats.setdefault(seat.membership_id, []).append((breakout.name, seat.role))
    return seats
