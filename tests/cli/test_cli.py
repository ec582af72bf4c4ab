"""The command line: what each command does, its exit status, and its errors in one line."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from tests.cli.conftest import Chapeau, Said
from tests.rooms.server import Times, running

TEXT = "A. LIGHTS\n\n1. Keep [the] lights.\n\n2. Keep [them.\n"


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Name the database by the environment, as its operator does."""

    def name(path: Path) -> None:
        monkeypatch.setenv("CHAPEAU_DATABASE_URL", f"sqlite+aiosqlite:///{path}")

    return name


@pytest.fixture
def group(chapeau: Chapeau, use: Callable[[Path], None], database: Path) -> str:
    """A founded group; returns its chair's link."""
    use(database)
    status, out, err = chapeau("found", "Group of Lights", "--short", "GL", "--chair", "A. Chair")
    assert (status, err) == (0, "")
    return out.split()[-1]


@pytest.fixture
def document(chapeau: Chapeau, group: str, tmp_path: Path) -> str:
    """An imported document's id."""
    file = tmp_path / "lights.txt"
    file.write_text(TEXT, encoding="utf-8")
    status, out, _ = chapeau("import", file, "--group", "GL", "--document", "Lights")
    assert status == 0
    return out.split()[-1].rstrip(".")


def one_line(said: Said, status: int, words: str) -> None:
    """Expect an error: this status, one line for a person that holds these words, no output."""
    assert said[0] == status
    assert said[2].startswith("chapeau: ")
    assert said[2].count("\n") == 1
    assert words in said[2]


def test_help_and_version(chapeau: Chapeau) -> None:
    assert chapeau("--help")[0] == 0
    status, out, _ = chapeau("--version")
    assert (status, out.split()[0]) == (0, "chapeau")


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["unknown"],
        ["import", "file.txt"],
        ["export", "x", "--format", "pdf", "-o", "x"],
        ["export", "x", "--format", "txt"],
        ["export", "x", "--format", "txt", "--view", "odd", "-o", "x"],
        ["serve", "--port", "99999"],
        ["serve", "--port", "many"],
        ["found", "Name"],
    ],
)
def test_bad_use_is_status_two(chapeau: Chapeau, words: list[str]) -> None:
    assert chapeau(*words)[0] == 2


def test_a_setting_that_is_none_is_bad_use(
    chapeau: Chapeau, monkeypatch: pytest.MonkeyPatch, use: Callable[[Path], None], database: Path
) -> None:
    use(database)
    monkeypatch.setenv("CHAPEAU_SESSION_DAYS", "many")
    one_line(chapeau("check"), 2, "CHAPEAU_SESSION_DAYS")


def test_migrating_twice_is_migrating_once(
    chapeau: Chapeau, use: Callable[[Path], None], tmp_path: Path
) -> None:
    use(tmp_path / "new" / "chapeau.db")
    for _ in range(2):
        status, out, err = chapeau("migrate")
        assert (status, err) == (0, "")
        assert out.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        ["serve", "--port", "0"],
        ["check"],
        ["found", "N", "--short", "N", "--chair", "C"],
        ["export", "x", "--format", "md", "-o", "x"],
    ],
)
def test_a_database_that_was_not_prepared(
    chapeau: Chapeau, use: Callable[[Path], None], tmp_path: Path, words: list[str]
) -> None:
    use(tmp_path / "empty.db")
    one_line(chapeau(*words), 1, "chapeau migrate")


async def test_the_founders_link_signs_the_chair_in(group: str, database: Path) -> None:
    async with running(database, Times()) as server:
        chair = server.browser()
        assert (await chair.sign_in(group))["name"] == "A. Chair"
        home = await chair.get("/api/me")
        assert [(one["name"], one["role"]) for one in home["groups"]] == [
            ("Group of Lights", "chair")
        ]


def test_import_says_what_it_found(chapeau: Chapeau, group: str, tmp_path: Path) -> None:
    file = tmp_path / "lights.txt"
    file.write_text(TEXT, encoding="utf-8")
    status, dry, err = chapeau("import", file, "--group", "GL", "--dry-run")
    assert (status, err) == (0, "")
    assert dry.splitlines()[-1] == "Nothing was imported: this was a dry run."
    status, out, _ = chapeau("import", file, "--group", "GL")
    assert status == 0
    assert out.splitlines()[:-1] == dry.splitlines()[:-1]
    assert out.splitlines()[-1].startswith("Imported as document ")
    assert "2 opening" in out or "2 `[`" in out or "[ 2" in out


