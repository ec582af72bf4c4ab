"""Which brackets hold a place and contest nothing: `[X]`, `[…]`, `[date]`. (I14)"""

import re

_BLANK = re.compile(r"(?:…|\.{2,}|_+|[-–—]{1,3}|\?+|•|\s)*")
"""White space, dots, lines; not a single full stop, which may be what is contested."""
_LETTERS = re.compile(
    r"(?:by |in )?(?:(?:date|year|number|paragraph|article|decision) )?"
    r"(?:[XYZNxyzn]|XX+|xx+|\d{2}[Xx]{2}|N{2,})"
    r"(?:[-–/](?:[XYZNxyzn]|XX+|xx+|\d{2}[Xx]{2}))?"
    r"(?:\s?%| per cent|/(?:CP|CMP|CMA)\.\d{1,3}| date| years?| days| months)?"
)
"""An unknown: `X`, `X–Y`, `20XX`, `X per cent`, `X/CP.21`, `year x`, `by X date`."""
_DECISION = re.compile(r"[-–—…_.]*\s?/(?:CP|CMP|CMA)\.\d{1,3}")
"""A decision that has no number yet: `-/CP.21`."""
_NAMED = frozenset(
    {
        *("date", "dates", "number", "year", "name", "venue", "date and venue"),
        *("tbd", "tbc", "tba", "to be determined", "to be confirmed", "to be completed"),
        *("to be inserted", "to be added", "to be supplied", "to be drafted"),
        *("à compléter", "à déterminer", "à préciser", "nombre", "lieu", "montant"),
        *("fecha", "número", "lugar", "por determinar", "por confirmar"),
        *("дата", "номер", "число", "подлежит определению"),
        *("日期", "数字", "待定", "待补", "التاريخ", "العدد", "يحدد لاحقا"),
    }
)
"""Words that stand for what is not known yet, alone between brackets."""
_OPENS = re.compile(r"(?:place\s?holders?|insert)\b", re.IGNORECASE)
"""What begins so speaks of words to come."""


def is_placeholder(words: str) -> bool:
    """Say whether what stands between two square brackets only keeps a place. (I14)

    `words` are the characters between the signs, in one paragraph and without other signs.
    """
    bare = " ".join(words.split())
    if _BLANK.fullmatch(bare):
        return True
    bare = bare.rstrip(".:;")
    return (
        _LETTERS.fullmatch(bare) is not None
        or _DECISION.fullmatch(bare) is not None
        or bare.lower() in _NAMED
        or _OPENS.match(bare) is not None
    )
