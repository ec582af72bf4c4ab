"""The hash chain that shows whether the record was altered. (R1)"""

import hashlib
import json
from collections.abc import Iterable

from app.record.tables import Entry


def chain_hash(previous: str, entry: Entry) -> str:
    """Return the SHA-256, in hex, of the previous entry's hash and this entry's content."""
    content = {
        "group": entry.group_id,
        "seq": entry.seq,
        "at": entry.at.isoformat(),
        "kind": entry.kind,
        "person": entry.person_id,
        "name": entry.person_name,
        "role": entry.role,
        "delegation": entry.delegation_id,
        "document": entry.document_id,
        "paragraph": entry.paragraph_id,
        "breakout": entry.breakout_id,
        "audience": entry.audience,
        "data": entry.data,
    }
    form = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{form}".encode()).hexdigest()


def verify_chain(entries: Iterable[Entry]) -> int | None:
    """Return the seq of the first entry that does not follow from the one before, or None.

    The entries are one group's, from seq 1 on, in order.
    """
    previous = ""
    for expected, entry in enumerate(entries, start=1):
        if entry.seq != expected or entry.hash != chain_hash(previous, entry):
            return expected
        previous = entry.hash
    return None
