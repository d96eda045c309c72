"""What stands between the title of a rule and WHEN, as far as the setting itself says it.

What a setting says about other rules is the business of `order` (OVERRIDES) and of `groups` (GROUP).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import attrs

from whenthen.analysis.checker import Checker
from whenthen.analysis.environment import Environment
from whenthen.analysis.infer import infer
from whenthen.analysis.lookup import resolves
from whenthen.analysis.mends import swapped
from whenthen.analysis.program import Period
from whenthen.analysis.wording import a
from whenthen.diagnostics.fixes import replace
from whenthen.diagnostics.model import Fix, Label
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk
from whenthen.types.model import UNKNOWN, required
from whenthen.types.relations import kind
from whenthen.values import durations
from whenthen.values.errors import ValueFailure

#: The largest number that ORDER and AT MOST take.
MAX_NUMBER = 1_000_000
#: Days after which a period whose ends are swapped has rather a mistyped year.
_HALF_A_YEAR = 183
#: Kinds of values that firings can be counted by: those of which two are plainly the same or not.
_COUNTED_BY = frozenset(
    ("text", "choice", "scale", "number", "boolean", "money", "duration", "instant", "date", "time", "record", "mixed")
)
#: Settings whose name is more than the first word.
_WORDS = {"ONCE": "ONCE PER", "AT": "AT MOST"}


@attrs.define
class Settings:
    """What the settings of a rule say. `overrides` and `group` are titles where they are written."""

    id: str
    order: int = 0
    owner: str | None = None
    disabled: bool = False
    shadow: bool = False
    once: nodes.OnceSetting | None = None
    at_most: nodes.AtMostSetting | None = None
    period: Period | None = None
    period_span: Span | None = None
    overrides: tuple[nodes.TextLiteral, ...] = ()
    group: nodes.TextLiteral | None = None


def each_once(settings: Sequence[nodes.Setting], of: str, checker: Checker) -> tuple[nodes.Setting, ...]:
    """The settings, of those of one kind the first; a second one is reported. OVERRIDES may stand several times."""
    seen: dict[type, Span] = {}
    kept: list[nodes.Setting] = []
    for setting in settings:
        kind = type(setting)
        if kind in seen and kind is not nodes.OverridesSetting:
            word = setting.span.text.split()[0]
            checker.report(
                "N212",
                f"`{_WORDS.get(word.upper(), word)}` stands twice in this {of}",
                setting.span,
                Label(seen[kind], "the first one"),
                help="remove one of the two",
            )
            continue
        seen[kind] = setting.span
        kept.append(setting)
    return tuple(kept)


def read_settings(node: nodes.Rule, checker: Checker) -> Settings:
    """The settings of a rule; a mistake is reported, and then the setting counts as left out."""
    settings = Settings(node.title.value)
    kept = each_once(node.settings, "rule", checker)
    for setting in kept:
        match setting:
            case nodes.IdSetting(name):
                settings.id = name.text
            case nodes.OwnerSetting(owner):
                settings.owner = owner.value
            case nodes.OrderSetting(order, negative):
                settings.order = _order(order, negative, checker)
            case nodes.DisabledSetting():
                settings.disabled = True
            case nodes.ShadowSetting():
                settings.shadow = True
            case nodes.OnceSetting():
                settings.once = setting
            case nodes.AtMostSetting():
                settings.at_most = setting if _limit(setting, checker) else None
            case nodes.OverridesSetting(title):
                settings.overrides = (*settings.overrides, title)
            case nodes.GroupSetting(title):
                settings.group = title
            case nodes.ActiveSetting():
                pass  # read_period
            case _:
                raise TypeError(f"the checker does not know {type(setting).__name__}")
    settings.period, settings.period_span = read_period(kept, checker)
    return settings


def _order(order: nodes.NumberLiteral, negative: bool, checker: Checker) -> int:
    if order.value != order.value.to_integral_value() or order.value.copy_abs() > MAX_NUMBER:
        checker.report(
            "T120", "ORDER takes a whole number of up to a million", order.span, help="for example `ORDER 10`"
        )
        return 0
    return -int(order.value) if negative else int(order.value)


def _limit(setting: nodes.AtMostSetting, checker: Checker) -> bool:
    """Whether AT MOST has a number and a window that firings can be counted in."""
    times, window = setting.times, setting.window
    if times.value != times.value.to_integral_value() or not 1 <= times.value <= MAX_NUMBER:
        help = "for example `AT MOST 3 TIMES PER day`"
        if not times.value:
            help = "a rule that is not to run at all is `DISABLED`"
        checker.report("N224", "AT MOST takes a whole number, from 1 to a million", times.span, help=help)
        return False
    if window.business:
        checker.report(
            "N224",
            "AT MOST counts in a window of plain time, not of business time",
            window.span,
            help="leave `business` out; `PER day` is a day of the calendar, from midnight to midnight",
            fix=_plain_window(window.span),
        )
        return False
    try:
        length = durations.duration(window.amount, window.unit).nominal
    except ValueFailure as failure:
        checker.report("N224", f"this window cannot be used: {failure}", window.span, help="write a shorter one")
        return False
    if length <= 0:
        checker.report(
            "N224",
            "a window of no length holds no firing",
            window.span,
            help="for example `PER day` or `PER 5 minutes`",
        )
        return False
    return True


def _plain_window(window: Span) -> Fix | None:
    """Leaves `business` out of a window."""
    found = re.search(r"\bbusiness\s+", window.text, re.IGNORECASE)
    if found is None:
        return None
    place = Span(window.source, window.start + found.start(), window.start + found.end())
    return replace(place, "", safe=False, title="leave out `business`")


def read_period(settings: Sequence[nodes.Setting], checker: Checker) -> tuple[Period | None, Span | None]:
    """The period of ACTIVE and where it is written; one that is over is nobody's mistake."""
    for setting in settings:
        if isinstance(setting, nodes.ActiveSetting):
            first, last = setting.period.start, setting.period.end
            if first is not None and last is not None and first.value > last.value:
                checker.report(
                    "N223",
                    "this period ends before it begins",
                    last.span,
                    Label(first.span, "it begins here"),
                    help=f"write `ACTIVE FROM {last.span.text} UNTIL {first.span.text}`, or another day",
                    fix=swapped(first.span, last.span) if (first.value - last.value).days <= _HALF_A_YEAR else None,
                )
                return None, None
            dates = [None if date is None else date.value for date in (first, last)]
            return Period(*dates), setting.span
    return None, None


