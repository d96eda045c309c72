"""Two rules of which one sets a field back that the other one has set, in the same turn."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import attrs

from whenthen.analysis.doings import SET, Stopping, Unfollowed, Write
from whenthen.analysis.program import ChangeStart, CheckedRule, EventStart, Start
from whenthen.analysis.terms import PLAIN, Read, Term
from whenthen.diagnostics.codes.examples import file
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.fieldtests import IS, branch_tests
from whenthen.lint.views.interplay import asked, covers, doings, kind_of, parts, runs_freely, started_by_rules, terms
from whenthen.values.equality import equality_key

_RULE = 'RULE "{}"\n  WHEN {}\n  IF ticket.status is {}\n  THEN set ticket.status to {}\n'
_OPEN = _RULE.format("A message opens the ticket", "message is received", "pending", "open")
_BACK = _RULE.format("Back to the customer", "{}", "open", "pending")
CODE = Code(
    "R105",
    "rules that undo each other",
    explanation=(
        "One rule sets a field from one value to another, and a second rule sets it back in the same turn, whenever "
        "the first one has done so."
    ),
    why="The field is as it was before, and what else the two rules do, mails included, happens for nothing.",
    failing=file("USE helpdesk\n\n" + _OPEN + "\n" + _BACK.format("message is received")),
    mended=file("USE helpdesk\n\n" + _OPEN + "\n" + _BACK.format("reply is sent")),
    severity="warning",
)
#: Of more rules that set the same field in the same way the first ones are looked at.
_MOST = 20


@attrs.frozen(eq=False)
class _Turn:
    """A rule that sets a field from one value to another. `rest` is what it asks besides, `reads` what that reads."""

    rule: CheckedRule
    place: int
    write: Write
    before: Hashable
    after: Hashable
    rest: frozenset[str]
    reads: frozenset[Read]
    writes: frozenset[tuple[str, str]]


def in_program(context: Context) -> Iterator[Diagnostic]:
    by_change: dict[tuple[str, Hashable, Hashable], list[_Turn]] = {}
    found: list[tuple[str, _Turn]] = []
    for place, rule in enumerate(context.checked.rules):
        for target, turn in _turns(rule, place, context):
            found.append((target, turn))
            by_change.setdefault((target, turn.before, turn.after), []).append(turn)
    told: set[tuple[str, str]] = set()
    for target, turn in found:
        for other in by_change.get((target, turn.after, turn.before), ())[:_MOST]:
            pair = (min(turn.rule.id, other.rule.id), max(turn.rule.id, other.rule.id))
            if pair in told or not context.owns(other.rule.node) or not _undoes(other, turn, context):
                continue
            told.add(pair)
            yield finding(
                CODE,
                f"this sets `{other.write.target.node.span.text}` back whenever `{turn.rule.title}` has set it",
                other.write.statement.span,
                Label(turn.write.statement.span, "set here, in the same turn"),
                help="let one of the two ask for what the other one does not, or put both in a FIRST MATCH group",
            )


def _turns(rule: CheckedRule, place: int, context: Context) -> Iterator[tuple[str, _Turn]]:
    if not runs_freely(rule, context) or all(kind_of(start) is None for start in rule.starts):
        return
    branch = rule.node.branches[0]
    done = context.get(doings)[branch]
    now = [doing for doing in done if isinstance(doing, Write) and not doing.waited]
    if not any(write.kind == SET for write in now) or any(isinstance(doing, Stopping | Unfollowed) for doing in done):
        return
    known, scope = context.get(terms), context.get(asked)[branch].scope
    counts: dict[tuple[str, str], int] = {}
    for write in now:
        counts[write.written] = counts.get(write.written, 0) + 1
    tests = {test.target: test for test in context.get(branch_tests)[branch] if test.kind == IS}
    for write in now:
        value = known.value(write.value)
        if write.kind != SET or counts[write.written] > 1 or not isinstance(value, Hashable):
            continue
        target = known.meaning(write.target)
        test = tests.get(target)
        if test is not None and not test.negated and test.keys is not None:
            before: Hashable = test.keys[0]
        else:
            before = _from_triggers(rule, write, context)
            test = None
        after = equality_key(value)
        if before is None or before == after:
            continue
        others = [part for part, at in parts(branch.condition, context) if test is None or at is not test.node]
        terms_of = [Term(part, scope) for part in others]
        rest = frozenset(map(known.meaning, terms_of))
        reads = frozenset[Read]().union(*map(known.reads, terms_of))
        yield target, _Turn(rule, place, write, before, after, rest, reads, frozenset(w.written for w in now))


def _from_triggers(rule: CheckedRule, write: Write, context: Context) -> Hashable | None:
    """The value that all triggers say the field has been changed to."""
    known = context.get(terms)
    path = known.path(write.target)
    found: set[Hashable] = set()
    for start in rule.starts:
        if not isinstance(start, ChangeStart) or (start.record, start.field) != write.written:
            return None
        after = start.node.after
        if path is None or len(path.steps) != 1 or path.name != start.name or after is None or after.expression is None:
            return None
        value = known.value(Term(after.expression, PLAIN))
        if after.kind != "value" or not isinstance(value, Hashable):
            return None
        found.add(equality_key(value))
    return found.pop() if len(found) == 1 else None


def _undoes(second: _Turn, first: _Turn, context: Context) -> bool:
    """Whether the second rule always fires after the first one, in the same turn."""
    if not second.rest <= first.rest or second.rule is first.rule:
        return False
    if any(field is None or (record, field) in first.writes for record, field in second.reads):
        return False
    if any(_starts(start, first, context) for start in second.rule.starts):
        return True
    return first.place < second.place and any(
        covers(wide, narrow, context) for narrow in first.rule.starts for wide in second.rule.starts
    )


def _starts(start: Start, first: _Turn, context: Context) -> bool:
    """Whether what the first rule writes starts the other one in the next pass."""
    if not started_by_rules(start):
        return False
    record, field = first.write.written
    if isinstance(start, EventStart):
        return False if first.write is None else start.type == f"{record}.updated"
    if not isinstance(start, ChangeStart) or (start.record, start.field) != (record, field):
        return False
    known = context.get(terms)
    for wanted, key in ((start.node.before, first.before), (start.node.after, first.after)):
        if wanted is None or wanted.kind == "set":
            continue
        if wanted.kind != "value" or wanted.expression is None:
            return False
        value = known.value(Term(wanted.expression, PLAIN))
        if not isinstance(value, Hashable) or equality_key(value) != key:
            return False
    return True
