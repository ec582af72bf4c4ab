"""An act: who does something, when, in which transaction; its facts go on the record."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from app.groups.access import access_group
from app.groups.tables import WorkingGroup
from app.kit.db import Write
from app.kit.errors import Forbidden, Refused
from app.kit.http import Now, Writing
from app.people import SignedIn, SignedInPerson
from app.record import Entry, News, append
from app.rules.actors import Actor
from app.rules.facts import Fact
from app.rules.verdict import No
from app.sync import Hub

FactT = TypeVar("FactT", bound=Fact)


@dataclass(frozen=True, slots=True)
class Act:
    """One person's act in one working group, inside one transaction."""

    write: Write
    group: WorkingGroup
    actor: Actor
    now: datetime
    hub: Hub
    news: News

    async def record(self, fact: Fact, *, audience: str | None = None) -> Entry:
        """Put a fact on the group's record, in this transaction."""
        return await append(
            self.write, self.news, self.group.id, self.actor, fact, self.now, audience=audience
        )


def allow(verdict: No | None) -> None:
    """Raise the refusal a rule gave, if it gave one."""
    if verdict is None:
        return
    raise (Refused if verdict.passing else Forbidden)(verdict.reason, verdict.sentence)


def allowed(verdict: FactT | No) -> FactT:
    """Return the fact a rule gave, or raise its refusal."""
    if isinstance(verdict, No):
        allow(verdict)
        raise AssertionError
    return verdict


async def acting(
    request: Request, write: Writing, person: SignedIn, now: Now, group_id: str
) -> Act:
    """Give a route the act of whoever is asking, in the group its path names."""
    return await act_in(request, write, person, now, group_id)


async def act_in(
    request: Request, write: Write, person: SignedInPerson, now: datetime, group_id: str
) -> Act:
    """Return the act of `person` in a group, or `NotFound` for those outside it."""
    group, actor = await access_group(write, person, group_id)
    state = request.app.state
    return Act(write=write, group=group, actor=actor, now=now, hub=state.hub, news=state.news)


ActIn = Annotated[Act, Depends(acting, scope="function")]
