"""Conditions that are nearly English, and not quite the language: other words for its operators."""

from __future__ import annotations

import re

from whenthen.syntax.building.core import Mistake
from whenthen.syntax.explaining.case import Case, mistake, write
from whenthen.syntax.explaining.situation import Situation
from whenthen.syntax.tables import tables

#: A field or a name, as it is written.
PATH = r"[^\W\d_][\w.]*"
#: One value, as it is mostly written.
VALUE = rf"(?:{PATH}|\"[^\"\n]*\"|[0-9][\w.:-]*|\[[^\]\n]*\])"

_VALUES = rf"(?:one[ \t]+of[ \t]+)?{VALUE}"
_ARTICLES = ("the", "this", "that", "these", "those", "my", "our")
_SIGNS = {
    "≥": ">=",
    "⩾": ">=",
    "≤": "<=",
    "⩽": "<=",
    "≠": "!=",
    "–": "-",
    "—": "-",
    "−": "-",
    "×": "*",
    "·": "*",
    "÷": "/",
    "∧": "AND",
    "∨": "OR",
    "¬": "NOT",
    "∈": "is one of",
}
_ABOVE = r"(?:greater|bigger|larger|higher|later|longer|newer|more)\s+than|over"
_BELOW = r"(?:less|smaller|lower|fewer|earlier|shorter|older)\s+than|under"
#: Words that begin what no value is made of, so that `on hold` can be told from a value and what follows it.
_BEFORE_VALUE = ("IS", "NOT", "EQ", "NOT_EQ", "TO", "FROM", "WAS", "COMMA", "LSQB")


def article(word: str) -> bool:
    """Is this an article, or something like one, that the language has no place for?"""
    return word.lower() in _ARTICLES


def _operator_may_follow(s: Situation) -> bool:
    return "IS" in s.possible and not s.wants_value


def _condition_may_go_on(s: Situation) -> bool:
    return s.clause in ("IF", "FOR", "DEFINE") and _operator_may_follow(s)


def _sign(s: Situation) -> Mistake | None:
    """`≥`, `≠`, a long dash: what word processors make of the signs."""
    sign = _SIGNS.get(s.word)
    if sign is None:
        return None
    fix = write(s.here, sign, safe=s.word != "∈")
    return mistake("S050", f"the sign `{s.word}` is not part of the language", s.here, f"write `{sign}`", fix=fix)


def _article(s: Situation) -> Mistake | None:
    """`the ticket.status is open`: `the` was read as a name."""
    if s.clause == "WHEN":
        return None
    if s.previous == "NAME" and article(s.previous_word) and re.match(r"[^\W\d_]", s.word):
        return without(s, s.previous_word, s.previous_span.start)
    found = re.match(r"(an?)[ \t]+([^\W\d_]\w*)", s.line, re.IGNORECASE)
    if found and s.wants_value and found.group(2).lower() not in tables().reserved:
        return without(s, found.group(1), s.offset)
    return None


def without(s: Situation, word: str, start: int) -> Mistake:
    """A word that English has there, and the language does not."""
    place = s.span(start, start + len(word))
    return mistake(
        "S040", f"`{word}` does not stand before a name in this language", place, "leave it out", fix=write(place, "")
    )


def _several_words(s: Situation) -> Mistake | None:
    """`status is on hold`, `on-hold`, `very high`: a value of several words."""
    kinds = [token.type for token in s.history]
    found = re.match(r"([^\W\d_]\w*)(?:[ \t]+|-)([^\W\d_]\w*)", s.line)
    if found and kinds[-1:] and kinds[-1] in _BEFORE_VALUE and s.wants_value:
        first, second = found.group(1).lower(), found.group(2).lower()
        if first not in _PREPOSITIONS or second in tables().reserved:
            return None
        if first == "in" and "." in found.string[: found.end() + 1]:
            return None
        place = s.span(s.offset, s.offset + found.end())
        more = "; to look into a list write `is one of`" if first == "in" else ""
        return _quoted(place.text, found.group(1) + "_" + found.group(2), place, more)
    return None


