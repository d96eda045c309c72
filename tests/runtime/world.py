"""A small help desk with rules as hand-written closures, for the tests of the kernel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from whenthen.runtime.apply import initial_state
from whenthen.runtime.kernel import turn
from whenthen.runtime.model import Decision, Event, Patch, State
from whenthen.runtime.program import Budget, CompiledBranch, CompiledRule, OnChange, OnEvent, Program
from whenthen.source import Source, Span
from whenthen.types.facts import Path
from whenthen.types.model import BOOLEAN, NUMBER, PAYLOAD, TEXT, Choice, ListOf, Optional, RecordType, SetOf, Union
from whenthen.types.schema import Action, Field, Parameter, Record, Schema
from whenthen.types.schema import Event as EventType
from whenthen.values.refs import Ref
from whenthen.values.sets import EMPTY

START = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
TEXT_OF_RULES = Source("rules/desk.when", "".join(f"RULE {n}\n  THEN\n" for n in range(100)))


def _record(name: str, *fields: Field) -> Record:
    return Record(name, "id", {field.name: field for field in (Field("id", TEXT, readonly=True), *fields)})


SCHEMA = Schema(
    records={
        r.name: r
        for r in (
            _record("team", Field("size", Optional(NUMBER))),
            _record("agent", Field("name", TEXT), Field("team", Optional(RecordType("team")))),
            _record("customer", Field("name", TEXT), Field("plan", Choice(("free", "gold")), default="free")),
            _record(
                "ticket",
                Field("subject", TEXT),
                Field("status", Choice(("new", "open", "pending", "solved")), default="new"),
                Field("nudges", NUMBER, default=Decimal(0)),
                Field("requester", RecordType("customer")),
                Field("assignee", Optional(RecordType("agent"))),
                Field("followers", SetOf(RecordType("agent")), default=EMPTY),
                Field("watchers", ListOf(Union((RecordType("agent"), RecordType("team")))), default=()),
                Field("tags", SetOf(TEXT), default=EMPTY),
                Field("note", Optional(TEXT)),
                Field("parent", Optional(RecordType("ticket"))),
                Field("spam", BOOLEAN, readonly=True, default=False),
                Field("extra", Optional(PAYLOAD)),
            ),
            _record("message", Field("text", TEXT), Field("ticket", Optional(RecordType("ticket")))),
        )
    },
    events={
        e.type: e
        for e in (
            EventType("ticket", "created", {"ticket": False, "message": True}),
            EventType("ticket", "updated", {"ticket": False}),
            EventType("customer", "updated", {"customer": False}),
            EventType("message", "received", {"message": False, "ticket": True, "customer": True}),
        )
    },
    actions={
        "email": Action("email", (Parameter("recipient", RecordType("customer")), Parameter("body", TEXT, "saying"))),
        "notify": Action("notify", (Parameter("recipient", Union((RecordType("agent"), RecordType("team")))),)),
    },
)

T1, T2, T3 = (Ref("ticket", key) for key in ("T1", "T2", "T3"))
C1, C2 = (Ref("customer", key) for key in ("C1", "C2"))
A1, A2 = (Ref("agent", key) for key in ("A1", "A2"))
M1 = Ref("message", "M1")
BILLING = Ref("team", "Billing")
DATA: Mapping[Ref, Mapping[str, Any]] = {BILLING: {"id": "Billing", "size": None}}

RECORDS = (
    Patch(C1, {"name": "Ada"}),
    Patch(A1, {"name": "Bo", "team": BILLING}),
    Patch(T1, {"subject": "Hello", "status": "open", "requester": C1}),
    Patch(T2, {"subject": "Second", "requester": C1}),
)


def at(minutes: int) -> dt.datetime:
    """That many minutes after the start."""
    return START + dt.timedelta(minutes=minutes)


def on(word: str, by: str | None = None, provides: tuple[str, ...] | None = None) -> OnEvent:
    """`ticket.created` and so on, as a trigger that provides what the event does."""
    subject, event = word.split(".")
    return OnEvent(word, subject, event, by, tuple(SCHEMA.events[word].provides) if provides is None else provides)


def changes(
    place: str,
    matches: Callable[[Any, Any], bool] | None = None,
    has_from: bool = False,
    by: str | None = None,
) -> OnChange:
    """`ticket.status changes`."""
    record, field = place.split(".")
    with_turn = None if matches is None else lambda turn, before, after: matches(before, after)
    return OnChange(record, record, field, with_turn, has_from, by)


def rule(
    id: str,
    *triggers: OnEvent | OnChange,
    then: Callable[..., None] = lambda *_: None,
    when: Callable[..., bool] | None = None,
    branches: tuple[CompiledBranch, ...] | None = None,
    lets: tuple[Callable[..., Any], ...] = (),
    bindings: tuple[str, ...] = ("ticket",),
    shadow: bool = False,
    line: int = 1,
) -> CompiledRule:
    """A rule whose errors are all at column 3 of a line."""
    start = TEXT_OF_RULES.text.index("\n") + 1 if line == 2 else 0
    span = Span(TEXT_OF_RULES, start + 2, start + 6)
    return CompiledRule(
        id,
        f"Rule {id}",
        span,
        triggers,
        bindings,
        lets,
        branches or (CompiledBranch(when, then),),
        shadow,
        lambda error: span,
    )


def put(field: str, value: Any) -> Callable[..., None]:
    """`set ticket.FIELD to VALUE`."""
    return lambda turn, ticket, *_: turn.set(ticket, field, value)


def field(name: str, *more: tuple[str, str]) -> Path:
    """`ticket.NAME`, and fields (by record type and name) of what that is."""
    return Path("ticket", (("ticket", name), *more))


def program(*rules: CompiledRule, budget: Budget | None = None) -> Program:
    """A program of these rules in this order."""
    return Program(SCHEMA, rules, DATA, budget or Budget())


def state(*more: Patch) -> State:
    """One customer, one agent, the tickets T1 (open) and T2 (new), and more; all of the time `START`."""
    return initial_state(program(), (*RECORDS, *more), START)


def event(
    type: str = "ticket.updated",
    *patches: Patch,
    bind: Iterable[Ref] = (T1,),
    minutes: int = 5,
    cause: str = "agent",
    actor: Ref | None = None,
    id: str = "1",
) -> Event:
    """An event some minutes after the start."""
    return Event(id, "/desk", type, at(minutes), {ref.type: ref for ref in bind}, patches, cause, actor)


def decide(rules: Iterable[CompiledRule], given: Event, before: State | None = None, **more: Any) -> Decision:
    """The decision of some rules over an event."""
    return turn(program(*rules, **more), before or state(), given)


def fired(decision: Decision) -> list[str]:
    """The ids of the rules that fired, in order."""
    return [firing.rule for firing in decision.fired]


def changed(decision: Decision) -> dict[str, tuple[Any, Any, str | None]]:
    """Before, after and writer of each change, by `T1.status`."""
    return {f"{c.record.key}.{c.field}": (c.before, c.after, c.by) for c in decision.changes}
