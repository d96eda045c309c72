"""Statements that lack a word, or are written as in other languages."""

from __future__ import annotations

import re

from whenthen.diagnostics.escape import quote
from whenthen.diagnostics.fixes import insert
from whenthen.diagnostics.model import Edit, Fix
from whenthen.source import Span
from whenthen.syntax.building.core import Mistake
from whenthen.syntax.explaining.case import Case, mistake, write
from whenthen.syntax.explaining.situation import Situation
from whenthen.syntax.token import Token

_FORMS = {
    "SET": ("to", "set FIELD to VALUE"),
    "ADD": ("to", "add VALUE to FIELD"),
    "REMOVE": ("from", "remove VALUE from FIELD"),
    "INCREASE": ("by", "increase FIELD by NUMBER"),
    "DECREASE": ("by", "decrease FIELD by NUMBER"),
}


_VALUE_STARTS = r"[^\W\d_]|[0-9\"`]"


def _set(s: Situation, place: Span, words: dict[str, str]) -> Fix | None:
    """`ticket.status = open`: puts `set` before it, and `to` for the sign."""
    sign = re.compile(r"\s*(=)(?!=)").match(s.text, place.end)
    if sign is None or "#" in place.text:
        return None
    start = Span(place.source, place.start, place.start)
    edits = (Edit(start, "set "), Edit(s.span(*sign.span(1)), "to"))
    return Fix(f"write `set {place.text} to …`", edits)


def _missing_preposition(s: Situation) -> Mistake | None:
    """`set x y`, `set x = y`, `increase x to 5`."""
    verb = s.statement
    if verb is None or verb.type not in _FORMS or s.bracket:
        return None
    word, form = _FORMS[verb.type]
    if dot := missing_dot(s):
        return dot
    if word.upper() not in s.expected or any(token.type == word.upper() for token in _behind(s)):
        return None
    said = str(verb)
    if s.word == "=" and verb.type == "SET":
        return mistake("S101", f"`{said}` takes `to`, not `=`", s.here, f"write `{form}`", fix=write(s.here, "to"))
    if s.word.lower() in ("to", "from", "by", "into", "with", "in", "as"):
        # `increase … to`, `remove … to` may have been meant as another verb.
        fix = write(s.here, word) if verb.type in ("SET", "ADD") else None
        return mistake("S100", f"`{said}` takes `{word}`, not `{s.word}`", s.here, f"write `{form}`", fix=fix)
    start = verb.start_pos or 0
    place = s.span(start, start + len(s.text[start : s.offset].rstrip()))
    fix = (
        None
        if s.ended or s.at_line_start or not re.match(_VALUE_STARTS, s.word)
        else insert(s.source, s.offset, f"{word} ")
    )
    return mistake("S100", f"`{word}` is missing in this `{said}`", place, f"write `{form}`", fix=fix)


def _behind(s: Situation) -> list[Token]:
    verb = s.statement
    words = s.open_words
    return words[words.index(verb) + 1 :] if verb in words else []


def _no_object(s: Situation) -> Mistake | None:
    """`close` with nothing behind it."""
    name = s.action_without_object
    if name is None:
        return None
    if s.word == "." or s.word.startswith("="):
        return None
    if s.ended or s.word.lower() in _AFTER_ACTION or s.ends_item or s.word in ")]},;":
        return mistake(
            "S103",
            f"{quote(name.text)} does not say what it is done to",
            name.span,
            f"every action has an object right behind it, such as `{name.text} ticket`",
        )
    return None


_AFTER_ACTION = frozenset(
    """
    set clear add remove increase decrease raise lower wait stop else then if when
    to from by with about saying because via into using on at in for as until
    """.split()  # noqa: SIM905
)


TABLE = (
    _no_object,
    Case(
        "S102",
        "a statement does not begin with a field",
        "to write it: `set {owner}{field} to …`",
        before=r"(?P<at>(?P<owner>[^\W\d_]\w*))",
        here=r"(?P<field>(?:\.[^\W\d_]\w*)*)(?=\s*=)",
        both=True,
        when=lambda s: s.in_statements and s.action_without_object is not None and (s.word == "." or s.word == "="),
        fix=_set,
    ),
    Case(
        "S102",
        "a statement does not begin with a field",
        "say what to do with it, such as `set {owner}{field} to …` or `clear {owner}{field}`",
        before=r"(?P<at>(?P<owner>[^\W\d_]\w*))",
        here=r"(?P<field>(?:\.[^\W\d_]\w*)+)",
        both=True,
        when=lambda s: s.in_statements and s.action_without_object is not None,
    ),
    Case(
        "S104",
        "statements are not separated with `{word}`",
        "leave it out: each statement ends where the next one begins",
        here=r"[;,]",
        when=lambda s: s.in_statements and s.bracket is None,
        fix="",
    ),
    Case("S104", "`;` does not end anything", "leave it out", here=r";", fix=""),
    Case(
        "S104",
        "statements are not joined with `{word}`",
        "leave it out: each statement ends where the next one begins",
        here=r"(?:and|then|also|or)\b",
        when=lambda s: s.in_statements and s.bracket is None and not s.wants_value and s.statement is None,
        fix="",
        unsafe=lambda s: s.word.lower() == "or",
    ),
    _missing_preposition,
    Case(
        "S105",
        "`IF` cannot stand inside of `THEN`",
        "begin another branch with `ELSE IF`, or write another rule",
        here=r"IF\b",
        when=lambda s: s.in_statements and not s.wants_value,
    ),
)


def missing_dot(s: Situation) -> Mistake | None:
    """`ticket status` for `ticket.status`."""
    if s.previous != "NAME" or s.at_line_start or s.ended or not re.match(r"[^\W\d_]", s.word):
        return None
    if not (s.in_condition or s.clause == "WHEN" or s.statement is not None or s.in_text):
        return None
    if s.word.lower() in ("than", "then", "to", "not", "of") or "." in s.previous_word or s.word.isupper():
        return None
    owner = s.previous_word
    if s.statement is not None and not re.match(r"\S+[ \t]+(?:to|from|by)\b", s.line, re.IGNORECASE):
        return None
    place = s.span(s.previous_span.start, s.here.end)
    fix = write(place, f"{owner}.{s.word}", safe=False)
    return mistake("S046", f"a dot is missing in `{owner} {s.word}`", place, f"write `{owner}.{s.word}`", fix=fix)
