"""Tries the tests of the rules: changes the rules a little here and there, and sees who notices.

Runs mutmut on a copy of the tree (in var/mutants, kept, so that a second run looks only at what has
changed), prints how many mutants of each module were killed, and each survivor with its change.
Survivors that docs/mutants.md does not explain are marked; they are work to do, not a failure.

    .venv/bin/python -m scripts.mutants [app.rules.consensus*]
"""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
COPY = ROOT / "var" / "mutants"
TAKEN = ("app", "tests", "pyproject.toml")
RESULT = re.compile(r"^\s+(?P<name>\S+): (?P<end>.+)$", re.MULTILINE)
NAME = re.compile(r"(?P<module>[\w.]+)\.x(?:_|ǁ)(?P<function>.+)__mutmut_\d+")
FINE = ("killed", "timeout", "caught by type check")


def copy_tree() -> None:
    """Bring the copy up to the tree, without what mutmut has found out so far."""
    COPY.mkdir(parents=True, exist_ok=True)
    for name in TAKEN:
        source, target = ROOT / name, COPY / name
        if source.is_file():
            shutil.copy2(source, target)
            continue
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "page"))


def mutmut(*arguments: str) -> str:
    """Run mutmut in the copy and return what it printed."""
    command = [str(ROOT / ".venv" / "bin" / "mutmut"), *arguments]
    done = subprocess.run(command, cwd=COPY, capture_output=True, text=True, check=False)
    if done.returncode and arguments[0] == "run":
        sys.exit(done.stdout[-4000:] + done.stderr[-2000:])
    return done.stdout


def explained(name: str, text: str) -> bool:
    """Whether docs/mutants.md speaks of the function this mutant is in."""
    found = NAME.match(name)
    if found is None:
        return False
    function = found["function"].split("ǁ")[-1]
    return f"`{found['module'].removeprefix('app.rules.')}.{function}`" in text


def main() -> None:
    """Run what was asked for (everything, if nothing was) and print the report."""
    copy_tree()
    children = os.environ.get("MUTANTS_PROCESSES", str(os.cpu_count() or 1))
    mutmut("run", "--max-children", children, *sys.argv[1:])
    ends = {
        match["name"]: match["end"] for match in RESULT.finditer(mutmut("results", "--all", "1"))
    }
    tried = {name: end for name, end in ends.items() if end != "not checked"}
    totals: dict[str, Counter[str]] = {}
    for name, end in tried.items():
        module = name.partition(".x_")[0].partition(".xǁ")[0]
        totals.setdefault(module, Counter())["killed" if end in FINE else end] += 1
    for module, counts in sorted(totals.items()):
        print(f"{module:34} {dict(counts)}")
    killed = sum(end in FINE for end in tried.values())
    print(f"{killed} of {len(tried)} mutants killed ({100 * killed / max(1, len(tried)):.1f} %)\n")
    text = (ROOT / "docs" / "mutants.md").read_text(encoding="utf-8")
    for name, end in sorted(tried.items()):
        if end not in FINE:
            print(f"{'  ' if explained(name, text) else '? '}{end}: {name}")
            lines = mutmut("show", name).splitlines()
            print("\n".join(f"      {line}" for line in lines if re.match(r"[-+] ", line)))


if __name__ == "__main__":
    main()
