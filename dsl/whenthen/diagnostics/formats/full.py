"""For people: the source lines with the places marked, help, and what would mend it."""

from __future__ import annotations

from collections.abc import Iterable

from whenthen.diagnostics.escape import sentence
from whenthen.diagnostics.formats.contents import Contents, fix_line, where
from whenthen.diagnostics.look import PLAIN, Look
from whenthen.diagnostics.model import Diagnostic
from whenthen.diagnostics.snippet import Mark, gutter_width, snippet
from whenthen.source import NO_SOURCE, Source


def write(contents: Contents) -> str:
    return "".join(f"{full(d, contents.look)}\n\n" for d in contents.diagnostics)


def full(diagnostic: Diagnostic, look: Look = PLAIN) -> str:
    """Message, place, source lines with the places marked, help, fix. No line end at the end."""
    head = look.paint(f"{diagnostic.severity}[{diagnostic.code}]", diagnostic.severity)
    rows = [f"{head}{look.paint(f': {sentence(diagnostic.message, look.can_show)}', 'strong')}"]
    marks = [Mark(diagnostic.span, "", diagnostic.severity)]
    marks += [Mark(label.span, label.text) for label in diagnostic.labels]
    gutter = gutter_width([mark for mark in marks if mark.span.source.text] or marks)
    for source, here in _by_source(marks):
        if source is NO_SOURCE:
            continue
        arrow = "-->" if here[0].style != "label" else ":::"
        rows.append(f"{' ' * gutter}{look.paint(arrow, 'frame')} {where(here[0].span, look.can_show)}")
        if source.text:
            rows += snippet(source, here, gutter, look)
    if (diagnostic.help or diagnostic.fix) and any(source.text for source, _ in _by_source(marks)):
        rows.append(f"{' ' * gutter} {look.paint('|', 'frame')}")
    equals = look.paint("=", "frame")
    if diagnostic.help:
        first, *more = diagnostic.help.split("\n")
        rows.append(f"{' ' * gutter} {equals} {look.paint('help', 'help')}: {sentence(first, look.can_show)}")
        rows += [f"{' ' * (gutter + 9)}{sentence(line, look.can_show)}".rstrip() for line in more]
    if diagnostic.fix:
        rows.append(f"{' ' * gutter} {equals} {look.paint('fix', 'help')}: {fix_line(diagnostic.fix, look.can_show)}")
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
