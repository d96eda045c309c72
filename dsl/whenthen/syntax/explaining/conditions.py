"""Operators of other languages, and conditions that are nearly right."""

from __future__ import annotations

import re

from whenthen.diagnostics.fixes import enclose, insert, replace
from whenthen.diagnostics.model import Fix
from whenthen.source import Span
from whenthen.syntax.building.core import Mistake
from whenthen.syntax.explaining.case import Case, mistake, write
from whenthen.syntax.explaining.english import VALUE
from whenthen.syntax.explaining.situation import Situation

_ABOVE = ("greater", "bigger", "larger", "higher", "later", "longer", "newer", "more")
_OPPOSITE = {"above": "is at most", "below": "is at least", "at least": "is below", "at most": "is above"}
_BARE = {"contains": "contain", "starts": "start", "ends": "end", "matches": "match", "changed": "change"}


def _comparative(s: Situation) -> Mistake | None:
    """`is greater than 3`, `is lower than 3`, `is equal to 3`."""
    found = re.search(r"\bis\s+(?P<not>not\s+)?(?P<word>[a-z]+)\s*\Z", s.before + s.word, re.IGNORECASE)
    behind = s.text[s.offset + len(s.word) : s.offset + len(s.word) + 20]
    found_behind = re.match(r"\s*(than|to)\b", behind, re.IGNORECASE)
    if not found or not found_behind:
        found = re.search(r"\bis\s+(?P<not>not\s+)?(?P<word>[a-z]+)\s*\Z", s.before, re.IGNORECASE)
        if not found or s.word.lower() not in ("than", "to"):
            return None
        start, end = s.offset - len(s.before) + found.start(), s.offset + len(s.word)
    else:
        start = s.offset - len(s.before) + found.start()
        end = s.offset + len(s.word) + found_behind.end()
    word = found.group("word").lower()
    if word in ("equal", "equals", "same", "identical"):
        words = "is not" if found.group("not") else "is"
    elif word in _ABOVE or word in ("less", "smaller", "lower", "fewer", "earlier", "shorter", "older"):
        above = (word in _ABOVE) is not bool(found.group("not"))
        words = ("is above" if above else "is below") if not found.group("not") else _OPPOSITE_OF[word in _ABOVE]
    else:
        return None
    place = s.span(start, start + len(s.text[start:end].rstrip()))
    message = f"`{_plain(place.text)}` is not a comparison of the language"
    goes_on = re.match(r"\s*or\b", s.text[place.end : place.end + 20], re.IGNORECASE)  # `equal to or greater than`
    return mistake("S054", message, place, f"write `{words}`", fix=None if goes_on else write(place, words))


_OPPOSITE_OF = {True: "is at most", False: "is at least"}


def _plain(text: str) -> str:
    return " ".join(text.split())


def _not_above(s: Situation) -> Mistake | None:
    around = s.before + s.line[:20]
    for found in re.finditer(r"\bis\s+not\s+(above|below|at\s+least|at\s+most)\b", around, re.IGNORECASE):
        if found.end() >= len(s.before.rstrip()):
            break
    else:
        return None
    words = _plain(found.group(1)).lower()
    shift = s.offset - len(s.before)
    place = s.span(shift + found.start(), shift + found.end())
    message, opposite = f"`is not {words}` is not a comparison of the language", _OPPOSITE[words]
    return mistake("S059", message, place, f"write `{opposite}`", fix=write(place, opposite))


def _not_verb(s: Situation) -> Mistake | None:
    """`not contains`, `does not contains`, `is contains`."""
    found = re.match(r"not\s+(contains|starts|ends|matches|changed)\b", s.line, re.IGNORECASE)
    if found:
        verb = found.group(1).lower()
        return _negated(verb, s.span(s.offset, s.offset + found.end()))
    verb = s.word.lower()
    before = re.search(r"\b(do|does|did)\s+not\s*\Z", s.before, re.IGNORECASE)
    if before and verb in _BARE:
        return _negated(verb, s.span(s.offset - len(s.before) + before.start(), s.offset + len(verb)))
    return None


def _negated(verb: str, place: Span) -> Mistake:
    words = f"{'did' if verb == 'changed' else 'does'} not {_BARE[verb]}"
    message = f"`{_plain(place.text)}` is not how a condition is negated"
    return mistake("S058", message, place, f"write `{words}`", fix=write(place, words))


