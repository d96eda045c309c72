"""A condition that stands in several rules."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import file
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.conditions import Written, condition_names, written_conditions
from whenthen.syntax import nodes

#: In how many rules it may stand.
MOST = 2
_ASKED = "customer.plan is one of [gold, platinum] AND NOT customer.blocked"
_RULE = 'RULE "Example {n}"\n  WHEN ticket is created\n  IF {asked} AND ticket.nudges is {n}\n'
_RULE += "  THEN raise ticket.priority\n"


def _rules(asked: str) -> str:
    return "\n".join(_RULE.format(n=n, asked=asked) for n in range(1, MOST + 2))


CODE = Code(
    "W117",
    "a condition that stands in several rules",
    explanation=f"The same AND or OR stands in more than {MOST} rules.",
    why="When it changes, it has to be changed everywhere, and one place is forgotten.",
    failing=file(f"USE helpdesk\n\n{_rules(f'({_ASKED} OR customer.vip)')}"),
    mended=file(f"USE helpdesk\n\nDEFINE good_customer AS {_ASKED} OR customer.vip\n\n{_rules('good_customer')}"),
    severity="warning",
    opinion=True,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    named = context.get(condition_names)
    by_words: dict[str, list[Written]] = {}
    for condition in context.get(written_conditions):
        if isinstance(condition.node, nodes.And | nodes.Or) and condition.words not in named:
            by_words.setdefault(condition.words, []).append(condition)
    frequent = {words: places for words, places in by_words.items() if len({p.rule for p in places}) > MOST}
    for places in frequent.values():
        first = places[0]
        # Of a condition and a part of it, the larger one is told.
        if any(above in frequent for above in first.within) or not first.could_be_named(context):
            continue
        same = [place for place in places if place.means(first.node) and place.could_be_named(context)]
        rules = dict.fromkeys(place.rule for place in same)
        if len(rules) > MOST:
            others = [place for place in same if place.rule is not first.rule]
            yield finding(
                CODE,
                f"this condition stands in {len(rules)} rules",
                first.node.span,
                *(Label(other.node.span, "here too") for other in others[:2]),
                help="give it a name that says what it means: `DEFINE good_customer AS …`",
            )
