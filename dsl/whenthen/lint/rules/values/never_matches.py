"""A pattern that matches no text."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.patterns import ANY_OF, DOT, JOINT, LITERAL, OFTEN, PLACE, Part, parts
from whenthen.syntax import nodes

CODE = Code(
    "V208",
    "a pattern that can never match",
    explanation="Something has to stand before the start of the text (`^`), or behind its end (`$`); or the letters "
    "of a pattern are capitals, and the text was put into small letters before (`lowercase`), or the other way "
    "round.",
    why="The test is never true. In a pattern `^` and `$` are places; the characters themselves are written `\\^` "
    "and `\\$`.",
    failing=asks("ticket.subject matches /total $[0-9]+/"),
    mended=asks("ticket.subject matches /total \\$[0-9]+/"),
    severity="warning",
)

_CONSUMING = (LITERAL, ANY_OF, DOT)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for node in context.own_nodes(nodes.PatternLiteral):
        found = parts(node)
        if any(part.kind == JOINT for part in found):
            continue  # alternatives: one may match where another cannot
        needed = [part for at, part in enumerate(found) if part.kind in _CONSUMING and not _is_optional(found, at)]
        for part in found:
            problem = _misplaced(part, needed)
            if problem:
                yield finding(CODE, problem, part.span, help=f"write `\\{part.written}` for the character itself")
                break
    for matches in context.own_nodes(nodes.Matches):
        yield from _wrong_letters(matches, context)


def _is_optional(found: tuple[Part, ...], at: int) -> bool:
    return at + 1 < len(found) and found[at + 1].kind == OFTEN and found[at + 1].may_be_absent


def _misplaced(part: Part, needed: list[Part]) -> str:
    if part.kind != PLACE:
        return ""
    if part.written == "^" and needed and needed[0].span.start < part.span.start:
        return "`^` is the start of the text, and something has to stand before it"
    if part.written == "$" and needed and needed[-1].span.start > part.span.start:
        return "`$` is the end of the text, and something has to stand behind it"
    return ""


def _wrong_letters(node: nodes.Matches, context: Context) -> Iterator[Diagnostic]:
    pattern = node.pattern
    if not isinstance(node.value, nodes.Call) or not isinstance(pattern, nodes.PatternLiteral) or "i" in pattern.flags:
        return
    function = context.checked.functions.get(node.value)
    if function is None or function.name not in ("lowercase", "uppercase"):
        return
    found = parts(pattern)
    if any(part.kind == JOINT for part in found):
        return
    for at, part in enumerate(found):
        if part.kind == LITERAL and part.char.isascii() and not _is_optional(found, at):
            wrong = part.char.isupper() if function.name == "lowercase" else part.char.islower()
            if wrong:
                kind = "capital" if function.name == "lowercase" else "small"
                yield finding(
                    CODE,
                    f"`{function.name}` leaves no {kind} letters, and the pattern needs `{part.char}`",
                    part.span,
                    help="leave the function out, and write the pattern with `i` behind it",
                )
                return
