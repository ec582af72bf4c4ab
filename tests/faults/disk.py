"""A disk in memory that keeps apart what was written and what was synced, and can lose power.

What is told of a file before it is synced may be there afterwards, be missing, or be there in
part, sector by sector; each write for itself. Opened and deleted files are taken as durable at
once: SQLite syncs the folder.
"""

import itertools
import random
from dataclasses import dataclass, field

import apsw

SECTOR = 512
_numbers = itertools.count()


@dataclass(slots=True)
class Content:
    """One file: as a program sees it, as the disk surely has it, and what lies between."""

    current: bytearray = field(default_factory=bytearray)
    durable: bytearray = field(default_factory=bytearray)
    waiting: list[tuple[int, bytes | None]] = field(default_factory=list)

    def after_power_loss(self, rng: random.Random) -> bytes:
        """Return what is found afterwards. A waiting (n, None) has cut the file to n bytes."""
        found = bytearray(self.durable)
        for offset, data in self.waiting:
            fate = rng.random()
            if fate < 0.4:
                continue
            if data is None:
                del found[offset:]
            elif fate < 0.8:
                put(found, offset, data)
            else:
                for start in range(0, len(data), SECTOR):
                    if rng.random() < 0.5:
                        put(found, offset + start, data[start : start + SECTOR])
        return bytes(found)


def put(content: bytearray, offset: int, data: bytes) -> None:
    """Write into a file, which grows by zeros where it is too short."""
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data


class File:
    """An open file, as SQLite asks it."""

    def __init__(self, disk: "Disk", name: str) -> None:
        self._disk = disk
        self._name = name
        self._content = disk.files.setdefault(name, Content())

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802
        return bytes(self._content.current[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._disk.tick()
        put(self._content.current, offset, bytes(data))
        self._content.waiting.append((offset, bytes(data)))

    def xTruncate(self, size: int) -> None:  # noqa: N802
        self._disk.tick()
        del self._content.current[size:]
        self._content.waiting.append((size, None))

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._disk.tick()
        self._disk.syncs += 1
        self._content.durable[:] = self._content.current
        self._content.waiting.clear()

    def xFileSize(self) -> int:  # noqa: N802
        return len(self._content.current)

    def xClose(self) -> None:  # noqa: N802
        return None

    def xLock(self, level: int) -> None:  # noqa: N802
        return None

    def xUnlock(self, level: int) -> None:  # noqa: N802
        return None

    def xCheckReservedLock(self) -> bool:  # noqa: N802
        return False

    def xFileControl(self, op: int, pointer: int) -> bool:  # noqa: N802
        return False

    def xSectorSize(self) -> int:  # noqa: N802
        return SECTOR

    def xDeviceCharacteristics(self) -> int:  # noqa: N802
        return 0


class Disk(apsw.VFS):
    """The disk. `tick` counts what reaches it; at the moments in `moments` it keeps an image."""

    def __init__(self, rng: random.Random, moments: frozenset[int] = frozenset()) -> None:
        self.name = f"disk{next(_numbers)}"
        self.files: dict[str, Content] = {}
        self.ticks = 0
        self.syncs = 0
        self.acknowledged = 0
        self.images: list[tuple[int, dict[str, bytes]]] = []
        self._rng = rng
        self._moments = moments
        super().__init__(self.name, "")

    def tick(self) -> None:
        """Note that something is about to happen to the disk; lose power here, if that is due."""
        if self.ticks in self._moments:
            found = {name: file.after_power_loss(self._rng) for name, file in self.files.items()}
            self.images.append((self.acknowledged, found))
        self.ticks += 1

    def xOpen(self, name: "apsw.URIFilename | str | None", flags: list[int]) -> File:  # type: ignore[override]  # noqa: N802  # any object with these methods serves
        flags[1] = flags[0]
        return File(self, name.filename() if isinstance(name, apsw.URIFilename) else str(name))

    def xDelete(self, name: str, sync: bool) -> None:  # noqa: N802
        self.files.pop(name, None)

    def xAccess(self, name: str, flags: int) -> bool:  # noqa: N802
        return name in self.files

    def xFullPathname(self, name: str) -> str:  # noqa: N802
        return name
