"""A rule of the clock that leaves its condition true, and so sends the same again and again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from whenthen.analysis.doings import Call, Doing, Unfollowed, Write
from whenthen.analysis.program import BuiltinName, CheckedRule, ClockStart, ConditionUse, ConstantUse
from whenthen.analysis.terms import Read, Term, rule_scope
from whenthen.diagnostics.codes.examples import declares
from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.outgoing import CUSTOMER, Sending, doings, sendings_of, terms
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk
from whenthen.values.durations import DAY

_EXAMPLE = """RULE "Remind the customer"
{}  WHEN every hour
  FOR EACH ticket WHERE ticket.status is pending AND ticket.last_replied_at is more than 2 days ago
  THEN email customer about "Still there?" saying "{{ticket.id}} waits for you.\""""

CODE = Code(
    "C207",
    "a rule that sends the same again and again",
    explanation="The clock starts a rule that goes through records, and what the rule does leaves its condition "
    "true. So it does the same to the same record the next time, and the time after. Found are messages to "
    "customers each day or more often, and messages to others more often than once a day.",
    why="The customer gets the same mail every hour until somebody changes the ticket. The rule has to remember "
    "what it did: by a change that its condition asks for, such as a tag, or by `ONCE PER ticket` or `AT MOST`.",
    failing=declares(_EXAMPLE.format("")),
    mended=declares(_EXAMPLE.format("  ONCE PER ticket\n")),
    severity="warning",
)

#: Fields that change when somebody is answered or written to, though no rule writes them.
_BY_ANSWERS = frozenset(
    {"first_replied_at", "last_replied_at", "waiting_since", "reply_count", "note_count", "message_count"}
    | {"last_replier", "last_activity_at", "updated_at", "satisfaction"}
)
_BY_ANYTHING = frozenset({"last_activity_at", "updated_at"})
_ANSWERS = frozenset({"reply", "note", "survey", "start_conversation", "forward"})
#: Actions after which the record is no longer what it was, or gone, or may have been changed by another system.
_ENDS = frozenset({"delete", "merge", "reject", "distribute", "run", "call", "redact"})


def in_program(context: Context) -> Iterator[Diagnostic]:
    for rule in context.own_rules:
        often = _times_a_day(rule)
        if often is None or rule.each is None or rule.once or rule.at_most or rule.each.node.collection is not None:
            continue
        for number in range(len(rule.node.branches)):
            done = [doing for doing in doings(context)[rule.id] if doing.branch == number]
            told = _told(rule, done, often, context)
            if told is None or not _stays_true(rule, number, done, context):
                continue
            clock = next(start for start in rule.starts if isinstance(start, ClockStart))
            yield finding(
                CODE,
                f"this is sent each time again: nothing that the rule does makes its condition false for the same "
                f"`{rule.each.record}`",
                told.call.statement.span,
                Label(clock.node.span, "so often"),
                help=f"write `ONCE PER {rule.each.variable}` above WHEN, or set what the condition asks for",
            )
            break


def _times_a_day(rule: CheckedRule) -> float | None:
    """How often the clock starts the rule on a day; None where it is started by something else, or not each day."""
    if rule.disabled or not all(isinstance(start, ClockStart) for start in rule.starts):
        return None
    often = 0.0
    for start in rule.starts:
        assert isinstance(start, ClockStart)
        if start.interval is not None:
            often += DAY / max(start.interval.nominal, 1)
        elif len(start.days) >= 5:
            often += 1
    return often if often >= 1 else None


def _told(rule: CheckedRule, done: Iterable[Doing], often: float, context: Context) -> Sending | None:
    """The message of a branch that is too much where it comes each time."""
    calls = {id(doing) for doing in done}
    for sending in sendings_of(rule, context):
        if id(sending.call) in calls and (sending.to == CUSTOMER or often > 1):
            return sending
    return None


def _stays_true(rule: CheckedRule, number: int, done: Iterable[Doing], context: Context) -> bool:
    conditions = [branch.condition for branch in rule.node.branches[: number + 1]]
    assert rule.each is not None
    conditions.append(rule.each.node.where)
    scope = rule_scope(rule.node)
    asked = [Term(condition, scope) for condition in conditions if condition is not None]
    asked += [Term(let.value, scope) for let in rule.node.lets]
    reads = {read for term in asked for read in terms(context).reads(term)}
    if any(field is None for _, field in reads):
        return False  # a function looks at a whole record
    names = {field for _, field in reads if field is not None}
    for doing in done:
        match doing:
            case Write() if doing.written in reads:
                return False
            case Unfollowed():
                return False
            case Call(action=action):
                if action in _ENDS or names & (_BY_ANSWERS if action in _ANSWERS else _BY_ANYTHING):
                    return False
    return not _undone_beside(rule, reads, context) and not any(_passes_by_itself(term.node, context) for term in asked)


def _undone_beside(rule: CheckedRule, reads: Collection[Read], context: Context) -> bool:
    """Whether another rule of the clock, as often as this one, writes what the condition asks for: it may do what this
    one leaves out.
    """
    beside, often = context.get(_written_by_the_clock), _times_a_day(rule) or 0
    return any(
        other.id != rule.id and (_times_a_day(other) or 0) >= often for read in reads for other in beside.get(read, ())
    )


def _written_by_the_clock(context: Context) -> Mapping[Read, tuple[CheckedRule, ...]]:
    """For each field the rules of the clock that write it."""
    found: dict[Read, list[CheckedRule]] = {}
    for rule in context.own_rules:
        if not rule.disabled and any(isinstance(start, ClockStart) for start in rule.starts):
            for doing in doings(context)[rule.id]:
                if isinstance(doing, Write):
                    found.setdefault(doing.written, []).append(rule)
    return {field: tuple(rules) for field, rules in found.items()}


def _passes_by_itself(condition: nodes.Expression, context: Context) -> bool:
    """Whether a condition may become false because time passes: it asks for the time, and not only whether so much has
    passed. What it asks through definitions counts.
    """
    waiting: list[nodes.Node] = [condition]
    seen: set[nodes.Node] = set()
    while waiting:
        top = waiting.pop()
        if top in seen:
            continue
        seen.add(top)
        lasting: set[nodes.Node] = set()
        for node in walk(top):
            if isinstance(node, nodes.Ago) and node.more:
                continue
            if isinstance(node, nodes.Ago):
                return True
            if isinstance(node, nodes.Within):
                lasting.update(walk(node))  # it opens again tomorrow
            elif isinstance(node, nodes.Compare) and _only_grows(node, context):
                lasting.update(walk(node))
            elif isinstance(node, nodes.Not) and any(isinstance(part, nodes.Ago) for part in walk(node)):
                return True
            match context.checked.bindings.get(node):
                case BuiltinName(name) if name in ("now", "today") and node not in lasting:
                    return True
                case ConditionUse(declaration):
                    waiting.append(declaration.condition)
                case ConstantUse(let):
                    waiting.append(let.value)
    return False


def _only_grows(node: nodes.Compare, context: Context) -> bool:
    """`now - ticket.created_at is above 2 days`: once true, it stays so."""
    left = node.left
    return (
        node.operator in (">", ">=")
        and isinstance(left, nodes.Arithmetic)
        and left.operator == "-"
        and context.checked.bindings.get(left.left) == BuiltinName("now")
    )
