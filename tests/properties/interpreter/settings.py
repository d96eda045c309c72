"""What the settings of a rule and of its group say."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

import attrs

from tests.properties.interpreter.plain import Length, length, moved, same
from tests.properties.interpreter.schema import Declared
from tests.properties.interpreter.times import Times
from whenthen.syntax import nodes

S = TypeVar("S", bound=nodes.Setting)


@attrs.frozen
class Counted:
    """A firing, as ONCE PER (`setting` once) and AT MOST remember it."""

    rule: str
    setting: str
    shadow: bool
    values: tuple[Any, ...]
    at: dt.datetime

    def like(self, other: Counted) -> bool:
        """Whether both are counted together."""
        mine, its = (self.rule, self.setting, self.shadow), (other.rule, other.setting, other.shadow)
        return mine == its and all(map(same, self.values, other.values))


def rule_id(rule: nodes.Rule) -> str:
    own = setting(rule.settings, nodes.IdSetting)
    return rule.title.value if own is None else own.name.text


def setting(settings: tuple[nodes.Setting, ...], kind: type[S]) -> S | None:
    return next((s for s in settings if isinstance(s, kind)), None)


def all_settings(rule: nodes.Rule, declared: Declared) -> tuple[nodes.Setting, ...]:
    """Those of the rule, and of its group."""
    group = group_of(rule, declared)
    return rule.settings if group is None else (*rule.settings, *group.settings)


def group_of(rule: nodes.Rule, declared: Declared) -> nodes.DefineGroup | None:
    named = setting(rule.settings, nodes.GroupSetting)
    return None if named is None else declared.groups[named.title.value]


def has(rule: nodes.Rule, kind: type[nodes.Setting], declared: Declared) -> bool:
    return setting(all_settings(rule, declared), kind) is not None


def is_active(rule: nodes.Rule, today: dt.date, declared: Declared) -> bool:
    for one in all_settings(rule, declared):
        if isinstance(one, nodes.ActiveSetting):
            first, last = one.period.start, one.period.end
            if (first is not None and today < first.value) or (last is not None and last.value < today):
                return False
    return True


def in_window(limit: nodes.AtMostSetting, moment: dt.datetime, now: dt.datetime, times: Times) -> bool:
    """Whether a firing at a moment is among those that AT MOST counts now."""
    window = length(limit.window.amount, limit.window.unit, limit.window.business)
    if window == Length(1, 0):
        return times.date(moment) >= times.date(now)
    return moment > moved(now, Length(-window.days, -window.micros), times.zone)
