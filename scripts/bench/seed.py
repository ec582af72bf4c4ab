"""Makes the working group the bench is held in: people, delegations, texts, in a real database.

Everything goes through the rooms' own commands, in a few transactions instead of thousands of
requests; what comes out is what a secretariat would have made by hand.
"""

import asyncio
import hashlib
import os
import pickle
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from app.groups import Act, WorkingGroup, found_group, invite, seat_delegation, seat_first
from app.house import House, build_house
from app.kit.db import Write
from app.kit.places import migrations_folder
from app.kit.settings import Settings
from app.people import cookie_name, sign_in
from app.rules.actors import Actor
from app.rules.words import Run
from app.sync import Visitor
from app.text import NewCategory, NewParagraph, open_document, paragraphs_of, pen

DELEGATIONS = 200
VERSION = 1
"""Raised when what is seeded changes."""
KEPT_SECONDS = 20 * 24 * 3600
"""Less than the sessions in it last."""
LASTING = timedelta(days=30)
SPOKEN = (
    "shall the Parties enhance action support finance regularly and in accordance with national "
    "circumstances taking into account best available science as appropriate while recognizing "
    "needs of developing countries through cooperation on technology capacity transparency"
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody signed in: the browser's cookie and the Yjs client id of its page."""

    cookie: str
    client: int
    seat: str


@dataclass(frozen=True, slots=True)
class Text:
    """A document, its paragraphs' names on the wire with their lineages, and the words of each."""

    id: str
    names: Sequence[str]
    lineages: Sequence[str]
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class World:
    """What the load client needs to know of a seeded database."""

    file: Path
    secret: str
    people: Sequence[Person]
    texts: dict[int, Text] = field(default_factory=dict)
    """Documents by their number of paragraphs."""

    def mark(self, person: int, paragraphs: int, place: int) -> str:
        """Return the mark under which a person proposes words in a paragraph."""
        lineage = self.texts[paragraphs].lineages[place]
        return f"ins--{pen(self.secret, lineage, self.people[person].seat)}-bench000-1"


def chapeau(*words: str) -> list[str]:
    """Return a `chapeau` command."""
    return [sys.executable, "-c", "from app.cli import main; main()", *words]


def paragraph_words(count: int) -> list[str]:
    """Make paragraphs as long as those of a treaty: the same ones every time."""
    dice = random.Random(2026)
    words = SPOKEN.split()
    made = []
    for _ in range(count):
        said = [dice.choice(words) for _ in range(dice.randint(40, 110))]
        made.append(" ".join(said).capitalize() + ".")
    return made


def seed(folder: Path, people: int, lengths: Sequence[int]) -> World:
    """Return a database with this many delegates and a text of each length.

    One that an earlier run has left in the folder serves as long as the tables are the same.
    """
    key = hashlib.sha256(f"{VERSION} {people} {list(lengths)}".encode())
    for one in sorted((migrations_folder() / "versions").glob("*.py")):
        key.update(one.read_bytes())
    name = key.hexdigest()[:12]
    file, about = folder / f"seeded-{name}.db", folder / f"seeded-{name}.pickle"
    if about.exists() and time.time() - about.stat().st_mtime < KEPT_SECONDS:
        kept = pickle.loads(about.read_bytes())
        assert isinstance(kept, World)
        return kept
    file.unlink(missing_ok=True)
    world = _made(file, people, lengths)
    about.write_bytes(pickle.dumps(world))
    return world


def _made(file: Path, people: int, lengths: Sequence[int]) -> World:
    settings = Settings(database_url=f"sqlite+aiosqlite:///{file}")
    environment = os.environ | {"CHAPEAU_DATABASE_URL": settings.database_url}
    subprocess.run(chapeau("migrate"), env=environment, check=True, stdout=subprocess.DEVNULL)
    return asyncio.run(_seeded(build_house(settings), file, people, lengths))


async def _seeded(house: House, file: Path, people: int, lengths: Sequence[int]) -> World:
    now = house.clock()
    async with AsyncExitStack() as at_end:
        at_end.push_async_callback(house.database.close)
        async with house.database.writing() as write:
            group = await found_group(
                write, house.news, now, name="The bench", short="BENCH", mandate="To be measured."
            )
            chair = await seat_first(write, house.news, group, "The chair", "chair", now)
            actor = Actor(person_id=chair.person_id, person_name="The chair", role="chair")
            act = Act(write, group, actor, now, house.hub, house.news)
            seated = await _delegates(act, house.settings, people)
        members = [
            Person(cookie, await house.hub.issue(Visitor(person, {})), delegation)
            for person, cookie, delegation in seated
        ]
        world = World(file, group.pen_secret, members)
        for length in lengths:
            async with house.database.writing() as write:
                world.texts[length] = await _text(
                    Act(write, await _again(write, group), actor, now, house.hub, house.news),
                    length,
                )
    return world


async def _again(write: Write, group: WorkingGroup) -> WorkingGroup:
    return await write.get_one(WorkingGroup, group.id)


async def _delegates(act: Act, settings: Settings, people: int) -> list[tuple[str, str, str]]:
    """Seat delegations and invite delegates, who sign in; returns person, cookie, delegation."""
    seats = [
        (
            await seat_delegation(
                act, f"State {number}", f"S{number}", "member State", observer=False
            )
        ).id
        for number in range(min(DELEGATIONS, people))
    ]
    seated = []
    for number in range(people):
        seat = seats[number % len(seats)]
        _, person, link = await invite(act, f"Delegate {number}", "delegate", seat, LASTING)
        await act.write.flush()
        secret, _ = await sign_in(act.write, link.token, act.now, LASTING)
        seated.append((person.id, f"{cookie_name(settings)}={secret}", seat))
    return seated


async def _text(act: Act, length: int) -> Text:
    """Open a document of this many paragraphs, twenty to a category."""
    words = paragraph_words(length)
    new = [NewParagraph(kind="recommendation", words=(Run(one),)) for one in words]
    categories = [
        NewCategory(label=f"{at // 20 + 1}", title="Matters", paragraphs=new[at : at + 20])
        for at in range(0, length, 20)
    ]
    document = await open_document(act, f"A text of {length}", categories)
    rows = await paragraphs_of(act.write, document.id)
    return Text(
        id=document.id,
        names=[row.sync_name for row in rows],
        lineages=[row.lineage for row in rows],
        words=words,
    )
