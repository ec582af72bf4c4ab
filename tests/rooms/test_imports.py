"""Bringing a file in over HTTP: a dry run, the real one, what cannot be read. Rules I1 to I11."""

import gc
import json
from pathlib import Path

import pytest

from app.kit.settings import Settings
from tests.rooms.founding import founding_link
from tests.rooms.server import Json, Times, running
from tests.rooms.world import World, plain

TEXT = """A. LIGHTS AND THEIR KEEPERS

1. The keepers [shall] [should] keep every light, day and night.

2. Each light has one keeper; the keeper’s name is on the door.

2 bis. Keepers who are late say why: «the fog», “the sea” or the donkey.

B. ARABIC AND CHINESE

7. تُحفظ الأنوار ليلاً ونهاراً.

8. 守灯人应当守夜。 [
"""
MARKDOWN = """# Rolling text

## A. Lights

1. Every *light* is **kept**.
2. No light is lost.
"""


async def _import(world: World, name: str, data: bytes, who: str = "sec", **form: str) -> Json:
    reply = await world.who(who).call(
        "POST", f"{world.group}/imports", files={"file": (name, data)}, data=form
    )
    return reply.status_code, reply.json()


def _characters(text: str) -> str:
    return "".join(text.split())


async def test_a_dry_run_says_what_it_would_do_and_does_nothing(world: World) -> None:
    before = (await world.record())[-1]["seq"]
    status, answer = await _import(world, "lights.txt", TEXT.encode(), dry_run="true")
    assert (status, answer["document_id"]) == (200, None)
    assert (await world.record())[-1]["seq"] == before
    _, real = await _import(world, "lights.txt", TEXT.encode())
    assert real["report"] == answer["report"]
    assert real["document_id"] is not None


async def test_the_text_comes_in_whole(world: World) -> None:  # I1, I4, I5
    """Numbers are kept as given beside the computed ones; no character is lost or added."""
    _, answer = await _import(world, "lights.txt", TEXT.encode(), title="Lights")
    text = await world.text("ann", answer["document_id"])
    assert text["title"] == "Lights"
    assert [one["title"] for one in text["categories"]] == [
        "LIGHTS AND THEIR KEEPERS",
        "ARABIC AND CHINESE",
    ]
    assert [(one["label"], one["number_given"]) for one in text["paragraphs"]] == [
        ("1", "1."),
        ("2", "2."),
        ("3", "2 bis."),
        ("4", "7."),
        ("5", "8."),
    ]
    assert plain(text["paragraphs"][3]) == "تُحفظ الأنوار ليلاً ونهاراً."
    path = f"/api/documents/{answer['document_id']}/export?format=json"
    draft = json.loads((await world.ann.call("GET", path)).content)
    words = "".join(
        category["label"]
        + category["title"]
        + "".join((one["number_given"] or "") + one["written"] for one in category["paragraphs"])
        for category in draft["categories"]
    )
    assert _characters(words) == _characters(TEXT)
    fact = (await world.record(kind="DocumentOpened"))[-1]
    assert (fact["data"]["source"], fact["data"]["paragraphs"]) == ("lights.txt", 5)


async def test_marks_of_markdown_are_marks(world: World) -> None:
    _, answer = await _import(world, "text.md", MARKDOWN.encode())
    text = await world.text(document=answer["document_id"])
    assert text["paragraphs"][0]["words"] == [
        {"text": "Every ", "marks": []},
        {"text": "light", "marks": ["em"]},
        {"text": " is ", "marks": []},
        {"text": "kept", "marks": ["strong"]},
        {"text": ".", "marks": []},
    ]
    shown, page = await world.page("ann", text["paragraphs"][0]["id"])
    assert page.words == plain(shown)


@pytest.mark.parametrize(
    ("name", "data", "status", "reason"),
    [
        ("text.pdf", b"%PDF-1.7", 422, "imports.other_format"),
        ("text.docx", b"PK\x03\x04broken", 422, None),
        ("text.md", b"PK\x03\x04zip", 422, "imports.other_format"),
        ("empty.txt", b" \n ", 422, "imports.empty"),
        ("binary.txt", b"\x00\x01\x02\xff\xfe" * 40, 422, None),
        ("large.txt", b"word " * (8 * 1024 * 1024 // 5 + 10), 413, "imports.too_large"),
    ],
)
async def test_what_cannot_be_read(
    world: World, name: str, data: bytes, status: int, reason: str | None
) -> None:
    answered, answer = await _import(world, name, data)
    assert answered == status
    assert reason in (None, answer["reason"])
    assert answer["reason"].startswith("imports.")
    assert len(answer["sentence"]) > 20


@pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning")
async def test_a_body_beyond_all_measure_is_not_read(world: World) -> None:
    """The web framework refuses it, and leaves what it had received to the garbage collector."""
    files = {"file": ("large.txt", b"word " * (2 * 1024 * 1024))}
    reply = await world.sec.call("POST", f"{world.group}/imports", files=files)
    gc.collect()
    assert reply.status_code == 413


async def test_other_encodings_are_said(world: World) -> None:
    status, answer = await _import(world, "old.txt", "1. Où sont les phares ?".encode("cp1252"))
    if status == 200:
        assert answer["report"]["encoding"] != "utf-8"
    else:
        assert answer["reason"].startswith("imports.")


async def test_a_smaller_limit_is_kept(database: Path) -> None:
    """A file a little above the setting is refused, never cut."""
    link = await founding_link(database, "Group", "G", "Chair")
    async with running(database, Times(), max_upload_bytes=2048) as server:
        chair = server.browser()
        await chair.sign_in(link)
        group = (await chair.get("/api/me"))["groups"][0]["id"]
        for size, status in ((2048, 200), (2049, 413), (40_000, 413)):
            data = (b"words " * 10_000)[:size]
            files = {"file": ("f.txt", data)}
            reply = await chair.call("POST", f"/api/groups/{group}/imports", files=files)
            assert reply.status_code == status, size
    assert Settings.model_fields["max_upload_bytes"].default == 8 * 1024 * 1024
