"""Diagnostics as text: full for people, concise for editors and logs, JSON for programs.

Everything that a user wrote is printed escaped (`diagnostics.escape`), whatever the format.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from whenthen.diagnostics.escape import escape, sentence
from whenthen.diagnostics.look import PLAIN, Look
from whenthen.diagnostics.model import Diagnostic
from whenthen.diagnostics.snippet import Mark, gutter_width, snippet
from whenthen.source import NO_SOURCE, Source, Span

FORMATS = ("full", "concise", "json")

#: Of the shape of the JSON document; it changes when a field goes or changes its meaning, not when one is added.
JSON_VERSION = 1


def render(diagnostics: Sequence[Diagnostic], format: str = "full", look: Look = PLAIN) -> str:
    """All of them in one of `FORMATS`, in the order given, with a line end at the end; empty for none but in JSON."""
    match format:
        case "full":
            return "".join(f"{full(d, look)}\n\n" for d in diagnostics)
        case "concise":
            return "".join(f"{concise(d, look)}\n" for d in diagnostics)
        case "json":
            return as_json(diagnostics) + "\n"
    raise ValueError(f"no such format: {format!r}")


# full -------------------------------------------------------------------------------------------------------------


def full(diagnostic: Diagnostic, look: Look = PLAIN) -> str:
    """Message, place, source lines with the places marked, help. No line end at the end."""
    head = look.paint(f"{diagnostic.severity}[{diagnostic.code}]", diagnostic.severity)
    rows = [f"{head}{look.paint(f': {sentence(diagnostic.message, look.can_show)}', 'strong')}"]
    marks = [Mark(diagnostic.span, "", diagnostic.severity)]
    marks += [Mark(label.span, label.text) for label in diagnostic.labels]
    gutter = gutter_width([mark for mark in marks if mark.span.source.text] or marks)
    for source, here in _by_source(marks):
        if source is NO_SOURCE:
            continue
        arrow = "-->" if here[0].style != "label" else ":::"
        rows.append(f"{' ' * gutter}{look.paint(arrow, 'frame')} {_where(here[0].span, look)}")
        if source.text:
            rows += snippet(source, here, gutter, look)
    if diagnostic.help:
        if any(source.text for source, _ in _by_source(marks)):
            rows.append(f"{' ' * gutter} {look.paint('|', 'frame')}")
        first, *more = diagnostic.help.split("\n")
        equals, word = look.paint("=", "frame"), look.paint("help", "help")
        rows.append(f"{' ' * gutter} {equals} {word}: {sentence(first, look.can_show)}")
        rows += [f"{' ' * (gutter + 9)}{sentence(line, look.can_show)}".rstrip() for line in more]
    return "\n".join(rows)


def _by_source(marks: Iterable[Mark]) -> list[tuple[Source, list[Mark]]]:
    """The marks of each source together; the source of the problem itself comes first."""
    groups: list[tuple[Source, list[Mark]]] = []
    for mark in marks:
        for source, here in groups:
            if source is mark.span.source:
                here.append(mark)
                break
        else:
            groups.append((mark.span.source, [mark]))
    return groups


def _where(span: Span, look: Look) -> str:
    name = escape(span.source.name, look.can_show)
    if not span.source.text:
        return name
    line, column = span.position
    return f"{name}:{line}:{column}"


# concise ----------------------------------------------------------------------------------------------------------


def concise(diagnostic: Diagnostic, look: Look = PLAIN) -> str:
    """`file:line:column: CODE message`, on one line."""
    line, column = diagnostic.span.position
    where = look.paint(f"{escape(diagnostic.span.source.name, look.can_show)}:{line}:{column}", "strong")
    code = look.paint(diagnostic.code, diagnostic.severity)
    return f"{where}: {code} {sentence(diagnostic.message, look.can_show)}"


# JSON -------------------------------------------------------------------------------------------------------------


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    """One document, in ASCII.

    `{"version": 1, "diagnostics": [{"code", "severity", "message", "file", "start", "end", "labels", "help"}]}`; a
    start or an end is `{"line", "column", "offset"}`: lines and columns from 1, offsets from 0, in characters, the end
    behind the last one; a label is `{"message", "file", "start", "end"}`; help is a text or null.
    """
    document = {"version": JSON_VERSION, "diagnostics": [_plain(d) for d in diagnostics]}
    return json.dumps(document, indent=2, ensure_ascii=True).replace("\x7f", "\\u007f")


def _plain(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        **_place(diagnostic.span),
        "labels": [{"message": label.text, **_place(label.span)} for label in diagnostic.labels],
        "help": diagnostic.help,
    }


def _place(span: Span) -> dict[str, Any]:
    return {"file": span.source.name, "start": _point(span, span.start), "end": _point(span, span.end)}


def _point(span: Span, offset: int) -> dict[str, int]:
    line, column = span.source.position(offset)
    return {"line": line, "column": column, "offset": offset}
