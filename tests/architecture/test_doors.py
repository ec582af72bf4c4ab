"""A room is entered by its door: others import `app.text`, never `app.text.store`.

import-linter holds the order of the rooms (pyproject.toml); this holds their doors. `app.rules`
and `app.kit` are open: a rule and a piece of plumbing are imported by the module that has them.
"""

import ast
import importlib
import pkgutil
from pathlib import Path

import grimp
import pytest

import app

PACKAGE = Path(app.__file__).parent
ROOMS = {
    "breakouts",
    "consensus",
    "demo",
    "exports",
    "groups",
    "home",
    "imports",
    "meetings",
    "people",
    "record",
    "sync",
    "text",
}
OPEN = {"kit", "rules"}
COMPOSERS = {"main", "cli", "desk", "health", "house"}
ROUTERS = (".api", "_api")
"""How the inside modules end that the composition may take: it hangs their routes on the server."""


def test_every_room_is_there_and_no_other() -> None:
    """A new room is named here, in pyproject.toml's order and in docs/architecture.md."""
    modules = {module.name for module in pkgutil.iter_modules([str(PACKAGE)])}
    assert modules == ROOMS | OPEN | COMPOSERS


def test_rooms_are_entered_by_their_doors() -> None:
    """Nothing outside a room imports a module inside it, unless the door lists that very name."""
    graph = grimp.build_graph("app", cache_dir=None)
    trespasses = [
        f"{importer} imports {imported}; import from app.{room}"
        for importer in sorted(graph.modules)
        for imported in sorted(graph.find_modules_directly_imported_by(importer))
        for room in [_room(imported)]
        if _inside(imported)
        and room in ROOMS
        and room != _room(importer)
        and imported.split(".")[2] not in _offered(room)
        and not (importer == "app.main" and imported.endswith(ROUTERS))
    ]
    assert trespasses == []


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_a_door_says_what_the_room_is_and_lists_what_others_may_use(room: str) -> None:
    """One paragraph, then names that exist: `__all__`, sorted, holds all that is re-exported."""
    tree = ast.parse((PACKAGE / room / "__init__.py").read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), f"app/{room}/__init__.py does not say what the room is for"
    offered = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert _offered(room) == offered


def test_nothing_is_imported_inside_a_function() -> None:
    """Such imports dodge the order of the rooms. The composition may put off what is slow."""
    found = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.name not in {f"{name}.py" for name in COMPOSERS}
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        if "app" in ast.unparse(node).split()[1].split(".")
    ]
    assert found == []


def _offered(room: str) -> set[str]:
    return set(getattr(importlib.import_module(f"app.{room}"), "__all__", []))


def _room(module: str) -> str:
    return ([*module.split("."), ""])[1]


def _inside(module: str) -> bool:
    return module.count(".") >= 2
