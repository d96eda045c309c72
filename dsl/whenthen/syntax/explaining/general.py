"""What can be said of any mistake: brackets, reserved words, missing values, and what could stand here."""

from __future__ import annotations

import re

from whenthen.diagnostics.escape import quote
from whenthen.diagnostics.fixes import enclose, insert, leave_out
from whenthen.diagnostics.model import Fix, Label
from whenthen.diagnostics.nearest import did_you_mean
from whenthen.source import Span
from whenthen.syntax import recovery
from whenthen.syntax.building.core import Mistake
from whenthen.syntax.explaining.case import Case, mistake
from whenthen.syntax.explaining.situation import Situation
from whenthen.syntax.explaining.statements import missing_dot
from whenthen.syntax.tables import tables

_PAIRS = {"LPAR": ("(", ")"), "LSQB": ("[", "]"), "LBRACE": ("{", "}")}
_CLAUSES = frozenset({"WHEN", "IF", "THEN", "ELSE", "LET", "FOR"})
_NAME = r"(?:[^\W\d_]\w*|`[^`\n]+`)"
_WITH_PARAMETERS = ("DEFINE", "ACTION", "FUNCTION")
_VALUE = r"[^\W\d_]|[0-9\"`/\[({]"


def _brackets(s: Situation) -> Mistake | None:
    opening = s.bracket
    if opening is None:
        if s.word and s.word in ")]}":
            return mistake(
                "S072", f"this `{s.word}` closes nothing", s.here, "leave it out, or write what it closes", fix=_last(s)
            )
        return None
    sign, close = _PAIRS[opening.type]
    place = s.span(opening.start_pos or 0, (opening.start_pos or 0) + 1)
    if s.previous == "COMMA" and s.word == ",":
        return mistake(
            "S071", "there is nothing between these two commas", s.here, "leave one of them out", fix=leave_out(s.here)
        )
    if s.ends_item or s.word.upper() in _CLAUSES or (s.word and s.word in ")]}" and s.word != close):
        label = Label(s.here, f"read up to here without a `{close}`")
        return mistake(
            "S070", f"this `{sign}` is not closed", place, f"write `{close}` where it ends", label, fix=_close(s, sign)
        )
    if sign == "(" and s.item in _WITH_PARAMETERS and re.match(rf"(?:AS\b(?!\s+{_NAME}\s*:)|->)", s.line, re.I):
        return mistake("S070", "this `(` is not closed", place, f"write `)` before `{s.line[:2]}`", fix=_put(s, ")"))
    if s.wants_value or s.ended:
        return None
    if "COMMA" in s.expected and re.match(_VALUE, s.word):
        comma = _put(s, ",")
        if sign == "{" and ":" in s.line[:40]:
            return mistake(
                "S071", "a comma is missing before this entry", s.here, "separate entries with commas", fix=comma
            )
        if sign == "[" or _is_call(s):
            return mistake(
                "S071", f"a comma is missing before `{s.word}`", s.here, "separate values with commas", fix=comma
            )
    if s.word == "," and sign == "(":
        return mistake("S073", "a list stands in square brackets", place, "write `[first, second]`")
    if sign == "{" and "DECLARED_NAME" in s.expected:
        return mistake(
            "S073",
            "in braces each value has a name",
            s.here,
            "write `{name: value}`; a list stands in square brackets: `[first, second]`",
        )
    return None


def _put(s: Situation, sign: str, safe: bool = True) -> Fix | None:
    """Puts a sign right behind the last word."""
    return insert(s.source, s.previous_span.end, sign, safe) if s.history else None


def _close(s: Situation, sign: str) -> Fix | None:
    """Closes a list where its clause ends; what parentheses were to hold together nobody knows."""
    return _put(s, "]", safe=False) if sign == "[" and (s.ends_item or s.word.upper() in _CLAUSES) else None


def _last(s: Situation) -> Fix | None:
    """Leaves a bracket out that stands at the end of a line: one further in may be missing its other half."""
    return leave_out(s.here, safe=False) if not s.line[1:].strip() else None