def test_what_import_cannot_use(chapeau: Chapeau, group: str, tmp_path: Path) -> None:
    pdf = tmp_path / "text.pdf"
    pdf.write_bytes(b"%PDF-1.7")
    one_line(chapeau("import", pdf, "--group", "GL"), 2, "PDF")
    text = tmp_path / "text.txt"
    text.write_text("Words.", encoding="utf-8")
    one_line(chapeau("import", text, "--group", "Nobody"), 1, "Nobody")
    one_line(chapeau("import", tmp_path / "none.txt", "--group", "GL"), 1, "none.txt")


@pytest.mark.parametrize("form", ["docx", "html", "md", "json", "txt"])
def test_export_writes_the_file(chapeau: Chapeau, document: str, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"out.{form}"
    status, out, err = chapeau(
        "export", document, "--format", form, "--view", "tracked", "-o", file
    )
    assert (status, err) == (0, "")
    assert f"({file.stat().st_size} bytes)" in out
    if form != "docx":
        assert "lights" in file.read_text(encoding="utf-8")


def test_what_export_cannot_do(chapeau: Chapeau, document: str, tmp_path: Path) -> None:
    file = tmp_path / "out.md"
    one_line(chapeau("export", "unknown", "--format", "md", "-o", file), 1, "document")
    assert not file.exists()
    nowhere = tmp_path / "no" / "folder.md"
    one_line(chapeau("export", document, "--format", "md", "-o", nowhere), 1, "folder.md")


def test_check_finds_all_well(chapeau: Chapeau, document: str) -> None:
    status, out, err = chapeau("check")
    assert (status, err) == (0, "")
    assert "chain whole" in out
    assert "2 of 2 stored paragraphs load" in out


@pytest.mark.parametrize(
    ("tampering", "words"),
    [
        ("UPDATE record_entry SET role = 'nobody' WHERE seq = 2", "broken at entry 2"),
        ("DELETE FROM record_entry WHERE seq = 3", "broken at entry 3"),
        ("UPDATE paragraph SET digest = 'sha256:other' WHERE whole = 1", "otherwise"),
        ("UPDATE sync_journal SET payload = x'0102030405'", "cannot be loaded"),
        ("DELETE FROM sync_document", "no words stored"),
    ],
)
def test_check_finds_what_was_tampered_with(
    chapeau: Chapeau, document: str, database: Path, tampering: str, words: str
) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute(tampering)
    connection.close()
    status, _, err = chapeau("check")
    assert status == 1
    assert words in err
    assert all(line.startswith("chapeau: ") for line in err.splitlines())


def test_demo_writes_its_links(
    chapeau: Chapeau, use: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loaded once; started again it keeps the data and gives everyone a new link."""
    served: list[int] = []
    monkeypatch.setattr("app.cli.run_server", lambda *_, **options: served.append(options["port"]))
    monkeypatch.setenv("CHAPEAU_PUBLIC_URL", "http://127.0.0.1:1234")
    use(tmp_path / "demo.db")
    file = tmp_path / "links.json"
    links = []
    for _ in range(2):
        status, out, err = chapeau("demo", "--port", "0", "--links-file", file)
        assert (status, err) == (0, "")
        links.append(json.loads(file.read_text(encoding="utf-8")))
        assert all(one["url"] in out for one in links[-1].values())
    first, second = links
    assert first.keys() == second.keys()
    assert len(served) == 2
    roles = {one["role"] for one in first.values()}
    assert roles >= {"chair", "secretariat", "delegate", "observer"}
    assert {one["delegation"] is None for one in first.values()} == {True, False}
    assert any(one["breakouts"] for one in first.values())
    assert not {one["url"] for one in first.values()} & {one["url"] for one in second.values()}
    assert all(httpx2.URL(one["url"]).fragment for one in second.values())
    assert chapeau("check")[0] == 0
