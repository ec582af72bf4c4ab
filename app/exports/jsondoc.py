"""JSON: the draft as it is, every run with its marks, for other programs."""

import json

from app.exports.model import ConsolidatedDraft


def render(draft: ConsolidatedDraft) -> bytes:
    """Return the draft as indented UTF-8 JSON; pending amendments are in it in either view."""
    return (json.dumps(draft.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n").encode()
