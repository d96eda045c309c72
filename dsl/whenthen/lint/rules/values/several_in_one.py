"""Several tags in one text."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.program import DefinitionUse
from whenthen.diagnostics.codes.examples import does
from whenthen.diagnostics.fixes import replace
from whenthen.diagnostics.model import UNSAFE, Code, Diagnostic, Fix
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.comparing import MEMBER, comparisons
from whenthen.syntax import nodes
from whenthen.types.model import TEXT, SetOf, required

CODE = Code(
    "V210",
    "several members in one text",
    explanation="A text with commas or semicolons is put into a set of texts, such as tags, or looked for in it: "
    '`add "vip, refund" to ticket.tags`. That is one tag, whose name has a comma in it.',
    why='No rule that looks for `vip` finds it. Several members are a list: `add ["vip", "refund"] to ticket.tags`.',
    failing=does('add "vip, refund" to ticket.tags'),
    mended=does('add ["vip", "refund"] to ticket.tags'),
    severity="warning",
    fix=UNSAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    statements: list[nodes.AddTo | nodes.RemoveFrom] = [
        *context.own_nodes(nodes.AddTo),
        *context.own_nodes(nodes.RemoveFrom),
    ]
    for statement in statements:
        if _is_set(statement.target, context):
            yield from _of(statement.value, context, fixable=True)
    for comparison in comparisons(context):
        if comparison.how == MEMBER and _is_set(comparison.value, context):
            for text in comparison.texts:
                if context.owns(text):
                    yield from _of(text, context, fixable=False)
    for perform in context.own_nodes(nodes.Perform):
        use = context.checked.actions.get(perform)
        if isinstance(use, DefinitionUse) and use.definition.name.text in ("tag", "untag"):
            for argument in use.arguments:
                if argument is not None:
                    yield from _of(argument, context, fixable=False)


def _is_set(node: nodes.Expression, context: Context) -> bool:
    type = context.checked.types.get(node)
    return type is not None and required(type) == SetOf(TEXT)


def _of(text: nodes.Expression, context: Context, fixable: bool) -> Iterator[Diagnostic]:
    if not isinstance(text, nodes.TextLiteral):
        return
    members = [member.strip() for member in text.value.replace(";", ",").split(",")]
    if len(members) < 2 or not all(members):
        return
    fix: Fix | None = None
    if fixable and not any(char in text.span.text[1:-1] for char in '\\"#'):
        listed = ", ".join(f'"{member}"' for member in members)
        fix = replace(text.span, f"[{listed}]", safe=False)
    yield finding(
        CODE,
        f"`{text.value}` is one text, with a comma or a semicolon in it",
        text.span,
        help="write one text for each, in a list",
        fix=fix,
    )