_PREPOSITIONS = frozenset(
    "about saying because via into using on to from by with in at as until for".split()  # noqa: SIM905
)
#: What was read as a name, and is half of an operator.
_OPERATOR_WORDS = frozenset(
    "above below at one more less between greater bigger larger higher smaller lower equal equals same".split()  # noqa: SIM905
)


def _quoted(words: str, joined: str, place: object, more: str = "") -> Mistake:
    return mistake(
        "S045",
        f"`{words}` is not one name",
        place,  # type: ignore[arg-type]
        f'a value of several words stands in quotes: `"{words}"`; if it is declared as `{joined}`, write that{more}',
    )


def _two_words(s: Situation) -> Mistake | None:
    """`status is very high`: the second word is where reading stopped."""
    kinds = [token.type for token in s.history]
    if len(kinds) < 2 or kinds[-1] != "NAME" or kinds[-2] not in _BEFORE_VALUE or s.at_line_start:
        return None
    if s.previous_word.lower() in _OPERATOR_WORDS:
        return None
    found = re.match(r"([^\W\d_]\w*)(?=[ \t]*(?:\n|#|\Z|[)\],]|(?:and|or|then)\b))", s.line, re.IGNORECASE)
    if not found or s.word.lower() in tables().reserved or s.clause == "WHEN" or s.word.isupper():
        return None
    if not (s.in_condition or s.statement is not None):
        return None
    place = s.span(s.previous_span.start, s.offset + found.end())
    return _quoted(
        place.text,
        f"{s.previous_word}_{s.word}",
        place,
        f"; a field stands behind a dot: `{s.previous_word}.{s.word}`",
    )


def _quantity(s: Situation) -> Mistake | None:
    """`any ticket.tags contains "x"`."""
    word = s.previous_word.lower()
    if s.previous != "NAME" or word not in ("any", "every", "no", "all", "each", "some", "none") or s.clause == "WHEN":
        return None
    found = re.match(
        rf"(?:of[ \t]+)?(?P<list>{PATH})[ \t]+(?P<rest>[^\W\d_][^\n#]*?|[<>=!][^\n#]*?)"
        r"(?=[ \t]*(?:\b(?:and|or|then)\b|\n|#|\Z))",
        s.line,
        re.IGNORECASE,
    )
    if not found:
        return None
    written = {"all": "every", "each": "every", "some": "any", "none": "no"}.get(word, word)
    place = s.span(s.previous_span.start, s.offset + found.end("list"))
    return mistake(
        "S031",
        f"`{s.previous_word}` goes through a list with `in` and `where`",
        place,
        f"write `{written} item in {found['list']} where (item {found['rest']})`",
    )


def _second_if(s: Situation) -> Mistake | None:
    if s.word.upper() != "IF" or s.item != "RULE" or s.clause != "IF" or s.bracket:
        return None
    if s.wants_value:
        return mistake(
            "S081", f"`IF` stands here again after `{s.previous_word}`", s.here, "leave it out", fix=write(s.here, "")
        )
    help_ = "join conditions with `AND`: write `AND` for this `IF`"
    return mistake("S081", "this rule has a second IF", s.here, help_, fix=write(s.here, "AND", safe=False))


