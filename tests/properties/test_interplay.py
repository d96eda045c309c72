"""What the linter says of rules among each other is so: in random programs, through random events.

- a rule that is said never to fire does not fire;
- a write that is said to be lost makes no difference: without it, the records are the same after every turn;
- a rule that is said to undo another one fires in each turn in which that one does;
- a safe fix leaves the records, and what leaves the house, as they are.
"""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from tests.lint.cases import mend
from whenthen import load_text, pipeline
from whenthen.diagnostics.model import Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.run import findings
from whenthen.workspace import read_texts

SCHEMA = """RECORD ticket KEY id
  id: text
  a: x | y | z default x
  b: x | y | z default x
  c: boolean default false
  n: number default 0
EVENT ticket is created
EVENT ticket is updated
EVENT ticket is touched
ACTION log(line: text)
DEFINE GROUP "G" AS FIRST MATCH
DEFINE calm AS ticket.a is x AND NOT ticket.c
DEFINE ACTION settle(ticket: ticket, at value: number) AS
  set ticket.b to x
  set ticket.n to value

"""
_CLOCK = "ticket.a has been x for 2 minutes"
#: What is said of rules among each other, and of statements.
NEVER, LOST, UNDONE = ("R110", "R111"), ("R106", "R107"), "R105"


def make_program(choose: random.Random) -> str:
    triggers = [
        "ticket is created", "ticket is updated", "ticket is updated by agent", "ticket is touched", "ticket.a changes",
        "ticket.a changes to y", "ticket.a changes to x", "ticket.b changes", "ticket.b changes to z by a rule",
        _CLOCK,
    ]  # fmt: skip
    tests = ["ticket.a is x", "ticket.a is y", "ticket.b is x", "ticket.b is not z", "ticket.c", "calm", "ticket.n > 1"]
    statements = [
        "set ticket.a to x", "set ticket.a to y", "set ticket.b to y", "set ticket.b to z", "set ticket.c to true",
        "set ticket.n to 2", "increase ticket.n by 1", 'log "{ticket.n}"', "settle ticket at 3", "stop",
        "wait 1 minute", "wait 2 minutes while ticket.a is x",
    ]  # fmt: skip
    if choose.random() < 0.3:  # so that rules meet
        triggers = ["ticket is updated", "ticket is touched", "ticket.a changes to x", "ticket.a changes to y"]
        tests = ["ticket.a is x", "ticket.a is y", "ticket.c"]
        statements = ["set ticket.a to x", "set ticket.a to y", 'log "{ticket.n}"', "set ticket.n to 2"]
    rules = []
    few = choose.sample(triggers, 2)
    for number in range(choose.randint(2, 7)):
        chosen = choose.sample(few if choose.random() < 0.7 else triggers, choose.choice([1, 1, 1, 2]))
        when = _CLOCK if _CLOCK in chosen else " OR ".join(chosen)
        asked = " AND ".join(choose.sample(tests, choose.choice([0, 1, 1, 2, 2, 3])))
        done = "\n    ".join(choose.sample(statements, choose.choice([1, 1, 2, 3])))
        group = '  GROUP "G"\n' if choose.random() < 0.25 else ""
        group += "  ONCE PER ticket\n" if choose.random() < 0.1 else ""
        lines = f'RULE "r{number}"\n  ID r{number}\n{group}  WHEN {when}\n'
        lines += f"  IF {asked}\n  THEN\n    {done}\n" if asked else f"  THEN\n    {done}\n"
        if asked and choose.random() < 0.2:
            lines += f"  ELSE\n    {choose.choice([done, choose.choice(statements)])}\n"
        rules.append(lines)
    return SCHEMA + "\n".join(rules)


def make_events(choose: random.Random) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    for number in range(12):
        fields: dict[str, Any] = {"id": choose.choice("12")}
        known = fields["id"] in {event["data"]["ticket"]["id"] for event in events}
        for name, values in (("a", "xyz"), ("b", "xyz"), ("c", (True, False)), ("n", (0, 2))):
            if choose.random() < 0.4:
                fields[name] = choose.choice(values)
        type = f"ticket.{choose.choice(['updated', 'touched']) if known else 'created'}"
        event: dict[str, Any] = {
            "specversion": "1.0",
            "id": str(number),
            "source": "x",
            "type": type,
            "data": {"ticket": fields},
        }
        event["time"] = (at + dt.timedelta(minutes=number)).isoformat()
        event["actor"] = choose.choice(["agent", "system"])
        events.append(event)
    return events


def found_in(text: str) -> list[Diagnostic]:
    project = read_texts({"a.when": text})
    checked, problems = pipeline.check(project)
    assert checked is not None, (problems, text)
    return [d for d in findings(Context(project.files, project.own, checked)) if d.code[0] == "R"]


#: The rules that fired, with their branches; the records afterwards, and what was sent.
Turn = tuple[set[tuple[str, int]], tuple[Any, list[str]]]


def turns(text: str, events: list[dict[str, Any]]) -> list[Turn]:
    """What happens with each event, and with what the clock brings before it."""
    session = load_text(text).session()
    told = []
    for event in events:
        decisions = session.process(event)
        begun = [firing for decision in decisions for firing in decision.fired if firing.resumed is None]
        fired = {(firing.rule, firing.branch) for firing in begun}
        records = {key: dict(record.fields) for (_, key), record in session.state.records.items()}
        sent = [effect.action for decision in decisions for effect in decision.effects]
        told.append((fired, (records, sent)))
    return told


def rule_at(text: str, offset: int) -> str:
    start = text.rindex('RULE "', 0, offset + 6) + 6
    return text[start : text.index('"', start)]


def holds(seed: int) -> set[str]:
    """Hold what is found in one program against what happens; the codes that were found."""
    choose = random.Random(seed)
    text, events = make_program(choose), make_events(choose)
    found = [d for d in found_in(text) if d.code in (*NEVER, *LOST, UNDONE) or (d.fix and d.fix.safe)]
    if not found:
        return set()
    happened = turns(text, events)
    for d in found:
        where = f"{text}\n{d.code} {d.message}"
        if d.fix is not None and d.fix.safe:
            mended = turns(mend({"a.when": text}, [d])["a.when"], events)
            assert [after for _, after in mended] == [after for _, after in happened], where
        if d.code not in (*NEVER, UNDONE, *LOST):
            continue
        rule = rule_at(text, d.span.start)
        if d.code in NEVER:
            assert not any(rule == name for fired, _ in happened for name, _ in fired), where
        elif d.code in LOST:
            without = text[: d.span.start] + 'log "-"' + text[d.span.end :]
            others = turns(without, events)
            assert [records for _, (records, _) in others] == [records for _, (records, _) in happened], where
        elif d.code == UNDONE:
            other = rule_at(text, d.labels[0].span.start)
            assert all((rule, 0) in fired for fired, _ in happened if (other, 0) in fired), where
    return {d.code for d in found}


def test_what_is_said_is_so() -> None:
    seen = set().union(*(holds(seed) for seed in range(120)))
    assert seen >= {"R105", "R106", "R107", "R108", "R110", "R111", "R112"}
