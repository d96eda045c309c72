"""The rules that no index can rule out: they offer nothing to go by, and are looked at whenever their trigger fires."""

from __future__ import annotations

from whenthen.analysis.facts import Deriving
from whenthen.analysis.program import ChangeStart, CheckedProgram, CheckedRule, EventStart


def always_looked_at(checked: CheckedProgram) -> tuple[CheckedRule, ...]:
    """Those of the rules that can run, in their order. A trigger on time starts one rule alone, and needs no index."""
    deriving = Deriving(checked)
    return tuple(rule for rule in checked.rules if not rule.disabled and _has_open_start(rule, deriving))


def _has_open_start(rule: CheckedRule, deriving: Deriving) -> bool:
    starts = [start for start in rule.starts if isinstance(start, EventStart | ChangeStart)]
    return any(not deriving.of_start(rule, start) for start in starts)
