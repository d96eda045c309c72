"""A parameter that its DEFINE ACTION does not use."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import declares, rule
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.uses import local_names
from whenthen.syntax import nodes

CODE = Code(
    "N305",
    "a parameter that is not used",
    explanation="What a DEFINE ACTION does makes no use of one of its parameters. The first one does not count: every "
    "action is called with an object.",
    why="Whoever calls the action gives a value that goes nowhere: a reason that nobody is told, a team that nobody "
    "sets.",
    failing=declares(
        "DEFINE ACTION escalate(ticket: ticket, because reason: text) AS\n  raise ticket.priority to urgent\n\n"
        + rule(then='escalate ticket because "VIP"')
    ),
    mended=declares(
        "DEFINE ACTION escalate(ticket: ticket, because reason: text) AS\n  raise ticket.priority to urgent\n"
        '  note "Escalated: {reason}" on ticket\n\n' + rule(then='escalate ticket because "VIP"')
    ),
    severity="warning",
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for define in context.own_nodes(nodes.DefineAction):
        used = local_names(define.statements, context.checked)
        for parameter in define.parameters[1:]:
            if parameter.name.text not in used:
                words = f"{parameter.preposition} {parameter.name.text}".strip()
                yield finding(
                    CODE,
                    f"`{define.name.text}` does not use its parameter `{parameter.name.text}`",
                    parameter.name.span,
                    help=f"use it in what the action does, or leave `{words}` out, here and where the action is called",
                )
