"""Whoever does whatever in whatever order: what was promised holds. Rules C2, C5, K1, R1, R2, S4.

Hypothesis plays the room: commands by every role and edits by several clients at once, through
HTTP and the socket only. After each step the database is read and checked against its own facts.
"""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from app.kit.ids import new_id
from app.rules import words as w
from tests.rooms.bracketing import ranged
from tests.rooms.replaying import faults
from tests.rooms.server import Json, Times, running
from tests.rooms.sockets import deletes, inserts, marks
from tests.rooms.world import Ids, World, names, plain
from tests.sync.pages import Page

DELEGATES = st.sampled_from(["ann", "cara", "dan"])
EVERYONE = st.sampled_from(["chair", "vice", "sec", "ann", "bob", "cara", "dan", "odo", "eve"])
PLACES = st.integers(0, 7)
TEXTS = st.text("ab 😀é", min_size=1, max_size=6)
SHARE = st.floats(0, 1)
STATUSES = st.sampled_from(["agreed", "agreed ad referendum", "divergent", "under discussion"])


class Room(RuleBasedStateMachine):
    """A working group of which anybody does anything."""

    path: Path
    ids: Ids

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        database = self.path.with_name(f"room-{new_id()}.db")
        shutil.copy(self.path, database)
        self.serving = running(database, Times(), alarm=False)
        self.world = World(self.do(self.serving.__aenter__()), self.ids)
        self.pages: dict[tuple[str, str], Page] = {}
        self.amendments = 0
        self.silent: dict[str, str] = {}
        self.refusals: list[str] = []

    def do(self, work: Awaitable[Any]) -> Any:
        """Run something to its end."""

        async def run() -> Any:
            return await work

        return self.runner.run(run())

    def teardown(self) -> None:
        """Close the server."""
        self.do(self.serving.__aexit__(None, None, None))
        self.runner.close()

    # ── What everything is made of

    def one(self, place: int) -> Json:
        """A paragraph that stands in the text."""
        paragraphs = self.do(self.world.text())["paragraphs"]
        return paragraphs[place % len(paragraphs)]

    def ask(self, who: str, method: str, path: str, body: Json = None) -> httpx2.Response:
        """Ask for something; it may be refused, and must not go wrong."""
        reply: httpx2.Response = self.do(self.world.who(who).call(method, path, body))
        assert reply.status_code < 500, f"{path}: {reply.text}"
        assert "request.malformed" not in reply.text, f"{path}: {reply.text}"
        return reply

    async def page(self, who: str, shown: Json) -> Page:
        """The page somebody has open for a paragraph, opened anew after a refusal."""
        key = (who, shown["sync"])
        page = self.pages.get(key)
        if page is None or page.refusals or page.denied:
            _, page = await self.world.page(who, shown["id"])
            self.pages[key] = page
        return page

    async def type(self, *hands: tuple[str, Json, Callable[[Any], None]]) -> None:
        """Let hands type at once, and wait until each is told what became of it."""
        waiting = []
        for who, shown, hand in hands:
            page = await self.page(who, shown)
            if page.denied is None:
                before = page.saved + page.unsaved
                state = page.doc.get_state()
                await page.edit(hand)
                if page.doc.get_state() != state:
                    waiting.append((page, before))
        for page, before in waiting:
            await page.until(lambda page=page, before=before: page.saved + page.unsaved > before)  # type: ignore[misc]

    def hand(self, shown: Json, text: str, share: float, *, strike: bool) -> Callable[[Any], None]:
        """A delegate's edit in its own name: words put in, or words struck out."""
        self.amendments += 1
        name = f"{shown['pen']}-{self.amendments:08d}-1"

        def edit(words: Any) -> None:
            size = len(str(words))
            at = int(share * size)
            if strike and size > at:
                marks(at, min(size, at + 4), f"del--{name}")(words)
            else:
                inserts(at, text, f"ins--{name}")(words)

        return edit

    # ── What people do

    @rule(
        who=DELEGATES, other=DELEGATES, place=PLACES, text=TEXTS, share=SHARE, strike=st.booleans()
    )
    def propose(
        self, who: str, other: str, place: int, text: str, share: float, strike: bool
    ) -> None:
        """Two delegates at once."""
        found = self.one(place)["id"]
        shown = [
            self.do(self.world.who(one).get(f"/api/paragraphs/{found}")) for one in (who, other)
        ]
        hands = [
            (who, shown[0], self.hand(shown[0], text, share, strike=strike)),
            (other, shown[1], self.hand(shown[1], text, 1 - share, strike=not strike)),
        ]
        self.do(self.type(*hands[: 1 if who == other else 2]))

    @rule(
        who=st.sampled_from(["chair", "sec", "odo", "eve"]), place=PLACES, text=TEXTS, share=SHARE
    )
    def write(self, who: str, place: int, text: str, share: float) -> None:
        """Directly, by those who may and those who may not; words put in and words erased."""
        shown = self.one(place)

        def edit(words: Any) -> None:
            at = int(share * len(str(words)))
            hand = inserts(at, text) if share < 0.6 else deletes(at, min(len(str(words)), at + 3))
            hand(words)

        self.do(self.type((who, shown, edit)))

    @rule(
        who=EVERYONE,
        place=PLACES,
        verb=st.sampled_from(["accept", "reject", "withdraw"]),
        stale=st.booleans(),
    )
    def decide(self, who: str, place: int, verb: str, stale: bool) -> None:
        shown = self.one(place)
        for amendment in names(shown)[:1]:
            body = {"digest": "sha256:stale" if stale else shown["digest"]}
            path = f"/api/paragraphs/{shown['id']}/amendments/{amendment}/{verb}"
            self.ask("chair" if verb != "withdraw" and not stale else who, "POST", path, body)

    @rule(who=EVERYONE, place=PLACES, status=STATUSES, share=SHARE)
    def declare(self, who: str, place: int, status: str, share: float) -> None:
        shown = self.one(place)
        body = {"status": status, "digest": shown["digest"] if share < 0.9 else "sha256:stale"}
        path = f"/api/paragraphs/{shown['id']}/status"
        self.ask("chair" if share < 0.7 else who, "PUT", path, body)

    @rule(place=PLACES, text=TEXTS, share=SHARE)
    def declare_while_others_type(self, place: int, text: str, share: float) -> None:
        """The race: never is a status attached to words its declarer was not shown. (C2)"""
        shown = self.one(place)
        mine = self.do(self.world.ann.get(f"/api/paragraphs/{shown['id']}"))
        body = {"status": "agreed", "digest": shown["digest"]}
        path = f"/api/paragraphs/{shown['id']}/status"

        async def both() -> None:
            await self.page("ann", mine)
            declaring = self.world.chair.call("PUT", path, body)
            typing = self.type(("ann", mine, self.hand(mine, text, share, strike=False)))
            reply, _ = await asyncio.gather(declaring, typing)
            assert reply.status_code < 500

        self.do(both())

    @rule(who=EVERYONE, place=PLACES)
    def reopen(self, who: str, place: int) -> None:
        shown = self.one(place)
        self.ask(who, "POST", f"/api/paragraphs/{shown['id']}/reopen", {"reason": "Once more."})

    @rule(who=EVERYONE, place=PLACES, share=SHARE, length=st.integers(1, 12), long=st.booleans())
    def bracket(self, who: str, place: int, share: float, length: int, long: bool) -> None:
        """Over a part of one paragraph, or from one into the next."""
        first, second = self.one(place), self.one(place + 1)
        at = int(share * len(plain(first)))
        parts = [(first, plain(first)[at : None if long else at + length])]
        if long:
            parts.append((second, plain(second)[:length]))
        ranges = [self.do(ranged(self.world, shown["id"], part)) for shown, part in parts if part]
        if ranges:
            body = {"ranges": ranges, "reason": "Not agreed."}
            self.ask(who, "POST", f"{self.world.document}/brackets", body)

    @rule(who=EVERYONE, number=PLACES, verb=st.sampled_from(["join", "lift", "lift", "remove"]))
    def touch_bracket(self, who: str, number: int, verb: str) -> None:
        standing = self.do(self.world.chair.get(f"{self.world.document}/brackets"))["brackets"]
        if standing:
            path = f"{self.world.document}/brackets/{standing[number % len(standing)]['id']}/{verb}"
            self.ask(who, "POST", path, {"reason": "So be it."})

    @rule(who=EVERYONE, place=PLACES, stance=st.sampled_from(["support", "object", "reservation"]))
    def take_position(self, who: str, place: int, stance: str) -> None:
        shown = self.one(place)
        body = {"stance": stance, "digest": shown["digest"], "reason": "Our law."}
        self.ask(who, "PUT", f"/api/paragraphs/{shown['id']}/position", body)

    @rule(place=PLACES, share=SHARE)
    def split(self, place: int, share: float) -> None:
        shown = self.one(place)
        at = w.utf16_length(plain(shown)[: int(share * len(plain(shown)))])
        body = {"at": at, "digest": shown["digest"]}
        reply = self.do(self.world.sec.call("POST", f"/api/paragraphs/{shown['id']}/split", body))
        assert reply.status_code < 500, reply.text

    @rule(place=PLACES)
    def merge(self, place: int) -> None:
        first, second = self.one(place), self.one(place + 1)
        body = {"next_id": second["id"], "digests": [first["digest"], second["digest"]]}
        self.ask("chair", "POST", f"/api/paragraphs/{first['id']}/merge", body)

    @rule(place=PLACES, kind=st.sampled_from(["statement", "recommendation"]))
    def change_kind(self, place: int, kind: str) -> None:
        self.ask("sec", "PUT", f"/api/paragraphs/{self.one(place)['id']}/kind", {"kind": kind})

    @rule(place=PLACES)
    def put_under_silence(self, place: int) -> None:
        shown = self.one(place)
        body = {
            "items": [{"paragraph_id": shown["id"], "digest": shown["digest"]}],
            "closes_at": (self.world.server.clock() + timedelta(hours=1)).isoformat(),
        }
        path = f"{self.world.document}/silences"
        if self.ask("chair", "POST", path, body).status_code < 300:
            self.silent[shown["id"]] = shown["digest"]

    @rule(who=EVERYONE, place=PLACES)
    def break_silence(self, who: str, place: int) -> None:
        found = sorted(self.silent)
        if found:
            one = found[place % len(found)]
            path = f"/api/paragraphs/{one}/break-silence"
            if self.ask(who, "POST", path, {"reason": "Not so."}).status_code < 300:
                del self.silent[one]

    @rule()
    def let_the_deadline_pass(self) -> None:
        if not self.silent:
            return
        self.world.server.clock.ahead += timedelta(hours=2)
        for one, digest in self.silent.items():
            shown = self.do(self.world.eve.get(f"/api/paragraphs/{one}"))
            assert (shown["status"], shown["digest"]) == ("agreed", digest), "agreed as it stood"
        self.silent.clear()

    # ── What holds

    @invariant()
    def the_rows_are_what_the_facts_say(self) -> None:
        async def look() -> list[str]:
            async with self.world.server.app.state.database.reading() as session:
                return await faults(session, self.ids.group)

        assert self.do(look()) == []

    @invariant()
    def nothing_changes_under_silence(self) -> None:  # S4
        for one, digest in self.silent.items():
            assert self.do(self.world.eve.get(f"/api/paragraphs/{one}"))["digest"] == digest


def test_what_was_promised_holds(founded: tuple[Path, Ids], founded_copy: Path) -> None:
    Room.path, Room.ids = founded_copy, founded[1]
    run_state_machine_as_test(
        Room,
        settings=settings(
            max_examples=8,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
