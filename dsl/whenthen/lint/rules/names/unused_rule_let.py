"""A LET of a rule that the rule does not use."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from whenthen.analysis.failing import Failing
from whenthen.analysis.program import Local
from whenthen.diagnostics.codes.examples import file
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Fix
from whenthen.lint.context import Context
from whenthen.lint.edits.declarations import leave_out_declaration
from whenthen.lint.finding import finding
from whenthen.lint.views.uses import local_names
from whenthen.syntax import nodes

_RULE = """USE helpdesk

RULE "Refunds are urgent"
  WHEN ticket is created
{let}  IF ticket.subject contains "refund"
  THEN set ticket.priority to high
"""

CODE = Code(
    "N302",
    "a LET of a rule that it does not use",
    explanation="A rule names a value with LET and does not use the name, in its condition, in what it does, or in "
    "another LET.",
    why="It says nothing, and whoever reads the rule looks for what it is for. Often the value is written out a "
    "second time below.",
    failing=file(_RULE.format(let="  LET spender = customer.spent otherwise 0 EUR\n")),
    mended=file(_RULE.format(let="")),
    severity="warning",
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    failing: Failing | None = None
    for checked in context.own_rules:
        rule = checked.node
        unnamed = [let for let in rule.lets if not _is_named(let, rule, context)]
        if not unnamed:
            continue
        # Definitions may speak of it, too.
        each = [] if rule.for_each is None else [rule.for_each]
        lets = [let.value for let in rule.lets]
        used = local_names([*rule.settings, *rule.triggers, *each, *lets, *rule.branches], context.checked)
        for let in unnamed:
            if let.name.text in used:
                continue
            failing = failing or Failing(context.checked)
            yield finding(
                CODE,
                f"`{let.name.text}` is not used in this rule",
                let.name.span,
                help="leave it out, or use it where its value is written out",
                # A value that cannot be worked out keeps the rule from firing.
                fix=_leave_out(let, safe=not failing.may_fail(let.value)),
            )


def _is_named(let: nodes.LetDeclaration, rule: nodes.Rule, context: Context) -> bool:
    """Whether the rule itself says the name behind the LET."""
    places = context.get(_places).get((let.span.source.name, let.name.text), [])
    after = bisect_left(places, let.span.end)
    return after < len(places) and places[after] < rule.span.end


def _places(context: Context) -> dict[tuple[str, str], list[int]]:
    """Where each local name stands, by file and name, in order."""
    found: dict[tuple[str, str], list[int]] = {}
    for node, binding in context.checked.bindings.items():
        if isinstance(binding, Local):
            found.setdefault((node.span.source.name, binding.name), []).append(node.span.start)
    for places in found.values():
        places.sort()
    return found


def _leave_out(let: nodes.LetDeclaration, safe: bool) -> Fix | None:
    return leave_out_declaration(let, f"leave out `{let.name.text}`", safe)
