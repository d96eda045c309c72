"""Texts of rules, compiled and tried on a small help desk whose records have a field of every type."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from whenthen import resources
from whenthen.analysis.analyse import analyse
from whenthen.analysis.inputs import NO_SETTINGS, ProgramFile, TimeSettings
from whenthen.analysis.program import CheckedProgram
from whenthen.builtins import NAMES, functions
from whenthen.builtins.calendars import expand
from whenthen.compile.program import compile_program
from whenthen.runtime.model import Event, State, StoredRecord
from whenthen.runtime.program import CompiledRule, Program
from whenthen.runtime.turn import Turn
from whenthen.source import Source
from whenthen.syntax import parse
from whenthen.types.model import optional
from whenthen.values.durations import duration
from whenthen.values.money import Money
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet
from whenthen.values.timebase import Timebase

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)

SCHEMA = """
RECORD team KEY name
  name: text
  lead: agent?
  size: number?
RECORD agent KEY id
  id: text
  name: text
  team: team?
  nickname: text?
RECORD customer KEY id
  id: text
  name: text?
  plan: free | silver | gold | platinum default free
  tags: set of text default []
  friends: list of customer default []
RECORD message KEY id
  id: text
  text: text
  from: text?
RECORD ticket KEY id
  id: text
  subject: text
  note: text?
  status: new | open | pending | "on hold" | solved default new
  priority: low < normal < high < urgent default normal
  severity: (low < normal < high < urgent)?
  count: number default 0
  rating: number?
  vip: boolean default false
  seen: boolean?
  tags: set of text default []
  flags: (set of text)?
  history: list of text default []
  scores: list of number default []
  waited: duration default 0 seconds
  paused: duration?
  due: instant?
  created: instant?
  day: date?
  hour: time?
  price: money?
  requester: customer
  owner: (agent or team)?
  assignee: agent?
  team: team?
  watchers: list of agent default []
  crew: set of agent default []
  parent: ticket?
  extra: payload?
