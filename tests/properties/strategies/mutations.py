"""Small changes to files: to programs, which may then be wrong in one place, and to texts of any kind."""

from __future__ import annotations

import re
from collections.abc import Callable

import attrs

from tests.properties.strategies.cases import Case
from tests.properties.strategies.chooser import Chooser

_PATH = re.compile(r"\b[a-z][a-z0-9]*(?:\.(?:[a-zß-ü]+|`[^`]+`))+", re.IGNORECASE)
_FIELD_TYPE = re.compile(r"^  (?:\w+|`[^`]+`): ([^?\n\"]*?)(?= readonly| private| default|$)", re.MULTILINE)
_OTHERWISE = re.compile(r"\(([^()]+) otherwise [^()]+\)")
_GUARD = re.compile(r"\S+ is (?:not )?set (?:AND|OR) ")
_LITERAL = re.compile(r"(?<=[ (\[])(?:[0-9]+(?:\.[0-9]+)?|\"[^\"{}]*\"|true|false)(?=[ ),\]\n])")


def changed(case: Case, choose: Chooser) -> Case:
    """The case with one to three places of its rules or types changed."""
    text = case.files["main.when"]
    for _ in range(choose.integer(1, 3)):
        text = choose.pick(CHANGES)(text, choose)
    return attrs.evolve(case, files={**case.files, "main.when": text})


def _somewhere(pattern: re.Pattern[str], text: str, choose: Chooser, new: Callable[[re.Match[str]], str]) -> str:
    found = list(pattern.finditer(text))
    if not found:
        return text
    match = choose.pick(found)
    return text[: match.start()] + new(match) + text[match.end() :]


def _other_word(text: str, choose: Chooser) -> str:
    pairs = {"AND": "OR", "OR": "AND", "any": "every", "every": "no", "no": "any", "is": "is not", "below": "above"}
    pattern = re.compile(r"(?<= )(?:AND|OR|any|every|no|is|below)(?= )")
    return _somewhere(pattern, text, choose, lambda match: pairs[match[0]])


def _without_not(text: str, choose: Chooser) -> str:
    return _somewhere(re.compile(r"\b(?:NOT|not) "), text, choose, lambda match: "")


def _with_not(text: str, choose: Chooser) -> str:
    return _somewhere(re.compile(r"(?<=IF |ND |OR )"), text, choose, lambda match: "NOT ")


def _other_path(text: str, choose: Chooser) -> str:
    paths = _PATH.findall(text)
    return _somewhere(_PATH, text, choose, lambda match: choose.pick(paths))


def _optional(text: str, choose: Chooser) -> str:
    """A field that may be missing from now on."""

    def with_mark(match: re.Match[str]) -> str:
        written = f"({match[1]})?" if " " in match[1] else f"{match[1]}?"
        return match[0][: len(match[0]) - len(match[1])] + written

    keys = set(re.findall(r"^RECORD \w+ KEY (\w+)", text, re.MULTILINE))
    pattern = re.compile(
        _FIELD_TYPE.pattern.replace("  (?:", f"  (?!(?:{'|'.join(keys) or 'id'}):)(?:", 1), re.MULTILINE
    )
    return _somewhere(pattern, text, choose, with_mark)


def _without_fallback(text: str, choose: Chooser) -> str:
    return _somewhere(_OTHERWISE, text, choose, lambda match: match[1])


def _without_guard(text: str, choose: Chooser) -> str:
    return _somewhere(_GUARD, text, choose, lambda match: "")


def _other_literal(text: str, choose: Chooser) -> str:
    start = text.find("\nRULE ") + 1  # those of types are known to the data
    literals = _LITERAL.findall(text[start:])
    return text[:start] + _somewhere(_LITERAL, text[start:], choose, lambda match: choose.pick(literals))


def _lines(text: str, choose: Chooser) -> str:
    """Statements in another order, or one of them twice, or one fewer."""
    lines = text.split("\n")
    places = [n for n, line in enumerate(lines[:-1]) if line.startswith("    ") and lines[n + 1].startswith("    ")]
    if not places:
        return text
    at = choose.pick(places)
    kind = choose.integer(0, 2)
    if kind == 0:
        lines[at], lines[at + 1] = lines[at + 1], lines[at]
    elif kind == 1:
        lines.insert(choose.pick(places), lines[at])
    else:
        del lines[at]
    return "\n".join(lines)


CHANGES: tuple[Callable[[str, Chooser], str], ...] = (
    _other_word,
    _without_not,
    _with_not,
    _other_path,
    _optional,
    _without_fallback,
    _without_guard,
    _other_literal,
    _lines,
)


# Texts of any kind ------------------------------------------------------------------------------------------------

_PIECES = (
    *(
        "",
        " ",
        "\n",
        "\r\n",
        "\t",
        '"',
        '"""',
        "`",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "/",
        "\\",
        ",",
        ".",
        ":",
        "?",
        "|",
        "=",
    ),
    *(
        "#",
        "-",
        "--",
        "\x00",
        "\ufeff",
        "\u202e",
        "\u0301",
        "\ud800",
        "RULE ",
        "IF ",
        "THEN\n",
        "ELSE ",
        "DEFINE ",
        "LET x =",
    ),
    *(
        "is ",
        "not ",
        "NOT ",
        "otherwise ",
        "any ",
        "1e9 ",
        "2026-13-40 ",
        "25:99 ",
        "9" * 40,
        "EUR ",
        "RECORD a KEY b\n",
        "é",
    ),
    *(
        "wait 1 day\n",
        "FOR EACH x ",
        "EVERY day ",
        "WHEN ",
        "MESSAGE m ",
        'USE "x.when"\n',
        "USE core\n",
        'GROUP "g"\n',
        "stop ",
    ),
)


def broken(text: str, choose: Chooser) -> str:
    """A text with one to four pieces cut out, put in, doubled or moved."""
    for _ in range(choose.integer(1, 4)):
        start = choose.integer(0, len(text))
        end = min(len(text), start + choose.pick((0, 1, 2, 5, 20, 200)))
        kind = choose.integer(0, 3)
        if kind == 0:
            text = text[:start] + text[end:]
        elif kind == 1:
            text = text[:start] + choose.pick(_PIECES) + text[start:]
        elif kind == 2:
            text = text[:end] + text[start:]
        else:
            piece, rest = text[start:end], text[:start] + text[end:]
            at = choose.integer(0, len(rest))
            text = rest[:at] + piece + rest[at:]
    return text
