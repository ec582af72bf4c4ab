"""The routes of home and of a group as a whole."""

from fastapi import APIRouter

from app.groups import access_group, memberships_of
from app.home import views
from app.kit.errors import NotFound
from app.kit.http import Now, Reading
from app.people import SignedIn

router = APIRouter(prefix="/api", tags=["home"])


@router.get("/me")
async def read_home(session: Reading, person: SignedIn, now: Now) -> views.HomeOut:
    """Read what a person sees first."""
    return await views.home_out(session, person.id, person.name, now)


@router.get("/groups/{group_id}")
async def read_group(session: Reading, person: SignedIn, group_id: str) -> views.GroupOut:
    """Read a group whole."""
    group, actor = await access_group(session, person, group_id)
    mine = [one for one, _ in await memberships_of(session, person.id) if one.group_id == group.id]
    if not mine:
        raise NotFound("working group")
    return await views.group_out(session, group, actor, mine[0].id)
