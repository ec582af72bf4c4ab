"""The table of rights: brackets, rival words, placeholders and notes."""

from tests.rooms.rows import DELEGATES, EVERYONE, PODIUM, SEATED, Row

_D, _P = "/api/documents/{document}", "/api/paragraphs/{bracketed}"
_B = f"{_D}/brackets/{{bracket}}"
_OWN = "/api/documents/{own_document}/brackets"
_SHAPES, _OBSERVE, _CHAIR = "text.podium_shapes", "text.observers_read", "text.chair_removes"
_RANGE = {"paragraph_id": "{bracketed}", "start": 0, "end": 2, "digest": "{bracketed_digest}"}
_COPY = {"paragraph_id": "{own_copy}", "start": 5, "end": 9, "digest": "{own_copy_digest}"}
_WORDS = {"start": 0, "end": 2, "digest": "{bracketed_digest}"}

BRACKETS = [
    Row("GET", f"{_D}/brackets", well=EVERYONE),
    Row("GET", "/api/documents/{closed_document}/brackets", well=SEATED, rest="not_found"),
    Row(
        "POST",
        f"{_D}/brackets",
        {"ranges": [_RANGE], "reason": "x"},
        f"{PODIUM} {DELEGATES}",
        _OBSERVE,
    ),
    Row("POST", _OWN, {"ranges": [_COPY], "reason": "x"}, "bob cara", "text.members_write"),
    Row("POST", f"{_B}/join", {"reason": "x"}, f"{PODIUM} {DELEGATES}", _OBSERVE),
    Row("POST", f"{_B}/lift", {}, "ann", "text.not_holding"),
    Row("POST", f"{_B}/remove", {"reason": "x"}, "chair vice", _CHAIR),
    Row("POST", f"{_D}/rivals", {"brackets": ["{bracket}", "{beside}"]}, PODIUM, _SHAPES),
    Row(
        "POST",
        f"{_D}/rivals/{{rivals}}/choose",
        {"bracket": "{bracket}", "digest": "{bracketed_digest}"},
        "chair vice",
        _CHAIR,
    ),
    Row("POST", f"{_P}/placeholders", _WORDS, PODIUM, _SHAPES),
    Row("POST", f"{_P}/notes", _WORDS, PODIUM, _SHAPES),
    Row(
        "POST",
        f"{_P}/structure/{{placeholder}}/remove",
        {"digest": "{bracketed_digest}"},
        PODIUM,
        _SHAPES,
    ),
]
