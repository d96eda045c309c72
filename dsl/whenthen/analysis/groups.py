"""DEFINE GROUP: what a group is, and what its settings say for all of its rules."""

from __future__ import annotations

import attrs

from whenthen.analysis import settings
from whenthen.analysis.checker import Checker
from whenthen.analysis.program import Period
from whenthen.analysis.titles import find_titled
from whenthen.diagnostics.model import Label
from whenthen.source import Span
from whenthen.syntax import nodes


@attrs.frozen
class Group:
    """`first_match` says that once one of its rules has fired, the others are passed over."""

    title: str
    first_match: bool
    disabled: bool
    shadow: bool
    period: Period | None
    period_span: Span | None


def check_groups(checker: Checker) -> dict[str, Group]:
    """All groups by title; the settings of each are looked at here, once."""
    found: dict[str, Group] = {}
    for title, node in checker.tables.groups.items():
        found[title] = Group(
            title,
            node.mode == "first match",
            any(isinstance(setting, nodes.DisabledSetting) for setting in node.settings),
            any(isinstance(setting, nodes.ShadowSetting) for setting in node.settings),
            *settings.read_period(settings.each_once(node.settings, "group", checker), checker),
        )
    return found


def join(node: nodes.Rule, own: settings.Settings, groups: dict[str, Group], checker: Checker) -> Group | None:
    """The group of a rule, None without one. A rule that its group never lets run is reported."""
    if own.group is None:
        return None
    declared = find_titled(
        "group",
        "N220",
        own.group,
        checker.tables.groups,
        f'declare it: `DEFINE GROUP "{own.group.value}" AS FIRST MATCH`',
        checker.tables.file_of(node),
        checker,
    )
    if declared is None:
        return None
    group = groups[declared.title.value]
    if own.period is not None and group.period is not None and _apart(own.period, group.period):
        assert own.period_span is not None
        assert group.period_span is not None
        checker.report(
            "N223",
            f"this rule never runs: its period and that of the group `{group.title}` have no day in common",
            own.period_span,
            Label(group.period_span, "the period of the group"),
            help="change one of the two, or take the rule out of the group",
        )
    return group


def _apart(one: Period, other: Period) -> bool:
    """Whether two periods have no day in common."""
    return any(
        before.last is not None and after.first is not None and before.last < after.first
        for before, after in ((one, other), (other, one))
    )
