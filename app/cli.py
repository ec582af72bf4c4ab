"""The `chapeau` command: serve, demo, migrate, import, export, check, backup, restore."""

import asyncio
import json
import os
import socket
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn, TypeVar

import typer
from alembic import command as alembic
from alembic.config import Config
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from app import __version__, desk
from app.demo import DemoPerson
from app.house import build_house
from app.kit.direct import Direct
from app.kit.errors import BadInput, Refused
from app.kit.places import migrations_folder, page_folder
from app.kit.server import run as run_server
from app.kit.settings import Settings
from app.kit.sqlite import only_server

T = TypeVar("T")
HOST = "127.0.0.1"
PORT = 8000

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Chapeau: where a working group negotiates its text.",
)

Port = Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on.")]
Host = Annotated[str, typer.Option(help="The address to listen on.")]


def main() -> NoReturn:
    """Run the command; an error is one line, status 2 for bad use and 1 for failure."""
    try:
        app(standalone_mode=True)
    except ValidationError as error:
        wrong = error.errors()[0]
        name = "_".join(str(part) for part in wrong["loc"]).upper()
        _end(f"The setting CHAPEAU_{name} cannot be used: {wrong['msg']}.", 2)
    except BadInput as error:
        _end(error.sentence, 2)
    except Refused as error:
        _end(error.sentence, 1)
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", error)).splitlines()[0]
        _end(f"The database cannot be used: {cause}. Has `chapeau migrate` been run?", 1)
    except OSError as error:
        _end(f"{error.strerror or error}: {error.filename or ''}".rstrip(": "), 1)
    sys.exit(0)


def _end(sentence: str, status: int) -> NoReturn:
    print(f"chapeau: {sentence}", file=sys.stderr)
    sys.exit(status)


def _run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        print(f"chapeau {__version__}")
        raise typer.Exit


@app.command()
def migrate() -> None:
    """Bring the database to this version's form."""
    folder = migrations_folder()
    config = Config(folder / "alembic.ini")
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    alembic.upgrade(config, "head")
    print(f"The database is at this version's form ({__version__}).")


@app.command()
def serve(
    host: Host = HOST,
    port: Port = PORT,
    database_url: Annotated[
        str | None, typer.Option(help="Instead of CHAPEAU_DATABASE_URL.")
    ] = None,
    bus_url: Annotated[str | None, typer.Option(help="Instead of CHAPEAU_BUS_URL.")] = None,
) -> None:
    """Serve the page and the API; on PostgreSQL, as one of as many nodes as are started."""
    for name, given in (("DATABASE_URL", database_url), ("BUS_URL", bus_url)):
        if given is not None:
            # Whoever else is asked for settings in this process must hear the same.
            os.environ[f"CHAPEAU_{name}"] = given
    settings = Settings()
    _run(desk.check_migrated(settings))
    _warn_without_page()
    print(f"Chapeau {__version__} at {settings.public_url}")
    _serve(host, port)


@app.command()
def demo(
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="The port.")] = None,
    links_file: Annotated[
        Path | None, typer.Option(help="Write the links as JSON: person → role, link.")
    ] = None,
    host: Host = HOST,
) -> None:
    """Load the demonstration if the database is empty, serve it, print a link for each person."""
    migrate()
    chosen = port if port else _free_port(host, PORT if port is None else 0)
    # Whoever else is asked for settings in this process must hear the same address.
    os.environ.setdefault("CHAPEAU_PUBLIC_URL", f"http://{host}:{chosen}")
    settings = Settings()
    _warn_without_page()
    people = _run(desk.demo_people(build_house(settings)))
    if links_file is not None:
        links_file.write_text(_links(people), encoding="utf-8")
    _print_people(people)
    print(f"\nChapeau is at {settings.public_url} (stop with Ctrl-C)", flush=True)
    _serve(host, chosen)


def _warn_without_page() -> None:
    if not (page_folder() / "index.html").is_file():
        print("The page has not been built: only the API is served. `make run` builds it.")


def _serve(host: str, port: int) -> None:
    with only_server(Settings().sqlite_path):
        run_server(
            "app.main:create_app",
            factory=True,
            host=host,
            port=port,
            ws=Direct,
            ws_max_size=Settings().max_frame_bytes,
            forwarded_allow_ips=Settings().trusted_proxies,
            ws_per_message_deflate=False,
            log_level="warning",
            timeout_graceful_shutdown=5,
        )


