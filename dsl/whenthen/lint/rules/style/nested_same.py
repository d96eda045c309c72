"""AND in an AND, or OR in an OR, in parentheses of its own."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Fix
from whenthen.lint.context import Context
from whenthen.lint.edits.parentheses import pairs, without
from whenthen.lint.finding import finding
from whenthen.source import Span
from whenthen.syntax import nodes

CODE = Code(
    "W116",
    "AND in an AND",
    explanation="A part of an AND is an AND in parentheses, or a part of an OR an OR.",
    why="The parentheses change nothing, and whoever reads them looks for what they change. Often one of the two was "
    "meant to be the other word.",
    failing=asks("ticket.spam AND (ticket.muted AND ticket.public)"),
    mended=asks("ticket.spam AND ticket.muted AND ticket.public"),
    severity="warning",
    opinion=True,
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for joined in (*context.own_nodes(nodes.And), *context.own_nodes(nodes.Or)):
        parts = joined.operands if isinstance(joined, nodes.And | nodes.Or) else ()
        word = "AND" if isinstance(joined, nodes.And) else "OR"
        for part in parts:
            if type(part) is not type(joined):
                continue
            around = pairs(part, joined)
            if around:
                yield finding(
                    CODE,
                    f"this {word} stands in another {word}",
                    Span(part.span.source, around[-1][0], around[-1][1] + 1),
                    help="leave the parentheses out, or write the other word where it was meant",
                    fix=Fix("leave out the parentheses", without(part.span.source, around)),
                )
