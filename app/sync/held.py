"""What the process holds of one open document. (Y15)

The committed state is always there, as bytes. The document itself, a library's object of many
kilobytes, is there only while somebody writes: it is made when it is needed and let go at rest.
"""

from collections.abc import Iterable, Sequence

from app.sync import crdt, wire
from app.sync.crdt import Broken, Document
from app.sync.gate import Runs
from app.sync.known import Known
from app.sync.validate import Schema, Summary, read_state, read_update, write_deletions
from app.sync.wire import Malformed

MOST_PARTS = 64
"""Updates kept beside the state before they are folded into it: each is work for a rebuild."""

MOST_ANSWERS = 16
"""Answers kept between writes: after a lost line, many pages ask for the same rest."""


class Held:
    """One document as it is committed."""

    def __init__(self, schema: Schema, payloads: Iterable[bytes]) -> None:
        """Take in what is stored. Raises Broken, or Malformed, for what cannot be a document."""
        self._schema = schema
        self._parts = list(payloads)
        self._document: Document | None = None
        self._known: Known | None = None
        self._words: Runs | None = None
        self._full: bytes | None = None
        self._vector: bytes | None = None
        self._answers: dict[bytes, bytes] = {}
        self.release()

    @property
    def loaded(self) -> bool:
        """Whether the document itself is in memory."""
        return self._document is not None

    @property
    def known(self) -> Known:
        """What the document has, kept beside it so that updates can be judged unapplied."""
        if self._known is None:
            self._known = Known()
            self._known.take_in(read_update(self.state(), self._schema))
        return self._known

    def state(self) -> bytes:
        """Return the whole document as one update, deleted text collected; kept between writes."""
        if self._full is None:
            self._full = crdt.update(self._load())
            self._parts = [self._full]
        return self._full

    def vector(self) -> bytes:
        """Return the document's state vector."""
        if self._vector is None:
            ends = sorted(self.known.state.items(), reverse=True)
            pairs = (wire.number(client) + wire.number(end) for client, end in ends)
            self._vector = wire.number(len(ends)) + b"".join(pairs)
        return self._vector

    def since(self, vector: bytes) -> bytes:
        """Return what a page with this state vector lacks. Raises Malformed."""
        if vector == EMPTY_VECTOR:
            return self.state()
        answer = self._answers.get(vector)
        if answer is None:
            if len(self._answers) >= MOST_ANSWERS:
                self._answers.clear()
            answer = self._answers[vector] = self._since(vector)
        return answer

    def _since(self, vector: bytes) -> bytes:
        ends = read_state(vector)
        if ends == self.known.state:
            # Deletions have no clock: whoever has all words is told of all of them.
            stretches = [(c, *span) for c, spans in self.known.deleted.items() for span in spans]
            return wire.number(0) + write_deletions(stretches)
        if self.known.halves_pair(ends):
            raise Malformed("a state vector splits a surrogate pair")
        return crdt.update(self._load(), vector)

    def words(self) -> Runs:
        """Return the words."""
        if self._words is None:
            document = self._document or crdt.build(self._schema.root, self._parts)
            self._words = crdt.runs(document, self._schema.root)
        return self._words

    def release(self) -> None:
        """Keep the bytes only."""
        self.state()
        self.vector()
        self._document = self._known = self._words = None

    def _load(self) -> Document:
        if self._document is None:
            self._document = crdt.build(self._schema.root, self._parts)
        return self._document

    # ── Changes

    def apply(self, payload: bytes) -> None:
        """Take in a committed update. Raises Broken, Malformed."""
        known, document = self.known, self._load()
        crdt.apply(document, payload)
        known.take_in(read_update(payload, self._schema))
        self._changed(document, known, None, [payload])

    def trial(self) -> "Trial":
        """Lend the document for weighing: what is not adopted in the end leaves no trace here."""
        words, document, known = self.words(), self._load(), self.known
        self._document = None
        return Trial(self._schema.root, document, self._parts, known.copy(), words)

    def adopt(self, trial: "Trial", payloads: Sequence[bytes]) -> None:
        """Take over a trial whose updates have been committed, if nothing else has been since."""
        self._changed(trial.document, trial.known, trial.words, payloads)

    def _changed(
        self, document: Document, known: Known, words: Runs | None, payloads: Sequence[bytes]
    ) -> None:
        self._document, self._known, self._words = document, known, words
        self._parts = [*self._parts, *payloads]
        self._full = self._vector = None
        self._answers.clear()
        if len(self._parts) > MOST_PARTS:
            self.state()


class Trial:
    """A document that takes in the updates of one batch, to see what they would come to."""

    def __init__(
        self, root: str, document: Document, parts: Sequence[bytes], known: Known, words: Runs
    ) -> None:
        self.document = document
        self.known = known
        self.words = words
        self._root = root
        self._parts = list(parts)

    @property
    def size(self) -> int:
        """How many bytes the document weighs at most: what was deleted lately counts still."""
        return sum(map(len, self._parts))

    @property
    def weight(self) -> int:
        """How many bytes the document weighs, deleted text collected; takes a moment."""
        return len(crdt.update(self.document))

    def attempt(self, payload: bytes, summary: Summary) -> Runs:
        """Apply an update and return the words after it.

        Raises Malformed when the library cannot take it whole, though its structure was sound.
        """
        try:
            crdt.apply(self.document, payload)
            words = crdt.runs(self.document, self._root)
            held = crdt.read_state_of(self.document)
        except Broken as error:
            self.undo()
            raise Malformed(str(error)) from error
        if any(held.get(c, 0) < end for c, (_, end) in summary.structs.items()):
            self.undo()
            raise Malformed("the update cannot be applied whole")
        return words

    def keep(self, payload: bytes, summary: Summary, words: Runs) -> bytes:
        """Count the update just attempted as taken; return what of it is to be stored."""
        trimmed = self.known.trimmed(payload, summary)
        self.known.take_in(summary)
        self._parts.append(trimmed)
        self.words = words
        return trimmed

    def undo(self) -> None:
        """Forget the update just attempted."""
        self.document = crdt.build(self._root, self._parts)


EMPTY_VECTOR = b"\x00"