def _equal_sign(s: Situation, place: Span, words: dict[str, str]) -> Fix | None:
    """`==`: `is` in a condition, and one sign where a name gets its value."""
    if s.text.startswith("=", place.end):
        return None  # a line of such signs
    return write(place, "=" if "EQ" in s.expected and "IS" not in s.possible else "is")


def _contains(s: Situation, place: Span, words: dict[str, str]) -> Fix | None:
    """`has "x"`; but patterns such as `like "%x%"`, and `has not`, say something else."""
    if s.word.lower() == "like" or re.match(r"\s+not\b", s.text[place.end : place.end + 20], re.IGNORECASE):
        return None
    return write(place, "contains")


def _no_list(s: Situation) -> bool:
    """Whether what follows `in` is no list that is written out: a text, perhaps, that is to be looked into."""
    return not re.match(r"(?:not\s+)?in\s*\[", s.line, re.IGNORECASE)


#: `< length(ticket.subject)` behind a first value, before a second sign.
_MIDDLE = re.compile(
    r"(?:[<>]=?|\bis\s+(?:above|below|at\s+(?:least|most)))\s*(?P<middle>[^\W\d_][\w.]*(?:\([\w.]*\))?)\s*\Z"
)


def _compare_again(s: Situation, place: Span, words: dict[str, str]) -> Fix | None:
    """`1 < x < 5`: names the value in the middle again."""
    found = _MIDDLE.search(s.before)
    if found is None or place.text not in ("<", "<=", ">", ">="):
        return None
    return insert(s.source, place.start, f"AND {found['middle']} ")


_LISTED = re.compile(rf"(?:{VALUE})(?:[ \t]*,[ \t]*(?:{VALUE}))*")
_MORE = re.compile(
    rf"[ \t]*,|\s*\b(?:or|and)[ \t]+(?:{VALUE})\s*(?:\Z|[,)\]\n]|(?:then|and|or|wait|set)\b)", re.IGNORECASE
)


def _in_brackets(s: Situation, place: Span, words: dict[str, str]) -> Fix | None:
    """`open, pending`: puts the values in square brackets, or those in the place of parentheses."""
    start = place.start + (place.text[:1] == "(")
    found = _LISTED.match(s.text, start)
    if found is None or "[" in found.group():
        return None
    end = found.end()
    if start > place.start:
        close = re.compile(r"[ \t]*\)").match(s.text, end)
        return replace(s.span(place.start, close.end()), f"[{found.group()}]") if close else None
    return None if _MORE.match(s.text, end) else enclose(s.span(start, end), "[", "]")


