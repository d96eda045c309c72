"""ONCE PER and AT MOST that limit nothing."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.program import CheckedRule, EventStart, Local
from whenthen.analysis.terms import Term, rule_scope
from whenthen.diagnostics.codes.examples import file
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.edits.parts import leave_out_lines
from whenthen.lint.finding import finding
from whenthen.lint.views.interplay import terms
from whenthen.syntax import nodes

_RULE = 'USE helpdesk\n\nRULE "Welcome"\n{}  WHEN ticket is created\n  THEN mute ticket\n'
CODE = Code(
    "R118",
    "a limit that limits nothing",
    explanation=(
        "ONCE PER or AT MOST counts by a record for which the rule fires once anyway: its trigger is that the record "
        "is created. Or AT MOST stands beside a ONCE PER that is stricter."
    ),
    why="The limit that was wanted is another one: by the customer, say, and not by the ticket.",
    failing=file(_RULE.format("  ONCE PER ticket\n")),
    mended=file(_RULE.format("  ONCE PER customer\n")),
    severity="warning",
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for rule in context.own_rules:
        for setting in (rule.once, rule.at_most):
            if setting is None:
                continue
            words = "ONCE PER" if setting is rule.once else "AT MOST"
            counted = _new(rule, setting.per, context)
            if counted is not None:
                yield finding(
                    CODE,
                    f"`{words}` limits nothing: each {counted.name} is created once",
                    setting.span,
                    Label(rule.starts[0].node.span, "the rule fires then, and not again"),
                    help="count by something that several of them have in common, or leave it out",
                    fix=leave_out_lines(setting, f"leave out `{words}`"),
                )
            elif setting is rule.at_most and rule.once is not None and _stricter(rule.once, setting, rule, context):
                yield finding(
                    CODE,
                    "`AT MOST` limits nothing: `ONCE PER` allows less",
                    setting.span,
                    Label(rule.once.span, "stricter"),
                    help="leave one of the two out",
                    fix=leave_out_lines(setting, "leave out `AT MOST`"),
                )


def _new(rule: CheckedRule, per: tuple[nodes.Expression, ...], context: Context) -> nodes.Reference | None:
    """The record among those that are counted by that the trigger tells is new."""
    if rule.each is not None or len(rule.starts) != 1 or not isinstance(rule.starts[0], EventStart):
        return None
    start = rule.starts[0]
    for each in per:
        if (
            isinstance(each, nodes.Reference)
            and context.checked.bindings.get(each) == Local(each.name)
            and start.type == f"{each.name}.created"
        ):
            return each
    return None


def _stricter(once: nodes.OnceSetting, at_most: nodes.AtMostSetting, rule: CheckedRule, context: Context) -> bool:
    """Whether the rule fires only once for whatever AT MOST counts by."""
    known, scope = context.get(terms), rule_scope(rule.node)
    counted = {known.meaning(Term(each, scope)) for each in at_most.per}
    return all(known.meaning(Term(each, scope)) in counted for each in once.per)
