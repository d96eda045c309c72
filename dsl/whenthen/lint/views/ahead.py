"""Earlier rules that always run, or stop, wherever a later one could fire."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from whenthen.analysis.doings import Stopping, Write
from whenthen.analysis.domain.assuming import Assuming
from whenthen.analysis.failing import Failing
from whenthen.analysis.program import CheckedRule
from whenthen.analysis.terms import Read
from whenthen.lint.context import Context
from whenthen.lint.views.asking import starting
from whenthen.lint.views.interplay import all_covered, asked, doings, kind_of, places, runs_freely
from whenthen.syntax import nodes

#: So many earlier rules are held against a later one, for each of its conditions.
_MOST = 20
#: So many are held against it by what their conditions come to, for each field that it looks at.
_MOST_MEANT = 8


@attrs.frozen(eq=False)
class Early:
    """A rule that does what is looked for wherever `asked` holds (see `interplay.Asked`), which looks at `reads`.

    `condition` is the same as an expression; None where nothing is asked, or it may fail, or needs a LET of the rule.
    """

    rule: CheckedRule
    place: int
    asked: frozenset[str]
    reads: frozenset[Read]
    condition: nodes.Expression | None


#: By a kind of trigger and one of the meanings that are asked for; the empty one for what asks for nothing. Those with
#: a condition stand a second time under one of the fields that they look at (see `_field`).
Ahead = Mapping[tuple[tuple[str, ...], str], list[Early]]


def stopping(context: Context) -> Ahead:
    """The rules that stop the turn."""
    found: dict[tuple[tuple[str, ...], str], list[Early]] = {}
    for place, rule in enumerate(context.checked.rules):
        if not runs_freely(rule, context):
            continue
        stops = 0
        for branch in rule.node.branches:
            if not any(isinstance(doing, Stopping) and not doing.waited for doing in context.get(doings)[branch]):
                break
            stops += 1
        _enter(found, rule, place, rule.node.branches[:stops], context)
    return found


def firing_in_groups(context: Context) -> Mapping[str, Ahead]:
    """The rules of each group that fire."""
    groups: dict[str, dict[tuple[tuple[str, ...], str], list[Early]]] = {}
    for place, rule in enumerate(context.checked.rules):
        if rule.group is not None:
            found = groups.setdefault(rule.group, {})
            if runs_freely(rule, context, in_group=True):
                _enter(found, rule, place, rule.node.branches, context)
    return groups


def _enter(
    found: dict[tuple[tuple[str, ...], str], list[Early]],
    rule: CheckedRule,
    place: int,
    branches: tuple[nodes.Branch, ...],
    context: Context,
) -> None:
    """Where the condition of one of the branches holds, that one runs or one before it."""
    kinds = {kind for start in rule.starts if (kind := kind_of(start)) is not None}
    failing = context.get(_failing)
    written = {  # by the branches that come to another end: afterwards the condition may be true
        doing.written
        for branch in rule.node.branches[len(branches) :]
        for doing in context.get(doings)[branch]
        if isinstance(doing, Write)
    }
    for branch in branches:
        own, condition = context.get(asked)[branch], branch.condition
        if condition is not None and (rule.node.lets or rule.each or failing.may_fail(condition)):
            condition = None  # only the same condition would fail where this one does
        if not own.reads.isdisjoint(written):
            continue
        early = Early(rule, place, own.meanings, own.reads, condition)
        for kind in kinds:
            found.setdefault((kind, min(early.asked, default="")), []).append(early)
            if condition is not None and early.reads:
                found.setdefault((kind, min(map(_field, early.reads))), []).append(early)


def _failing(context: Context) -> Failing:
    return Failing(context.checked)


def _field(read: Read) -> str:
    """A field as a key beside meanings."""
    return f"\0{read[0]}.{read[1] or ''}"


def find_ahead(ahead: Ahead, rule: CheckedRule, place: int, context: Context) -> CheckedRule | None:
    """An earlier one of these rules that is started whenever the rule is, and asks for no more than it does.

    No rule between them may change the answer.
    """
    kind = kind_of(rule.starts[0])
    if kind is None:
        return None
    own = [context.get(asked)[branch] for branch in rule.node.branches]
    common = frozenset.intersection(*(each.meanings for each in own)) if ahead else frozenset[str]()
    for meaning in ("", *sorted(common)):
        for early in ahead.get((kind, meaning), ())[:_MOST]:
            if early.asked <= common and _is_ahead(early, rule, place, context):
                return early.rule
    looked = frozenset.intersection(*(each.reads for each in own)) if ahead and rule.each is None else frozenset[Read]()
    assuming: Assuming | None = None
    for field in sorted(map(_field, looked)):
        for early in ahead.get((kind, field), ())[:_MOST_MEANT]:
            if early.reads <= looked and _is_ahead(early, rule, place, context):
                assuming = assuming or context.get(starting).assuming(rule)
                if _implies(rule, early, assuming):
                    return early.rule
    return None


def _is_ahead(early: Early, rule: CheckedRule, place: int, context: Context) -> bool:
    return (
        early.place < place
        and all_covered(rule, early.rule, context)
        and not context.get(places).written_between(early.reads, early.place, place)
    )


def _implies(rule: CheckedRule, early: Early, assuming: Assuming) -> bool:
    """Whether the condition of each branch of the rule is never true where that of the early one is not."""
    assert early.condition is not None
    without = assuming.assume(assuming.anything, early.condition, False)
    return all(
        branch.condition is not None and assuming.never(without, branch.condition) for branch in rule.node.branches
    )