TABLE = (
    Case("S050", "`{sign}` does not compare", "write `is`, or a single `=`", here=r"(?P<sign>={2,3})", fix=_equal_sign),
    Case("S050", "`{sign}` does not compare", "write `is not`, or `!=`", here=r"(?P<sign><>|!==|=!)", fix="is not"),
    Case("S050", "`=<` does not compare", "write `is at most`, or `<=`", here=r"=<", fix="<="),
    Case("S050", "`=>` does not compare", "write `is at least`, or `>=`", here=r"=>", fix=">="),
    Case("S051", "`{sign}` does not join conditions", "write `AND`", here=r"(?P<sign>&&?)", fix="AND"),
    Case("S051", "`||` does not join conditions", "write `OR`", here=r"\|\|", fix="OR"),
    Case("S051", "`|` does not join conditions", "write `OR`", here=r"\|", when=lambda s: s.in_condition, fix="OR"),
    Case("S052", "`!` does not negate", "write `NOT`", here=r"!(?=\()", fix="NOT "),
    Case("S052", "`!` does not negate", "write `NOT`", here=r"!(?!=)", fix="NOT ", unsafe=True),
    Case(
        "S053",
        "`is one` has to be followed by `of`",
        "write `is one of`, then a list in square brackets",
        before=r"\b(?P<at>is\s+(?:not\s+)?one)",
        when=lambda s: s.expected == {"OF"} or s.previous == "ONE",
    ),
    Case(
        "S053",
        "`is in` does not look into a list",
        "write `is one of`, then a list in square brackets",
        before=r"\bis",
        here=r"in\b",
        both=True,
        fix="is one of",
        unsafe=_no_list,
    ),
    Case(
        "S053",
        "`is not in` does not look into a list",
        "write `is not one of`, then a list in square brackets",
        before=r"\bis\s+not",
        here=r"in\b",
        both=True,
        fix="is not one of",
        unsafe=_no_list,
    ),
    Case(
        "S053",
        "`not in` does not look into a list",
        "write `is not one of`, then a list in square brackets",
        here=r"not\s+in\b",
        fix="is not one of",
        unsafe=_no_list,
    ),
    Case(
        "S053",
        "`in` does not look into a list",
        "write `is one of`, then a list in square brackets",
        here=r"in\b",
        when=lambda s: s.in_condition and "IS" in s.possible,
        fix="is one of",
        unsafe=_no_list,
    ),
    _comparative,
    Case(
        "S063",
        "`is {words}` is about moments, and ends with `ago`",
        "write `is {words} 2 days ago` for a moment, and `is above` for a number or a duration",
        before=r"\bis\s+(?P<at>(?P<words>more\s+than))\s+[0-9.]+",
        when=lambda s: "AGO" in s.expected,
        fix="above",
    ),
    Case(
        "S063",
        "`is {words}` is about moments, and ends with `ago`",
        "write `is {words} 2 days ago` for a moment, and `is below` for a number or a duration",
        before=r"\bis\s+(?P<at>(?P<words>less\s+than))\s+[0-9.]+",
        when=lambda s: "AGO" in s.expected,
        fix="below",
    ),
    Case(
        "S063",
        "`is more than` is about moments, and ends with `ago`",
        "write `is more than 2 days ago` for a moment, and `is above` for a number or a duration",
        before=r"\bis\s+(?P<at>more\s+than)\b.*",
        when=lambda s: "AGO" in s.expected,
    ),
    Case(
        "S063",
        "`is less than` is about moments, and ends with `ago`",
        "write `is less than 2 days ago` for a moment, and `is below` for a number or a duration",
        before=r"\bis\s+(?P<at>less\s+than)\b.*",
        when=lambda s: "AGO" in s.expected,
    ),
    Case(
        "S055",
        "`{word}` does not compare",
        "write `is`, or `=`",
        here=r"(?:equals?|eq)\b",
        when=lambda s: "IS" in s.possible,
        fix="is",
    ),
    Case(
        "S057",
        "`{word}` does not look into a text or a list",
        "write `contains`",
        here=r"(?:has|have|includes?|including|contain|containing|like|holds)\b",
        when=lambda s: "CONTAINS" in s.possible and s.clause != "WHEN",
        fix=_contains,
    ),
    _not_verb,
    _not_above,
    Case(
        "S060",
        "`between` joins its two ends with `and`",
        "write `is between 1 and 5`",
        here=r"(?:to|until|or|-|\.\.|,)",
        when=lambda s: s.is_open("BETWEEN") and "AND" in s.expected,
        fix="and",
    ),
    Case(
        "S061",
        "`is {word}` is one word too many",
        "leave out `is`",
        before=r"\b(?P<at>is)",
        here=r"(?:contains|starts|ends|matches|changed|has|was)\b",
        fix="",
        unsafe=lambda s: s.word.lower() in ("has", "was"),
    ),
    Case(
        "S062",
        "`changes` belongs to WHEN",
        "in a condition write `changed`",
        here=r"changes\b",
        when=lambda s: s.in_condition,
        fix="changed",
    ),
    Case(
        "S062",
        "`{word}` belongs to conditions",
        "after WHEN write `changes`",
        here=r"(?:changed|change)\b",
        when=lambda s: s.clause == "WHEN" and "CHANGES" in s.expected,
        fix="changes",
    ),
    Case(
        "S062",
        "`{word}` belongs to conditions",
        "after WHEN write `changes`",
        here=r"was\b",
        when=lambda s: s.clause == "WHEN" and "CHANGES" in s.expected,
    ),
    Case(
        "S064",
        "the same value is compared twice",
        "join two comparisons with `AND`, or put one of them in parentheses",
        here=r"(?:(?:is|was|contains|starts|ends|matches|does|did|changed)\b|!?=|[<>]=?)",
        when=lambda s: s.in_condition and "AND" in s.expected and "OTHERWISE" in s.expected,
        fix=_compare_again,
    ),
    Case(
        "S073",
        "a list stands in square brackets",
        "write `[first, second]`",
        here=r",",
        before=r"\b(?:one|any|all|none)\s+of\s+(?P<at>\(?[^\[\](){}\n]*)",
        when=lambda s: s.bracket is None or s.bracket.type != "LSQB",
        fix=_in_brackets,
    ),
    Case(
        "S073",
        "a list stands in square brackets",
        "write `[first, second]`",
        before=r"\b(?:one|any|all|none)\s+of\s+(?P<at>\{)",
    ),
)
