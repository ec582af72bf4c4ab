"""The table of rights: who may call which route, and with what reason the others are refused."""

from tests.rooms.rights_alternatives import ALTERNATIVES
from tests.rooms.rights_brackets import BRACKETS
from tests.rooms.rights_consensus import CONSENSUS
from tests.rooms.rights_meetings import MEETINGS
from tests.rooms.rights_numbering import NUMBERING
from tests.rooms.rights_silence import SILENCE
from tests.rooms.rows import DELEGATES, EVERYONE, PODIUM, SEATED, Row

_G, _D, _P = "/api/groups/{group}", "/api/documents/{document}", "/api/paragraphs/{free}"
_INVITES, _SHAPES, _CONVENES = "groups.podium_invites", "text.podium_shapes", "text.convenor_shapes"
_NEW = {"category_id": "{category}", "kind": "statement", "text": "Words."}
_STATUS = {"status": "divergent"}
_ANY = dict.fromkeys(("other", "gone", "nobody"), "ok")

GROUP = [
    Row(
        "POST",
        "/api/sign-in",
        {"token": "x"},
        rest="people.link_unknown",
        outside=dict.fromkeys(_ANY, "people.link_unknown"),
    ),
    Row("POST", "/api/sign-out", well=EVERYONE, outside=_ANY),
    Row("GET", "/api/health", well=EVERYONE, outside=_ANY),
    Row("GET", "/api/me", well=EVERYONE, outside={"other": "ok"}),
    Row("POST", "/api/sync/tickets", well=EVERYONE, outside={"other": "ok"}),
    Row("GET", _G, well=EVERYONE),
    Row("GET", f"{_G}/people", well=EVERYONE),
    Row("GET", f"{_G}/record", well=EVERYONE),
    Row("GET", f"{_G}/events", well=EVERYONE),
    Row(
        "POST",
        f"{_G}/people",
        {"name": "New", "role": "secretariat"},
        "chair sec",
        _INVITES,
    ),
    Row("POST", f"{_G}/people/{{member}}/link", None, "chair sec", _INVITES),
    Row("POST", f"{_G}/people/{{member}}/revoke", {"reason": "x"}, "chair sec", _INVITES),
    Row(
        "POST",
        f"{_G}/people/{{m_chair}}/revoke",
        {"reason": "x"},
        rest=_INVITES,
        also={"chair": "groups.own_role", "sec": "groups.chair_stays"},
    ),
    Row(
        "POST",
        f"{_G}/delegations",
        {"name": "N", "short": "N", "kind": "business"},
        "chair sec",
        _INVITES,
    ),
    Row(
        "PUT",
        f"{_G}/attribution",
        {"attribution_shown": False},
        "chair vice",
        "groups.chair_attributes",
    ),
    Row("POST", f"{_G}/documents", {"title": "T", "categories": []}, PODIUM, "groups.podium_only"),
    Row("POST", f"{_G}/imports", None, PODIUM, "groups.podium_only"),
]

TEXT = [
    Row("GET", _D, well=EVERYONE),
    Row("GET", f"{_D}/states", well=EVERYONE),
    Row("GET", f"{_D}/export?format=docx&view=tracked", well=EVERYONE),
    Row("GET", _P, well=EVERYONE),
    Row("GET", f"{_P}/history", well=EVERYONE),
    Row("GET", f"{_P}/timeline", well=EVERYONE),
    Row("GET", f"{_P}/timeline/compare?from={{free}}.1&to={{free}}.1", well=EVERYONE),
    Row("GET", f"{_P}/authors", well=EVERYONE),
    Row("POST", f"{_D}/categories", {"title": "T"}, PODIUM, _SHAPES),
    Row("PATCH", "/api/categories/{category}", {"title": "T"}, PODIUM, _SHAPES),
    Row("POST", f"{_D}/paragraphs", _NEW, f"{PODIUM} {DELEGATES}", "text.observers_read"),
    Row("POST", f"{_P}/move", {"category_id": "{category}"}, PODIUM, _SHAPES),
    Row("POST", f"{_P}/split", {"at": 3, "digest": "{free_digest}"}, PODIUM, _SHAPES),
    Row(
        "POST",
        f"{_P}/merge",
        {"next_id": "{next}", "digests": ["{free_digest}", "{next_digest}"]},
        PODIUM,
        _SHAPES,
    ),
    Row("POST", f"{_P}/retire", {"reason": "x"}, PODIUM, _SHAPES),
    Row("PUT", f"{_P}/kind", {"kind": "statement"}, PODIUM, _SHAPES),
    Row("PUT", "/api/paragraphs/{agreed}/kind", {"kind": "note"}, rest="text.frozen"),
    Row("PUT", "/api/paragraphs/{retired}/kind", {"kind": "note"}, rest="text.retired"),
    *(
        Row(
            "POST",
            f"{_P}/amendments/{{amendment}}/{verb}",
            {"digest": "{free_digest}"},
            PODIUM,
            "text.podium_decides",
        )
        for verb in ("accept", "reject")
    ),
    Row("POST", f"{_P}/amendments/{{amendment}}/withdraw", None, "ann", "text.not_yours"),
    Row(
        "PUT",
        f"{_P}/status",
        {**_STATUS, "digest": "{free_digest}"},
        PODIUM,
        "consensus.podium_declares",
    ),
    Row(
        "POST",
        "/api/paragraphs/{agreed}/reopen",
        {"reason": "x"},
        "chair vice",
        "consensus.chair_reopens",
    ),
]

