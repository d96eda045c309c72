"""The generated code itself: nothing of the user in it, its size, its threads, and no kind of node forgotten."""

from __future__ import annotations

import ast
import threading
import types
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from tests.compile.world import C1, C2, T1, checked, compiled, turn_of
from whenthen.compile.constants import fold
from whenthen.compile.emit import FILENAME, Code
from whenthen.compile.expressions import emit
from whenthen.compile.lazy import lazy
from whenthen.compile.program import compile_program
from whenthen.compile.statements import perform
from whenthen.runtime.program import OnChange, OnTimed, Program
from whenthen.syntax import nodes

HOSTILE = """
RECORD thing KEY class
  class: text
  from: text
  `__class__`: text?
  v0: number default 0
  c0: number default 0
  turn: number default 0
  spans: number default 0
  `a b"); import os #`: text?
  or: thing?
  due: instant?
CALENDAR `import`
  monday to friday 09:00 to 17:00
EVENT thing is updated
ACTION `__import__`(thing: thing, to turn: text)
LET eval = "exec('user text')"
DEFINE `lambda` AS thing.v0 = 0 AND thing.from is eval
DEFINE ACTION print(self: thing, with c1: text) AS
  set self.`a b"); import os #` to "{c1} user text"
  `__import__` self to c1
RULE "user text"
  WHEN thing is updated
  LET `__builtins__` = thing.v0 + thing.c0
  IF `lambda` AND thing.turn + thing.spans = `__builtins__` AND thing.`a b"); import os #` is "user text"
    AND thing.`__class__` contains any of ["user text", "user text 2"] AND thing.or.class is "user text"
    AND (thing.due is more than 2 days ago OR thing.due is less than 2 hours ago OR thing.due is within `import`)
    AND now is within thing.from AND today is between 2026-01-01 and 2026-12-31
  THEN
    print thing with "user text"
    increase thing.v0 by `__builtins__`
    wait 1 business hour within `import` while thing.or.from is "user text"
    set thing.from to "user text {`__builtins__`}"
RULE "user text 2"
  WHEN thing.due arrives
    OR thing.from has been eval for 3 days
  THEN
    set thing.from to "user text"
"""


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _codes(constant)


def _functions(program: Program) -> Iterator[types.FunctionType]:
    """All generated functions of a program that have been called, with the definitions they call."""
    waiting: list[Any] = []
    for rule in program.rules:
        waiting += [*rule.lets, *(b.test for b in rule.branches), *(b.run for b in rule.branches)]
        waiting += [function for b in rule.branches for rest in b.rests for function in (rest.run, rest.holds)]
        waiting += [trigger.matches for trigger in rule.triggers if isinstance(trigger, OnChange | OnTimed)]
    seen: set[int] = set()
    while waiting:
        function = waiting.pop()
        if not isinstance(function, types.FunctionType) or id(function) in seen:
            continue
        seen.add(id(function))
        if function.__code__.co_filename == FILENAME:
            yield function
            waiting += [v for k, v in function.__globals__.items() if k != "build"]


OWN = {
    *(
        "turn",
        "path",
        "rows",
        "set",
        "emit",
        "named",
        "spend",
        "start",
        "changed",
        "now",
        "actor",
        "stop",
        "wait",
        "value",
    ),
    *("folded", "same", "matches", "once", "startswith", "endswith", "error", "isascii", "lower"),
}


def test_nothing_of_the_user_is_in_the_code() -> None:
    program = compile_program(checked(HOSTILE, schema=""), {}, trusted=())
    rule, other = program.rules

    class Rows(dict[Any, Any]):
        def __missing__(self, key: Any) -> Any:
            return dict.fromkeys(program.schema.records["thing"].fields) | {
                "v0": 0,
                "from": "exec('user text')",
            }

    turn: Any = types.SimpleNamespace(rows=Rows(), set=lambda *_: None, emit=lambda *_: None)
    (branch,) = rule.branches
    (rest,) = branch.rests
    (state,) = [trigger for trigger in other.triggers if isinstance(trigger, OnTimed) and trigger.matches]
    called = [(*rule.lets, T1), (branch.test, T1, 0), (branch.run, T1, 0), (rest.run, T1, 0), (rest.holds, T1, 0)]
    for function, *arguments in [*called, (state.matches, "user text")]:
        assert function is not None
        with suppress(TypeError, AttributeError):  # the turn here is none
            function(turn, *arguments)
    functions = list(_functions(program))
    assert len(functions) >= 8
    for function in functions:
        assert function.__globals__["__builtins__"] == {}
        for code in _codes(function.__code__):
            words = {*code.co_names, *code.co_varnames, *code.co_freevars, *code.co_cellvars, code.co_name}
            assert {w for w in words if w not in OWN and not (w[0] in "vctrnqf" and w[1:].isdigit())} <= {"f", "type"}
            assert all(c is None or isinstance(c, bool | int) for c in code.co_consts), code.co_consts


def test_every_kind_of_expression_and_statement_is_compiled() -> None:
    classes = [c for c in vars(nodes).values() if isinstance(c, type) and issubclass(c, nodes.Node)]
    expressions = {c for c in classes if issubclass(c, nodes.Expression)} - {nodes.Expression}
    statements = {c for c in classes if issubclass(c, nodes.Statement)} - {nodes.Statement}
    assert expressions - set(emit.registry) == set(), "compile.expressions.emit"
    assert expressions - set(fold.registry) == set(), "compile.constants.fold"
    assert statements - set(perform.registry) == set(), "compile.statements.perform"