def _free_port(host: str, wished: int) -> int:
    """Return the wished port if nobody listens there, else one the machine chooses."""
    for port in (wished, 0):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((host, port))
            except OSError:
                continue
            return int(trial.getsockname()[1])
    raise OSError(98, "no port is free", host)


def _links(people: list[DemoPerson]) -> str:
    entries = {
        person.name: {
            "role": person.role,
            "delegation": person.delegation,
            "breakouts": [{"name": name, "role": role} for name, role in person.breakouts],
            "url": person.url,
        }
        for person in people
    }
    return json.dumps(entries, indent=2, ensure_ascii=False) + "\n"


def _print_people(people: list[DemoPerson]) -> None:
    print("\nSign in as one of these people; each link works once, in one browser:\n")
    for person in people:
        seat = person.delegation or "the podium"
        also = "".join(f", {role} of {name}" for name, role in person.breakouts)
        print(f"  {person.name}, {person.role}, {seat}{also}\n    {person.url}")


@app.command()
def found(
    name: Annotated[str, typer.Argument(help="The working group's name.")],
    short: Annotated[str, typer.Option(help="Its short name.")],
    chair: Annotated[str, typer.Option(help="The chair's name.")],
    mandate: Annotated[str, typer.Option(help="Its mandate, in words.")] = "",
    parent_body: Annotated[str, typer.Option(help="The body it reports to.")] = "",
) -> None:
    """Found a working group and print its chair's sign-in link; the chair invites the others."""
    house = build_house(Settings())
    url = _run(desk.found(house, name, short=short, chair=chair, mandate=mandate, body=parent_body))
    print(f"Founded {name}. {chair} chairs it and signs in, once, with:\n  {url}")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A Markdown, plain text or DOCX file.")],
    group: Annotated[str, typer.Option(help="The working group: its id or short name.")],
    document: Annotated[str | None, typer.Option(help="The document's title.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")] = False,
) -> None:
    """Bring a file into a group as a rolling document, and report what was found in it."""
    data = file.read_bytes()
    done = _run(
        desk.import_file(build_house(Settings()), file.name, data, group, document, dry_run)
    )
    print("\n".join(done.report.lines()))
    if done.document_id is None:
        print("Nothing was imported: this was a dry run.")
    else:
        print(f"Imported as document {done.document_id}.")


@app.command()
def export(
    document: Annotated[str, typer.Argument(help="The document's id.")],
    format: Annotated[  # noqa: A002  the option's own name
        Literal["docx", "html", "md", "json", "txt"], typer.Option(help="The file's format.")
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write.")],
    view: Annotated[Literal["clean", "tracked"], typer.Option()] = "clean",
    numbers: Annotated[
        Literal["given", "computed"],
        typer.Option(help="given: only the text as imported, with its own numbers (txt)."),
    ] = "computed",
) -> None:
    """Write a document's consolidated draft to a file."""
    made = _run(desk.export_file(build_house(Settings()), document, format, view, numbers))
    output.write_bytes(made.body)
    print(f"Wrote {output} ({len(made.body)} bytes).")


@app.command()
def check() -> None:
    """Verify the record's chain, and that every stored document loads."""
    found = _run(desk.check(build_house(Settings())))
    for line in found.lines:
        print(line)
    for fault in found.faults:
        print(f"chapeau: {fault}", file=sys.stderr)
    if found.faults:
        raise typer.Exit(1)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not be there yet.")],
) -> None:
    """Write everything to one SQLite file; servers may go on meanwhile."""
    copied = _run(desk.back_up(Settings(), file))
    print(f"Wrote {file}: {copied.rows} rows in {copied.tables} tables.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `chapeau backup` wrote.")],
) -> None:
    """Put a backup into the database of the settings, which must be empty."""
    copied = _run(desk.restore(Settings(), file))
    print(f"Restored {copied.rows} rows in {copied.tables} tables. Run `chapeau check` now.")


@app.command()
def compact() -> None:
    """Fold the journals of all documents; a server does it by itself for those that rest."""
    folded = _run(desk.compact(build_house(Settings())))
    print(f"Folded {sum(folded.values())} entries of {len(folded)} documents.")