def _backticks(s: Situation, place: Span, words: dict[str, str]) -> Fix | None:
    return enclose(place, "`", "`", title="write it in backticks")


def _is_call(s: Situation) -> bool:
    opening = s.bracket
    start = (opening.start_pos or 0) if opening else 0
    return bool(start) and (s.text[start - 1].isalnum() or s.text[start - 1] in "_`")


def _reserved(s: Situation) -> Mistake | None:
    if s.word.lower() not in tables().reserved or not s.expected & {"NAME", "ANY_NAME"}:
        return None
    if s.in_statements and not s.wants_value:
        return None  # a statement is to begin here: no name that anybody means
    if s.word.upper() in _CLAUSES or s.ends_item or (s.wants_value and s.word.lower() in ("and", "or", "then")):
        return None
    return mistake(
        "S045",
        f"`{s.word}` is a word of the language, and no name as it is",
        s.here,
        f"to use it as a name, write it in backticks: `` `{s.word}` ``"
        + (f'; as the value of a choice, in quotes: `"{s.word}"`' if s.wants_value else ""),
        fix=enclose(s.here, "`", "`", title="write it in backticks") if s.previous in recovery.ITEM_WORDS else None,
    )


def _value(s: Situation) -> Mistake | None:
    if not s.wants_value or (s.in_statements and s.action_without_object is not None):
        return None
    if s.history:
        behind = s.previous_word if s.previous not in ("TEXT", "LONG_TEXT") else "the text"
        return mistake(
            "S041",
            f"a value is missing after `{behind}`" if s.ended or s.at_line_start else _wrong_value(s, behind),
            s.previous_span if s.ended or s.at_line_start else s.here,
            "a value is a name, a field such as `ticket.status`, a text in quotes, a number, a list …",
        )
    return mistake(
        "S041",
        f"`{s.word}` is not a value" if s.word else "a value is missing here",
        s.here,
        "a value is a name, a field such as `ticket.status`, a text in quotes, a number, a list …",
    )


def _wrong_value(s: Situation, behind: str) -> str:
    return f"a value is missing between `{behind}` and `{s.word}`"


def _top(s: Situation) -> Mistake | None:
    """Something that begins no item."""
    if s.previous in ("DOC", "FIELD_DOC"):
        return mistake(
            "S043",
            "this documentation does not stand before a rule or a declaration",
            s.previous_span,
            "put it right before what it describes; what the rules need not know can be a comment: `# …`",
        )
    if s.stack and not (s.at_line_start and s.expected <= _ITEM_TERMINALS):
        return None
    if s.in_text or s.ended:
        return None
    items = [word for word in recovery.ITEM_WORDS if word != "ALIAS"]
    meant = did_you_mean(s.word.upper(), recovery.ITEM_WORDS) if s.word[:1].isalpha() else None
    if s.word.upper() in _CLAUSES or s.word.lower() in ("and", "or"):
        return mistake("S043", f"`{s.word}` does not belong to any rule", s.here, 'a rule begins with `RULE "title"`')
    return mistake(
        "S043",
        f"{_shown(s)} does not begin a rule or a declaration",
        s.here,
        meant or f"these do: {', '.join(f'`{word}`' for word in items)}",
    )


_ITEM_TERMINALS = frozenset((*recovery.ITEM_WORDS, "DOC", "LATER_ITEM", "$END"))


def _shown(s: Situation) -> str:
    return quote(s.word) if s.word else "this"


def _sign(s: Situation) -> Mistake | None:
    """A character that nothing of the language is written with."""
    if s.ended or s.word.isalnum() or len(s.word) != 1 or s.word in "=<>!+-*/|()[]{},:?.\"'`#_":
        return None
    help_ = "in a text it may stand: put it in quotes"
    if s.text.startswith('\\"', s.offset):
        help_ = 'write the text with three quotes, """…""", and those in the braces without `\\`'
    return mistake("S042", f"the sign {quote(s.word)} is not part of the language", s.here, help_)


def _name(s: Situation) -> Mistake | None:
    if not s.expected & {"NAME", "ANY_NAME"} or s.wants_value or not s.history:
        return None
    if s.in_statements or "FROM" in s.expected:
        return None
    return mistake(
        "S047",
        f"a name is missing after `{s.previous_word}`",
        s.here if s.word else s.previous_span,
        "names begin with a letter; any other name stands in backticks: `` `order-id` ``",
    )


