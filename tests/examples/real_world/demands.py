"""What a rule asks for before it fires, in its own words: each is to have a near miss.

These are the parts that AND joins in IF, ELSE IF and WHERE, and what narrows a trigger: `by customer`, `from solved`,
`to high`, `has been pending`, `for 4 days`, `8 hours after ticket.created_at`, `every hour`, and the limits of AT MOST
and ONCE PER.
"""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.syntax import nodes


def of(rule: nodes.Rule) -> Iterator[str]:
    """The demands of a rule, each in one line."""
    for setting in rule.settings:
        if isinstance(setting, nodes.OnceSetting | nodes.AtMostSetting):
            yield said(setting)
    for trigger in rule.triggers:
        yield from _narrowing(trigger)
    yield from map(said, conditions(rule))


def conditions(rule: nodes.Rule) -> Iterator[nodes.Expression]:
    """What AND joins in WHERE, IF and ELSE IF."""
    if rule.for_each is not None and rule.for_each.where is not None:
        yield from _operands(rule.for_each.where)
    for branch in rule.branches:
        if branch.condition is not None:
            yield from _operands(branch.condition)


def said(node: nodes.Node) -> str:
    """The text of a node in one line."""
    return " ".join(node.span.text.split())


def _operands(condition: nodes.Expression) -> Iterator[nodes.Expression]:
    if isinstance(condition, nodes.And):
        for operand in condition.operands:
            yield from _operands(operand)
    else:
        yield condition


def _narrowing(trigger: nodes.Trigger) -> Iterator[str]:
    match trigger:
        case nodes.EventTrigger(cause=cause):
            if cause is not None:
                yield f"by {cause.text}"
        case nodes.ChangeTrigger(before=before, after=after, cause=cause):
            if before is not None:
                yield f"from {said(before)}"
            if after is not None:
                yield f"to {said(after)}"
            if cause is not None:
                yield f"by {cause.text}"
        case nodes.StateTrigger(state=state, duration=duration):
            yield f"has been {said(state)}"
            yield f"for {said(duration)}"
        case nodes.UnchangedTrigger(duration=duration):
            yield f"has not changed for {said(duration)}"
        case nodes.MomentTrigger() | nodes.ClockTrigger():
            yield said(trigger)
        case _:
            raise AssertionError(f"nothing says what {type(trigger).__name__} demands")
