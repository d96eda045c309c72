"""Failures say where in the rule text they come from, and what a bound function did wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.compile.world import FUNCTIONS_HERE, M1, T1, checked, compiled, state, turn_of
from whenthen.builtins import NAMES
from whenthen.compile.functions import guarded
from whenthen.compile.program import compile_program
from whenthen.runtime.model import Event
from whenthen.runtime.program import Budget, Program
from whenthen.runtime.turn import BudgetExceeded, Turn
from whenthen.types.model import (
    BOOLEAN,
    DATE,
    INSTANT,
    NUMBER,
    PAYLOAD,
    TEXT,
    Choice,
    ListOf,
    Optional,
    RecordType,
    SetOf,
    Type,
    Union,
)
from whenthen.types.schema import Function
from whenthen.values.errors import FunctionFailure, ValueFailure
from whenthen.values.payloads import Payload
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet
from whenthen.values.views import RecordView


def _place(text: str, part: str = "test", program: Program | None = None, **fields: Any) -> tuple[str, str]:
    """The text that a failure of the only rule is about, and the message."""
    program = program or compiled(text)
    (rule,) = program.rules
    turn = turn_of(program, **fields)
    slots = [{"ticket": T1, "message": M1}[name] for name in rule.bindings]
    found = []
    for _ in range(2):  # when it is compiled, and afterwards
        try:
            if part == "let":
                rule.lets[0](turn, *slots)
            elif part == "run":
                rule.branches[0].run(turn, *slots)
            else:
                test = rule.branches[0].test
                assert test is not None
                test(turn, *slots)
        except ValueFailure as failure:
            found.append((rule.span_of(failure).text, str(failure)))
    assert len(found) == 2
    assert found[0] == found[1]
    return found[0]


def _if(condition: str) -> str:
    return f'RULE "r"\n  WHEN ticket is updated\n  IF {condition}\n  THEN stop\n'


def _then(*statements: str) -> str:
    return 'RULE "r"\n  WHEN ticket is updated\n  THEN\n' + "".join(f"    {s}\n" for s in statements)


@pytest.mark.parametrize(
    ("text", "part", "place"),
    [
        (
            _if("ticket.count = 3\n    AND ticket.vip is false\n    AND 6 / (ticket.count - 3) > 1"),
            "test",
            "6 / (ticket.count - 3)",
        ),
        (_if("ticket.count = 3 AND (ticket.vip OR 1 > 2 / (1 - 1))"), "test", "2 / (1 - 1)"),
        (_if("any n in ticket.scores where (n = 7\n OR 1 / (n - 5) = 9)"), "test", "1 / (n - 5)"),
        (_if('ticket.subject contains "{1 / (ticket.count - 3)}"'), "test", "1 / (ticket.count - 3)"),
        (
            'RULE "r"\n  WHEN ticket is updated\n  LET x = 1 + 2 / (ticket.count - 3)\n  THEN stop\n',
            "let",
            "2 / (ticket.count - 3)",
        ),
        (
            _then("set ticket.rating to 1", "set ticket.rating to 1 / (ticket.count - 3)"),
            "run",
            "1 / (ticket.count - 3)",
        ),
        (_then("set ticket.rating to 1", 'set ticket.team to team "Nowhere"'), "run", 'team "Nowhere"'),
        (_then('notify agent "A1" saying left(ticket.id, 0 - 1)'), "run", "left(ticket.id, 0 - 1)"),
        ("DEFINE bad AS 1 / (ticket.count - 3) > 1\n" + _if("ticket.vip OR bad"), "test", "1 / (ticket.count - 3)"),
        ("LET never = 1 / (1 - 1)\n" + _if("ticket.vip OR never > 1"), "test", "1 / (1 - 1)"),
        (
            "DEFINE ACTION act(ticket: ticket) AS\n  set ticket.count to 1 / (ticket.count - 3)\n"
            + _then("act ticket"),
            "run",
            "1 / (ticket.count - 3)",
        ),
        (_then("increase ticket.count by 1 / (ticket.count - 3)"), "run", "1 / (ticket.count - 3)"),
    ],
)
def test_the_innermost_expression_is_named(text: str, part: str, place: str) -> None:
    found, message = _place(text, part)
    assert found == place
    assert message


def test_a_statement_that_fails_is_named() -> None:
    text = _then("set ticket.rating to 1", "increase ticket.count by ticket.count")
    huge = Decimal("9.999999999999999999999999999999999E+999")
    assert _place(text, "run", count=huge) == (
        "increase ticket.count by ticket.count",
        "the number is too large (1E+1000 or more)",
    )


def test_the_budget_is_a_failure_of_its_quantifier() -> None:
    program = compile_program(checked(_if("ticket.vip OR any n in ticket.scores where (n = 0)")), FUNCTIONS_HERE)
    small = Program(program.schema, program.rules, program.data, Budget(steps=2))
    (rule,) = small.rules
    test = rule.branches[0].test
    assert test is not None
    turn = Turn(small, state(small), Event("1", "/", "ticket.updated", NOW, {"ticket": T1}))
    with pytest.raises(BudgetExceeded) as caught:
        test(turn, T1, M1)
    assert rule.span_of(caught.value).text == "any n in ticket.scores where (n = 0)"


def test_an_error_from_elsewhere_is_placed_at_the_title() -> None:
    (rule,) = compiled(_if("ticket.vip")).rules
    assert rule.span_of(ValueFailure("x")).text == '"r"'


def test_an_exception_of_a_function_is_a_failure_of_its_call() -> None:
    def broken(value: Decimal) -> Decimal:
        raise RuntimeError("no\nmore")

    program = compile_program(checked(_if("half(ticket.count) = 1")), {**FUNCTIONS_HERE, "half": broken}, trusted=NAMES)
    place, message = _place("", program=program)
    assert place == "half(ticket.count)"
    assert message == "the function `half` failed: RuntimeError: no"


def test_a_wrong_result_is_a_failure() -> None:
    place, message = _place(_if("odd(ticket.id) = 1"))
    assert place == "odd(ticket.id)"
    assert message == "the function `odd` returned something else than number: a value of the Python type str"


NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
C1 = Ref("customer", "C1")


@pytest.mark.parametrize(
    ("type", "given", "expected"),
    [
        (NUMBER, 3, Decimal(3)),
        (NUMBER, 0.1, Decimal("0.1")),
        (NUMBER, Decimal("1.50"), Decimal("1.50")),
        (TEXT, "e\u0301", "é"),
        (Optional(TEXT), None, None),
        (BOOLEAN, True, True),
        (INSTANT, NOW.astimezone(dt.timezone(dt.timedelta(hours=2))), NOW),
        (DATE, dt.date(2026, 1, 1), dt.date(2026, 1, 1)),
        (Choice(("a", "b")), "b", "b"),
        (ListOf(NUMBER), [1, 2], (Decimal(1), Decimal(2))),
        (SetOf(TEXT), ["a", "A"], ValueSet(["a"])),
        (SetOf(TEXT), ValueSet(["a"]), ValueSet(["a"])),
        (RecordType("customer"), C1, C1),
        (RecordType("customer"), RecordView(C1, {"id": "C1"}), C1),
        (Union((RecordType("agent"), RecordType("customer"))), C1, C1),
        (Union((RecordType("agent"), TEXT)), "x", "x"),
        (PAYLOAD, {"a": [1, "b", None, True]}, Payload({"a": (Decimal(1), "b", None, True)})),
    ],
)
def test_results_become_values(type: Type, given: Any, expected: Any) -> None:
    found = _guard(lambda: given, type)()
    assert found == expected
    assert found is None or found.__class__ is expected.__class__


@pytest.mark.parametrize(
    ("type", "given"),
    [
        (NUMBER, True),
        (NUMBER, "1"),
        (NUMBER, float("nan")),
        (NUMBER, 10**2000),
        (TEXT, 1),
        (TEXT, None),
        (TEXT, "x" * 2_000_000),
        (BOOLEAN, 1),
        (INSTANT, dt.datetime(2026, 1, 1)),
        (DATE, NOW),
        (Choice(("a", "b")), "c"),
        (ListOf(NUMBER), "12"),
        (ListOf(NUMBER), ["1"]),
        (ListOf(NUMBER), 5),
        (SetOf(TEXT), {"a": 1}),
        (RecordType("customer"), ("customer", "C1")),
        (RecordType("customer"), Ref("agent", "C1")),
        (RecordType("agent"), RecordView(C1, {"id": "C1"})),
        (Union((RecordType("agent"), TEXT)), C1),
        (PAYLOAD, {1: 2}),
        (PAYLOAD, object()),
    ],
)
def test_other_results_are_failures(type: Type, given: Any) -> None:
    with pytest.raises(FunctionFailure, match="the function `f` returned"):
        _guard(lambda: given, type)()


def test_a_failure_that_a_function_raises_itself_is_kept() -> None:
    def function() -> None:
        raise ValueFailure("not today")

    with pytest.raises(ValueFailure, match=r"^not today$"):
        _guard(function, TEXT)()


def _guard(function: Callable[..., Any], type: Type) -> Callable[..., Any]:
    return guarded(function, Function("f", (), type))
