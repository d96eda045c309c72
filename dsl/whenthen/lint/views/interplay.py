"""What the rules of the linter share that look at several statements or rules: worked out once for a program."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import inf

import attrs

from whenthen.analysis.doings import (
    Call,
    Doing,
    Field,
    Stopping,
    Unfollowed,
    Waiting,
    Write,
    Writer,
    branch_doings,
    definition_doings,
    writers,
)
from whenthen.analysis.program import ChangeStart, CheckedRule, ConditionUse, EventStart, Start
from whenthen.analysis.terms import PLAIN, Read, Scope, Term, Terms, rule_scope
from whenthen.diagnostics.model import Fix
from whenthen.lint.context import Context
from whenthen.lint.edits.parts import leave_out, leave_out_lines
from whenthen.source import Span
from whenthen.syntax import nodes


@attrs.frozen(eq=False)
class Steps:
    """Statements that are done one after the other: a branch of a rule, or the body of a DEFINE ACTION (then `rule` is
    None).
    """

    statements: tuple[nodes.Statement, ...]
    doings: tuple[Doing, ...]
    scope: Scope
    rule: CheckedRule | None = None
    branch: nodes.Branch | None = None

    @property
    def by_statement(self) -> Iterator[tuple[nodes.Statement, list[Doing]]]:
        """Each statement with all that it does, through definitions."""
        group: list[Doing] = []
        for doing in self.doings:
            if group and group[0].statement is not doing.statement:
                yield group[0].statement, group
                group = []
            group.append(doing)
        if group:
            yield group[0].statement, group


def terms(context: Context) -> Terms:
    return Terms(context.checked)


def doings(context: Context) -> Mapping[nodes.Branch, tuple[Doing, ...]]:
    """What each branch of each rule does."""
    checked = context.checked
    return {
        branch: branch_doings(rule.node, number, checked)
        for rule in checked.rules
        for number, branch in enumerate(rule.node.branches)
    }


def sequences(context: Context) -> list[Steps]:
    """Those of the project's rules and definitions, in the order of the rules, then of the texts."""
    checked, done = context.checked, context.get(doings)
    found: list[Steps] = []
    for rule in context.own_rules:
        scope = rule_scope(rule.node)
        for branch in rule.node.branches:
            found.append(Steps(branch.statements, done[branch], scope, rule, branch))
    for definition in context.own_nodes(nodes.DefineAction):
        found.append(Steps(definition.statements, definition_doings(definition, checked), PLAIN))
    return found


def all_writers(context: Context) -> Mapping[Field, tuple[Writer, ...]]:
    """`doings.writers` of the program."""
    return writers(context.checked)


def reads(doing: Doing, known: Terms) -> set[Read]:
    """The fields that something that is done looks at, on any record. What a wait looks at is left out."""
    found: set[Read] = set()
    if isinstance(doing, Write):
        found |= known.reads(doing.value) | known.reads(doing.owner)
        if not doing.replaces:
            found.add(doing.written)
    elif isinstance(doing, Call):
        for argument in doing.arguments.values():
            found |= known.reads(argument)
    return found


@attrs.frozen(eq=False)
class Places:
    """Where, in the order in which rules run, fields are written and looked at, and where rules stop: sorted places."""

    written: Mapping[Field, tuple[int, ...]]
    read: Mapping[Read, tuple[int, ...]]
    stops: tuple[int, ...]

    def written_between(self, fields: Iterable[Read], low: int, high: int) -> bool:
        """Whether a rule between two places, both excluded, may write one of the fields."""
        return any(
            field is None or between(self.written.get((record, field), ()), low, high) for record, field in fields
        )

    def seen_at(self, field: Field, low: int) -> float:
        """The place of the first rule behind another one that may look at the field, or stop the turn."""
        several = (self.read.get(field, ()), self.read.get((field[0], None), ()), self.stops)
        return min((found[at] for found in several if (at := bisect_right(found, low)) < len(found)), default=inf)


def between(places: Sequence[int], low: int, high: int) -> bool:
    """Whether one of the sorted places lies between two others."""
    at = bisect_right(places, low)
    return at < len(places) and places[at] < high


def places(context: Context) -> Places:
    """Those of the rules that are not DISABLED."""
    checked, known, done = context.checked, context.get(terms), context.get(doings)
    read: dict[Read, list[int]] = {}
    stops: list[int] = []
    for place, rule in enumerate(checked.rules):
        if rule.disabled:
            continue
        looked: set[Read] = set()
        for node in (rule.node.for_each, *rule.node.lets, *(branch.condition for branch in rule.node.branches)):
            if node is not None:
                looked |= known.fields(node)
        for doing in (doing for branch in rule.node.branches for doing in done[branch]):
            looked |= reads(doing, known)
            if isinstance(doing, Waiting):
                looked |= known.reads(doing.duration) | known.reads(doing.condition)
            elif isinstance(doing, Unfollowed):
                looked |= {(field, None) for field in checked.schema.records}
            elif isinstance(doing, Stopping) and (not stops or stops[-1] != place):
                stops.append(place)
        for each in looked:
            read.setdefault(each, []).append(place)
    written = {
        field: tuple(writer.place for writer in several if not writer.rule.disabled)
        for field, several in context.get(all_writers).items()
    }
    return Places(written, {each: tuple(several) for each, several in read.items()}, tuple(stops))


# Conditions -------------------------------------------------------------------------------------------------------


