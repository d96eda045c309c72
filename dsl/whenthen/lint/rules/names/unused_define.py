"""A DEFINE that nothing uses."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import declares, rule
from whenthen.diagnostics.model import SAFE, Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.edits.declarations import leave_out_declaration
from whenthen.lint.finding import finding
from whenthen.lint.views.uses import unused
from whenthen.syntax import nodes

_RULE = rule(condition="good_customer")

CODE = Code(
    "N303",
    "a DEFINE that nothing uses",
    explanation="A named condition is used by no rule and no other definition of the project. Nothing is found where "
    "files are checked one by one, and in a file without rules that no other file uses: others may.",
    why="Who changes it believes that rules change with it. Often a rule asks the same in its own words.",
    failing=declares(
        "DEFINE good_customer AS customer.plan is one of [gold, platinum]\n\n"
        f"DEFINE new_customer AS customer.ticket_count is at most 1\n\n{_RULE}"
    ),
    mended=declares(f"DEFINE good_customer AS customer.plan is one of [gold, platinum]\n\n{_RULE}"),
    severity="warning",
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for define in unused(context, nodes.DefineCondition):
        yield finding(
            CODE,
            f"`{define.name.text}` is used nowhere",
            define.name.span,
            help="leave it out, or use it where a rule asks the same",
            fix=leave_out_declaration(define, f"leave out `{define.name.text}`", doc=define.doc),
        )
