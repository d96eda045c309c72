"""Texts, patterns, names in backticks and comments that are not written as the language writes them."""

from __future__ import annotations

import re

from whenthen.diagnostics.fixes import replace
from whenthen.diagnostics.model import Diagnostic, Fix
from whenthen.source import Span
from whenthen.syntax.building.core import Mistake
from whenthen.syntax.explaining.case import Case
from whenthen.syntax.explaining.situation import Situation


def unclosed_long_text(opening: Span) -> Diagnostic:
    return Diagnostic(
        "S011",
        'this text is not closed with `"""`',
        opening,
        help='a text that begins with three quotes ends with three: write `"""` where it ends',
    )


def _long_text(s: Situation) -> Mistake | None:
    if s.text.startswith('"""', s.offset):
        return Mistake(unclosed_long_text(s.span(s.offset, s.offset + 3)))
    return None


def _straight(s: Situation, place: Span, words: dict[str, str]) -> Fix | None:
    """Puts the text between straight quotes; one between braces would end the text around it."""
    next_to = s.text[place.start - 1 : place.start] + s.text[place.end : place.end + 1]
    if set(next_to) & set("\"'"):  # `'it''s'`
        return None
    closed = len(place.text) > 1 and place.text[-1] in "'“”„‟«»‘’‚‛‹›"
    return (
        replace(place, f'"{words["inside"]}"')
        if closed and not re.search(r"[\\{}]", place.text) and not s.in_text
        else None
    )


def _comment(s: Situation, place: Span, words: dict[str, str]) -> Fix | None:
    return replace(place, "#") if words["sign"] in ("//", "--") else None


TABLE = (
    _long_text,
    Case(
        "S010",
        "this text is not closed on its line",
        'write `"` where it ends; a text of several lines stands in three quotes, `"""…"""`',
        here=r'(?P<at>")(?:[^"\\\r\n]|\\.)*\\?(?=[\r\n]|\Z)',
    ),
    Case(
        "S035",
        "this name in backticks is not closed",
        "write a backtick where the name ends, on the same line",
        here=r"(?P<at>`)[^`\r\n]+(?=[\r\n]|\Z)",
    ),
    Case("S035", "there is no name between these backticks", "write the name between them", here=r"``"),
    Case(
        "S046",
        "`{owner}'s` does not name a field",
        "write a dot before the field: `{owner}.{field}`",
        here=r"['’]s[ \t]+(?P<field>[^\W\d_]\w*)",
        before=r"(?P<owner>[^\W\d_]\w*)",
        both=True,
        fix="{owner}.{field}",
    ),
    Case(
        "S056",
        "`{verb}n't` is not a word of the language",
        "write `did not change`",
        here=r"(?P<verb>has|have|had)n['’]t\s+changed\b",
        when=lambda s: s.in_condition,
        fix="did not change",
    ),
    Case(
        "S056",
        "`{verb}n't` is not a word of the language",
        "write `{verb} not`",
        here=r"(?P<verb>is|does|did|was|has)n['’]t\b",
        fix="{verb} not",
    ),
    Case(
        "S056",
        "`{word}'t` is not a word of the language",
        "write it out with `not`, such as `is not` or `does not contain`",
        here=r"(?:don|aren|can|won|weren|haven|hasn)['’]t\b",
    ),
    Case(
        "S019",
        "a text does not stand between single quotes",
        'write it between double quotes: `"{inside}"`',
        here=r"'(?P<inside>[^'\"\r\n]*)'",
        fix=_straight,
    ),
    Case(
        "S019",
        "a text does not stand between typographic quotes",
        'write it between straight ones: `"{inside}"`',
        here=r"[“”„‟«»‘’‚‛‹›](?P<inside>[^\"“”„‟«»‘’‚‛‹›\r\n]*)[“”„‟«»‘’‚‛‹›]?",
        fix=_straight,
    ),
    Case("S019", "`'` does not begin anything", 'texts stand between double quotes: `"text"`', here="'"),
    Case(
        "S036",
        "`{sign}` does not begin a comment",
        "a comment begins with `#` and ends with its line",
        here=r"(?P<sign>//|/\*|\*/|--|<!--)",
        fix=_comment,
    ),
    Case(
        "S034",
        "this pattern is not closed with `/`",
        "write `/` where the pattern ends, on the same line; a `/` inside of it is written `\\/`",
        here=r"(?P<at>/)",
        when=lambda s: "PATTERN" in s.expected,
    ),
)
