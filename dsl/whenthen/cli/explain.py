"""`whenthen explain`: what a code means, with an example of it and the example mended; lists of codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import click

from whenthen.cli import _terminal

if TYPE_CHECKING:
    from whenthen.diagnostics.look import Look
    from whenthen.diagnostics.model import Code
    from whenthen.diagnostics.pages import Family, File, Page

_WIDTH = 88


@click.command(short_help="Say what a code such as T001 means.")
@click.argument("code", required=False)
@_terminal.colour_option
def command(code: str | None, colour: str) -> None:
    """Explain a code such as T101: what it means, why it is bad, an example that gets it, and the example mended.

    CODE may be a family, such as L: then its codes are listed. Without CODE, all codes are.

    \b
    Examples:
      whenthen explain T101
      whenthen explain L
      whenthen explain
    """  # noqa: D301
    from whenthen.diagnostics import codes, pages

    look = _terminal.look(colour)
    wanted = (code or "").strip().upper()
    if wanted in codes.ALL:  # without looking for the rules of the linter
        _terminal.out("\n".join(_page(pages.page(codes.ALL[wanted]), look)) + "\n")
        return
    from whenthen.lint.register import all_codes

    known = all_codes()
    if code is None or wanted in codes.FAMILIES:
        listed = [found for found in known.values() if code is None or found.id[0] == wanted]
        _terminal.out("\n".join(_list(pages.families(listed), look)) + "\n")
    elif wanted in known:
        _terminal.out("\n".join(_page(pages.page(known[wanted]), look)) + "\n")
    else:
        raise click.UsageError(_unknown(code, known))


def _unknown(code: str, codes: Mapping[str, Code]) -> str:
    from whenthen.diagnostics.escape import quote
    from whenthen.diagnostics.nearest import did_you_mean

    advice = did_you_mean(code.strip().upper(), codes) or "`whenthen explain` lists all of them"
    return f"there is no code {quote(code)}; {advice}"


def _list(families: Iterable[Family], look: Look) -> Iterator[str]:
    for at, family in enumerate(families):
        if at:
            yield ""
        yield look.paint(f"{family.letter}: {family.title}", "strong")
        for entry in family.entries:
            marks = f"[{', '.join(entry.marks)}]" if entry.marks else ""
            row = f"  {look.paint(entry.id, entry.severity)}  {entry.title}  {look.paint(marks, 'help')}"
            yield row.rstrip()


def _page(page: Page, look: Look) -> Iterator[str]:
    from whenthen.diagnostics.pages import filled

    yield f"{look.paint(page.id, page.severity)}{look.paint(f': {page.title}', 'strong')}"
    for section in page.sections:
        yield ""
        yield look.paint(f"{section.heading}:", "strong")
        for at, paragraph in enumerate(section.paragraphs):
            if at:
                yield ""
            yield filled(paragraph, _WIDTH)
        for file in section.files:
            yield from _file(file, look, named=len(section.files) > 1)


def _file(file: File, look: Look, named: bool) -> Iterator[str]:
    from whenthen.diagnostics.escape import escape

    yield ""
    if named:
        yield f"  {look.paint(escape(file.name), 'label')}"
    for line in file.lines:
        yield f"    {escape(line, look.can_show)}".rstrip()
