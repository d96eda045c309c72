"""Cases for the index: many rules about few values, with tests of every kind that tells something, and writes."""

from __future__ import annotations

from typing import Any

from tests.properties.strategies.cases import Case
from tests.properties.strategies.chooser import Chooser

SCHEMA = """
RECORD customer KEY id
  id: text
  plan: free | silver | gold?
  spent: number default 0
  vip: boolean default false

RECORD ticket KEY id
  id: text
  subject: text default ""
  note: text?
  status: new | open | closed default new
  priority: low < normal < high < urgent default normal
  tags: set of text default []
  seen: list of text default []
  count: number default 0
  took: duration?
  due: instant?
  day: date?
  spam: boolean default false
  requester: customer?
  other: ticket?
  `from`: (customer or text)?
  author: (customer or text)?

RECORD message KEY id
  id: text
  text: text default ""
  public: boolean default true
  ticket: ticket

ALIAS customer = ticket.requester

EVENT ticket is created
EVENT ticket is updated
EVENT customer is updated
EVENT message is received WITH ticket

LET many = 2
LET words = ["a", "x y"]

DEFINE rich AS customer.spent > 10 AND customer.plan is one of [silver, gold]
DEFINE busy AS ticket.count > many OR ticket.status is open
DEFINE odd AS NOT busy AND ticket.subject contains "a"
"""

_WORDS = ("a", "b", "Ab", "ba", "É", "straße", "x y")
_STATUS = ("new", "open", "closed")
_PRIORITY = ("low", "normal", "high", "urgent")
_PLANS = ("free", "silver", "gold")
_DAYS = ("2026-03-01", "2026-03-02", "2026-03-03")


def _sure(choose: Chooser) -> str:
    """A test of what is never missing, which may stand under NOT."""
    word, not_ = choose.pick(_WORDS), choose.pick(("", "not "))
    low = choose.integer(0, 3)
    rank = choose.integer(0, 2)
    sign = choose.pick(("<", "<=", ">", ">=", "is", "is not"))
    return choose.pick(
        (
            f'ticket.subject is {not_}"{word}"',
            f'ticket.subject is {not_}one of ["{word}", "{choose.pick(_WORDS)}"]',
            f"ticket.subject is {not_}one of words",
            f'ticket.subject contains "{word}"',
            f'ticket.subject does not contain "{word}"',
            f'ticket.subject contains {choose.pick(("any", "all", "none"))} of ["{word}", "{choose.pick(_WORDS)}"]',
            f'ticket.subject {choose.pick(("starts", "ends"))} with "{word}"',
            f"ticket.subject matches /{choose.pick(('a.', '^b', 'ß|é', 'x +y$'))}/{choose.pick(('', 'i'))}",
            f"ticket.subject is {not_}empty",
            f"ticket.status is {not_}{choose.pick(_STATUS)}",
            f"ticket.status is {not_}one of [{choose.pick(_STATUS)}, {choose.pick(_STATUS)}]",
            f"ticket.priority {sign} {choose.pick(_PRIORITY)}",
            f"ticket.priority is {not_}between {_PRIORITY[rank]} and {_PRIORITY[choose.integer(rank, 3)]}",
            f'ticket.{choose.pick(("tags", "seen"))} contains "{word}"',
            f'ticket.tags contains {choose.pick(("any", "all", "none"))} of ["{word}", "{choose.pick(_WORDS)}"]',
            f'ticket.tags does not contain "{word}"',
            f"ticket.count {sign} {low}",
            f"{low} {sign} ticket.count",
            f"ticket.count is {not_}between {low} and {choose.integer(low, 4)}",
            f"ticket.count > ticket.count - {low}",
            f"{choose.pick(('', 'NOT '))}ticket.spam",
            f"10 / ticket.count > {low}",
            f"ticket.requester is {not_}set",
            f"ticket.other is {not_}set",
            "busy",
            "odd",
        )
    )