def parts(condition: nodes.Expression | None, context: Context) -> list[tuple[nodes.Expression, nodes.Expression]]:
    """What a condition joins with AND, named conditions seen through; each part with where it stands in the condition:
    the part itself, or the name that leads to it. Of no condition nothing.
    """
    found: list[tuple[nodes.Expression, nodes.Expression]] = []
    waiting: list[tuple[nodes.Expression, nodes.Expression | None]] = [] if condition is None else [(condition, None)]
    seen: set[nodes.Node] = set()
    while waiting:
        part, place = waiting.pop()
        bound = context.checked.bindings.get(part)
        if isinstance(bound, ConditionUse):
            if bound.declaration not in seen:
                seen.add(bound.declaration)
                waiting.append((bound.declaration.condition, place or part))
        elif isinstance(part, nodes.And):
            waiting.extend((operand, place) for operand in reversed(part.operands))
        else:
            found.append((part, place or part))
    return found


@attrs.frozen(eq=False)
class Asked:
    """What the condition of a branch joins with AND (see `parts`): the meanings of all of it, and what it looks at.

    Where one branch asks for all that another one asks for, its condition implies that of the other.
    """

    meanings: frozenset[str]
    reads: frozenset[Read]
    scope: Scope


def asked(context: Context) -> Mapping[nodes.Branch, Asked]:
    """What each branch of each rule asks for."""
    known = context.get(terms)
    found: dict[nodes.Branch, Asked] = {}
    for rule in context.checked.rules:
        scope = rule_scope(rule.node)
        for branch in rule.node.branches:
            several = [Term(part, scope) for part, _ in parts(branch.condition, context)]
            looked = frozenset[Read]().union(*map(known.reads, several))
            found[branch] = Asked(frozenset(map(known.meaning, several)), looked, scope)
    return found


# Triggers ---------------------------------------------------------------------------------------------------------


def kind_of(start: Start) -> tuple[str, ...] | None:
    """Triggers of the same kind can be started by the same thing; None for those of the clock, each of which has a turn
    of its own.
    """
    match start:
        case EventStart(_, type):
            return ("event", type)
        case ChangeStart(_, _, record, field):
            return ("change", record, field)
    return None


def covers(start: Start, other: Start, context: Context) -> bool:
    """Whether what starts the other one always starts this one as well."""
    if kind_of(start) is None or kind_of(start) != kind_of(other):
        return False
    mine, its = start.node, other.node
    if not isinstance(mine, nodes.EventTrigger | nodes.ChangeTrigger):
        return False
    assert isinstance(its, nodes.EventTrigger | nodes.ChangeTrigger)
    if mine.cause is not None and (its.cause is None or mine.cause.text != its.cause.text):
        return False
    if isinstance(mine, nodes.ChangeTrigger) and isinstance(its, nodes.ChangeTrigger):
        return _within(mine.before, its.before, context) and _within(mine.after, its.after, context)
    return True


def _within(wide: nodes.ValueSet | None, narrow: nodes.ValueSet | None, context: Context) -> bool:
    if wide is None:
        return True
    known = context.get(terms)
    if narrow is None or wide.kind != narrow.kind:
        return False
    if wide.expression is None or narrow.expression is None:
        return True
    return known.meaning(Term(wide.expression, PLAIN)) == known.meaning(Term(narrow.expression, PLAIN))


def all_covered(rule: CheckedRule, by: CheckedRule, context: Context) -> bool:
    """Whether whatever starts the rule always starts the other one as well."""
    return all(any(covers(start, other, context) for start in by.starts) for other in rule.starts)


def started_by_rules(start: Start) -> bool:
    """Whether writes of rules can fire the trigger, in a later pass."""
    match start:
        case EventStart(node, type):
            return type.endswith(".updated") and (node.cause is None or node.cause.text == "rule")
        case ChangeStart(node):
            return node.cause is None or node.cause.text == "rule"
    return False


# Whether a rule runs ----------------------------------------------------------------------------------------------


def overridden(context: Context) -> frozenset[str]:
    """The ids of the rules that another one overrides."""
    return frozenset(other for rule in context.checked.rules for other in rule.overrides)


def runs_freely(rule: CheckedRule, context: Context, in_group: bool = False) -> bool:
    """Whether a rule runs whenever it is started and its condition holds: no setting keeps it from that. It has no FOR
    EACH, and belongs to no group, but for `in_group`.
    """
    return not (
        rule.disabled
        or rule.shadow
        or rule.once
        or rule.at_most
        or rule.active
        or rule.each
        or (rule.group is not None and not in_group)
        or rule.id in context.get(overridden)
    )


# Edits ------------------------------------------------------------------------------------------------------------


def leave_out_statement(
    statements: Sequence[nodes.Statement], statement: nodes.Statement, safe: bool = True
) -> Fix | None:
    """Leaves a statement out; None for the only one, and where a comment may go with it."""
    if len(statements) < 2:
        return None
    at = statements.index(statement)
    source, text = statement.span.source, statement.span.source.text
    start, end = statement.span.start, statement.span.end
    title = "leave out the statement"
    before = text[text.rfind("\n", 0, start) + 1 : start]
    line_end = text.find("\n", end)
    behind = text[end : len(text) if line_end < 0 else line_end]
    if not before.strip() and not behind.strip():
        return leave_out_lines(statement, title, safe)
    if at + 1 < len(statements):
        return leave_out(Span(source, start, statements[at + 1].span.start), title, safe)
    return leave_out(Span(source, statements[at - 1].span.end, end), title, safe)
