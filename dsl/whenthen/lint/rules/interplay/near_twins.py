"""Rules that differ by one condition, or by one statement."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.program import CheckedRule, EventStart, Start
from whenthen.diagnostics.codes.examples import file
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.interplay import parts
from whenthen.syntax import nodes
from whenthen.syntax.digest import digest

_RULE = (
    'RULE "Refunds of {0}"\n  WHEN ticket is created\n  IF customer.plan is {0} AND ticket.subject contains "refund"\n'
    '  THEN\n    raise ticket.priority\n    tag ticket with "refund"\n'
)
CODE = Code(
    "R103",
    "rules that differ by a line",
    explanation="Two rules are the same but for one part of the condition, or for one statement. One of them may be "
    "started when a record is created, and the other one when it is updated.",
    why="What they have in common is written twice, and one day somebody changes one of them, and not the other.",
    failing=file("USE helpdesk\n\n" + _RULE.format("gold") + "\n" + _RULE.format("platinum")),
    mended=file("USE helpdesk\n\n" + _RULE.format("gold").replace("is gold", "is one of [gold, platinum]")),
    severity="warning",
    opinion=True,
)
_NAMES = (nodes.IdSetting, nodes.OwnerSetting)
#: Rules with fewer parts and statements in common are no twins, those with more of them are not looked at.
_FEWEST, _MOST = 3, 40


def in_program(context: Context) -> Iterator[Diagnostic]:
    seen: dict[tuple[str, ...], tuple[CheckedRule, nodes.Node, str]] = {}
    for rule in context.own_rules:
        branches = rule.node.branches
        if rule.disabled or len(branches) != 1:
            continue
        asked = [part for part, _ in parts(branches[0].condition, context)]
        done = list(branches[0].statements)
        lines: list[nodes.Node] = [*asked, *done]
        if not _FEWEST < len(lines) <= _MOST:
            continue
        frame, digests = _frame(rule), [digest(line) for line in lines]
        told = False
        for at, line in enumerate(lines):
            kind = "condition" if at < len(asked) else "statement"
            own = digests[at]
            key = (frame, kind, str(at), *digests[:at], "|", *digests[at + 1 :])
            other, its, its_digest = seen.setdefault(key, (rule, line, own))
            if other is rule or told or its_digest == own:
                continue
            told = True
            yield finding(
                CODE,
                f"this rule differs from `{other.title}` by one {kind}",
                line.span if context.owns(line) else rule.node.title.span,
                Label(its.span, "there it is this"),
                help="make them one rule with OR, ELSE IF or `is one of`, or give what they share a name with DEFINE",
            )


def _frame(rule: CheckedRule) -> str:
    """What a rule is without its condition and statements; that a record is created or updated counts as the same."""
    node = rule.node
    leave_out = [node.title, *node.branches, *node.triggers]
    leave_out += [each for each in node.settings if isinstance(each, _NAMES)]
    return " ".join(
        [digest(node, dict[nodes.Node, str | None].fromkeys(leave_out)), *sorted(map(_started_by, rule.starts))]
    )


def _started_by(start: Start) -> str:
    if isinstance(start, EventStart):
        record, _, event = start.type.partition(".")
        if event in ("created", "updated"):
            return f"{record} {start.node.cause.text if start.node.cause else ''}"
    return digest(start.node)
