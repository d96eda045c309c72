"""The neutral rules in the language of WhenThen, and what is measured of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import whenthen
from bench import rules as r
from bench.engines import Loaded
from bench.engines.expressions import Dialect
from bench.rules import FIELDS, NUMBER, PRIORITIES, TEXT, Condition, Event, Rule
from bench.workloads import BEGIN, TICKETS
from whenthen.runtime.admission import admit
from whenthen.runtime.matching import Search, Triggers, first_triggers
from whenthen.runtime.turn import Turn

TITLE = "WhenThen"
PACKAGE = "whenthen"

SCHEMA = """
RECORD customer KEY id
  id: text readonly
  plan: free | silver | gold | platinum default free
  spent: number default 0

RECORD ticket KEY id
  id: text readonly
  subject: text default ""
  body: text default ""
  team: text?
  priority: low < normal < high < urgent default normal
  tags: set of text default []
  reopens: number default 0
  replies: number default 0
  waiting: number default 0
  seen: number default 0
  step: number default 0
  requester: customer

ALIAS customer = ticket.requester

EVENT ticket is updated

ACTION flag(ticket: ticket)

"""

_DIALECT = Dialect(path=str)


def text(rules: Sequence[Rule], statement: str = "flag ticket") -> str:
    """The rules as they are written, without the schema."""
    return "\n".join(_rule(rule, statement) for rule in rules)


def _rule(rule: Rule, statement: str) -> str:
    conditions = "\n    AND ".join(_condition(condition) for condition in rule.conditions)
    return f'RULE "{rule.name}"\n  WHEN ticket is updated\n  IF {conditions}\n  THEN {statement}\n'


def _condition(condition: Condition) -> str:
    value = condition.value
    kind = FIELDS[condition.field]
    if condition.operator == r.EXCEEDS:
        return f"{condition.field} > {_DIALECT.sum(value)}"
    if condition.operator == r.MATCHES:
        return f"{condition.field} matches /{value}/i"
    if condition.operator == r.BETWEEN:
        return f"{condition.field} is between {value[0]} and {value[1]}"
    if isinstance(value, tuple):
        return f"{condition.field} {condition.operator} [{', '.join(_value(kind, one) for one in value)}]"
    return f"{condition.field} {condition.operator} {_value(kind, value)}"


def _value(kind: str, value: Any) -> str:
    if kind == NUMBER:
        return repr(value)
    return f'"{value}"' if kind == TEXT or value not in (*PRIORITIES, *r.PLANS) else str(value)


def load(rules: Sequence[Rule]) -> whenthen.RuleSet:
    """The rules, loaded."""
    return whenthen.load_text(SCHEMA + text(rules))


def start(loaded: whenthen.RuleSet) -> whenthen.Session:
    """A session that knows the tickets of the events: `ticket is updated` is about those that are known."""
    numbers = range(TICKETS)
    return loaded.session(
        {
            "customer": [{"id": f"C{number:03}"} for number in numbers],
            "ticket": [{"id": f"T{number:03}", "requester": f"C{number:03}"} for number in numbers],
        },
        at=BEGIN,
    )


def matched(session: whenthen.Session, event: bytes) -> list[str]:
    """The titles of the rules that fire, decided on from the bytes of an event."""
    return [firing.title for firing in session.decide(event).fired]


def alone(loaded: whenthen.RuleSet, events: Sequence[Event], run: bool = False) -> tuple[Any, Callable[[], list[Any]]]:
    """The condition of the first rule, or what it does (`run`), as a closure of a turn and a ticket, and what makes
    such pairs: one for each event, with a turn of its own, so that nothing is remembered between two callings.

    The events are about different tickets, which the session knows already.
    """
    session = start(loaded)
    typed = [session.read(event.json) for event in events]
    for event in typed:
        session.decide(event)
    program, state = loaded.program, session.state
    rule = program.rules[0]
    branch = rule.branches[0]

    def fresh() -> list[Any]:
        pairs = []
        for event in typed:
            turn = Turn(program, state, event)
            admit(turn, program, state, event)
            turn.begin(rule, (event.bindings["ticket"],))
            pairs.append((turn, event.bindings["ticket"]))
        return pairs

    return branch.run if run else branch.test, fresh


def matching(loaded: whenthen.RuleSet) -> Loaded:
    """Matching alone: from an event that was read and admitted to the rules that match, as the other engines do it."""
    session = start(loaded)
    program, state = loaded.program, session.state
    tests, rules = program.tables.tests, program.rules

    def prepare(event: Event) -> tuple[Turn, Triggers]:
        typed = session.read(event.json)
        turn = Turn(program, state, typed)
        return turn, first_triggers(typed, admit(turn, program, state, typed))

    def matched(prepared: tuple[Turn, Triggers]) -> list[str]:
        turn, triggers = prepared
        found = []
        for place, slots in Search(turn, program, triggers, {}, _broken):
            test = tests[place]
            if test is not None and test(turn, *slots):
                found.append(rules[place].title)
        return found

    return Loaded(prepare, matched)


def _broken(place: int, slots: Any, failure: Exception) -> None:
    raise failure
