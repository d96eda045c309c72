"""Rules that differ by their triggers alone."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.program import CheckedRule
from whenthen.diagnostics.codes.examples import file
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.interplay import terms
from whenthen.syntax import nodes
from whenthen.syntax.digest import digest

_RULE = 'RULE "{}"\n  WHEN {}\n  IF ticket.priority is urgent\n  THEN log "{{ticket.id}} is urgent"\n'
CODE = Code(
    "R102",
    "rules that differ by their triggers alone",
    explanation="Two rules have the same conditions and statements, and other triggers.",
    why=(
        "They are one rule with two triggers. As two, both fire where both triggers do, and one day somebody changes "
        "one of them, and not the other."
    ),
    failing=file(
        "USE helpdesk\n\n"
        + _RULE.format("Urgent and new", "ticket is created")
        + "\n"
        + _RULE.format("Urgent now", "ticket is updated")
    ),
    mended=file("USE helpdesk\n\n" + _RULE.format("Urgent", "ticket is created\n    OR ticket is updated")),
    severity="warning",
)
_NAMES = (nodes.IdSetting, nodes.OwnerSetting)


def in_program(context: Context) -> Iterator[Diagnostic]:
    first: dict[str, tuple[CheckedRule, set[str]]] = {}
    for rule in context.checked.rules:
        if rule.disabled or rule.once or rule.at_most:  # they count for themselves
            continue
        triggers = "".join(sorted(map(digest, rule.node.triggers)))
        other, seen = first.setdefault(_digest(rule, context), (rule, set()))
        if triggers not in seen and other is not rule and context.owns(rule.node):
            yield finding(
                CODE,
                f"this rule differs from `{other.title}` by its triggers alone",
                rule.node.title.span,
                Label(other.node.title.span, "the other one"),
                help="make them one rule: join the triggers with OR",
            )
        seen.add(triggers)


def _digest(rule: CheckedRule, context: Context) -> str:
    """Of all but the triggers, with what these bring of the names that the rule uses."""
    node = rule.node
    leave_out = [node.title, *node.triggers, *(each for each in node.settings if isinstance(each, _NAMES))]
    used = set().union(
        *(context.get(terms).names(each) for each in (node.for_each, *node.lets, *node.branches) if each)
    )
    brought = sorted((name, missing) for name, missing in rule.bindings.items() if name in used)
    return f"{brought} {digest(node, dict[nodes.Node, str | None].fromkeys(leave_out))}"
