"""A document of y-py 0.6.2, told what to do line by line: `python y_py_client.py`.

In a process of its own, for a malformed update ends the process that applies it. y-py knows nothing
of sockets: whoever starts this carries its updates.
"""

import base64
import json
import sys
from collections.abc import Callable
from typing import Any

import y_py


def say(**event: Any) -> None:
    sys.stdout.write(json.dumps({"document": None, **event}) + "\n")
    sys.stdout.flush()


class Client:
    def __init__(self) -> None:
        self.doc: Any = None

    def open(self, client: int) -> None:
        self.doc = y_py.YDoc(client_id=client)
        self.text = self.doc.get_text("p")
        say(opened=True)

    def type(self, at: int, words: str, marks: dict[str, Any] | None = None) -> None:
        """Insert words at a byte offset; tell the update it made."""
        before = y_py.encode_state_vector(self.doc)
        with self.doc.begin_transaction() as act:
            self.text.insert(act, at, words, marks or {})
        self._tell(before)

    def delete(self, at: int, length: int) -> None:
        before = y_py.encode_state_vector(self.doc)
        with self.doc.begin_transaction() as act:
            self.text.delete_range(act, at, length)
        self._tell(before)

    def _tell(self, before: bytes) -> None:
        update = y_py.encode_state_as_update(self.doc, before)
        say(update=base64.b64encode(update).decode())

    def take(self, update: str) -> None:
        y_py.apply_update(self.doc, base64.b64decode(update))
        say(words=str(self.text))

    def missing(self, state: str) -> None:
        """Tell what whoever has this state vector lacks."""
        update = y_py.encode_state_as_update(self.doc, base64.b64decode(state))
        say(update=base64.b64encode(update).decode())

    def state(self) -> None:
        say(state=base64.b64encode(y_py.encode_state_vector(self.doc)).decode())


if __name__ == "__main__":
    acting = Client()
    for line in sys.stdin:
        given = json.loads(line)
        act: Callable[..., None] = getattr(acting, given.pop("act"))
        act(**given)
