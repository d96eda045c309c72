"""Declarations and settings that are nearly right."""

from __future__ import annotations

import re

from whenthen.diagnostics.fixes import as_text, enclose, insert, replace
from whenthen.diagnostics.model import Fix
from whenthen.source import Span
from whenthen.syntax.explaining.case import Case, write
from whenthen.syntax.explaining.situation import Situation

_NAME = r"(?:[^\W\d_]\w*|`[^`\n]+`)"

_OTHER_EQUALS = re.compile(r":?=|:|(?:is|to|be|as|equals)\b", re.IGNORECASE)
_OTHER_AS = re.compile(r":?=|:|(?:is|means|to|if|when)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"\b(?:WHEN|IF|THEN|LET|FOR|ID|OWNER|ORDER|GROUP|OVERRIDES)\b")


def _title(s: Situation, place: Span, words: dict[str, str]) -> Fix | None:
    return None if re.search(r"[#\\{}`]", place.text) else enclose(place, '"', '"')


def _equals(s: Situation, place: Span, words: dict[str, str]) -> Fix | None:
    found = _OTHER_EQUALS.match(s.line)
    blank = "" if s.text[s.offset - 1].isspace() else " "
    return write(s.span(s.offset, s.offset + found.end()), f"{blank}=") if found else None


def _as(s: Situation, place: Span, words: dict[str, str]) -> Fix | None:
    found = _OTHER_AS.match(s.line)
    blank = "" if s.text[s.offset - 1].isspace() else " "
    return write(s.span(s.offset, s.offset + found.end()), f"{blank}AS") if found else None


def _key(s: Situation, place: Span, words: dict[str, str]) -> Fix | None:
    """A record that begins with a field `id` means that one."""
    return insert(s.source, place.end, " KEY id") if re.match(r"id\s*:", s.line) else None


def _arrow(s: Situation, place: Span, words: dict[str, str]) -> Fix | None:
    found = re.match(r":|=>|returns\b", s.line, re.IGNORECASE)
    return replace(s.span(s.offset, s.offset + found.end()), " ->" if found.group() == ":" else "->") if found else None


def _setting(s: Situation, place: Span, words: dict[str, str]) -> Fix | None:
    """The rest of the line is the text, where it is nothing but words."""
    found = re.match(r"[^\W\d_][\w.@ \t/-]*", s.line)
    if found is None or s.line[found.end() :].strip().startswith(('"', "'")) or _CLAUSE.search(found.group()):
        return None
    if s.line[found.end() :].strip() and not s.line[found.end() :].lstrip().startswith("#"):
        return None
    words_ = found.group().rstrip()
    return replace(s.span(s.offset, s.offset + len(words_)), as_text(words_))


_TYPED = ("RECORD", "EXTEND", "FUNCTION", "ACTION", "DEFINE")

TABLE = (
    Case(
        "S110",
        "this rule has no title",
        'write what it is for in quotes: `RULE "…"`',
        before=r"\b(?P<at>RULE)",
        here=r"(?:WHEN|IF|THEN|LET|OWNER|ORDER|ID)\b",
        when=lambda s: s.previous == "RULE" and s.word.isupper(),
    ),
    Case(
        "S110",
        "the title of a rule stands in quotes",
        'write `RULE "{title}"`',
        before=r"\bRULE",
        here=r"(?P<at>(?P<title>[^\"\r\n]+?))[ \t]*(?=\r?\n|\Z|(?-i:\b(?:WHEN|IF|THEN|OWNER|ORDER|ID)\b))",
        when=lambda s: s.previous == "RULE",
        fix=_title,
    ),
    Case(
        "S110",
        "this rule has no title",
        'write what it is for in quotes: `RULE "…"`',
        before=r"\b(?P<at>RULE)",
        when=lambda s: s.previous == "RULE",
    ),
    Case(
        "S116",
        "the name of a file stands in quotes",
        'write `USE "{library}{ending}"`',
        before=r"\bUSE\s+(?P<library>[\w-]+)",
        here=r"(?P<ending>[.\w-]*\.(?:when|csv))",
        both=True,
        fix='USE "{library}{ending}"',
    ),
    Case(
        "S116",
        "the name of a file stands in quotes",
        'write `USE DATA "{file}" AS …`',
        before=r"\bUSE\s+DATA",
        here=r"(?P<file>[\w./-]+)",
        fix='"{file}"',
    ),
    Case(
        "S116",
        "`USE DATA` names the records that the file holds",
        "write `AS` and the record: `USE DATA {file} AS team`",
        before=r"\bUSE\s+DATA\s*(?P<at>(?P<file>\"[^\"\n]*\"))",
        when=lambda s: "AS" in s.expected,
    ),
    Case(
        "S111",
        "`{verb} {name}` is followed by `=`",
        "write `{verb} {name} = …`",
        before=rf"\b(?P<verb>LET|ALIAS)\s+(?P<name>{_NAME})",
        when=lambda s: "EQ" in s.expected,
        fix=_equals,
    ),
    Case(
        "S112",
        "`DEFINE {name}` is followed by `AS`",
        "write `DEFINE {name} AS …`",
        before=rf"\bDEFINE\s+(?P<name>{_NAME})",
        when=lambda s: "AS" in s.expected,
        fix=_as,
    ),
    Case(
        "S112",
        "the parameters of this action are followed by `AS`",
        "write `AS`, then what the action does",
        before=r"\)",
        when=lambda s: s.item == "DEFINE" and "AS" in s.expected,
    ),
    Case(
        "S112",
        "a definition begins with its name",
        "write `DEFINE name AS …`; an action: `DEFINE ACTION name(…) AS …`",
        before=r"\b(?P<at>DEFINE)",
    ),
    Case(
        "S113",
        "`KEY` is followed by the name of the field that tells one record from another",
        "write `KEY {field}`",
        before=r"\b(?P<at>KEY)[ \t]*(?:#[^\n]*)?\n\s*(?P<field>[^\W\d_]\w*)",
        here=r":",
        when=lambda s: s.item == "RECORD",
    ),
    Case(
        "S113",
        "`KEY` is followed by the name of the field that tells one record from another",
        "write `KEY id`",
        before=r"\b(?P<at>KEY)(?:[ \t]*(?:#[^\n]*)?\n\s*[^\W\d_]\w*)?",
        when=lambda s: s.item == "RECORD",
    ),
    Case(
        "S113",
        "a record has a key: the field that tells one from another",
        "write `RECORD {name} KEY id`",
        before=rf"\bRECORD\s+(?P<at>(?P<name>{_NAME}))",
        when=lambda s: "KEY" in s.expected,
        fix=_key,
        unsafe=True,
    ),
    Case(
        "S115",
        "the type of a function's value stands behind `->`",
        "write it so: `-> number`",
        before=r"\)",
        when=lambda s: "ARROW" in s.expected,
        fix=_arrow,
    ),
    Case(
        "S114",
        "the type of the parameter `{word}` is missing",
        "write `{word}: ` and its type, such as `text`",
        here=_NAME + r"(?=\s*[,)])",
        when=lambda s: "DECLARED_NAME" in s.expected and s.item in ("FUNCTION", "ACTION", "DEFINE"),
    ),
    Case(
        "S114",
        "a colon is missing between the field `{field}` and its type",
        "write `{field}: {type}`",
        here=rf"(?P<field>{_NAME})[ \t]+(?P<type>{_NAME})",
        when=lambda s: "DECLARED_NAME" in s.expected and s.item in ("RECORD", "EXTEND") and s.at_line_start,
        fix="{field}: {type}",
    ),
    Case(
        "S114",
        "the field `{field}` has no type",
        "write `{field}: ` and its type, such as `text`",
        here=rf"(?P<field>{_NAME})[ \t]*(?=\r?\n|\Z)",
        when=lambda s: "DECLARED_NAME" in s.expected and s.item in ("RECORD", "EXTEND") and s.at_line_start,
    ),
    Case(
        "S114",
        "`{word}` is a word of the language, and cannot be a choice value as it is",
        'write it in quotes: `"{word}"`',
        before=r":",
        here=r"[^\W\d_]\w*(?=\s*[|<])",
        when=lambda s: "LIST" in s.expected,
        fix='"{word}"',
    ),
    Case(
        "S114",
        "`{value}` is a word of the language, and cannot be a choice value as it is",
        'write it in quotes: `"{value}"`',
        before=r":\s*(?P<at>(?P<value>set|list))",
        here=r"[|<]",
        when=lambda s: s.item in _TYPED,
        fix='"{value}"',
    ),
    Case(
        "S114",
        "the type of this field is missing",
        "write it behind the colon, such as `text`, `number?` or `new | open | closed`",
        before=r":",
        when=lambda s: "LIST" in s.expected,
    ),
    Case(
        "S114",
        "`{word}` is a word of the language, and cannot be a choice value as it is",
        'write it in quotes: `"{word}"`',
        before=r"[|<:]",
        here=r"[^\W\d_]\w*",
        when=lambda s: s.item in _TYPED and "NAME" in s.expected,
        fix='"{word}"',
    ),
    Case(
        "S092",
        "`EVENT {owner} {event}` lacks `is`",
        "write `EVENT {owner} is {event}`",
        before=rf"\bEVENT\s+(?P<owner>{_NAME})",
        here=rf"(?P<event>{_NAME})",
        fix="is {event}",
    ),
    Case(
        "S117",
        "an ID is a name, without quotes and blanks",
        "write it with letters, digits and `_`, such as `ID vip_refunds`",
        before=r"\bID",
        when=lambda s: s.item == "RULE" and s.previous == "ID",
    ),
    Case(
        "S117",
        "`{setting}` is followed by a text in quotes",
        'write `{setting} "{word}"`',
        before=r"\b(?P<setting>OWNER|GROUP|OVERRIDES)",
        when=lambda s: s.item == "RULE" and "TEXT" in s.expected and not s.wants_value,
        fix=_setting,
    ),
    Case(
        "S117",
        "`ORDER` is followed by a number",
        "rules with a lower number come first: `ORDER 10`",
        before=r"\bORDER\s*-?",
        when=lambda s: s.item == "RULE" and "NUMBER" in s.expected and not s.wants_value,
    ),
)
