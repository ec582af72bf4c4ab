"""Builds the working group the tests share: founded, invited and drafted over HTTP."""

from pathlib import Path

from app.desk import found
from app.house import build_house
from app.kit.settings import Settings
from tests.rooms.server import Browser, Server, Times, running, url_of
from tests.rooms.world import DELEGATIONS, PEOPLE, TEXTS, Ids


async def founding_link(path: Path | str, name: str, short: str, chair: str) -> str:
    """Found a group as the command line does; returns its chair's link."""
    house = build_house(Settings(database_url=url_of(path)))
    return await found(house, name, short=short, chair=chair, mandate="To agree.", body="A body")


async def found_world(path: Path | str) -> Ids:
    """Build the world in a migrated database."""
    link = await founding_link(path, "Working Group on Words", "WGW", "The chair")
    other = await founding_link(path, "Another Group", "AG", "The other")
    ids = Ids()
    async with running(path, Times()) as server:
        await _chair(server, ids, "chair", link)
        await _chair(server, ids, "other", other)
        ids.other_group = (await server.browser(ids.cookies["other"]).get("/api/me"))["groups"][0][
            "id"
        ]
        chair = server.browser(ids.cookies["chair"])
        ids.group = (await chair.get("/api/me"))["groups"][0]["id"]
        await _people(server, chair, ids)
        await _text(chair, ids)
        await chair.post(
            f"/api/groups/{ids.group}/people/{ids.members['gone']}/revoke", {"reason": "left"}
        )
    return ids


async def _chair(server: Server, ids: Ids, key: str, link: str) -> None:
    browser = server.browser()
    await browser.sign_in(link)
    assert browser.cookie is not None
    ids.cookies[key] = browser.cookie


async def _people(server: Server, chair: Browser, ids: Ids) -> None:
    group = f"/api/groups/{ids.group}"
    for short, (name, observer) in DELEGATIONS.items():
        seated = await chair.post(
            f"{group}/delegations",
            {"name": name, "short": short, "kind": "member State", "observer": observer},
        )
        ids.delegations[short] = seated["id"]
    for key, (role, sits_in) in PEOPLE.items():
        if key == "chair":
            me = (await chair.get(group))["me"]
            ids.members[key], ids.persons[key] = me["membership_id"], me["person_id"]
            continue
        body = {
            "name": key.title(),
            "role": role,
            "delegation_id": ids.delegations.get(sits_in or ""),
        }
        invited = await chair.post(f"{group}/people", body)
        await _chair(server, ids, key, invited["link"]["url"])
        ids.members[key] = invited["person"]["membership_id"]
        ids.persons[key] = invited["person"]["person_id"]


async def _text(chair: Browser, ids: Ids) -> None:
    body = {
        "title": "Rolling text",
        "categories": [{"label": label, "title": f"Category {label}"} for label in TEXTS],
    }
    ids.document = (await chair.post(f"/api/groups/{ids.group}/documents", body))["id"]
    document = await chair.get(f"/api/documents/{ids.document}")
    ids.categories = {one["label"]: one["id"] for one in document["categories"]}
    for label, texts in TEXTS.items():
        after = None
        for text in texts:
            added = await chair.post(
                f"/api/documents/{ids.document}/paragraphs",
                {
                    "category_id": ids.categories[label],
                    "after": after,
                    "kind": "recommendation",
                    "text": text,
                },
            )
            after = added["id"]
            ids.paragraphs.append(added["id"])
