"""A write that a later rule always writes over."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator

import attrs

from whenthen.analysis.doings import Stopping, Unfollowed, Write
from whenthen.analysis.failing import Failing
from whenthen.analysis.program import CheckedRule
from whenthen.analysis.terms import Read
from whenthen.diagnostics.codes.examples import file
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.interplay import (
    all_covered,
    asked,
    doings,
    kind_of,
    places,
    reads,
    runs_freely,
    started_by_rules,
    terms,
)
from whenthen.syntax import nodes

_RULE = 'RULE "{}"\n  WHEN ticket is created\n{}  THEN set ticket.priority to {}\n'
_URGENT = _RULE.format("Refunds are urgent", '  IF ticket.subject contains "refund"\n', "urgent")
CODE = Code(
    "R106",
    "a write that a later rule always writes over",
    explanation=(
        "A later rule is started by the same, asks for no more, and writes the same field. Nothing looks at the field "
        "in between."
    ),
    why="The first rule might as well not write it: the later one wins, always.",
    failing=file("USE helpdesk\n\n" + _URGENT + "\n" + _RULE.format("All others are low", "", "low")),
    mended=file("USE helpdesk\n\n" + _RULE.format("Most are low", "", "low") + "\n" + _URGENT),
    severity="warning",
)
#: So many of the later rules that write a field are looked at.
_MOST = 20


@attrs.frozen(eq=False)
class _Written:
    """A write that gives a field its value for the rest of its branch, without a look at what it was before.

    `alone` says that it is all that its statement does.
    """

    rule: CheckedRule
    place: int
    write: Write
    asked: frozenset[str]
    asks_of: frozenset[Read]
    fields: frozenset[tuple[str, str]]
    alone: bool


def in_program(context: Context) -> Iterator[Diagnostic]:
    found = [(target, each) for target, each in _all_written(context)]
    later: dict[tuple[str, tuple[str, ...], str], list[_Written]] = {}  # and one of the meanings that are asked for
    failing, at = Failing(context.checked), context.get(places)
    for target, each in found:
        value = each.write.value
        fails = value is not None and not _is_record(value.node) and failing.may_fail(value.node)
        if each.write.branch or not runs_freely(each.rule, context) or fails:
            continue
        for kind in {kind for start in each.rule.starts if (kind := kind_of(start)) is not None}:
            later.setdefault((target, kind, min(each.asked, default="")), []).append(each)
    for target, each in found:
        kind = kind_of(each.rule.starts[0])
        if kind is None or each.rule.shadow or not each.alone or not context.owns(each.rule.node):
            continue
        seen = at.seen_at(each.write.written, each.place)
        winner = next(
            (
                other
                for meaning in ("", *sorted(each.asked))
                for other in _behind(each.place, later.get((target, kind, meaning), []))
                if other.place <= seen and _loses(each, other, context)
            ),
            None,
        )
        if winner is not None:
            yield _finding(each, winner)


def _is_record(value: nodes.Expression) -> bool:
    """Whether it is `team "Billing"`. Nobody names a record in the hope that there is none."""
    return isinstance(value, nodes.KeyedRecord) and isinstance(value.key, nodes.TextLiteral)


def _behind(place: int, several: list[_Written]) -> list[_Written]:
    """The first of those that run behind a place."""
    at = bisect_right(several, place, key=lambda other: other.place)
    return several[at : at + _MOST]


def _finding(first: _Written, second: _Written) -> Diagnostic:
    target = first.write.target.node.span.text
    one, other = first.rule, second.rule
    by_file = one.node.span.source.name != other.node.span.source.name and one.order == other.order
    return finding(
        CODE,
        f"what this does to `{target}` is lost: `{other.title}` always writes over it",
        first.write.statement.span,
        Label(second.write.statement.span, "written over here, and nothing looks at it in between"),
        help=(
            "say with ORDER which of the two comes last (now the names of their files decide), or let the later one "
            "ask for more"
            if by_file
            else "let the later rule ask for more, put it before this one, or leave this write out"
        ),
    )


def _all_written(context: Context) -> Iterator[tuple[str, _Written]]:
    """Each write that could win or lose, with the meaning of its target, in the order of running."""
    known = context.get(terms)
    for place, rule in enumerate(context.checked.rules):
        if rule.disabled or rule.each:
            continue
        for branch in rule.node.branches:
            done = context.get(doings)[branch]
            if any(isinstance(doing, Stopping | Unfollowed) and not doing.waited for doing in done):
                continue
            writes = [doing for doing in done if isinstance(doing, Write) and not doing.waited]
            last = {write.written: write for write in writes if write.replaces}
            if not last:
                continue
            steps = Counter(doing.statement for doing in done)
            counts: dict[tuple[str, str], int] = {}
            looked: set[Read] = set()
            for doing in done:
                looked |= reads(doing, known)
                if isinstance(doing, Write):
                    counts[doing.written] = counts.get(doing.written, 0) + 1
            own = context.get(asked)[branch]
            waits = any(doing.waited for doing in done)
            for field, write in last.items():
                once = counts[field] == 1 and field not in looked and (field[0], None) not in looked
                if once and not waits and known.path(write.target) is not None:
                    fields, alone = frozenset(counts), steps[write.statement] == 1
                    found = _Written(rule, place, write, own.meanings, own.reads, fields, alone)
                    yield known.meaning(write.target), found


def _loses(first: _Written, second: _Written, context: Context) -> bool:
    """Whether the second one always writes over the first one. That nothing looks at it before is known."""
    at, low, high = context.get(places), first.place, second.place
    if not second.asked <= first.asked or not all_covered(first.rule, second.rule, context):
        return False
    if any(field is None or (record, field) in first.fields for record, field in second.asks_of):
        return False
    if at.written_between(second.asks_of, low, high):
        return False
    if not any(map(started_by_rules, first.rule.starts)):
        return True
    # The first one could have its turn in a later pass, when the second one has had it.
    return all_covered(second.rule, first.rule, context) and not any(
        field is None or any(place != low for place in at.written.get((record, field), ()))
        for record, field in first.asks_of
    )
