"""JSON: the draft as it is, every run with its marks, for other programs. (X8)"""

import json

from app.exports.changes import base_written
from app.exports.model import ConsolidatedDraft


def render(draft: ConsolidatedDraft) -> bytes:
    """Return the draft as indented UTF-8 JSON; pending amendments are in it in either view.

    `written` is each paragraph's base text with the signs of its structure. (X10)
    """
    dumped = draft.model_dump(mode="json")
    texts = base_written(draft.paragraphs)
    for category in dumped["categories"]:
        for paragraph in category["paragraphs"]:
            paragraph["written"] = texts[paragraph["id"]]
    return (json.dumps(dumped, ensure_ascii=False, indent=2) + "\n").encode()