def anything(s: Situation) -> Mistake:
    """The last resort: what cannot stand here, and what could."""
    behind = f" after `{s.previous_word}`" if s.history and len(s.previous_word) < 40 else ""
    if s.ended:
        return mistake("S040", f"the text ends too early{behind}", s.here, _could_follow(s))
    return mistake("S040", f"{_shown(s)} cannot stand here{behind}", s.here, _could_follow(s))


def _could_follow(s: Situation) -> str:
    # What was expected right behind the last word, before it was known that this cannot follow: all that could stand.
    words = sorted({_written(name) for name in s.possible if name in _WRITTEN or name.isalpha()} - {""})
    if 0 < len(words) <= 6:
        return f"here can stand: {', '.join(f'`{word}`' for word in words)}"
    if s.in_statements:
        return "statements follow one another without signs between them, and each has an object: `close ticket`"
    if s.clause == "IF":
        return "a condition goes on with `AND` or `OR`, and ends with `THEN`"
    if s.clause == "WHEN":
        return "triggers are joined with `OR`; then follow `IF` or `THEN`"
    if s.clause == "SETTINGS":
        return "a rule goes on with its settings (`ID`, `OWNER`, `ORDER` …), then `WHEN`"
    if s.clause in ("RECORD", "EXTEND"):
        return "a record goes on with its fields, each `name: type`"
    return "look at what stands before it: a word or a bracket may be missing"


def _written(name: str) -> str:
    return _WRITTEN[name] if name in _WRITTEN else (name if name in _CAPITALS else name.lower())


#: The words that are written in capitals.
_CAPITALS = frozenset(
    (*recovery.ITEM_WORDS, *_CLAUSES, "OR", "AND", "NOT", "EACH", "WHERE", "KEY", "PER", "DATA", "WITH", "EXCEPT", "ID")
)
_WRITTEN = {
    "EQ": "=",
    "ARROW": "->",
    "COMMA": ",",
    "COLON": ":",
    "LPAR": "(",
    "RPAR": ")",
    "LSQB": "[",
    "RSQB": "]",
    "LBRACE": "{",
    "RBRACE": "}",
    "QUESTION": "?",
    "BAR": "|",
    "LESS_THAN": "<",
    "TIMES": "times",
    "ARTICLE": "a",
    "PREPOSITION": "about",
    "NAME": "a name",
    "ANY_NAME": "a name",
    "DECLARED_NAME": "a name and a colon",
    "TEXT": "a text in quotes",
    "NUMBER": "a number",
    "DATE": "a date",
    "TIME": "a time",
    "DURATION": "a duration",
    "UNIT": "day",
    "DOC": "",
    "NEVER": "",
}

TABLE = (
    _brackets,
    missing_dot,
    Case(
        "S046",
        "a field's name is missing after this dot",
        "write it right behind the dot; here stands `{field}`, a word of the language",
        here=r"(?P<at>\.)\s+(?P<field>[^\W\d_]\w*)",
        when=lambda s: (s.line[1:].split() or [""])[0].lower() in tables().reserved,
    ),
    Case(
        "S046",
        "there is no blank before or after the dot of a field",
        "write `{field}` right behind the dot, and the dot right behind what it belongs to",
        here=r"\.[ \t]*(?P<field>[^\W\d_]\w*)",
    ),
    Case("S046", "a field's name is missing after this dot", "write it right behind the dot", here=r"\."),
    Case(
        "S048",
        "a name begins with a letter",
        "leave out the `_` in front, or write the name in backticks",
        here=r"_\w*",
        fix=_backticks,
    ),
    Case(
        "S048",
        "`{sign}` does not belong to a name",
        "write the name without it: `{name}`",
        here=r"(?P<sign>[$@%])(?P<name>[^\W\d_]\w*)",
        fix="{name}",
        unsafe=True,
    ),
    _sign,
    _top,
    _reserved,
    _value,
    _name,
)