_B, _OWN, _C = "/api/breakouts/{own}", "/api/documents/{own_document}", "/api/paragraphs/{own_copy}"
_MEMBERS = {"members": [{"membership_id": "{m_bob}", "role": "convenor"}], "closed": True}
_SHUT, _SHUT_P = "/api/documents/{closed_document}", "/api/paragraphs/{closed_copy}"
_STILL, _STILL_P = "/api/documents/{reported_document}", "/api/paragraphs/{reported_copy}"

BREAKOUTS = [
    Row(
        "POST",
        f"{_G}/breakouts",
        {
            "document_id": "{document}",
            "name": "N",
            "task": "T",
            "paragraph_ids": ["{free}"],
            "convenor": "{m_bob}",
        },
        PODIUM,
        "breakouts.podium_opens",
    ),
    Row("GET", _B, well=EVERYONE),
    Row("PUT", f"{_B}/members", _MEMBERS, PODIUM, "breakouts.podium_seats"),
    Row("POST", f"{_B}/report", {}, "bob", "breakouts.convenor_reports"),
    Row(
        "POST",
        "/api/breakouts/{reported}/endorse",
        {
            "items": [
                {
                    "id": "{item_id}",
                    "copy_digest": "{item_copy_digest}",
                    "plenary_digest": "{item_plenary_digest}",
                }
            ]
        },
        "chair vice",
        "breakouts.chair_endorses",
    ),
    Row(
        "POST",
        "/api/breakouts/{reported}/return",
        {"comment": "x"},
        "chair vice",
        "breakouts.chair_endorses",
    ),
    Row("GET", _OWN, well=EVERYONE),
    Row("GET", _C, well=EVERYONE),
    Row(
        "POST",
        f"{_OWN}/paragraphs",
        {**_NEW, "category_id": "{own_category}"},
        "bob cara",
        "text.members_write",
    ),
    Row("POST", f"{_OWN}/categories", {"title": "T"}, "bob", _CONVENES),
    Row("PATCH", "/api/categories/{own_category}", {"title": "T"}, "bob", _CONVENES),
    Row("POST", f"{_C}/move", {"category_id": "{own_category}"}, "bob", _CONVENES),
    Row("POST", f"{_C}/split", {"at": 3, "digest": "{own_copy_digest}"}, "bob", _CONVENES),
    Row("POST", f"{_C}/retire", {"reason": "x"}, "bob", _CONVENES),
    Row("PUT", f"{_C}/kind", {"kind": "statement"}, "bob", _CONVENES),
    Row(
        "PUT",
        f"{_C}/status",
        {**_STATUS, "digest": "{own_copy_digest}"},
        "bob",
        "consensus.convenor_declares",
    ),
    Row(
        "POST",
        f"{_C}/amendments/{{own_amendment}}/accept",
        {"digest": "{own_copy_digest}"},
        "bob",
        _CONVENES,
    ),
    Row("POST", f"{_C}/amendments/{{own_amendment}}/withdraw", None, "cara", "text.not_yours"),
    *(
        Row("GET", path, well=SEATED, rest="not_found")
        for path in (
            "/api/breakouts/{closed}",
            _SHUT,
            f"{_SHUT}/export?format=txt",
            f"{_SHUT}/states",
            _SHUT_P,
            f"{_SHUT_P}/history",
            f"{_SHUT_P}/timeline",
            f"{_SHUT_P}/authors",
        )
    ),
    Row(
        "POST",
        f"{_SHUT}/paragraphs",
        {**_NEW, "category_id": "{closed_category}"},
        "bob cara",
        "not_found",
        dict.fromkeys(PODIUM.split(), "text.members_write"),
    ),
    Row(
        "PATCH",
        "/api/categories/{closed_category}",
        {"title": "T"},
        "bob",
        "not_found",
        dict.fromkeys((*PODIUM.split(), "cara"), _CONVENES),
    ),
    Row(
        "PUT",
        f"{_SHUT_P}/kind",
        {"kind": "statement"},
        "bob",
        "not_found",
        dict.fromkeys((*PODIUM.split(), "cara"), _CONVENES),
    ),
    Row(
        "POST",
        "/api/breakouts/{closed}/report",
        {},
        "bob",
        "not_found",
        dict.fromkeys((*PODIUM.split(), "cara"), "breakouts.convenor_reports"),
    ),
    Row(
        "PUT",
        f"{_STILL_P}/kind",
        {"kind": "note"},
        rest=_CONVENES,
        also={"bob": "text.breakout_reported"},
    ),
    Row(
        "POST",
        f"{_STILL}/paragraphs",
        {**_NEW, "category_id": "{reported_category}"},
        rest="text.members_write",
        also=dict.fromkeys(("bob", "cara"), "text.breakout_reported"),
    ),
]

RIGHTS = [
    *GROUP,
    *TEXT,
    *BRACKETS,
    *NUMBERING,
    *ALTERNATIVES,
    *BREAKOUTS,
    *SILENCE,
    *MEETINGS,
    *CONSENSUS,
]
