"""The table of rights: the silence procedure."""

from tests.rooms.rows import DELEGATES, EVERYONE, PODIUM, Row

_D, _P = "/api/documents/{document}", "/api/paragraphs/{silent}"
_OPENS = "silence.chair_opens"
_ITEMS = {"items": [{"paragraph_id": "{next}", "digest": "{next_digest}"}]}
_PODIUM = PODIUM.split()

SILENCE = [
    Row("GET", f"{_D}/silences", well=EVERYONE),
    Row("POST", f"{_D}/silences/preview", {"whole": True}, "chair vice", _OPENS),
    Row(
        "POST",
        f"{_D}/silences",
        {**_ITEMS, "closes_at": "2130-01-01T00:00:00+01:00"},
        "chair vice",
        _OPENS,
    ),
    Row(
        "POST",
        "/api/documents/{own_document}/silences/preview",
        {"whole": True},
        rest="silence.plenary_only",
    ),
    Row(
        "POST",
        f"{_P}/break-silence",
        {"reason": "x"},
        DELEGATES,
        "text.observers_read",
        dict.fromkeys(_PODIUM, "silence.delegations_break"),
    ),
    Row("PUT", f"{_P}/kind", {"kind": "note"}, rest="text.silent"),
    Row(
        "POST",
        "/api/silences/{silence}/cancel",
        {"reason": "x"},
        "chair vice",
        "silence.chair_cancels",
    ),
    Row(
        "POST",
        "/api/silences/{silence}/explanations",
        {"text": "x"},
        DELEGATES,
        "silence.delegations_explain",
    ),
]