def _perhaps(choose: Chooser) -> str:
    """A test of what may be missing."""
    word, ordered = choose.pick(_WORDS), choose.pick(("<", ">="))
    return choose.pick(
        (
            f'ticket.note is "{word}"',
            f'(ticket.note is set AND ticket.note is not "{word}")',
            f'ticket.note contains "{word}"',
            f"ticket.note matches /{choose.pick(('a', '^b'))}/",
            "ticket.note is empty",
            f"ticket.took {ordered} {choose.integer(1, 3)} hours",
            f"ticket.due {ordered} now",
            f"ticket.day {choose.pick(('<', '<=', '>', '>=', 'is'))} {choose.pick(_DAYS)}",
            f"(ticket.day is set AND ticket.day is not {choose.pick(_DAYS)})",
            f'ticket.requester is customer "c{choose.integer(1, 2)}"',
            f"ticket.other.status is {choose.pick(_STATUS)}",
            f"(ticket.other.status is set AND ticket.other.status is not {choose.pick(_STATUS)})",
            f"customer.plan is {choose.pick(_PLANS)}",
            f"(customer.plan is set AND customer.plan is not {choose.pick(_PLANS)})",
            "customer.plan is one of [silver, gold]",
            "customer.plan is set",
            f"customer.spent {ordered} {choose.integer(0, 20)}",
            "customer.vip",
            "rich",
            f'ticket.`from` is "{word}"',
            '(any one in [customer "c9"] where (one.vip))',
        )
    )


def make_condition(choose: Chooser, depth: int = 3, sure: bool = False) -> str:
    """A condition about `ticket`; a `sure` one may stand under NOT."""
    if not depth or choose.chance(45):
        return _sure(choose) if sure or choose.chance(60) else _perhaps(choose)
    if choose.chance(20):
        return f"NOT ({make_condition(choose, depth - 1, sure=True)})"
    word = choose.pick((" AND ", " AND ", " OR "))
    return "(" + word.join(make_condition(choose, depth - 1, sure) for _ in range(choose.integer(2, 3))) + ")"


def _trigger(choose: Chooser) -> str:
    status, other = choose.pick(_STATUS), choose.pick(_STATUS)
    return choose.pick(
        (
            "ticket is created",
            "ticket is created OR ticket is updated",
            "ticket is updated",
            "ticket is updated by rule",
            "ticket.status changes",
            f"ticket.status changes to {status}",
            f"ticket.status changes from {status} to {other}",
            f"ticket.status changes to one of [{status}, {other}]",
            "ticket.priority changes",
            f"ticket.count changes to {choose.integer(0, 4)}",
            "ticket.note changes to set",
            f'ticket.subject changes to "{choose.pick(_WORDS)}"',
            "ticket.spam changes OR ticket.tags changes OR ticket is created",
        )
    )


def _statement(choose: Chooser) -> str:
    word = choose.pick(_WORDS)
    return choose.pick(
        (
            f"set ticket.status to {choose.pick(_STATUS)}",
            f"set ticket.priority to {choose.pick(_PRIORITY)}",
            f'set ticket.subject to "{word}"',
            f'set ticket.note to "{word}"',
            "clear ticket.note",
            f'add "{word}" to ticket.tags',
            f'remove "{word}" from ticket.tags',
            f"set ticket.count to {choose.integer(0, 4)}",
            f"set ticket.spam to {choose.pick(('true', 'false'))}",
            f"set ticket.day to {choose.pick(_DAYS)}",
            "clear ticket.requester",
            "set ticket.count to 1 / ticket.count",
        )
    )


def _narrowed(choose: Chooser) -> str:
    """A test of a record where a text may stand, or of a text where a record may; once in a condition."""
    word = choose.pick(_WORDS)
    test = choose.pick((f'is "{word}"', f'contains "{word}"', f"matches /{choose.pick(('a', '^b'))}/i"))
    return choose.pick(
        (
            f"(ticket.author is a customer AND ticket.author.plan is {choose.pick(_PLANS)})",
            f"(ticket.author is set AND ticket.author is not a customer AND ticket.author {test})",
        )
    )