ALIAS customer = ticket.requester
EVENT ticket is created WITH message?
EVENT ticket is updated WITH message?
EVENT message is received WITH ticket
EVENT customer is updated
ACTION email(recipient: customer or agent or text, about subject: text?, saying body: text)
ACTION send(body: payload, to place: text)
ACTION notify(recipient: agent or team, saying body: text)
FUNCTION half(value: number) -> number
FUNCTION plain(value: text, extra: text?) -> text?
FUNCTION odd(value: text) -> number
FUNCTION many(values: list of number) -> number
FUNCTION union_of(values: set of text) -> set of text
"""

T1, T2 = Ref("ticket", "T1"), Ref("ticket", "T2")
C1, C2 = Ref("customer", "C1"), Ref("customer", "C2")
A1, A2 = Ref("agent", "A1"), Ref("agent", "A2")
M1 = Ref("message", "M1")
BILLING, SALES = Ref("team", "Billing"), Ref("team", "Sales")

FIELDS: dict[Ref, dict[str, Any]] = {
    T1: {
        "subject": "Größe falsch: Refund please",
        "status": "open",
        "priority": "normal",
        "count": Decimal(3),
        "tags": ValueSet(["VIP", "late"]),
        "history": ("new", "Open"),
        "scores": (Decimal(1), Decimal(5), Decimal(9)),
        "waited": duration(Decimal(90), "minute"),
        "due": NOW + dt.timedelta(hours=2),
        "created": NOW - dt.timedelta(days=3),
        "day": dt.date(2026, 11, 22),
        "hour": dt.time(9, 30),
        "price": Money(Decimal("49.90"), "EUR"),
        "requester": C1,
        "owner": A1,
        "assignee": A1,
        "team": BILLING,
        "watchers": (A1, A2),
        "crew": ValueSet([A1]),
    },
    T2: {"subject": "Empty", "requester": C2},
    C1: {"name": "Ada", "plan": "gold", "tags": ValueSet(["vip"]), "friends": (C2,)},
    C2: {},
    A1: {"name": "Bo", "team": BILLING, "nickname": "Bobby"},
    A2: {"name": "Cy"},
    BILLING: {"lead": A2, "size": Decimal(4)},
    SALES: {},
    M1: {"text": "Order 123456 is late", "from": "ada@example.com"},
}


def half(value: Decimal) -> Decimal:
    return value / 2


FUNCTIONS_HERE: dict[str, Callable[..., Any]] = {
    **functions(Timebase()),
    "half": half,
    "plain": lambda value, extra: value if extra is None else f"{value}+{extra}",
    "odd": lambda value: value,
    "many": lambda values: len(values),
    "union_of": lambda values: [*values, "more"],
}


def checked(text: str, schema: str = SCHEMA, time: TimeSettings = NO_SETTINGS) -> CheckedProgram:
    """The checked program of a text, after the schema above."""
    core = resources.library("core")
    assert core is not None
    sources = [Source("core.when", core), Source("schema.when", schema), Source("rules.when", text)]
    sees = frozenset(source.name for source in sources)
    files = []
    for source in sources:
        tree, diagnostics = parse(source)
        assert not diagnostics, [str(d) for d in diagnostics]
        files.append(ProgramFile(source, tree, sees))
    program, found = analyse(files, (), time)
    assert program is not None, "\n".join(f"{d.code} {d.message} ({d.span.text})" for d in found)
    return program


def compiled(text: str, doubt: bool = False, zone: str = "UTC", calendar: str | None = None) -> Program:
    """The program of a text; with `doubt`, as if every value in it might be missing."""
    program = checked(text, time=TimeSettings(zone, calendar))
    if doubt:
        program = attrs.evolve(program, types={node: optional(type) for node, type in program.types.items()})
    timebase = Timebase(ZoneInfo(zone), expand(program.calendars), program.calendar)
    given = {**FUNCTIONS_HERE, **functions(timebase)}
    return compile_program(program, given, timebase=timebase, trusted=NAMES)


def rule(text: str, **more: Any) -> CompiledRule:
    """The only rule of a text."""
    (only,) = compiled(text, **more).rules
    return only


def state(program: Program, **fields: Any) -> State:
    """The help desk, with some fields of ticket T1 replaced."""
    records: dict[Ref, StoredRecord] = {}
    for ref, given in FIELDS.items():
        record = program.schema.records[ref.type]
        row = {name: field.default for name, field in record.fields.items()}
        row |= {record.key: ref.key, **given}
        if ref == T1:
            unknown = set(fields) - set(row)
            assert not unknown, unknown
            row |= fields
        records[ref] = StoredRecord(1, NOW, row)
    return State(records)


def turn_of(program: Program, actor: Ref | None = None, **fields: Any) -> Turn:
    """A turn about ticket T1."""
    event = Event("1", "/desk", "ticket.updated", NOW, {"ticket": T1, "message": M1}, (), "agent", actor)
    return Turn(program, state(program, **fields), event)


def holds(
    condition: str,
    doubt: bool = False,
    trigger: str = "ticket is updated",
    before: str = "",
    zone: str = "UTC",
    **fields: Any,
) -> bool:
    """Whether a condition about ticket T1 holds, given other values of some of its fields."""
    program = compiled(f'{before}\nRULE "r"\n  WHEN {trigger}\n  IF {condition}\n  THEN stop\n', doubt, zone)
    (only,) = program.rules
    test = only.branches[0].test
    assert test is not None
    slots = [{"ticket": T1, "message": M1}[name] for name in only.bindings]
    answers = [test(turn_of(program, **fields), *slots) for _ in range(2)]  # compiled, and again
    assert answers[0] is answers[1]
    assert type(answers[0]) is bool
    return answers[0]


def result(expression: str, before: str = "", zone: str = "UTC", **fields: Any) -> Any:
    """The value of an expression about ticket T1."""
    text = f'{before}\nRULE "r"\n  WHEN ticket is updated\n  LET x = {expression}\n  THEN stop\n'
    program = compiled(text, zone=zone)
    (only,) = program.rules
    return only.lets[0](turn_of(program, **fields), T1, M1)


def run(statements: str, before: str = "", **fields: Any) -> Turn:
    """The turn after some statements about ticket T1."""
    program = compiled(f'{before}\nRULE "r"\n  WHEN ticket is updated\n  THEN\n    {statements}\n')
    (only,) = program.rules
    turn = turn_of(program, **fields)
    only.branches[0].run(turn, T1, M1)
    return turn