TABLE = (
    _sign,
    Case(
        "S053",
        "`{words} of` does not look into a list",
        "write `is {not}one of`, then a list in square brackets",
        before=r"\b(?P<at>(?P<words>is\s+(?P<not>not\s+)?(?:any|either|some)))",
        here=r"of\b",
        both=True,
        fix="is {not}one of",
    ),
    Case(
        "S053",
        "`is {not}either` is not a comparison of the language",
        "write `is {not}one of [{first}, {second}]`",
        before=r"\b(?P<at>is\s+(?P<not>not\s+)?either)",
        here=rf"(?P<first>{VALUE})\s+or\s+(?P<second>{VALUE})",
        both=True,
        fix="is {not}one of [{first}, {second}]",
        unsafe=True,
    ),
    Case(
        "S073",
        "`contains one of` is not a comparison of the language",
        "write `contains any of`, then a list in square brackets",
        before=r"\b(?P<at>contains\s+one)",
        here=r"of\b",
        both=True,
        fix="contains any of",
    ),
    Case(
        "S070",
        "what `count` counts stands in parentheses",
        "write `count({list})`",
        before=r"\b(?P<at>count)(?:\s+of)?",
        here=rf"(?:of\s+)?(?P<list>(?!of\b){PATH})",
        both=True,
        when=lambda s: s.previous == "NAME",
        fix="count({list})",
    ),
    _quantity,
    Case(
        "S058",
        "`did not change` goes without `{word}`",
        "write `NOT {path} changed {rest}`",
        before=rf"(?P<at>(?P<path>{PATH})\s+did\s+not\s+change)",
        here=rf"(?P<rest>(?:from|to)[ \t]+{_VALUES}(?:[ \t]+to[ \t]+{_VALUES})?)",
        both=True,
        fix="NOT {path} changed {rest}",
    ),
    Case(
        "S062",
        "`{words}` is not how a change is asked for",
        "write `changed`",
        here=r"(?P<words>(?:has|have|had|is|was|got|been)\s+changed)\b",
        when=lambda s: s.in_condition and _operator_may_follow(s),
        fix="changed",
    ),
    Case(
        "S062",
        "`{verb} changed` is not how a change is asked for",
        "write `changed`",
        before=r"\b(?P<at>(?P<verb>is|was))",
        here=r"changed\b",
        both=True,
        when=lambda s: s.in_condition,
        fix="changed",
    ),
    Case(
        "S058",
        "`{words}` is not how a condition is negated",
        "write `did not change`",
        here=r"(?P<words>(?:has|have|had)(?:\s+not|n['’]t)\s+changed)\b",
        when=lambda s: s.in_condition and _operator_may_follow(s),
        fix="did not change",
    ),
    Case(
        "S054",
        "`is after` is not a comparison of the language",
        "for moments and dates too write `is above`",
        before=r"\b(?P<at>is)",
        here=r"after\b",
        both=True,
        fix="is above",
    ),
    Case(
        "S054",
        "`is before` is not a comparison of the language",
        "for moments and dates too write `is below`",
        before=r"\b(?P<at>is)",
        here=r"before\b",
        both=True,
        fix="is below",
    ),
    Case(
        "S054",
        "`is not after` is not a comparison of the language",
        "for moments and dates too write `is at most`",
        before=r"\b(?P<at>is\s+not)",
        here=r"after\b",
        both=True,
        fix="is at most",
    ),
    Case(
        "S054",
        "`is not before` is not a comparison of the language",
        "for moments and dates too write `is at least`",
        before=r"\b(?P<at>is\s+not)",
        here=r"before\b",
        both=True,
        fix="is at least",
    ),
    Case(
        "S054",
        "`is set to` is not a comparison of the language",
        "write `is`",
        before=r"\b(?P<at>is\s+set)",
        here=r"to\b",
        both=True,
        when=lambda s: s.in_condition,
        fix="is",
    ),
    Case(
        "S033",
        "a rule is no value that can be compared",
        "what caused an event is said in WHEN: `WHEN ticket is updated by a rule`",
        before=rf"(?P<at>{PATH}\s+is\s+(?:not\s+)?(?:a\s+)?)",
        here=r"rule\b",
        both=True,
        when=lambda s: not s.at_line_start,
    ),
    Case(
        "S033",
        "who caused an event is not asked in this way",
        "write it behind the event: `WHEN ticket is updated by {who}`",
        before=r"\bactor\s+is\s+(?P<at>)",
        here=r"an?\s+(?P<who>[^\W\d_]\w*)",
        when=lambda s: s.clause == "WHEN",
    ),
    _several_words,
    Case(
        "S054",
        "`is` is missing before `{word}`",
        "write `is {words}`",
        here=r"(?P<words>above|below|at\s+least|at\s+most|between|one\s+of|empty)\b",
        when=_condition_may_go_on,
        fix="is {words}",
    ),
    Case(
        "S054",
        "`{words}` is not a comparison of the language",
        "write `is above`",
        here=rf"(?P<words>(?:{_ABOVE})(?!\s+or\b))",
        when=_condition_may_go_on,
        fix="is above",
    ),
    Case(
        "S054",
        "`{words}` is not a comparison of the language",
        "write `is below`",
        here=rf"(?P<words>(?:{_BELOW})(?!\s+or\b))",
        when=_condition_may_go_on,
        fix="is below",
    ),
    Case(
        "S054",
        "`is {words}` is not a comparison of the language",
        "write `is above`",
        before=r"\b(?P<at>is\s+(?P<words>over))",
        when=lambda s: s.previous == "NAME",
        fix="is above",
    ),
    Case(
        "S054",
        "`is {words}` is not a comparison of the language",
        "write `is below`",
        before=r"\b(?P<at>is\s+(?P<words>under))",
        when=lambda s: s.previous == "NAME",
        fix="is below",
    ),
    Case(
        "S054",
        "`is … or equal` is not a comparison of the language",
        "write `is at least`",
        before=r"\b(?P<at>is)",
        here=r"(?P<words>(?:greater|bigger|larger|higher|more)\s+than\s+or\s+equal(?:s|\s+to)?)",
        both=True,
        fix="is at least",
    ),
    Case(
        "S054",
        "`is … or equal` is not a comparison of the language",
        "write `is at least`",
        before=r"\b(?P<at>is\s+(?P<what>greater|bigger|larger|higher|more)(?:\s+than)?)",
        here=r"(?P<words>(?:than\s+)?or\s+equal(?:s|\s+to)?)",
        both=True,
        fix="is at least",
    ),
    Case(
        "S054",
        "`is … or equal` is not a comparison of the language",
        "write `is at most`",
        before=r"\b(?P<at>is\s+(?P<what>less|smaller|lower|fewer)(?:\s+than)?)",
        here=r"(?P<words>(?:than\s+)?or\s+equal(?:s|\s+to)?)",
        both=True,
        fix="is at most",
    ),
    Case(
        "S055",
        "`{word}` does not compare",
        "write `is{not}`",
        here=r"(?:are|were)(?P<not>\s+not)?\b",
        when=_condition_may_go_on,
        fix="is{not}",
        unsafe=lambda s: s.word.lower() == "were",
    ),
    Case(
        "S054",
        "`{word}` is not a comparison of the language",
        "write `is set`",
        here=r"exists?\b",
        when=_condition_may_go_on,
        fix="is set",
    ),
    Case(
        "S054",
        "`does not exist` is not a comparison of the language",
        "write `is not set`",
        before=r"\b(?P<at>does\s+not)",
        here=r"exists?\b",
        both=True,
        fix="is not set",
    ),
    Case(
        "S054",
        "`{word}` is not a comparison of the language",
        "write `starts with`",
        here=r"begins\b(?:\s+with)?",
        when=_condition_may_go_on,
        fix="starts with",
    ),
    Case(
        "S054",
        "`does not begin with` is not a comparison of the language",
        "write `does not start with`",
        before=r"\b(?P<at>does\s+not)",
        here=r"begins?\b(?:\s+with)?",
        both=True,
        fix="does not start with",
    ),
    _article,
    _two_words,
    _second_if,
    Case(
        "S051",
        "`,` does not join conditions",
        "write `AND`",
        here=r",",
        when=lambda s: (
            s.bracket is None
            and s.clause in ("IF", "DEFINE", "FOR")
            and not s.is_open("BETWEEN")
            and not re.search(r"\bof\s+[^\n]*\Z", s.before, re.IGNORECASE)
            and not s.wants_value
        ),
        fix="AND",
        unsafe=True,
    ),
)
