"""The table of rights: positions, confirmations, packages, amendments' ends."""

from tests.rooms.rows import DELEGATES, EVERYONE, PODIUM, SEATED, Row

_G, _D, _P = "/api/groups/{group}", "/api/documents/{document}", "/api/paragraphs/{free}"
_C = "/api/paragraphs/{own_copy}"
_SPEAK, _MEMBERS = "positions.delegations_speak", "positions.members_speak"
_SUPPORT = {"stance": "support", "digest": "{free_digest}"}
_CONVENES = "text.convenor_shapes"

CONSENSUS = [
    Row(
        "PUT",
        f"{_G}/positions-shown",
        {"positions_shown": "counts"},
        "chair vice",
        "positions.chair_shows",
    ),
    Row("GET", f"{_D}/consensus", well=EVERYONE),
    Row("GET", f"{_P}/consensus", well=EVERYONE),
    Row("GET", "/api/documents/{closed_document}/consensus", well=SEATED, rest="not_found"),
    Row("GET", f"{_D}/amendments", well=EVERYONE),
    Row("GET", "/api/documents/{closed_document}/amendments", well=SEATED, rest="not_found"),
    Row("PUT", f"{_P}/position", _SUPPORT, DELEGATES, _SPEAK),
    Row(
        "PUT",
        f"{_C}/position",
        {**_SUPPORT, "digest": "{own_copy_digest}"},
        "bob cara",
        _SPEAK,
        dict.fromkeys(("ann", "dan"), _MEMBERS),
    ),
    Row(
        "PUT",
        "/api/paragraphs/{agreed}/position",
        {**_SUPPORT, "digest": "{agreed_digest}"},
        rest=_SPEAK,
        also=dict.fromkeys(DELEGATES.split(), "positions.agreed"),
    ),
    Row("POST", "/api/paragraphs/{next}/position/withdraw", {}, well="ann", rest="positions.none"),
    Row(
        "PUT",
        f"{_D}/options/{{open_other}}/position",
        {"stance": "support", "digest": "{open_2}"},
        DELEGATES,
        _SPEAK,
    ),
    Row("POST", f"{_D}/options/{{open_other}}/position/withdraw", {}, rest="positions.none"),
    Row(
        "POST",
        "/api/paragraphs/{waiting}/confirm",
        {"digest": "{waiting_digest}"},
        "ann",
        "consensus.not_awaited",
    ),
    Row(
        "POST",
        "/api/paragraphs/{waiting}/decline",
        {"reason": "x"},
        "ann",
        "consensus.not_awaited",
    ),
    Row(
        "POST",
        f"{_D}/packages/{{package}}/complete",
        {"digests": {"{together}": "{together_digest}", "{agreed}": "{agreed_digest}"}},
        PODIUM,
        "consensus.podium_declares",
    ),
    Row(
        "POST",
        f"{_P}/amendments/{{amendment}}/accept-in-part",
        {"digest": "{free_digest}", "taken": [0]},
        rest="text.podium_decides",
        also=dict.fromkeys(PODIUM.split(), "text.not_in_part"),
    ),
    Row(
        "POST",
        f"{_P}/amendments/{{amendment}}/subsume",
        {"digest": "{free_digest}", "paragraph_id": "{next}"},
        PODIUM,
        "text.podium_decides",
    ),
    Row(
        "POST",
        f"{_C}/amendments/{{own_amendment}}/subsume",
        {"digest": "{own_copy_digest}", "paragraph_id": "{own_copy}"},
        rest=_CONVENES,
        also={"bob": "text.subsumed_by_itself"},
    ),
]
