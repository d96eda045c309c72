"""A rule that never fires, because an earlier rule of its group always does."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import file
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.ahead import find_ahead, firing_in_groups

_GROUP = 'USE helpdesk\n\nDEFINE GROUP "Routing" AS FIRST MATCH\n\n'
_RULE = 'RULE "{0}"\n  GROUP "Routing"\n  WHEN ticket is created\n{1}  THEN route ticket to team "{0}"\n'
_BILLING = _RULE.format("Billing", '  IF ticket.subject contains "refund"\n')
CODE = Code(
    "R111",
    "a rule that an earlier one of its group always comes before",
    explanation=(
        "In a group of FIRST MATCH the rules behind the first one that fires are passed over. An earlier rule of the "
        "group is started by the same as this one and asks for no more, so it is always the one that fires."
    ),
    why="This rule never fires. The rule for all other cases belongs at the end of its group.",
    failing=file(_GROUP + _RULE.format("Support", "") + "\n" + _BILLING),
    mended=file(_GROUP + _BILLING + "\n" + _RULE.format("Support", "")),
    severity="warning",
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    groups = context.get(firing_in_groups)
    for place, rule in enumerate(context.checked.rules):
        if rule.disabled or rule.group is None or not context.owns(rule.node):
            continue
        earlier = find_ahead(groups[rule.group], rule, place, context)
        if earlier is not None:
            yield finding(
                CODE,
                f"this rule never fires: `{earlier.title}`, of the same group, always does so before it",
                rule.node.title.span,
                Label(earlier.node.title.span, "fires wherever this rule could"),
                help="put this rule before the other one, or let the other one ask for more",
            )