@pytest.mark.parametrize(("forgetful", "others"), [(emit, 1), (fold, 2), (perform, 2)])
def test_a_kind_that_was_forgotten_is_named(forgetful: Callable[..., Any], others: int) -> None:
    with pytest.raises(NotImplementedError, match="Forgotten"):
        forgetful(type("Forgotten", (), {})(), *[None] * others)


def test_definitions_that_use_each_other_twice_do_not_double() -> None:
    chain = ["DEFINE d0 AS ticket.count > 100", 'LET l0 = team "Billing"']
    chain += [f"DEFINE d{n + 1} AS d{n} OR d{n}" for n in range(10)]
    chain += [f"LET l{n + 1} = [{'l0' if n == 0 else 'l0, l0'}]" for n in range(3)]
    program = compiled("\n".join(chain) + '\nRULE "r"\n  WHEN ticket is updated\n  IF d10\n  THEN stop\n')
    (rule,) = program.rules
    turn = turn_of(program)
    test = rule.branches[0].test
    assert test is not None
    assert test(turn, T1, None) is False
    sizes = [len(function.__code__.co_code) for function in _functions(program)]
    assert len(sizes) == 12
    assert max(sizes) < 120


@pytest.mark.parametrize("start", ["LET x0 = 1 / (1 - 0)", "LET x0 = half(2)", "LET x0 = 1"])
def test_a_long_chain_of_deep_definitions_fits_the_stack(start: str) -> None:
    deep, levels = 40, 45
    chain = [start] + [f"LET x{n + 1} = {'0 + (' * deep}x{n}{')' * deep}" for n in range(levels)]
    chain += ["DEFINE d0 AS ticket.count > 100"]
    chain += [f"DEFINE d{n + 1} AS {'NOT (' * deep}d{n}{')' * deep}" for n in range(levels)]
    program = compiled(
        "\n".join(chain) + f'\nRULE "r"\n  WHEN ticket is updated\n  IF d{levels} OR x{levels} = 1\n  THEN stop\n'
    )
    test = program.rules[0].branches[0].test
    assert test is not None
    assert test(turn_of(program), T1, None) is True


def test_the_row_of_a_record_is_fetched_once() -> None:
    program = compiled(
        'RULE "r"\n  WHEN ticket is updated\n'
        "  IF ticket.count > 1 AND ticket.vip AND ticket.status is open\n  THEN stop\n"
    )
    turn: Any = turn_of(program)
    fetched = []

    class Rows(dict[Any, Any]):
        def __getitem__(self, ref: Any) -> Any:
            fetched.append(ref)
            return turn.rows[ref]

    test = program.rules[0].branches[0].test
    assert test is not None
    test(types.SimpleNamespace(rows=Rows()), T1, None)
    assert fetched == [T1]


def test_what_is_not_called_is_not_compiled() -> None:
    program = compiled('RULE "r"\n  WHEN ticket is updated\n  IF ticket.vip\n  THEN stop\n')
    assert list(_functions(program)) == []
    branch = program.rules[0].branches[0]
    assert branch.test is not None
    branch.test(turn_of(program), T1, None)
    assert len(list(_functions(program))) == 1


def test_threads_may_call_a_function_for_the_first_time_together() -> None:
    made = []

    def generate() -> tuple[Code, str]:
        made.append(1)
        code = Code()
        code.define("f", ("turn",), [code.returns(code.constant("x"))])
        return code, "f"

    function = lazy(generate, threading.RLock())
    start = threading.Barrier(4)
    answers: list[str] = []

    def call() -> None:
        start.wait()
        answers.append(function(None))

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["x"] * 4
    assert made == [1]


def test_disabled_rules_are_left_out_and_the_others_keep_their_settings() -> None:
    program = compiled(
        'RULE "a"\n  DISABLED\n  WHEN ticket is updated\n  THEN stop\n'
        'RULE "b"\n  ID bee\n  SHADOW\n  WHEN ticket is updated\n    OR ticket.status changes\n  THEN stop\n'
    )
    (rule,) = program.rules
    assert (rule.id, rule.title, rule.shadow, rule.span.text) == ("bee", "b", True, '"b"')
    assert len(rule.triggers) == 2
    assert rule.bindings[0] == "ticket"


def test_numbers_that_are_equal_keep_their_own_spelling() -> None:
    code = Code()
    one, also = ast.dump(code.constant(1.0)), ast.dump(code.constant(1))
    assert one != also
    assert ast.dump(code.constant("a")) == ast.dump(code.constant("".join(["a"])))


def test_a_record_behind_a_field_is_looked_up_once_and_not_before_it_is_wanted() -> None:
    looks: list[Any] = []

    class Counted(dict[Any, Any]):
        def __init__(self, rows: Any) -> None:
            super().__init__()
            self.rows = rows

        def __getitem__(self, ref: Any) -> Any:
            looks.append(ref)
            return self.rows[ref]

    text = """
RULE "r"
  WHEN ticket is updated
  IF ticket.vip AND (customer.plan is silver OR customer.name is "Bo" OR ticket.requester.plan is platinum
    OR any f in customer.friends where (f.plan is gold OR f.plan is silver OR customer.name is f.name))
  THEN stop
"""
    (rule,) = (program := compiled(text)).rules
    test = rule.branches[0].test
    assert test is not None
    for vip, expected in ((False, [T1]), (True, [T1, C1, C2, T1, C1])):
        looks.clear()
        turn = turn_of(program, vip=vip)
        turn.rows = Counted(turn.rows)  # type: ignore[assignment]
        assert test(turn, *(T1 for _ in rule.bindings)) is False
        assert looks == expected
