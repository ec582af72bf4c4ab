"""Who is asking: the session cookie and the person behind it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kit.errors import SignedOut
from app.kit.http import Now, database, settings
from app.kit.ids import hash_secret
from app.kit.settings import Settings
from app.people import store


@dataclass(frozen=True, slots=True)
class SignedInPerson:
    """A person whose session has been checked."""

    id: str
    name: str


def cookie_name(settings: Settings) -> str:
    """Return the session cookie's name; `__Host-` binds it to this very host where https is."""
    return "__Host-chapeau" if settings.secure else "chapeau"


def sign_in_of(cookies: Mapping[str, str], settings: Settings) -> str | None:
    """Return the name under which a request's sign-in is kept, if it brings one."""
    secret = cookies.get(cookie_name(settings))
    return hash_secret(secret) if secret else None


async def live_sign_ins(
    session: AsyncSession, people: Collection[str], now: datetime
) -> dict[str, str]:
    """Return every sign-in of these people that holds at `now`, and whose it is."""
    return await store.live_sessions_of(session, people, now)


async def person_of_cookie(
    session: AsyncSession, cookies: Mapping[str, str], settings: Settings, now: datetime
) -> SignedInPerson | None:
    """Return who a request's cookies stand for at `now`, or None."""
    sign_in = sign_in_of(cookies, settings)
    if sign_in is None:
        return None
    found = await store.live_session(session, sign_in, now)
    return SignedInPerson(found[1].id, found[1].name) if found else None


async def _signed_in(request: Request, now: Now) -> SignedInPerson:
    async with database(request).reading() as session:
        person = await person_of_cookie(session, request.cookies, settings(request), now)
    if person is None:
        raise SignedOut
    return person


SignedIn = Annotated[SignedInPerson, Depends(_signed_in)]
"""The person asking, or 401."""
