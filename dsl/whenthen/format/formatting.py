"""`format_source`: a file in the one layout of the language."""

from __future__ import annotations

from whenthen.diagnostics.model import Diagnostic
from whenthen.format.gaps import placed
from whenthen.format.layout import lay_out
from whenthen.format.printing import Printer, UnfitError, show
from whenthen.format.proof import difference
from whenthen.source import Source, Span
from whenthen.syntax.parser import parse_with_tokens


def format_source(source: Source) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """The text in its layout; None, with the problems, where it cannot be read or would not stay what it is.

    Line ends are those of the first line. The result of a result is the same text.
    """
    tree, tokens, problems = parse_with_tokens(source)
    if problems:
        return None, problems
    words = placed(source, tokens, tree.comments)
    printer = Printer(source, words)
    try:
        document = show(tree, printer)
    except UnfitError as error:
        return None, (_refusal(source, str(error), printer.next.token.start_pos),)
    text = lay_out(document).text(_line_end(source.text))
    if text == source.text:
        return text, ()
    found = difference(tree, words, Source(source.name, text))
    if found is not None:
        return None, (_refusal(source, found, 0),)
    return text, ()


def _line_end(text: str) -> str:
    at = text.find("\n")
    return "\r\n" if at > 0 and text[at - 1] == "\r" else "\n"


def _refusal(source: Source, reason: str, offset: int) -> Diagnostic:
    return Diagnostic(
        "P070",
        f"the formatted file would not say the same: {reason}",
        Span(source, offset, offset),
        help="the file was left as it is; this is a mistake of the formatter, please report it with the file",
    )
