"""A turn ends soon and holds little, whatever the rules and the event are."""

from __future__ import annotations

import decimal
import time
from typing import Any

import pytest

import whenthen

BIG = "é" * 500_000 + "x"


def event(text: str = "", **fields: Any) -> dict[str, Any]:
    ticket = {
        "id": "T1",
        "subject": "s",
        "created_at": "2026-11-23T09:00:00Z",
        "requester": {"id": "kim", "name": "Kim"},
    }
    return {
        "specversion": "1.0",
        "id": "1",
        "source": "//desk",
        "type": "message.received",
        "time": "2026-11-23T09:00:00Z",
        "data": {"ticket": ticket | fields, "message": {"id": "m1", "author": "kim", "text": text}},
    }


def decide(rules: str, given: dict[str, Any]) -> Any:
    session = whenthen.load_text(f"USE helpdesk\n{rules}").session()
    start = time.process_time()
    decision = session.decide(given)
    assert time.process_time() - start < 10
    return decision


def when(condition: str) -> str:
    return f'RULE "r" WHEN message is received IF {condition} THEN stop\n'


def tags(count: int) -> list[str]:
    return [f"t{number}" for number in range(count)]


def test_a_long_text_is_folded_once_in_a_turn() -> None:
    decision = decide(
        when('any t in ticket.tags where (message.text contains t AND t is "zz")'), event(BIG, tags=tags(300))
    )
    assert decision.failures == ()


@pytest.mark.parametrize(
    ("condition", "text", "subject"),
    [
        ('any t in ticket.tags where ("{t}{ticket.subject}" is "zz")', "", BIG),
        ("any t in ticket.tags where (message.text matches /q(a|b){200}$/)", "qa" * 20_000, ""),
        ('any t in ticket.tags where (replace(message.text, "é", t) is "zz")', BIG[-200_000:], ""),
        ('any t in ticket.tags where (join(words(message.text), t) is "zz")', "a b " * 40_000, ""),
    ],
)
def test_work_on_long_texts_is_counted(condition: str, text: str, subject: str) -> None:
    decision = decide(when(condition), event(text, subject=subject, tags=tags(300)))
    assert [failure.message for failure in decision.failures] == [
        "one turn may look at 1,000,000 items, and here it would look at more"
    ]


def test_what_a_function_gives_is_counted_without_a_where() -> None:
    rules = when('any t in ticket.tags where (count(words(replace(message.text, "q", t))) > 100000)')
    decision = decide(rules, event("a b " * 40_000, tags=tags(300)))
    assert len(decision.failures) == 1


@pytest.mark.parametrize("shadow", ["", " SHADOW"])
def test_what_failed_and_shadow_rules_give_back_has_an_end(shadow: str) -> None:
    condition = 'any x in ticket.tags where (any y in ticket.tags where (x is "zz" AND y is "q"))'
    rules = "".join(f'RULE "r{n}"{shadow} WHEN message is received IF {condition} THEN stop\n' for n in range(100))
    decision = decide(rules + 'RULE "last" WHEN message is received THEN stop', event(tags=tags(1_100)))
    assert len(decision.failures) == 100
    assert decision.failures[-1].message == (
        "one turn may take 5,000,000 steps, with those of failed and shadow rules; none are left"
    )
    assert [firing.rule for firing in decision.fired] == ["last"]


def test_what_is_sent_and_written_is_counted() -> None:
    send = 'email customer about "x" saying message.text\n' * 50
    (failure,) = decide(f'RULE "r" WHEN message is received THEN {send}', event("y" * 1_000_000)).failures
    assert "1,000,000 items" in failure.message


def test_many_records_of_an_event_start_rules_in_good_time() -> None:
    rules = """
RECORD line KEY id
  id: text readonly
  q: number default 0
RECORD order KEY id
  id: text readonly
  lines: list of line default []
EVENT order is created
EVENT line is created
RULE "r" WHEN line is created OR order is created IF line.q > 5 THEN set line.q to 1
"""
    lines = [{"id": f"l{n}", "q": n % 10} for n in range(3_000)]
    given = event() | {"type": "order.created", "data": {"order": {"id": "o", "lines": lines}}}
    start = time.process_time()
    decision = whenthen.load_text(rules).session().decide(given)
    assert time.process_time() - start < 10
    assert len(decision.fired) == 1_200
    assert {firing.bindings["line"].key for firing in decision.fired} == {x["id"] for x in lines if x["q"] > 5}


def test_a_rule_writes_nothing_that_could_not_be_read() -> None:
    rules = 'RULE "r" WHEN message is received THEN add "new" to ticket.tags'
    decision = decide(rules, event(tags=tags(100_000)))
    assert [failure.message for failure in decision.failures] == ["100,001 items are more than 100,000"]
    rules = f'RULE "r" WHEN message is received THEN set ticket.subject to "{"x" * 1_100_000}"'
    assert [failure.message for failure in decide(rules, event()).failures] == [
        "the text is longer than 1,048,576 characters"
    ]


def test_items_come_and_go_in_the_order_of_the_set() -> None:
    statements = 'add "b" to ticket.tags add "É" to ticket.tags remove "C" from ticket.tags'
    rules = f'RULE "r" WHEN message is received THEN {statements}'
    (change,) = [c for c in decide(rules, event(tags=["a", "c", "é", "z"])).changes if c.field == "tags"]
    assert change.after.in_order() == ("a", "b", "z", "é")


def test_the_decimal_context_of_the_application_is_none_of_the_rules() -> None:
    rules = """
EXTEND ticket
  n: number default 0.123456789012345678901234567890123
  m: money default 3.335 EUR
  due: instant?
RULE "r" ORDER 123456 WHEN message is received
  THEN
    set ticket.due to now + 10 days * ticket.n
    set ticket.m to ticket.m * 1.1234567
    increase ticket.n by 1.5
    set ticket.n to round(ticket.n / 3, 13) + remainder(ticket.n, 0.7) + floor(12.5)
    email customer about "{ticket.n} {ticket.m}" saying "{round(2.345, 2)} {count(ticket.tags)}"
"""

    def bytes_of() -> bytes:
        loaded = whenthen.load_text(f"USE helpdesk\n{rules}")
        decision = loaded.session().decide(event(tags=tags(20)))
        assert decision.failures == ()
        return loaded.to_json(decision)

    usual = bytes_of()
    with decimal.localcontext() as context:
        context.prec = 1
        context.traps[decimal.Inexact] = True
        context.traps[decimal.Rounded] = True
        assert bytes_of() == usual
