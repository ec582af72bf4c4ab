"""Every numbered rule of docs/rules is cited where the code holds it and where a test proves it.

A rule is numbered by a letter and a number at the head of its line: `### T3 …` or `**T3** …`.
Code and tests cite it in a docstring or a comment. A range, `(C1 to C4)`, cites what lies between.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import ROOT

DEFINED = re.compile(r"^(?:#+ +|[-*] +|\| *)?(?:\*\*)?([A-Z]\d{1,3})\b(?=\*\*|[.:)]| )")
CITED = re.compile(r"(?<![\w+.-])([A-Z])(\d{1,3})(?:(?: to |–)\1(\d{1,3}))?(?![\w-])")
STRICT = re.compile(r"^# ([A-Z]\d{1,3})\b|\(([A-Z]\d{1,3})(?:\)|, [A-Z]\d| to [A-Z]\d)")
"""Forms that can only be a citation: a comment that begins with one, and `(T3)`, `(B6, B7)`."""


def test_each_rule_is_cited_by_code_and_by_a_test() -> None:
    """A rule nobody holds is a promise without a keeper; one nobody tests is a hope."""
    rules = _rules()
    in_code, in_tests = (_cited(folder, rules) for folder in ("app", "tests"))
    assert {
        "no code cites": sorted(rules - in_code),
        "no test cites": sorted(rules - in_tests),
    } == {
        "no code cites": [],
        "no test cites": [],
    }


def test_each_citation_is_of_a_rule_that_exists() -> None:
    """A number that left the rules is not cited any more."""
    rules = _rules()
    sections = {rule[0] for rule in rules}
    unknown = sorted(
        {
            f"{path.relative_to(ROOT)}: {number}"
            for folder in ("app", "tests")
            for path, words in _words(folder)
            for number in _numbers(words) | _strict(words)
            if number not in rules and (number[0] in sections or number in _strict(words))
        }
    )
    assert unknown == []


def _rules() -> set[str]:
    pages = sorted((ROOT / "docs" / "rules").glob("*.md"))
    lines = [line for page in pages for line in page.read_text(encoding="utf-8").splitlines()]
    numbers = [match.group(1) for line in lines if (match := DEFINED.match(line))]
    assert {number[0] for number in numbers} >= {"T", "C", "B"}, "docs/rules numbers too little"
    return set(numbers)


def _cited(folder: str, rules: set[str]) -> set[str]:
    found = [number for _, words in _words(folder) for number in _numbers(words)]
    return rules.intersection(found)


def _words(folder: str) -> Iterator[tuple[Path, str]]:
    """Yield each module's path with each of its docstrings and comments."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        if path.is_relative_to(ROOT / "tests" / "architecture"):
            continue  # these tests speak about numbers without proving a rule
        source = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)):
            # A string that stands alone is a docstring, also below an attribute.
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                yield path, str(node.value.value) if node.lineno > 1 else _opening(node.value)
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            # `noqa: T201` names a linter's rule, not one of procedure.
            if token.type == tokenize.COMMENT and "noqa" not in token.string:
                yield path, token.string


def _opening(docstring: ast.Constant) -> str:
    """Return a module's docstring without ranges: `numbers the rules T1 to T12` is no citation."""
    return re.sub(r"[A-Z]\d+(?: to |–)[A-Z]\d+", "", str(docstring.value))


def _numbers(words: str) -> set[str]:
    """Return the numbers cited, with those between the ends of a range."""
    found: set[str] = set()
    for match in CITED.finditer(words):
        letter, first, last = match.groups()
        numbers = range(int(first), int(last or first) + 1)
        found |= {f"{letter}{number}" for number in numbers}
    return found


def _strict(words: str) -> set[str]:
    return {match.group(1) or match.group(2) for match in STRICT.finditer(words)}
