"""How much one socket, one person and one address may ask of the server, and why a socket closes.

docs/operate.md has the same table for operators; a test holds the two together. (Y11, Y24)
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from types import MappingProxyType

from app.kit.ailing import AWAY, FULL, READ_ONLY, Ailing

CLOSED = 1000
TEXT_FRAME, TOO_BIG, INTERNAL_ERROR, SHUTTING_DOWN, TRY_AGAIN = 1003, 1009, 1011, 1012, 1013
RESET, MALFORMED, GONE, SILENT, REPLACED, TOO_MANY = 4205, 4400, 4401, 4408, 4409, 4429
NOT_OPEN, REFUSED = 4403, 4422

TOO_MANY_WINDOWS = "too many windows"
TOO_MANY_HERE = "too many from this address"
TOO_MUCH = "too much at once"

UNSTORED: Mapping[str, str] = MappingProxyType(
    {
        FULL: "the storage is full",
        READ_ONLY: "the storage is read only",
        AWAY: "the storage is away",
    }
)
"""What a page is told whose update could not be stored: it keeps the words and comes back."""

CLOSINGS: Mapping[str, int] = MappingProxyType(
    {
        "binary messages only": TEXT_FRAME,
        "message too big": TOO_BIG,
        "try again": INTERNAL_ERROR,
        "the server restarts": SHUTTING_DOWN,
        "this server has lost its database": TRY_AGAIN,
        "too slow": RESET,
        "malformed": MALFORMED,
        "signed out": GONE,
        "no text was opened": SILENT,
        "nothing heard": SILENT,
        "opened again": REPLACED,
        "not open": NOT_OPEN,
        "refused": REFUSED,
        TOO_MANY_WINDOWS: TOO_MANY,
        TOO_MANY_HERE: TOO_MANY,
        TOO_MUCH: TOO_MANY,
        **dict.fromkeys(UNSTORED.values(), TRY_AGAIN),
    }
)
"""Every reason the server closes a socket for, as it stands in the close frame, with its code.

«try again» comes with 1013, too, where the journal could not store.
"""


def unstored(error: Exception) -> tuple[int, str]:
    """Return the code and reason to close with when an update could not be stored."""
    reason = UNSTORED[error.reason] if isinstance(error, Ailing) else "try again"
    return TRY_AGAIN, reason


def broken_off(error: Exception) -> tuple[int, str]:
    """Return the code and reason to close with when something failed before anything was stored.

    A database that ails is told of here, too: the gate asks it. (Y23)
    """
    return unstored(error) if isinstance(error, Ailing) else (INTERNAL_ERROR, "try again")


def label(reason: str) -> str:
    """Return what a closing is counted as: never words that somebody could choose."""
    return reason.replace(" ", "_") if reason in CLOSINGS else "other"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one socket, person or address may make the server hold or do; bytes and seconds."""

    frame_bytes: int = 256 * 1024
    update_bytes: int = 128 * 1024
    document_bytes: int = 2 * 1024 * 1024
    documents: int = 600
    sockets_per_person: int = 30
    sockets_per_address: int = 2000
    buffered_bytes: int = 16 * 1024 * 1024
    waiting_bytes: int = 256 * 1024
    messages_per_second: float = 200
    messages_at_once: int = 4000
    bytes_per_second: float = 1024 * 1024
    bytes_at_once: int = 16 * 1024 * 1024
    paced_seconds: float = 60
    silent_seconds: float = 10
    ping_seconds: float = 5
    dead_seconds: float = 60
    digest_seconds: float = 5


class Pace:
    """How fast one socket is read: what comes faster waits in its sender's own socket. (Y11)"""

    __slots__ = ("_at", "_bytes", "_limits", "_messages", "_since")

    def __init__(self, limits: Limits, now: float) -> None:
        self._limits = limits
        self._at = now
        self._messages = float(limits.messages_at_once)
        self._bytes = float(limits.bytes_at_once)
        self._since: float | None = None

    def take(self, size: int, now: float) -> float:
        """Count a message of so many bytes; return how many seconds to wait before reading on."""
        limits, passed = self._limits, now - self._at
        self._at = now
        refilled = self._messages + passed * limits.messages_per_second
        self._messages = min(refilled, limits.messages_at_once) - 1
        refilled = self._bytes + passed * limits.bytes_per_second
        self._bytes = min(refilled, limits.bytes_at_once) - size
        late = max(
            -self._messages / limits.messages_per_second, -self._bytes / limits.bytes_per_second
        )
        if late <= 0:
            self._since = None
            return 0
        self._since = self._since or now
        return late

    def exhausted(self, now: float) -> bool:
        """Whether it has been sending too fast for so long that no page would."""
        return self._since is not None and now - self._since > self._limits.paced_seconds


class Doorkeeper:
    """Counts the sockets of each address, from before anything else is asked about them. (Y24)"""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._addresses: Counter[str] = Counter()

    @contextmanager
    def standing(self, host: str | None) -> Iterator[bool]:
        """Count one socket of an address while the block lasts; tell whether it may come in.

        Without an address (a socket of this machine's own file system) nothing is counted.
        """
        place = neighbourhood(host)
        if place is None:
            yield True
            return
        self._addresses[place] += 1
        try:
            yield self._addresses[place] <= self._limits.sockets_per_address
        finally:
            self._addresses[place] -= 1
            if self._addresses[place] <= 0:
                del self._addresses[place]


def neighbourhood(host: str | None) -> str | None:
    """Return what an address is counted under: itself, or the /64 that one IPv6 user has whole."""
    try:
        address = ip_address(host or "")
    except ValueError:
        return host or None
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ip_network((address.packed[:8] + bytes(8), 64)))
    return str(address)
