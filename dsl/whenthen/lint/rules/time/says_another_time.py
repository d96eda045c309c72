"""A title that names another length of time than the rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from whenthen.analysis.program import ConditionUse, ConstantUse, DefinitionUse
from whenthen.diagnostics.codes.examples import declares
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.prose import SaidDuration, durations_in
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk
from whenthen.types.model import DURATION
from whenthen.values.durations import DAY, duration
from whenthen.values.errors import ValueFailure

_RULE = 'RULE "Solve after 2 days"\n  WHEN ticket.status has been pending for {} days\n  THEN solve ticket'

CODE = Code(
    "C201",
    "a title that names another time than the rule",
    explanation="The title of a rule names a length of time, such as `after 2 days`, and the rule has others, none "
    "of which is as long. What `wait` adds up to counts too.",
    why="People read titles: in reports, in the log, in the answer to a customer who asks. Either the title has "
    "been forgotten when the rule was changed, or the rule does what nobody wanted.",
    failing=declares(_RULE.format(20)),
    mended=declares(_RULE.format(2)),
    severity="warning",
)

_BEFORE = re.compile(
    r"\b(after|for|within|in|every|each|than|since|past|over|under|last|next|of|by|at least|wait)\W*$", re.I
)
_AFTER = re.compile(
    r"^\W*($|(before|after|without|ago|of silence|later?|old|idle|open|pending|waiting|silent|overdue|reminder))",
    re.I,
)
#: `2 days after the first reminder`: counted from what another rule did, and `30 days money-back guarantee`: a name.
_ANOTHER = re.compile(
    r"^\W*(after|before|behind)\W+(the\W+|that\W+|our\W+)?((first|second|third|previous|other|earlier|last)\W*)?"
    r"($|(one|reminder|warning|mail|e-?mail|nudge|bump|notice)\b)",
    re.I,
)
_WITHIN = re.compile(r"\b(in|within|by)\W*$", re.I)
_OF = re.compile(r"\bof\W*$", re.I)
_ENDS = re.compile(r"^\W*($|[,:;.()]|(silence|inactivity|waiting|no|without|since|after|before|and|or|in)\b)", re.I)
#: So many lengths of time of a rule are added up.
_MOST = 8


def in_program(context: Context) -> Iterator[Diagnostic]:
    for rule in context.own_rules:
        title = rule.node.title
        said = durations_in(title.value)
        if len(said) != 1 or not _is_timing(title.value, said[0]):
            continue
        used = _used(rule.node, context)
        telling = [] if used is None else [node for node in used if node not in _beside(rule.node)]
        if not used or not telling or _agrees(title.value, said[0], used):
            continue
        words = title.value[said[0].start : said[0].end]
        first = min(telling, key=lambda node: (not _inside(node, rule.node), node.span.sort_key))
        yield finding(
            CODE,
            f"the title says `{words}`, and no length of time in the rule is as long",
            _place(title, words),
            Label(first.span, "this is what the rule says"),
            help="correct the one or the other",
        )


def _is_timing(title: str, said: SaidDuration) -> bool:
    """Whether the words around say that something happens so much later, and not, say, that a call takes so long."""
    before, behind = title[: said.start], title[said.end :]
    if _ANOTHER.match(behind) or (_OF.search(before) and not _ENDS.match(behind)):
        return False
    return bool(_BEFORE.search(before) or _AFTER.match(behind))


def _used(rule: nodes.Rule, context: Context) -> list[nodes.DurationLiteral] | None:
    """The lengths of time in a rule and in what it uses; None where one of them is not written out."""
    checked = context.checked
    found: list[nodes.DurationLiteral] = []
    seen: set[nodes.Node] = {rule}
    waiting: list[nodes.Node] = [rule]
    while waiting:
        for node in walk(waiting.pop()):
            inner: nodes.Node | None = None
            match checked.bindings.get(node):
                case ConstantUse(item):
                    inner = item
                case ConditionUse(condition):
                    inner = condition
            use = checked.actions.get(node) if isinstance(node, nodes.Perform) else None
            if isinstance(use, DefinitionUse):
                inner = use.definition
            if inner is not None and inner not in seen:
                seen.add(inner)
                waiting.append(inner)
            if isinstance(node, nodes.DurationLiteral):
                found.append(node)
            elif isinstance(node, nodes.Member | nodes.Call) and checked.types.get(node) == DURATION:
                return None
            elif isinstance(node, nodes.Call) and node.function.text.endswith("s_in"):
                return None  # `days_in(…) is above 2`: the length stands there as a number
    return found


def _beside(rule: nodes.Rule) -> set[nodes.Expression]:
    """The lengths of time that say how often the rule looks or fires, and not when something is due."""
    windows = {setting.window for setting in rule.settings if isinstance(setting, nodes.AtMostSetting)}
    clocks = {trigger.interval for trigger in rule.triggers if isinstance(trigger, nodes.ClockTrigger)}
    return windows | {interval for interval in clocks if interval is not None}


def _agrees(title: str, said: SaidDuration, used: list[nodes.DurationLiteral]) -> bool:
    lengths = []
    for node in used:
        if node.business and (node.unit in ("day", "week")) != (said.micros % DAY == 0):
            return True  # how many hours a business day has is the calendar's business
        try:
            value = duration(node.amount, node.unit)
        except ValueFailure:
            return True
        lengths.append(value.nominal)
    if _WITHIN.search(title[: said.start]) and any(length < said.micros for length in lengths):
        return True  # a warning before what is promised is over
    lengths = lengths[:_MOST]
    sums = {sum(some) for size in range(1, len(lengths) + 1) for some in combinations(lengths, size)}
    return said.micros in sums


def _inside(node: nodes.Node, outer: nodes.Node) -> bool:
    return node.span.source is outer.span.source and outer.span.start <= node.span.start < outer.span.end


def _place(title: nodes.TextLiteral, words: str) -> Span:
    at = title.span.text.find(words)
    if at < 0:
        return title.span
    return Span(title.span.source, title.span.start + at, title.span.start + at + len(words))
