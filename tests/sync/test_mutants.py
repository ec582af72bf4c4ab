"""Ten thousand mutated frames never end a room or gather in memory. Promise Y24.

They are thrown in a process of their own: should the CRDT library end it, that is seen here.
"""

import asyncio
import json
import sys
from pathlib import Path

COUNT = 10_000
SEED = 20261121
MEBIBYTE = 1024 * 1024


async def test_mutated_frames_end_no_room_and_gather_nowhere(tmp_path: Path) -> None:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.sync.mutants", str(tmp_path), str(SEED), str(COUNT)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, trouble = await child.communicate()
    assert child.returncode == 0, trouble.decode()[-2000:]
    found = json.loads(said)
    # The honest page in the same room was served all the while, and nothing was lost.
    assert found["honest"] == COUNT // 500
    assert found["same"][0] == found["same"][1]
    # Both kinds were among them: frames that end their session, and frames that are taken.
    assert sum(found["ended"].values()) > COUNT // 4
    assert set(found["ended"]) <= {"4400", "1009"}
    assert found["stored"] > 50
    # What the first thousand needed is enough for the others, and none takes much for a moment.
    settled = found["memory"][1]
    assert max(found["memory"]) - settled < 24 * MEBIBYTE
    assert found["peak"] - settled < 64 * MEBIBYTE