def _rule(choose: Chooser, number: int) -> str:
    trigger, condition = _trigger(choose), make_condition(choose)
    if choose.chance(20):
        condition = f"({_narrowed(choose)} {choose.pick(('AND', 'OR'))} {condition})"
    if choose.chance(25):
        # What several triggers bring at once is put together; one of them brings no message.
        trigger = choose.pick(("message is received OR ticket.subject changes", f"{trigger} OR message is received"))
        about = choose.pick(("message.public", 'message.text contains "a"', "message is not set", "message is set"))
        condition = f"({about} {choose.pick(('AND', 'OR'))} {condition})"
    lines = [f'RULE "rule {number}"', f"  WHEN {trigger}"]
    if choose.chance(10):
        lines.append(f"  LET share = {choose.integer(1, 9)} / ticket.count")
    if choose.chance(20):
        lines.append(f"  LET shut = ticket.status is {choose.pick(_STATUS)}")
        condition = f"shut AND {condition}"
    lines += [f"  IF {condition}", "  THEN", *(f"    {_statement(choose)}" for _ in range(choose.integer(1, 2)))]
    if choose.chance(15):
        lines += [f"  ELSE IF {make_condition(choose, 1)} THEN", f"    {_statement(choose)}"]
    return "\n".join(lines) + "\n"


def make_ticket(choose: Chooser, key: str) -> dict[str, Any]:
    """A ticket as an event brings it, with some of its fields."""
    word = choose.pick(_WORDS)
    fields: dict[str, Any] = {
        "subject": word + choose.pick(_WORDS),
        "note": choose.pick((None, word)),
        "status": choose.pick(_STATUS),
        "priority": choose.pick(_PRIORITY),
        "tags": choose.some(_WORDS, 0, 3),
        "seen": choose.some(_WORDS, 0, 2),
        "count": choose.integer(0, 4),
        "took": choose.pick((None, "PT2H", "PT30M")),
        "due": choose.pick((None, "2026-03-01T10:00:00Z", "2026-03-05T10:00:00Z")),
        "day": choose.pick((None, *_DAYS)),
        "spam": choose.chance(50),
        "requester": choose.pick((None, "c1", "c2", {"id": "c1", "plan": choose.pick((None, *_PLANS))})),
        "other": choose.pick((None, "t1")),
        "author": choose.pick((None, word, {"type": "customer", "key": "c1"})),
        "from": choose.pick((None, word, {"type": "customer", "key": "c1"})),
    }
    return {"id": key, **{name: fields[name] for name in choose.some(tuple(fields), 2, 9)}}


def make_event(choose: Chooser, number: int) -> dict[str, Any]:
    kind, data = "ticket.updated", {"ticket": make_ticket(choose, choose.pick(("t1", "t2")))}
    if choose.chance(40):
        kind, data = "ticket.created", {"ticket": make_ticket(choose, f"new{number}")}
    elif choose.chance(30):
        message = {"id": f"m{number}", "text": choose.pick(_WORDS), "public": choose.chance(50), "ticket": "t1"}
        kind, data = "message.received", {"message": message, "ticket": make_ticket(choose, "t1")}
    return {
        "specversion": "1.0",
        "id": str(number),
        "source": "/test",
        "type": kind,
        "time": f"2026-03-02T10:00:{number:02}Z",
        "data": data,
        "actor": choose.pick(("system", "agent")),
    }


def make_indexed(choose: Chooser, rules: int = 12, events: int = 4) -> Case:
    """A case of up to so many rules and events."""
    text = SCHEMA + "\n" + "\n".join(_rule(choose, number) for number in range(choose.integer(1, rules)))
    records = {
        "customer": [{"id": "c1", "plan": "gold", "spent": 20}, {"id": "c2", "vip": True}],
        "ticket": [{"id": "t1", "requester": "c1", "subject": "a b"}, {"id": "t2", "other": "t1", "tags": ["a"]}],
    }
    sent = [make_event(choose, number) for number in range(choose.integer(1, events))]
    return Case({"main.when": text}, records, sent)
