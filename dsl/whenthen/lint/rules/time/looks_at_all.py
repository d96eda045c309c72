"""A rule that looks at all records several times a day."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.program import ClockStart
from whenthen.diagnostics.codes.examples import declares
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.values.durations import DAY

_EXAMPLE = """RULE "Urgent tickets"
  WHEN every 5 minutes
  FOR EACH ticket{}
  {} add "seen" to ticket.tags"""

CODE = Code(
    "C210",
    "all records, several times a day",
    explanation="The clock starts a rule more often than once a day, and it goes through all records of a type: "
    "there is no WHERE.",
    why="Each time it looks at everything there ever was, closed tickets too. With WHERE it goes through those "
    "alone that it is about, and how often it fires is told apart from what it does.",
    failing=declares(_EXAMPLE.format("", "IF ticket.status is new THEN")),
    mended=declares(_EXAMPLE.format(" WHERE ticket.status is new", "THEN")),
    severity="warning",
    opinion=True,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for rule in context.own_rules:
        each = rule.each
        if each is None or each.node.where is not None or each.node.collection is not None:
            continue
        for start in rule.starts:
            if isinstance(start, ClockStart) and start.interval is not None and start.interval.nominal < DAY:
                yield finding(
                    CODE,
                    f"this goes through every `{each.record}`, `{start.node.span.text}`",
                    each.node.span,
                    help="say behind WHERE which of them are meant",
                )
                break
