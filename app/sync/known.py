"""What a document already holds, kept beside it so that an update can be judged unapplied."""

from bisect import bisect_right

from app.sync import wire
from app.sync.validate import Place, Stretch, Summary, write_deletions


class Known:
    """The units a document has, those deleted, and where its surrogate pairs lie."""

    __slots__ = ("deleted", "pairs", "state")

    def __init__(self) -> None:
        self.state: dict[int, int] = {}
        self.deleted: dict[int, list[tuple[int, int]]] = {}
        self.pairs: frozenset[Place] = frozenset()

    def copy(self) -> "Known":
        """Return one that can take in updates on trial; what neither changes, both share."""
        other = Known()
        other.state = dict(self.state)
        other.deleted = dict(self.deleted)
        other.pairs = self.pairs
        return other

    def take_in(self, summary: Summary) -> None:
        """Add what an applied update brought."""
        for client, (_, end) in summary.structs.items():
            if end > self.state.get(client, 0):
                self.state[client] = end
        fresh: dict[int, list[tuple[int, int]]] = {}
        for client, first, end in summary.deleted:
            fresh.setdefault(client, []).append((first, end))
        for client, ranges in fresh.items():
            self.deleted[client] = _joined([*self.deleted.get(client, ()), *ranges])
        if summary.pairs:
            self.pairs = self.pairs.union(summary.pairs)

    def writers(self, summary: Summary) -> list[int]:
        """Return the clients of which an update brings units that are new here."""
        return [c for c, (_, end) in summary.structs.items() if end > self.state.get(c, 0)]

    def new_marks(self, summary: Summary) -> set[str]:
        """Return the marks that units new here begin."""
        return {key for client, clock, key in summary.marked if clock >= self.state.get(client, 0)}

    def new_deletions(self, summary: Summary) -> list[Stretch]:
        """Return the stretches an update deletes that are not wholly deleted already."""
        return [s for s in summary.deleted if not self._covers(s)]

    def brings_news(self, summary: Summary) -> bool:
        """Tell whether an update would change anything: a resend does not. (Y6)"""
        return bool(self.writers(summary) or self.new_deletions(summary))

    def lacks_base(self, summary: Summary) -> bool:
        """Tell whether an update builds on units that neither it nor the document has. (Y4)"""
        ends = dict(self.state)
        for client, (first, end) in summary.structs.items():
            if first > ends.get(client, 0):
                return True
            ends[client] = max(end, ends.get(client, 0))
        places = (*summary.lefts, *summary.rights)
        return any(clock >= ends.get(client, 0) for client, clock in places) or any(
            end > ends.get(client, 0) for client, _, end in summary.deleted
        )

    def splits_pair(self, summary: Summary) -> bool:
        """Tell whether an update inserts into, or deletes half of, a surrogate pair. (Y3)

        Yjs and Yrs part for ever after such an edit.
        """
        pairs = self.pairs.union(summary.pairs)
        if not pairs:
            return False
        if any(place in pairs for place in summary.lefts):
            return True
        if any((client, clock - 1) in pairs for client, clock in summary.rights):
            return True
        return self._halves_pair(summary, pairs)

    def halves_pair(self, state: dict[int, int]) -> bool:
        """Tell whether a state vector ends between the halves of a pair."""
        return any((client, clock - 1) in self.pairs for client, clock in state.items())

    def trimmed(self, payload: bytes, summary: Summary) -> bytes:
        """Return an update without the deletions that are known already.

        A page's answer to step 1 repeats every deletion it has ever seen.
        """
        fresh = self.new_deletions(summary)
        if len(fresh) == len(summary.deleted):
            return payload
        structs = payload[: summary.structs_end] if self.writers(summary) else wire.number(0)
        return structs + write_deletions(fresh)

    def _covers(self, stretch: Stretch) -> bool:
        client, first, end = stretch
        ranges = self.deleted.get(client)
        if not ranges:
            return False
        at = bisect_right(ranges, (first, wire.LONGEST_NUMBER)) - 1
        return at >= 0 and ranges[at][0] <= first and end <= ranges[at][1]

    def _halves_pair(self, summary: Summary, pairs: frozenset[Place]) -> bool:
        after = Known()
        for client in {client for client, _, _ in summary.deleted}:
            after.deleted[client] = list(self.deleted.get(client, ()))
        after.take_in(Summary(deleted=summary.deleted))
        for client, first, end in summary.deleted:
            starts_inside = (client, first - 1) in pairs
            if starts_inside and not after._covers((client, first - 1, first)):
                return True
            if (client, end - 1) in pairs and not after._covers((client, end, end + 1)):
                return True
        return False


def _joined(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for first, end in sorted(ranges):
        if out and first <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((first, end))
    return out
