"""Earlier rules that always run, or stop, wherever a later one could fire."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from whenthen.analysis.doings import Stopping
from whenthen.analysis.program import CheckedRule
from whenthen.analysis.terms import Read
from whenthen.lint.context import Context
from whenthen.lint.views.interplay import all_covered, asked, doings, kind_of, places, runs_freely
from whenthen.syntax import nodes

#: So many earlier rules are held against a later one, for each of its conditions.
_MOST = 20


@attrs.frozen(eq=False)
class Early:
    """A rule that does what is looked for wherever `asked` holds (see `interplay.Asked`), which looks at `reads`."""

    rule: CheckedRule
    place: int
    asked: frozenset[str]
    reads: frozenset[Read]


#: By a kind of trigger and one of the meanings that are asked for; the empty one for what asks for nothing.
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
    for branch in branches:
        own = context.get(asked)[branch]
        early = Early(rule, place, own.meanings, own.reads)
        for kind in kinds:
            found.setdefault((kind, min(early.asked, default="")), []).append(early)


def find_ahead(ahead: Ahead, rule: CheckedRule, place: int, context: Context) -> CheckedRule | None:
    """An earlier one of these rules that is started whenever the rule is, and asks for no more than it does.

    No rule between them may change the answer.
    """
    kind = kind_of(rule.starts[0])
    if kind is None:
        return None
    common = frozenset.intersection(*(context.get(asked)[branch].meanings for branch in rule.node.branches))
    at = context.get(places)
    for meaning in ("", *sorted(common)):
        for early in ahead.get((kind, meaning), ())[:_MOST]:
            if (
                early.place < place
                and early.asked <= common
                and all_covered(rule, early.rule, context)
                and not at.written_between(early.reads, early.place, place)
            ):
                return early.rule
    return None
