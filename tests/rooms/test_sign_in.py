"""Sign-in by personal link, sessions, sign-out, and what comes from another site. Rules P1, Y11."""

from datetime import timedelta
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from tests.rooms.founding import founding_link
from tests.rooms.server import Server, Times, running
from tests.rooms.sockets import Socket
from tests.rooms.world import World

FOREIGN = "https://elsewhere.example"


async def _invited(world: World, key: str = "Newcomer") -> dict[str, str]:
    body = {"name": key, "role": "delegate", "delegation_id": world.ids.delegations["AR"]}
    invited = await world.chair.post(f"{world.group}/people", body)
    return {"url": invited["link"]["url"], "member": invited["person"]["membership_id"]}


async def _enter(server: Server, url: str) -> tuple[int, str]:
    token = url.partition("#")[2]
    reply = await server.browser().call("POST", "/api/sign-in", {"token": token})
    return reply.status_code, reply.json().get("reason", "")


async def test_a_link_works_once(world: World) -> None:
    invited = await _invited(world)
    assert await _enter(world.server, invited["url"]) == (200, "")
    assert await _enter(world.server, invited["url"]) == (403, "people.link_used")


async def test_a_link_grows_too_old(world: World) -> None:
    invited = await _invited(world)
    world.server.clock.ahead += timedelta(days=13, hours=23)
    still = await _invited(world)
    world.server.clock.ahead += timedelta(hours=2)
    assert await _enter(world.server, invited["url"]) == (403, "people.link_expired")
    assert await _enter(world.server, still["url"]) == (200, "")


async def test_a_newer_link_ends_the_earlier(world: World) -> None:
    invited = await _invited(world)
    path = f"{world.group}/people/{invited['member']}/link"
    renewed = await world.sec.post(path)
    assert await _enter(world.server, invited["url"]) == (403, "people.link_unknown")
    assert await _enter(world.server, renewed["url"]) == (200, "")


async def test_a_revoked_persons_link_ends(world: World) -> None:
    invited = await _invited(world)
    path = f"{world.group}/people/{invited['member']}"
    await world.chair.post(f"{path}/revoke", {"reason": "not coming"})
    assert await _enter(world.server, invited["url"]) == (403, "people.link_unknown")
    refused = await world.chair.refused("POST", f"{path}/link")
    assert refused == (409, "groups.already_revoked")


async def test_an_unknown_link_says_the_same_as_a_replaced_one(world: World) -> None:
    assert await _enter(world.server, "#made-up") == (403, "people.link_unknown")


async def test_links_and_sessions_are_hashed_at_rest(world: World) -> None:
    invited = await _invited(world)
    token = invited["url"].partition("#")[2]
    assert world.chair.cookie is not None
    secret = world.chair.cookie.partition("=")[2]
    stored = b"".join(path.read_bytes() for path in world.server.path.parent.glob("founded.db*"))
    assert token.encode() not in stored
    assert secret.encode() not in stored


@pytest.mark.parametrize(
    ("public", "name", "secure"),
    [("https://chapeau.example", "__Host-chapeau", True), (None, "chapeau", False)],
)
async def test_the_cookie(database: Path, public: str | None, name: str, secure: bool) -> None:
    link = await founding_link(database, "Group", "G", "Chair")
    given = {"public_url": public} if public else {}
    async with running(database, Times(), **given) as server:
        token = link.partition("#")[2]
        origin = {"Origin": public} if public else {}
        reply = await server.browser().call(
            "POST", "/api/sign-in", {"token": token}, headers=origin
        )
        assert reply.status_code == 200
        first, *flags = reply.headers["set-cookie"].split("; ")
        assert first.startswith(f"{name}=")
        assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(flags)
        assert ("Secure" in flags) is secure
        assert not any(flag.lower().startswith("domain") for flag in flags)
        cookie = {"Cookie": first}
        me = await server.http.get("/api/me", headers=cookie)
        assert me.json()["person"]["name"] == "Chair"
        gone = await server.http.post("/api/sign-out", headers={**cookie, **origin})
        assert gone.status_code == 204
        assert gone.headers["set-cookie"].startswith(f'{name}=""')


async def test_signing_out_ends_the_session_and_its_sockets(world: World) -> None:
    socket = await world.ann.socket()
    shown = await world.ann.get(world.paragraph(0))
    await socket.page(shown["sync"])
    await world.ann.post("/api/sign-out")
    assert await socket.closed() == 4401
    assert await world.ann.refused("GET", "/api/me") == (401, "people.signed_out")
    assert await world.ann.refused("POST", "/api/sync/tickets") == (401, "people.signed_out")


async def test_a_session_grows_too_old(world: World) -> None:
    world.server.clock.ahead += timedelta(days=31)
    assert await world.ann.refused("GET", "/api/me") == (401, "people.signed_out")


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_unsafe_requests_of_other_sites_are_refused(world: World, site: str) -> None:
    """By Sec-Fetch-Site, even if the Origin were right; reading is not affected."""
    path = f"{world.group}/delegations"
    headers = {"Sec-Fetch-Site": site}
    body = {"name": "X", "short": "X", "kind": "business"}
    refused = await world.chair.refused("POST", path, body, headers=headers)
    assert refused == (403, "request.other_site")
    await world.chair.get("/api/me", headers=headers)


@pytest.mark.parametrize("origin", [FOREIGN, "null", "http://127.0.0.1.evil.example"])
async def test_unsafe_requests_of_other_origins_are_refused(world: World, origin: str) -> None:
    for method, path in (
        ("POST", "/api/sign-out"),
        ("POST", "/api/sync/tickets"),
        ("PUT", f"{world.group}/attribution"),
        ("PATCH", f"/api/categories/{world.ids.categories['A']}"),
    ):
        refused = await world.chair.refused(method, path, {}, headers={"Origin": origin})
        assert refused == (403, "request.other_site")


@pytest.mark.parametrize("origin", [FOREIGN, "null", None])
async def test_sockets_of_other_origins_are_refused(world: World, origin: str | None) -> None:
    headers = {"Cookie": world.ann.cookie or ""}
    if origin is not None:
        headers["Origin"] = origin
    with pytest.raises(InvalidStatus):
        await Socket.open(world.server.port, headers, 1)


async def test_a_socket_needs_somebody_signed_in(world: World) -> None:
    socket = await world.who("nobody").socket_with(1)
    assert await socket.closed() == 4401


async def test_another_persons_ticket_opens_nothing(world: World) -> None:
    ticket = await world.ann.post("/api/sync/tickets")
    socket = await world.bob.socket_with(ticket["client_id"])
    page = await socket.page((await world.bob.get(world.paragraph(0)))["sync"])
    assert page.denied == "sync.not_your_client"


async def test_pages_are_not_framed_and_answers_not_kept(world: World) -> None:
    reply = await world.ann.call("GET", "/api/me")
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]
