"""What the wall of an operations room shows, and to whom. Rules Y27."""

import re

import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.kit import metrics
from tests.rooms.server import Server, Times, running
from tests.rooms.sockets import inserts, saved
from tests.rooms.world import World

Key = tuple[str, tuple[str, ...]]


async def wall(server: Server, **headers: str) -> dict[Key, float]:
    """Read every number on the wall, by its name and label values."""
    reply = await server.http.get("/metrics", headers=headers)
    assert reply.status_code == 200, reply.text
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(reply.text)
        for sample in family.samples
    }


async def test_typing_is_seen_on_the_wall(world: World) -> None:
    before = await wall(world.server)
    _, page = await world.page("sec", world.ids.paragraphs[0])
    await page.until(lambda: page.saved)  # the page's own first word, which says nothing new
    for _ in range(3):
        await saved(page, inserts(0, "x"))
    shown = await wall(world.server)

    def grown(name: str, *labels: str) -> float:
        return shown[name, labels] - before.get((name, labels), 0)

    assert shown["chapeau_sync_sockets", ()] == 1
    assert shown["chapeau_sync_seats", ()] == 1
    assert shown["chapeau_sync_rooms", ()] == 1
    assert grown("chapeau_sync_updates_total", "stored") == 3
    assert grown("chapeau_sync_ack_seconds_count") == 3
    assert grown("chapeau_journal_batch_updates_sum") == 3
    assert grown("chapeau_journal_commit_seconds_count") == 3
    assert grown("chapeau_sync_frames_received_total") >= 5
    assert grown("chapeau_sync_frames_sent_total") >= 5
    assert grown("chapeau_http_request_seconds_count", "/api/sync/tickets", "2xx") == 1
    assert shown["chapeau_database_connections", ("write", "kept")] == 1


async def test_a_refusal_is_counted_by_its_reason(world: World) -> None:
    before = await wall(world.server)
    _, page = await world.page("eve", world.ids.paragraphs[0])
    await page.until(lambda: page.saved)
    await page.edit(inserts(0, "an observer's word"))
    await page.until(lambda: page.unsaved)
    shown = await wall(world.server)
    key = ("chapeau_sync_refused_total", (page.refusals[-1],))
    assert shown[key] == before.get(key, 0) + 1


async def test_streams_of_live_events_are_counted_while_they_are_open(world: World) -> None:
    async with world.ann.events(world.ids.group, after=0) as events:
        await events.next()
        assert (await wall(world.server))["chapeau_event_streams", ()] == 1
    async with world.ann.events(world.ids.group, after=0) as events:
        await events.next()  # by now the server has seen the first one go
        assert (await wall(world.server))["chapeau_event_streams", ()] <= 2


async def test_the_wall_names_nobody(world: World) -> None:  # Y27
    await world.page("ann", world.ids.paragraphs[0])
    await world.ann.call("GET", "/api/nowhere/at/all")
    labels = {text for _, values in await wall(world.server) for text in values}
    routes = {text for text in labels if text.startswith("/")}
    assert routes
    assert not [text for text in labels if re.search(r"[0-9a-z]{26}", text)]  # no identity
    assert not [text for text in labels if re.search(r"\d+\.\d+\.\d+\.\d+", text)]  # no address
    assert not {"ann", "Ann", "Arcadia"} & labels
    assert "/api/nowhere/at/all" not in routes


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "chapeau.example.org"},
        {"X-Forwarded-For": "192.0.2.7"},
        {"Forwarded": "for=192.0.2.7"},
        {"Via": "1.1 proxy"},
    ],
)
async def test_without_a_token_only_the_machine_itself_may_look(  # Y27
    server: Server, headers: dict[str, str]
) -> None:
    assert (await server.http.get("/metrics")).status_code == 200
    assert (await server.http.get("/metrics", headers=headers)).status_code == 404


async def test_with_a_token_whoever_presents_it_may_look(world: World) -> None:  # Y27
    async with running(world.server.path, Times(), metrics_token="a secret") as server:
        from_afar = {"Host": "chapeau.example.org", "Authorization": "Bearer a secret"}
        assert (await server.http.get("/metrics", headers=from_afar)).status_code == 200
        for wrong in ("Bearer another", "a secret", "Bearer", "Bearer ä"):
            headers = {b"Authorization": wrong.encode()}
            assert (await server.http.get("/metrics", headers=headers)).status_code == 404
        assert (await server.http.get("/metrics")).status_code == 404


def test_every_number_says_what_it_is() -> None:
    families = list(text_string_to_metric_families(metrics.shown().decode()))
    ours = [family for family in families if family.name.startswith("chapeau_")]
    assert len(ours) > 30
    assert [family.name for family in ours if not family.documentation.endswith((".", ":"))] == []
