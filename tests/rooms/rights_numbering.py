"""Who may call the routes of numbering and references. Rules N2, N4, N6."""

from tests.rooms.rows import EVERYONE, PODIUM, Row

_D, _P, _OWN = (
    "/api/documents/{document}",
    "/api/paragraphs/{free}",
    "/api/documents/{own_document}",
)
_CHAIR, _SETS, _SHAPES = (
    "numbering.chair_renumbers",
    "numbering.podium_sets",
    "text.podium_shapes",
)
_BY_CATEGORY = {"numbering": "by category"}
_RENUMBER = {"digest": "sha256:another", "reason": "x"}

NUMBERING = [
    Row("PUT", f"{_P}/level", {"level": 0}, PODIUM, _SHAPES),
    Row("PUT", "/api/paragraphs/{agreed}/level", {"level": 1}, rest="text.frozen"),
    Row("PUT", f"{_D}/numbering", _BY_CATEGORY, PODIUM, _SETS),
    Row(
        "PUT",
        f"{_OWN}/numbering",
        _BY_CATEGORY,
        rest=_SETS,
        also=dict.fromkeys(PODIUM.split(), "numbering.plenary_sets"),
    ),
    Row("POST", f"{_D}/renumber/preview", None, "chair vice", _CHAIR),
    Row(
        "POST",
        f"{_D}/renumber",
        _RENUMBER,
        rest=_CHAIR,
        also=dict.fromkeys(("chair", "vice"), "numbering.map_differs"),
    ),
    Row(
        "POST",
        f"{_OWN}/renumber",
        _RENUMBER,
        rest=_CHAIR,
        also=dict.fromkeys(("chair", "vice"), "numbering.plenary_renumbers"),
    ),
    Row("GET", f"{_D}/renumberings", well=EVERYONE),
    Row("GET", f"{_D}/labels?was=2", well=EVERYONE),
    Row("GET", f"{_D}/references", well=EVERYONE),
]
