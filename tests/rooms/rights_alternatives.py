"""The table of rights on alternatives. Rules A2, A4, A5, A9."""

from tests.rooms.rows import DELEGATES, EVERYONE, PODIUM, Row

_S = "/api/option-sets/{open_set}"
_SHOWN = {"digests": {"{open_first}": "{open_1}", "{open_second}": "{open_2}"}}
_PAIR = {"into": "{open_option}", "taken_in": "{open_other}", "texts": ["Both ways."]}
_DECIDES = ("chair vice", "alternatives.chair_decides")

ALTERNATIVES = [
    Row(
        "POST",
        "/api/documents/{document}/options",
        {"beside": ["{free}"], "texts": []},
        f"{PODIUM} {DELEGATES}",
        "text.observers_read",
    ),
    Row("GET", _S, well=EVERYONE),
    Row("POST", f"{_S}/choose", {"option_id": "{open_option}", **_SHOWN}, *_DECIDES),
    Row("POST", f"{_S}/merge", {**_PAIR, **_SHOWN}, *_DECIDES),
    Row("POST", f"{_S}/leave", {"reason": "x", **_SHOWN}, *_DECIDES),
    Row("POST", "/api/option-sets/{decided_set}/reopen", {"reason": "x"}, *_DECIDES),
    Row(
        "POST",
        f"{_S}/options/{{open_other}}/withdraw",
        None,
        "ann",
        "alternatives.not_yours",
    ),
]
