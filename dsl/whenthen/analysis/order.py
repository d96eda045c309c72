"""In which order rules run: by ORDER, then files and rules; an overriding rule stands before those it overrides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from whenthen.analysis.checker import Checker
from whenthen.analysis.program import CheckedRule
from whenthen.analysis.settings import Settings
from whenthen.analysis.titles import find_titled
from whenthen.diagnostics.model import Label
from whenthen.syntax import nodes

#: How many places of a circle are shown.
_MOST_LABELS = 5


def read_overrides(rules: Sequence[tuple[nodes.Rule, Settings]], checker: Checker) -> dict[nodes.Rule, tuple[str, ...]]:
    """The ids of the rules that each rule overrides; titles that nothing has, and circles, are reported."""
    by_title: dict[str, nodes.Rule] = {}
    ids = {node: settings.id for node, settings in rules}
    for node, _ in rules:
        by_title.setdefault(node.title.value, node)
    edges: dict[nodes.Rule, dict[nodes.Rule, nodes.TextLiteral]] = {}
    for node, settings in rules:
        found: dict[nodes.Rule, nodes.TextLiteral] = {}
        for title in settings.overrides:
            other = find_titled(
                "rule",
                "N221",
                title,
                by_title,
                "OVERRIDES takes the title of another rule, as it is written there",
                checker.tables.file_of(node),
                checker,
            )
            if other is node:
                checker.report(
                    "N222", f"`{title.value}` overrides itself", title.span, help="name the rule that is to give way"
                )
            elif other in found:
                checker.report(
                    "N212",
                    f"`OVERRIDES` names `{title.value}` twice in this rule",
                    title.span,
                    Label(found[other].span, "the first one"),
                    help="remove one of the two",
                )
            elif other is not None:
                found[other] = title
        if found:
            edges[node] = found
    for circle in _circles(edges):
        _report_circle(circle, edges, checker)
    return {node: tuple(ids[other] for other in found) for node, found in edges.items()}


def _circles(edges: Mapping[nodes.Rule, Mapping[nodes.Rule, object]]) -> Iterator[list[nodes.Rule]]:
    """Circles, each once. Without recursion: chains may be long."""
    done: set[nodes.Rule] = set()
    for start in edges:
        if start in done:
            continue
        trail = [start]
        on_trail = {start: 0}
        waiting = [iter(edges[start])]
        while trail:
            following = next(waiting[-1], None)
            if following is None:
                done.add(trail[-1])
                del on_trail[trail.pop()]
                waiting.pop()
            elif following in on_trail:
                yield trail[on_trail[following] :]
            elif following not in done and following in edges:
                on_trail[following] = len(trail)
                trail.append(following)
                waiting.append(iter(edges[following]))


def _report_circle(
    circle: list[nodes.Rule], edges: Mapping[nodes.Rule, Mapping[nodes.Rule, nodes.TextLiteral]], checker: Checker
) -> None:
    titles = [f"`{rule.title.value}`" for rule in circle]
    steps = [edges[rule][other] for rule, other in zip(circle, [*circle[1:], circle[0]], strict=True)]
    said = f"{titles[0]} and {titles[1]} override each other"
    if len(circle) > 2:
        shown = titles if len(titles) <= 2 * _MOST_LABELS else [*titles[:_MOST_LABELS], "…", *titles[-_MOST_LABELS:]]
        said = f"these rules override one another in a circle: {', '.join(shown)}, {titles[0]}"
    checker.report(
        "N222",
        said,
        steps[0].span,
        *(Label(step.span, "and this") for step in steps[1 : 1 + _MOST_LABELS]),
        help="of two rules only one can come before the other: remove one of these OVERRIDES",
    )


def in_order(rules: Iterable[CheckedRule]) -> tuple[CheckedRule, ...]:
    """The rules as they run. An overriding rule that would come too late moves right before the first it overrides."""
    ordered = sorted(rules, key=lambda rule: rule.order)  # stable: files and rules keep their order
    before: dict[str, list[CheckedRule]] = {}
    for rule in ordered:
        for overridden in rule.overrides:
            before.setdefault(overridden, []).append(rule)
    found: dict[str, CheckedRule] = {}
    for start in ordered:
        waiting = [start]
        asked: set[str] = set()  # circles have been reported
        while waiting:
            rule = waiting[-1]
            if rule.id not in asked:
                asked.add(rule.id)
                waiting.extend(other for other in reversed(before.get(rule.id, ())) if other.id not in found)
                continue
            found.setdefault(rule.id, waiting.pop())
    return tuple(found.values())
