"""A condition that stands in several rules."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import file
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.conditions import Written, condition_names, written_conditions
from whenthen.lint.context import Context
from whenthen.lint.finding import finding

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
    by_meaning: dict[str, list[Written]] = {}
    for condition in context.get(written_conditions):
        if condition.joined and condition.nameable and condition.meaning not in named:
            by_meaning.setdefault(condition.meaning, []).append(condition)
    frequent = {meaning for meaning, places in by_meaning.items() if len({p.rule for p in places}) > MOST}
    for meaning in frequent:
        places = by_meaning[meaning]
        first = places[0]
        # Of a condition and a part of it, the larger one is told.
        if any(above in frequent for above in first.within):
            continue
        others = [place for place in places[1:] if place.rule is not first.rule]
        yield finding(
            CODE,
            f"this condition stands in {len({p.rule for p in places})} rules",
            first.node.span,
            *(Label(other.node.span, "here too") for other in others[:2]),
            help="give it a name that says what it means: `DEFINE good_customer AS …`",
        )
