"""What is read but not supported yet: one diagnostic for each use, so that nothing is silently without effect."""

from __future__ import annotations

from whenthen.diagnostics.model import Diagnostic
from whenthen.source import Span
from whenthen.syntax import nodes as n
from whenthen.syntax.walk import walk

#: What each construct is called, and whether its inner parts are left unreported.
_LATER: dict[type[n.Node], str] = {
    n.CalendarDeclaration: "`CALENDAR`",
    n.DefineGroup: "`DEFINE GROUP`",
    n.Within: "`is within` a calendar",
    n.Ago: "`is more than … ago` and `is less than … ago`",
    n.StateTrigger: "`WHEN … has been … for …`",
    n.UnchangedTrigger: "`WHEN … has not changed for …`",
    n.MomentTrigger: "a trigger at a moment (`before`, `after`, `arrives`)",
    n.ClockTrigger: "a trigger on the clock (`every …`)",
    n.ForEach: "`FOR EACH`",
    n.OnceSetting: "`ONCE PER`",
    n.AtMostSetting: "`AT MOST`",
    n.ActiveSetting: "`ACTIVE`",
    n.OverridesSetting: "`OVERRIDES`",
    n.GroupSetting: "`GROUP`",
    n.Wait: "`wait`",
}


def not_yet_supported(what: str, span: Span) -> Diagnostic:
    return Diagnostic(
        "X001",
        f"{what} {'are' if '` and `' in what else 'is'} not supported yet",
        span,
        help="a later version will; leave it out until then",
    )


def not_yet(file: n.File) -> tuple[Diagnostic, ...]:
    """One X001 for each use of what is not supported yet. A setting of a group that is itself reported is not."""
    inside: set[n.Node] = set()
    problems = []
    for node in walk(file):
        what = _LATER.get(type(node))
        if what and node not in inside:
            problems.append(not_yet_supported(what, node.span))
        if isinstance(node, n.DefineGroup):
            inside.update(node.settings)
    return tuple(problems)
