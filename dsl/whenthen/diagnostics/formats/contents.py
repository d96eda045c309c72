"""What a format is given, and how it words what several formats say alike."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from whenthen.diagnostics.escape import CanShow, escape, sentence, shorten, shows_anything
from whenthen.diagnostics.look import PLAIN, Look
from whenthen.diagnostics.model import Code, Diagnostic, Fix
from whenthen.source import NO_SOURCE, Source, Span

#: How libraries are called, see `workspace.project`.
LIBRARIES = "<stdlib>/"

_LONE = re.compile(r"[\ud800-\udfff]")
_LONGEST_TITLE = 120


@attrs.frozen
class Contents:
    """What is to be written, in this order. `codes` is the register: a format that tells what a code means finds it
    there, and says less of one that is missing. `files` are the names of all files that were looked at, also of those
    without a problem.
    """

    diagnostics: Sequence[Diagnostic]
    look: Look = PLAIN
    codes: Mapping[str, Code] = attrs.field(factory=dict)
    files: Sequence[str] = ()


def is_file(source: Source) -> bool:
    """Whether there is a file to open: libraries and texts that were handed in have none."""
    return source is not NO_SOURCE and not (source.name.startswith(LIBRARIES) or re.fullmatch(r"<.*>", source.name))


def path(name: str) -> str:
    """The name of a file without detours, such as a `./` before it: services compare it with their own lists."""
    return posixpath.normpath(name) if name else name


def within(span: Span) -> Span:
    """The span, or what of it lies in its source."""
    size = len(span.source.text)
    start = min(max(span.start, 0), size)
    return Span(span.source, start, min(max(start, span.end), size))


def fix_line(fix: Fix, can_show: CanShow = shows_anything) -> str:
    """What would mend a problem, and the option that does it."""
    title = sentence(shorten(fix.title, _LONGEST_TITLE), can_show)
    return f"{title} ({'--fix' if fix.safe else '--unsafe-fixes'})"


def advice(diagnostic: Diagnostic, can_show: CanShow = shows_anything) -> Iterator[str]:
    """What there is to do, line by line: help and fix."""
    if diagnostic.help:
        first, *more = diagnostic.help.split("\n")
        yield f"help: {sentence(first, can_show)}"
        yield from (sentence(line, can_show) for line in more)
    if diagnostic.fix:
        yield f"fix: {fix_line(diagnostic.fix, can_show)}"


def where(span: Span, can_show: CanShow = shows_anything) -> str:
    """`file:line:column`; the file alone where it has no text to point at."""
    name = escape(span.source.name, can_show)
    if not span.source.text:
        return name
    line, column = span.position
    return f"{name}:{line}:{column}"


def exact(text: str) -> str:
    """A text as it is, for documents: only halves of characters, which no document can hold, are spelled out."""
    return _LONE.sub(lambda half: f"\\u{{{ord(half[0]):04X}}}", text)


def as_json(document: Any) -> str:
    """A document in ASCII, with a line end at the end. Its texts are `exact` or escaped ones."""
    return json.dumps(document, indent=2, ensure_ascii=True).replace("\x7f", "\\u007f") + "\n"
