"""Registering people, issuing links, signing in and out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.kit.db import Write
from app.kit.errors import Refused
from app.kit.ids import hash_secret, new_id, new_secret
from app.people import store
from app.people.tables import BrowserSession, Person, SignInLink


@dataclass(frozen=True, slots=True)
class SignInSecret:
    """A new link's token, which is shown once and not kept, and when it ends."""

    token: str
    expires_at: datetime


async def register_person(write: Write, name: str, now: datetime) -> Person:
    """Add a person who may later be given roles and links."""
    person = Person(id=new_id(), name=name.strip(), created_at=now)
    write.add(person)
    await write.flush()
    return person


async def issue_link(
    write: Write, person_id: str, now: datetime, lasting: timedelta
) -> SignInSecret:
    """Give a person a new link; the earlier ones end."""
    await revoke_links(write, person_id, now)
    secret = SignInSecret(new_secret(), now + lasting)
    link = SignInLink(
        id=new_id(),
        token_hash=hash_secret(secret.token),
        person_id=person_id,
        created_at=now,
        expires_at=secret.expires_at,
    )
    write.add(link)
    return secret


async def revoke_links(write: Write, person_id: str, now: datetime) -> None:
    """End every unused link of a person."""
    for link in await store.open_links(write, person_id):
        link.revoked_at = now
        write.add(link)


async def sign_in(
    write: Write, token: str, now: datetime, lasting: timedelta
) -> tuple[str, Person]:
    """Use a link up and start a session; returns the cookie's secret and the person.

    Raises `Refused` with what to do when the link is unknown, used, revoked or too old.
    """
    link = await store.link_by_hash(write, hash_secret(token))
    if link is None or link.revoked_at is not None:
        raise Refused(
            "people.link_unknown",
            "This sign-in link is not valid, or a newer one has replaced it. "
            "Ask the secretariat for a new link.",
            status=403,
        )
    if link.used_at is not None:
        raise Refused(
            "people.link_used",
            "This sign-in link has been used; each works once. If you are signed in already, open "
            "Chapeau without it; otherwise ask the secretariat for a new link.",
            status=403,
        )
    if link.expires_at <= now:
        raise Refused(
            "people.link_expired",
            "This sign-in link is too old. Ask the secretariat for a new one.",
            status=403,
        )
    link.used_at = now
    person = await write.get_one(Person, link.person_id)
    person.joined_at = person.joined_at or now
    secret = new_secret()
    session = BrowserSession(
        id=new_id(),
        token_hash=hash_secret(secret),
        person_id=person.id,
        created_at=now,
        expires_at=now + lasting,
    )
    write.add_all([link, person, session])
    return secret, person


async def sign_out(write: Write, secret: str, now: datetime) -> str | None:
    """End the session a cookie stands for; returns whose it was."""
    found = await store.live_session(write, hash_secret(secret), now)
    if found is None:
        return None
    session, person = found
    session.revoked_at = now
    write.add(session)
    return person.id


async def end_sessions(write: Write, person_id: str, now: datetime) -> None:
    """End every session and unused link of a person."""
    await revoke_links(write, person_id, now)
    for session in await store.sessions_of(write, person_id):
        session.revoked_at = now
        write.add(session)
