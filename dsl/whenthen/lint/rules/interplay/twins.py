"""Rules that differ by their triggers alone."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.doings import Waiting
from whenthen.analysis.program import CheckedRule
from whenthen.diagnostics.codes.examples import file
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.interplay import doings, overridden, terms
from whenthen.lint.views.ruledigests import digests

_RULE = 'RULE "{}"\n  WHEN {}\n  IF ticket.priority is urgent\n  THEN log "{{ticket.id}} is urgent"\n'
CODE = Code(
    "R102",
    "rules that differ by their triggers alone",
    explanation="Two rules have the same conditions and statements, and other triggers. Rules that wait are left "
    "alone, as one rule has only one wait for a record, and so are those that another rule overrides.",
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


def in_program(context: Context) -> Iterator[Diagnostic]:
    alike: dict[tuple[str, ...], list[CheckedRule]] = {}
    for rule in context.checked.rules:
        if not (rule.disabled or rule.once or rule.at_most or _is_its_own(rule, context)):  # they count for themselves
            said = context.get(digests)[rule.id]
            alike.setdefault((said.body, str(rule.order), *said.settings), []).append(rule)
    for several in alike.values():
        first: dict[str, tuple[CheckedRule, set[tuple[str, ...]]]] = {}
        for rule in several if len(several) > 1 else ():
            triggers = context.get(digests)[rule.id].triggers
            other, seen = first.setdefault(_brought(rule, context), (rule, set()))
            if triggers not in seen and other is not rule and context.owns(rule.node):
                yield finding(
                    CODE,
                    f"this rule differs from `{other.title}` by its triggers alone",
                    rule.node.title.span,
                    Label(other.node.title.span, "the other one"),
                    help="make them one rule: join the triggers with OR",
                )
            seen.add(triggers)


def _is_its_own(rule: CheckedRule, context: Context) -> bool:
    """Whether it waits, and a newer wait of the same rule would take the place of another one, or is overridden."""
    return rule.id in context.get(overridden) or any(
        isinstance(doing, Waiting) for branch in rule.node.branches for doing in context.get(doings)[branch]
    )


def _brought(rule: CheckedRule, context: Context) -> str:
    """What the triggers bring of the names that the rule uses, and whether that may be missing."""
    node, known = rule.node, context.get(terms)
    used = set().union(*(known.names(each) for each in (node.for_each, *node.lets, *node.branches) if each))
    return str(sorted((name, missing) for name, missing in rule.bindings.items() if name in used))
