"""The rules of procedure take time, names and chance as arguments.

import-linter forbids the frameworks (pyproject.toml); this forbids what hides inside modules that
are allowed, such as `datetime.now`.
"""

import ast
import sys
from pathlib import Path

RULES = Path(__file__).parents[2] / "app" / "rules"
ALLOWED = {"app", "pydantic", "diff_match_patch", "typing_extensions"} | sys.stdlib_module_names
FORBIDDEN_MODULES = {
    "asyncio",
    "io",
    "logging",
    "os",
    "pathlib",
    "random",
    "secrets",
    "socket",
    "sqlite3",
    "subprocess",
    "threading",
    "time",
    "uuid",
}
FORBIDDEN_CALLS = {
    "date.today",
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "input",
    "open",
    "print",
}


def test_rules_import_values_only() -> None:
    """No web, database, clock, chance or file is imported by a rule."""
    imported = {
        (path.name, name.split(".")[0])
        for path, tree in _modules()
        for node in ast.walk(tree)
        for name in _names(node)
    }
    assert {pair for pair in imported if pair[1] not in ALLOWED} == set()
    assert {pair for pair in imported if pair[1] in FORBIDDEN_MODULES} == set()


def test_rules_ask_no_clock_and_touch_no_file() -> None:
    """`datetime.now()` and its kin are arguments of a rule, never calls in one."""
    calls = [
        f"{path.name}:{node.lineno} {name}"
        for path, tree in _modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for name in [".".join(ast.unparse(node.func).split(".")[-2:])]
        if name in FORBIDDEN_CALLS
    ]
    assert calls == []


def test_rules_wait_for_nothing() -> None:
    """A rule is a plain function: no `async`, no generator that somebody else drives."""
    waiting = [
        f"{path.name}:{node.lineno}"
        for path, tree in _modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.AsyncFunctionDef | ast.Await)
    ]
    assert waiting == []


def _modules() -> list[tuple[Path, ast.Module]]:
    paths = sorted(RULES.rglob("*.py"))
    assert {path.stem for path in paths} >= {"text", "consensus", "breakouts", "words"}
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in paths]


def _names(node: ast.AST) -> list[str]:
    match node:
        case ast.Import():
            return [alias.name for alias in node.names]
        case ast.ImportFrom():
            return [node.module or ""]
        case _:
            return []
