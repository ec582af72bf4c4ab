"""The table of rights: meetings, sittings, the floor and the chair's desk."""

from tests.rooms.rows import DELEGATES, EVERYONE, PODIUM, SEATED, Row

_G, _D, _S = "/api/groups/{group}", "/api/documents/{document}", "/api/sittings/{sitting}"
_SITS, _PRESIDES = "meetings.podium_sits", "meetings.chair_presides"
_PODIUM = PODIUM.split()
_MEETING = {"title": "Third", "begins_on": "2026-02-24", "ends_on": "2026-02-28"}

MEETINGS = [
    Row("GET", f"{_G}/meetings", well=EVERYONE),
    Row("POST", f"{_G}/meetings", _MEETING, PODIUM, "meetings.podium_announces"),
    Row("PUT", f"{_G}/meetings/{{meeting}}", _MEETING, PODIUM, "meetings.podium_announces"),
    Row("GET", f"{_G}/sittings", well=EVERYONE),
    Row(
        "POST",
        f"{_G}/sittings",
        {},
        rest=_SITS,
        also=dict.fromkeys(_PODIUM, "meetings.sitting_open"),
    ),
    Row(
        "POST",
        f"{_G}/sittings",
        {"breakout_id": "{own}"},
        rest="meetings.convenor_sits",
        also=dict.fromkeys([*_PODIUM, "bob"], "meetings.sitting_open"),
    ),
    Row("GET", _S, well=EVERYONE),
    Row("GET", "/api/sittings/{closed_sitting}", well=SEATED, rest="not_found"),
    Row(
        "POST",
        "/api/sittings/{planned}/open",
        rest=_SITS,
        also=dict.fromkeys(_PODIUM, "meetings.sitting_open"),
    ),
    Row("POST", f"{_S}/close", None, PODIUM, _SITS),
    Row(
        "POST", "/api/sittings/{own_sitting}/close", None, f"{PODIUM} bob", "meetings.convenor_sits"
    ),
    Row(
        "PUT",
        f"{_S}/agenda",
        {"revision": "{revision}", "items": [{"title": "T", "id": "{item}"}]},
        PODIUM,
        _SITS,
    ),
    Row("POST", f"{_S}/agenda/adopt", {"revision": "{revision}"}, "chair vice", _PRESIDES),
    Row("POST", f"{_S}/agenda/{{item}}/conclude", None, PODIUM, _SITS),
    Row("PUT", f"{_S}/floor", {"paragraph_id": "{next}"}, PODIUM, _SITS),
    Row(
        "POST",
        f"{_S}/speakers",
        {},
        f"{DELEGATES} odo eve",
        also=dict.fromkeys(_PODIUM, "meetings.whose_floor") | {"dan": "meetings.asked_already"},
    ),
    Row(
        "POST",
        "/api/sittings/{own_sitting}/speakers",
        {},
        "cara",
        "meetings.members_speak",
        dict.fromkeys([*_PODIUM, "bob"], "meetings.whose_floor"),
    ),
    Row("PUT", f"{_S}/speakers/order", {"speakers": ["{flag}"]}, PODIUM, _SITS),
    Row("PUT", f"{_S}/speakers/list", {"closed": True}, PODIUM, _SITS),
    Row("POST", f"{_S}/speakers/next", None, PODIUM, _SITS),
    Row("POST", f"{_S}/speakers/{{flag}}/give", None, PODIUM, _SITS),
    Row("POST", f"{_S}/speakers/{{flag}}/lower", None, f"{PODIUM} dan", _SITS),
    Row("POST", f"{_S}/speakers/{{speaking}}/end", None, f"{PODIUM} cara", _SITS),
    Row("GET", f"{_D}/floor", well=EVERYONE),
    Row("GET", f"{_D}/burn-down", well=EVERYONE),
    Row("GET", f"{_D}/desk", None, PODIUM, "meetings.podium_steers"),
    Row(
        "GET",
        "/api/documents/{own_document}/desk",
        None,
        f"{PODIUM} bob",
        "meetings.convenor_steers",
    ),
]
