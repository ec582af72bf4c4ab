"""Signing in and out."""

from datetime import timedelta

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from app.kit.http import Now, SettingsOf, Writing
from app.people import commands
from app.people.session import cookie_name

router = APIRouter(prefix="/api", tags=["people"])


class SignInIn(BaseModel):
    """The token of a personal link."""

    token: str = Field(min_length=1, max_length=200)


class PersonOut(BaseModel):
    """A person, as they see themselves."""

    id: str
    name: str


@router.post("/sign-in")
async def sign_in(
    body: SignInIn, write: Writing, settings: SettingsOf, now: Now, response: Response
) -> PersonOut:
    """Use a personal link and start a session in this browser."""
    lasting = timedelta(days=settings.session_days)
    secret, person = await commands.sign_in(write, body.token, now, lasting)
    response.set_cookie(
        cookie_name(settings),
        secret,
        max_age=int(lasting.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=settings.secure,
        path="/",
    )
    return PersonOut(id=person.id, name=person.name)


@router.post("/sign-out", status_code=204)
async def sign_out(
    request: Request, write: Writing, settings: SettingsOf, now: Now, response: Response
) -> None:
    """End this browser's session."""
    secret = request.cookies.get(cookie_name(settings), "")
    person_id = await commands.sign_out(write, secret, now)
    if person_id is not None:
        request.app.state.signed_out(write, person_id)
    response.delete_cookie(cookie_name(settings), path="/", secure=settings.secure)