def check_counted_by(settings: Settings, rule: nodes.Rule, checker: Checker, env: Environment) -> None:
    """Check what ONCE PER and AT MOST … PER name: records and plain values of the trigger, which may be missing.

    `env` has the names of the trigger and the variable of FOR EACH.
    """
    for setting in (settings.once, settings.at_most):
        if setting is None:
            continue
        words = "ONCE PER" if isinstance(setting, nodes.OnceSetting) else "AT MOST"
        for value in setting.per:
            if _speaks_of_let(value, words, rule, checker, env):
                continue
            type = infer(value, checker, env)
            if type != UNKNOWN and kind(type) not in _COUNTED_BY:
                checker.report(
                    "T126",
                    f"{words} counts for each record or plain value, and `{value.span.text}` is {a(required(type))}",
                    value.span,
                    help="name a record, or a field with one value",
                )


def _speaks_of_let(value: nodes.Expression, words: str, rule: nodes.Rule, checker: Checker, env: Environment) -> bool:
    """Report a LET of the rule, which is worked out only after its settings have been looked at."""
    lets = {let.name.text: let for let in rule.lets}
    for node in walk(value):
        if isinstance(node, nodes.Reference) and node.name in lets and not resolves(node.name, checker, env):
            let = lets[node.name]
            checker.report(
                "N111",
                f"`{node.name}` is a LET of this rule, and its settings are looked at before that",
                node.span,
                Label(let.name.span, "the LET"),
                help=f"write what it stands for: `{words} … {let.value.span.text}`"
                if isinstance(let.value, nodes.Member | nodes.Reference)
                else "name what the trigger brings",
            )
            return True
    return False
