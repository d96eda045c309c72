"""A DEFINE ACTION that nothing calls."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import declares, rule
from whenthen.diagnostics.model import SAFE, Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.edits.declarations import leave_out_declaration
from whenthen.lint.finding import finding
from whenthen.lint.views.uses import unused
from whenthen.syntax import nodes

_CALMS = "DEFINE ACTION calm(ticket: ticket) AS\n  lower ticket.priority\n\n"
_RULE = rule(then="escalate ticket")

CODE = Code(
    "N304",
    "a DEFINE ACTION that nothing calls",
    explanation="A named action is called by no rule and no other definition of the project. Nothing is found where "
    "files are checked one by one, and in a file without rules that no other file uses: others may.",
    why="Who changes it believes that rules do something else then. Often a rule does the same step by step.",
    failing=declares(
        f"DEFINE ACTION escalate(ticket: ticket) AS\n  raise ticket.priority to urgent\n\n{_CALMS}{_RULE}"
    ),
    mended=declares(f"DEFINE ACTION escalate(ticket: ticket) AS\n  raise ticket.priority to urgent\n\n{_RULE}"),
    severity="warning",
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    items = list(unused(context, nodes.DefineAction))
    for define in items:
        name = define.name.text
        several = sum(other.name.text == name for other in context.own_nodes(nodes.DefineAction)) > 1
        said = f"this form of `{name}` is called nowhere" if several else f"`{name}` is called nowhere"
        yield finding(
            CODE,
            said,
            define.name.span,
            help="leave it out, or call it where a rule does the same",
            fix=leave_out_declaration(define, f"leave out `{name}`", doc=define.doc),
        )
