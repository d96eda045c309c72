"""A pattern that looks for a plain text."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import UNSAFE, Code, Diagnostic, Edit, Fix
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.patterns import LITERAL, parts
from whenthen.source import Span
from whenthen.syntax import nodes

CODE = Code(
    "V206",
    "a pattern that is a plain text",
    explanation="`matches /refund/i` looks for a word that `contains` finds as well; with `^` before it, it is "
    "`starts with`, with `$` behind it `ends with`.",
    why="A pattern takes more care to read and to change: a dot or a bracket in it means something else. `contains` "
    "also finds other spellings of the same letters, such as `STRASSE` for `Straße`.",
    failing=asks("ticket.subject matches /refund/i"),
    mended=asks('ticket.subject contains "refund"'),
    severity="warning",
    opinion=True,
    fix=UNSAFE,
)

_TESTS = {
    (False, False): ("contains", "does not contain"),
    (True, False): ("starts with", "does not start with"),
    (False, True): ("ends with", "does not end with"),
}


def in_program(context: Context) -> Iterator[Diagnostic]:
    for node in context.own_nodes(nodes.Matches):
        if not isinstance(node.pattern, nodes.PatternLiteral) or node.pattern.flags not in ("", "i"):
            continue
        found = list(parts(node.pattern))
        start = bool(found) and found[0].written == "^"
        end = bool(found) and found[-1].written == "$"
        found = found[start : len(found) - end]
        text = "".join(part.char for part in found)
        if not text or any(part.kind != LITERAL for part in found) or (start and end):
            continue
        if node.pattern.flags != "i" and text.lower() != text.upper():
            continue  # it asks for capitals as they are
        words = _TESTS[start, end][node.negated]
        yield finding(
            CODE,
            f"this pattern is a plain text, and `{_TESTS[start, end][0]}` finds it",
            node.pattern.span,
            help=f"write `{words} {_quoted(text)}`",
            fix=_fix(node, f" {words} {_quoted(text)}"),
        )


def _quoted(text: str) -> str:
    escaped = "".join(f"\\{char}" if char in '"\\{}' else char for char in text)
    return f'"{escaped}"'


def _fix(node: nodes.Matches, text: str) -> Fix | None:
    span = Span(node.span.source, node.value.span.end, node.pattern.span.end)
    between = Span(node.span.source, node.value.span.end, node.pattern.span.start)
    if "#" in between.text or ")" in between.text or node.pattern.span.end != node.span.end:
        return None
    return Fix(f"write `{text.strip()}`", (Edit(span, text),), safe=False)
