"""Where a rule says what it is started by, for the labels of findings."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.model import Label
from whenthen.lint.views.examining import Examined
from whenthen.syntax import nodes

_MOST = 3


def start_labels(one: Examined) -> Iterator[Label]:
    """Labels at the triggers, and at the WHERE if the condition is another one."""
    rule = one.question.rule
    if rule is None:
        return
    for trigger in rule.node.triggers[:_MOST]:
        yield Label(trigger.span, "the rule is started by this")
    each = rule.node.for_each
    if each is not None and each.where is not None and isinstance(one.question.holder, nodes.Branch):
        yield Label(each.where.span, "for these records")
