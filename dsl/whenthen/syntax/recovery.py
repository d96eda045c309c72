"""Where reading goes on after a mistake, and what the part that was given up seems to declare."""

from __future__ import annotations

import re

ITEM_WORDS = ("RULE", "USE", "EXTEND", "DEFINE", "CALENDAR", "RECORD", "ALIAS", "EVENT", "FUNCTION", "ACTION", "LET")
LATER_WORDS = ("TABLE", "TEST", "CHECK", "INVARIANT", "SLA")

_ITEM = rf"(?:(?i:{'|'.join(ITEM_WORDS + LATER_WORDS)})\b|MESSAGE(?=[ \t]+[\"`\w]))(?!\s*:)"
_LONG = r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*"""'
_GAP = r"(?:\s|#[^\n]*(?:\n|\Z))*"

_ITEM_HERE = re.compile(_ITEM)
_DOC_HERE = re.compile(rf"{_GAP}({_ITEM})")
_STEP = re.compile(
    rf'(?P<long>{_LONG})|(?P<text>"[^"\r\n]*")|(?P<comment>#[^\n]*)|(?P<then>\bTHEN\b)'
    rf"|(?P<item>(?:(?<=\n)|(?<![\s\S]))[ \t]*(?P<word>{_ITEM}))",
    re.IGNORECASE,
)
#: An item that nobody writes inside a text by chance.
_PLAIN_ITEM = re.compile(
    r'^[ \t]*(?:RULE\s*"|DEFINE\s+(?:ACTION\s+|GROUP\s*")?\w|RECORD\s+\w+\s+KEY\b'
    r"|(?:EXTEND|ALIAS|EVENT|CALENDAR|LET)\s+\w)",
    re.MULTILINE,
)
_NAME = r"([^\W\d_]\w*|`[^`\n]+`)"
_DECLARES = re.compile(
    rf'(?:RULE|DEFINE\s+GROUP)\s*"(?P<title>(?:[^"\\\n]|\\.)*)"'
    rf"|EVENT\s+(?P<event>{_NAME}\s+is\s+{_NAME})"
    rf"|DEFINE\s+(?:ACTION\s+)?(?P<defined>{_NAME})"
    rf"|(?:USE|EXTEND|CALENDAR|RECORD|ALIAS|FUNCTION|ACTION|LET)\s+(?P<name>{_NAME})",
    re.IGNORECASE,
)
_DATA = re.compile(rf'USE\s+DATA\s*"[^"\n]*"\s*AS\s+(?P<name>{_NAME})', re.IGNORECASE)


def item_starts_at(text: str, offset: int) -> bool:
    """Does an item's first word stand here, at the start of a line?"""
    line = text.rfind("\n", 0, offset) + 1
    return not text[line:offset].strip() and bool(_ITEM_HERE.match(text, offset))


def next_item(text: str, offset: int, in_rule: bool) -> int:
    """The offset of the next item, or of the documentation before it; the end of the text when there is none.

    Texts and comments are passed over. `in_rule` says that a rule has not come to its THEN yet: a LET belongs to it.
    """
    position = offset
    while found := _STEP.search(text, position):
        position = found.end()
        kind = found.lastgroup
        if kind == "long":
            ahead = _DOC_HERE.match(text, found.end())
            if ahead and not (in_rule and ahead.group(1).upper().startswith("LET")):
                return found.start()
        elif kind == "then":
            in_rule = False
        elif kind in ("item", "word"):
            if in_rule and found.group("word").upper().startswith("LET"):
                continue
            if _ITEM_HERE.match(text, found.start("word")):
                return found.start("word")
    return len(text)


def item_inside(text: str, start: int, end: int) -> int | None:
    """Where an item seems to begin within a text literal, which is then one that was not closed."""
    found = _PLAIN_ITEM.search(text, start, end)
    if not found:
        return None
    return found.end() - len(found.group().lstrip())


def declared_names(text: str, offset: int, end: int) -> tuple[str, ...]:
    """The names that the item beginning here seems to declare."""
    found = _DATA.match(text, offset, end) or _DECLARES.match(text, offset, end)
    if not found:
        return ()
    name = next(value for key, value in found.groupdict().items() if value is not None)
    return (" ".join(name.replace("`", "").split()) if found.lastgroup != "title" else name,)
