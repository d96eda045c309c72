"""Moments played: when the rule of a row fires."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tests.golden import momentsfile
from tests.golden.momentsfile import START, Asked, Case, Row, Timed
from tests.golden.replay import loaded
from whenthen.api import RuleSet
from whenthen.session import Session

FOLDER = Path(__file__).parent / "moments"
CASES = [case for path in sorted(FOLDER.glob("*.moments")) for case in momentsfile.read(path)]

MINUTE, INSTANT = dt.timedelta(minutes=1), dt.timedelta(microseconds=1)
#: How long a field has held what it holds, and how long nothing may fire any more.
LONG, EVER = dt.timedelta(days=100), dt.timedelta(days=800)


@cache
def played(case: Case) -> dict[int, list[str]]:
    """What the rows of a case come to, by their lines; worked out once."""
    rules = loaded(case.text, case.name, case.settings)
    return {row.line: found(rules, case, row) for row in case.rows}


def expected(row: Row) -> list[str]:
    """What a row says, step by step."""
    if isinstance(row, Asked):
        return ["fires" if answer else "nothing" for answer in row.answers]
    steps = [step for due in row.due for step in ("nothing", "nothing", due.isoformat())]
    return steps if row.more else [*steps, "nothing"]


def found(rules: RuleSet, case: Case, row: Row) -> list[str]:
    """The same as it is: a minute before a moment, a microsecond before, at it, and never again."""
    return list(_asked(rules, case, row) if isinstance(row, Asked) else _timed(rules, case, row))


def _timed(rules: RuleSet, case: Case, row: Timed) -> Iterator[str]:
    session = _begun(rules, case, row.start)
    for due in row.due:
        for until in (due - MINUTE, due - INSTANT, due):
            yield _fired(session, until)
    if not row.more:
        yield _fired(session, max([row.start, *row.due]) + EVER)


def _begun(rules: RuleSet, case: Case, start: dt.datetime) -> Session:
    ticket = case.ticket
    if ticket is None:
        session = rules.session(_records(), start)
    elif START in ticket:
        session = rules.session(_records(), start - LONG)
        session.decide(_update(start - LONG, ticket.replace(START, start.isoformat())))
    else:
        session = rules.session(_records(), start - INSTANT)
        session.decide(_update(start, ticket))
    session.begin()
    return session


def _fired(session: Session, until: dt.datetime) -> str:
    decisions = [decision for decision in session.advance(until) if decision.fired or decision.failures]
    return ", ".join(str(one.failures[0]) if one.failures else one.time.isoformat() for one in decisions) or "nothing"


def _asked(rules: RuleSet, case: Case, row: Asked) -> Iterator[str]:
    """Whether an event makes the rule fire, each time from the beginning."""
    for moment in (row.moment - INSTANT, row.moment, row.moment + INSTANT):
        session = rules.session(_records(case.ticket), min([moment, *row.earlier]) - LONG)
        for earlier in row.earlier:
            (decision,) = session.process(_update(earlier))
            assert decision.fired, f"line {row.line}: it fires at {earlier}"
        (decision,) = session.process(_update(moment))
        yield str(decision.failures[0]) if decision.failures else "fires" if decision.fired else "nothing"


def _records(fields: str | None = None) -> dict[str, Sequence[dict[str, Any]]]:
    ticket = {"id": "T1", "subject": "Printer", "requester": "C1", **json.loads(fields or "{}")}
    return {"customer": [{"id": "C1"}], "ticket": [ticket]}


def _update(at: dt.datetime, fields: str = "{}") -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": at.isoformat(),
        "source": "desk",
        "type": "ticket.updated",
        "time": at.isoformat(),
        "data": {"ticket": {"id": "T1", **json.loads(fields)}},
    }
