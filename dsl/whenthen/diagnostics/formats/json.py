"""For programs: one document of its own shape, in ASCII.

`{"version": 1, "diagnostics": [{"code", "severity", "message", "file", "start", "end", "labels", "help", "fix"}]}`; a
start or an end is `{"line", "column", "offset"}`: lines and columns from 1, offsets from 0, in characters, the end
behind the last one; a label is `{"message", "file", "start", "end"}`; help is a text or null; a fix is
`{"title", "safe", "edits": [{"file", "start", "end", "text"}]}` or null: each edit puts its text in the place of what
stands there, and all of them belong together.
"""

from __future__ import annotations

from typing import Any

from whenthen.diagnostics.formats.contents import Contents, as_json, exact
from whenthen.diagnostics.model import Diagnostic, Fix
from whenthen.source import Span

#: Of the shape of the document; it changes when a field goes or changes its meaning, not when one is added.
VERSION = 1


def write(contents: Contents) -> str:
    return as_json({"version": VERSION, "diagnostics": [_plain(d) for d in contents.diagnostics]})


def _plain(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": exact(diagnostic.message),
        **_place(diagnostic.span),
        "labels": [{"message": exact(label.text), **_place(label.span)} for label in diagnostic.labels],
        "help": None if diagnostic.help is None else exact(diagnostic.help),
        "fix": None if diagnostic.fix is None else _fix(diagnostic.fix),
    }


def _fix(fix: Fix) -> dict[str, Any]:
    edits = [{**_place(edit.span), "text": exact(edit.text)} for edit in fix.edits]
    return {"title": exact(fix.title), "safe": fix.safe, "edits": edits}


def _place(span: Span) -> dict[str, Any]:
    return {"file": exact(span.source.name), "start": _point(span, span.start), "end": _point(span, span.end)}


def _point(span: Span, offset: int) -> dict[str, int]:
    line, column = span.source.position(offset)
    return {"line": line, "column": column, "offset": offset}
