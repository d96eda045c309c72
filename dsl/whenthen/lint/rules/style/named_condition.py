"""A condition that has a name, written out."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.fixes import replace
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.conditions import condition_names, written_conditions

CODE = Code(
    "W118",
    "a condition that has a name",
    explanation="A rule asks in its own words what a DEFINE that it can use asks.",
    why="When the definition changes, the rule stays as it was, and nobody knows whether that was meant.",
    failing=asks("ticket.status is not one of [solved, closed]"),
    mended=asks("unsolved"),
    severity="warning",
    opinion=True,
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    named = context.get(condition_names)
    sees = {file.source.name: file.sees for file in context.files}
    for condition in context.get(written_conditions):
        define = named.get(condition.words)
        if define is None or define.span.source.name not in sees[condition.node.span.source.name]:
            continue
        if any(above in named for above in condition.within) or not condition.means(define.condition):
            continue
        name = define.name.span.text
        yield finding(
            CODE,
            f"`{name}` asks the same",
            condition.node.span,
            Label(define.name.span, "the definition"),
            help=f"write `{name}`",
            fix=replace(condition.node.span, name),
        )
