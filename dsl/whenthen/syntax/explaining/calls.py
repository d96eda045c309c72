"""Statements that are written as calls, or with words that the language has no place for."""

from __future__ import annotations

import re

from whenthen.syntax.building.core import Mistake
from whenthen.syntax.explaining.case import Case, mistake
from whenthen.syntax.explaining.english import PATH, article, without
from whenthen.syntax.explaining.situation import Situation

_LAST_WORD = re.compile(r"(?:(?P<verb>[^\W\d_]\w*)[ \t]+)?(?P<word>[^\W\d_]\w*)[ \t]+\Z")


def _object(s: Situation) -> Mistake | None:
    """`close the ticket`, `stop ticket`: the last name was read as an action with nothing behind it."""
    name = s.action_without_object
    if name is None or s.word == "." or s.word.startswith("="):
        return None
    start = name.span.start
    found = _LAST_WORD.search(s.text, s.text.rfind("\n", 0, start) + 1, start)
    if not found:
        return None
    word = found.group("word")
    if article(word) and (found.group("verb") or "").lower() not in ("", "then", "else"):
        if found["verb"].lower() == "stop":
            return _stop(s, found.start("word"), name.span.end)
        return without(s, word, found.start("word"))
    if word.lower() == "stop" and (s.ends_item or s.ended or s.at_line_start):
        return _stop(s, start, name.span.end)
    return None


def _stop(s: Situation, start: int, end: int) -> Mistake | None:
    place = s.span(start, end)
    if re.match(r"end\b", place.text, re.IGNORECASE):
        return None
    return mistake("S103", "`stop` stands alone: it ends the rules of this turn", place, f"leave `{place.text}` out")


_PREPOSITION = r"(?:about|saying|because|via|into|using|on|to|from|by|with|in|at|for|as|until)"

TABLE = (
    _object,
    Case(
        "S089",
        "no sign stands behind `{word}`",
        "leave it out",
        here=rf"{_PREPOSITION}[ \t]*(?P<at>[:=])",
        when=lambda s: s.in_statements,
        fix="",
    ),
    Case(
        "S089",
        "no sign stands behind `{previous}`",
        "leave it out",
        before=rf"\b{_PREPOSITION}",
        here=r"[:=]",
        when=lambda s: s.in_statements and s.bracket is None,
        fix="",
    ),
    Case(
        "S103",
        "`for` does not stand behind `wait`",
        "leave it out",
        before=r"\bwait",
        here=r"for\b",
        when=lambda s: s.in_statements,
        fix="",
    ),
    Case(
        "S103",
        "`stop` stands alone: it ends the rules of this turn",
        "leave `{rest}` out",
        before=r"\bstop(?:\s+(?:the|this))?",
        here=r"(?P<rest>rule)\b",
        both=True,
        when=lambda s: s.in_statements and not s.ends_item,
    ),
    Case(
        "S100",
        "`{verb}` goes one step, or `to` a value",
        "write `{verb} {field}`, or `{verb} {field} to …`; for a number `increase {field} by …`",
        before=rf"\b(?P<at>(?P<verb>raise)\s+(?P<field>{PATH}))",
        here=r"(?:by|with)\b",
        both=True,
    ),
    Case(
        "S100",
        "`{verb}` goes one step, or `to` a value",
        "write `{verb} {field}`, or `{verb} {field} to …`; for a number `decrease {field} by …`",
        before=rf"\b(?P<at>(?P<verb>lower)\s+(?P<field>{PATH}))",
        here=r"(?:by|with)\b",
        both=True,
    ),
    Case(
        "S073",
        "an action is called without parentheses",
        "write the object right behind it, and a preposition before each further value: `{action} {first} …`, "
        'such as `email customer about "…" saying "…"`',
        before=rf"(?P<at>(?P<action>[^\W\d_]\w*)\([ \t]*(?P<first>{PATH}|\"[^\"\n]*\")[^()\n]*)",
        here=r",",
        both=True,
        when=lambda s: s.in_statements and s.bracket is not None and not s.wants_value,
    ),
)
