"""`whenthen explain`: what a code means, with an example of it and the example mended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from textwrap import indent
from typing import TYPE_CHECKING

import click

from whenthen.cli import _terminal

if TYPE_CHECKING:
    from whenthen.diagnostics.look import Look
    from whenthen.diagnostics.model import Code

_FAMILIES = {
    "S": "How rules are written",
    "N": "Names and declarations",
    "T": "Types",
    "V": "Values that may be missing",
    "C": "Calendars and time",
    "X": "Not supported yet",
    "P": "Files of a project",
    "B": "Functions and actions in Python",
}
_WIDTH = 88
_MOST_LINES = 40  # of a file in an example


@click.command(short_help="Say what a code such as T001 means.")
@click.argument("code", required=False)
@_terminal.colour_option
def command(code: str | None, colour: str) -> None:
    """Explain a code such as T001: what it means, an example that gets it, and the same example mended.

    Without CODE, list all codes.

    \b
    Examples:
      whenthen explain T001
      whenthen explain
    """  # noqa: D301
    from whenthen.diagnostics.codes import ALL

    look = _terminal.look(colour)
    if code is None:
        _terminal.out("\n".join(_list(ALL, look)) + "\n")
        return
    known = ALL.get(code.strip().upper())
    if known is None:
        raise click.UsageError(_unknown(code, ALL))
    _terminal.out("\n".join(_page(known, look)) + "\n")


def _unknown(code: str, codes: Mapping[str, Code]) -> str:
    from whenthen.diagnostics.escape import quote
    from whenthen.diagnostics.nearest import did_you_mean

    advice = did_you_mean(code.upper(), codes) or "`whenthen explain` lists all of them"
    return f"there is no code {quote(code)}; {advice}"


def _list(codes: Mapping[str, Code], look: Look) -> Iterator[str]:
    by_family = sorted(codes.values(), key=lambda code: (list(_FAMILIES).index(code.id[0]), code.id))
    for at, (letter, family) in enumerate(groupby(by_family, key=lambda code: code.id[0])):
        if at:
            yield ""
        yield look.paint(_FAMILIES[letter], "strong")
        for code in family:
            yield f"  {look.paint(code.id, code.severity)}  {code.title}"


def _page(code: Code, look: Look) -> Iterator[str]:
    yield f"{look.paint(code.id, code.severity)}{look.paint(f': {code.title}', 'strong')}"
    yield ""
    yield from _paragraphs(code.explanation)
    for words, files in (("This is refused:", code.failing), ("This is accepted:", code.mended)):
        if files:
            yield ""
            yield look.paint(words, "strong")
            yield from _files(files, look)


def _paragraphs(text: str) -> Iterator[str]:
    """Prose, filled; what is indented stays as it is."""
    for at, paragraph in enumerate(text.strip("\n").split("\n\n")):
        if at:
            yield ""
        if paragraph.startswith("    "):
            yield paragraph
        else:
            yield click.wrap_text(" ".join(paragraph.split()), _WIDTH)


def _files(files: Mapping[str, str | bytes], look: Look) -> Iterator[str]:
    from whenthen.diagnostics.escape import escape

    for name, content in files.items():
        yield ""
        if len(files) > 1:
            yield f"  {look.paint(name, 'label')}"
        text = content.decode("utf-8", "backslashreplace") if isinstance(content, bytes) else content
        shown = text.replace("\t", "    ").splitlines()[:_MOST_LINES] or ["(empty)"]
        for line in shown:
            yield indent(escape(line[:200], look.can_show), "    ").rstrip()
