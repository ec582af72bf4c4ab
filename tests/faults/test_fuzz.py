"""Three to ten people over lossy, late sockets: the same text everywhere.

Promises Y1, Y3, Y5, Y6, Y7, Y12, Y23.
"""

from pathlib import Path

from tests.faults.fuzz import Found, episode, smallest
from tests.faults.report import Report
from tests.faults.scale import scale

ROUNDS = 100
"""Rounds of one episode: as many as a text has time to grow to a paragraph's length."""


async def test_ten_thousand_rounds_end_in_one_text(tmp_path: Path, report: Report) -> None:
    """A hundredth of them in `make test`."""
    how = scale()
    found = Found()
    for number in range(max(1, how.fuzz_rounds // ROUNDS)):
        seed, rounds = how.seed + number, min(ROUNDS, how.fuzz_rounds)
        try:
            found.add(await episode(tmp_path, seed, rounds))
        except (AssertionError, TimeoutError) as error:
            fewest = await smallest(tmp_path, seed, rounds)
            command = f'FAULTS="seed={seed} fuzz_rounds={fewest}" .venv/bin/pytest {__file__}'
            error.add_note(f"seed {seed}, {fewest} rounds; journals in {tmp_path}; {command}")
            raise
    assert found.decisions > found.rounds // 20
    assert found.updates > found.rounds
    assert found.forks + found.merges + found.moves > found.rounds // 200
    report(**vars(found))
