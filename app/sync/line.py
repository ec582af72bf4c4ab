"""The sending half of a session: what waits for one socket. Nothing here waits for it. (Y10)"""

from collections import deque
from typing import Protocol

from app.sync.ticker import Ticker

PORTION = 256 * 1024
"""Bytes handed to a socket at once. The rest stays here, where frames are shared, until it asks."""


class Socket(Protocol):
    """What a session needs of a transport. No call waits."""

    @property
    def ready(self) -> bool:
        """Whether what was handed over before has left, or nearly."""
        ...

    def write(self, frames: list[bytes]) -> None:
        """Send frames, each as one message, all in one write where that can be."""
        ...

    def close(self, code: int, reason: str) -> None:
        """Close with a code; let go of a peer that does not even read that."""
        ...


class Line:
    """Frames waiting for one socket, in order."""

    __slots__ = ("_frames", "_socket", "_ticker", "waiting")

    def __init__(self, socket: Socket, ticker: Ticker) -> None:
        self.waiting = 0
        self._socket = socket
        self._ticker = ticker
        self._frames: deque[bytes] = deque()

    def put(self, frame: bytes) -> None:
        """Queue a frame for the next tick."""
        self._frames.append(frame)
        self.waiting += len(frame)
        self._ticker.touch(self)

    def flush(self) -> None:
        """Hand over what waits, unless the peer has not taken what it was sent before."""
        frames = self._frames
        if not frames or not self._socket.ready:
            return
        traffic = self._ticker.traffic
        if self.waiting <= PORTION:
            traffic.frames_out += len(frames)
            traffic.bytes_out += self.waiting
            self._frames = deque()
            self.waiting = 0
            self._socket.write(list(frames))
            return
        portion: list[bytes] = []
        size = 0
        while frames and size < PORTION:
            size += len(frames[0])
            portion.append(frames.popleft())
        traffic.frames_out += len(portion)
        traffic.bytes_out += size
        self.waiting -= size
        self._ticker.touch(self)
        self._socket.write(portion)

    def close(self, code: int, reason: str) -> None:
        """Drop what waits and close the socket."""
        self._frames.clear()
        self.waiting = 0
        self._socket.close(code, reason)
