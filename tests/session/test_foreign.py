"""What bound functions and handlers do cannot hurt a turn, its state or its decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import pytest

import whenthen
from whenthen.values.errors import ValueFailure

T = TypeVar("T")

RULES = """
RECORD thing KEY id
  id: text readonly
  name: text default "none"
  data: payload?
  next: thing?
EVENT thing is created
EVENT thing is updated
"""
NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)


def event(id: str = "1", type: str = "thing.created", **fields: Any) -> dict[str, Any]:
    data = {"thing": {"id": "a", **fields}}
    return {"specversion": "1.0", "id": id, "source": "//shop", "type": type, "time": NOW, "data": data}


def started(rules: str, *, function: Any = None, action: Any = None) -> tuple[whenthen.RuleSet, whenthen.Session]:
    library = whenthen.Library()
    if function is not None:
        library.function(name="f")(function)
    if action is not None:
        library.action(name="act")(action)
    loaded = whenthen.load_text(RULES + rules, libraries=[library])
    return loaded, loaded.session()


class MuteError(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no words")


class Nowhere(dt.tzinfo):
    def utcoffset(self, at: dt.datetime | None) -> dt.timedelta:
        raise KeyError("tz")


def mute() -> str:
    raise MuteError


def coloured() -> str:
    raise ValueError("\x1b[31mred\x07 \ud800\nmore")


def failing() -> str:
    raise ValueFailure("not \x1b[31m today")


def endless() -> str:
    return endless()


def nowhere() -> dt.datetime:
    return dt.datetime(2026, 1, 1, tzinfo=Nowhere())


def nobody() -> whenthen.Ref:
    return whenthen.Ref("thing", "nobody")


def nobodies() -> tuple[whenthen.Ref, ...]:
    return (whenthen.Ref("thing", "a"), whenthen.Ref("thing", "nobody"))


@pytest.mark.parametrize(
    ("declared", "condition", "function", "message"),
    [
        ("text", 'f() is "x"', mute, "the function `f` failed: MuteError"),
        ("text", 'f() is "x"', coloured, "the function `f` failed: ValueError: \\x1b[31mred\\x07 \\ud800"),
        ("text", 'f() is "x"', failing, "not \\x1b[31m today"),
        ("text", 'f() is "x"', endless, "the function `f` failed: RecursionError: maximum recursion depth exceeded"),
        (
            "instant",
            "f() is above now",
            nowhere,
            "the function `f` returned something else than instant: KeyError: 'tz'",
        ),
        ("thing", "f() is thing", nobody, "there is no thing `nobody`"),
        ("list of thing", "count(f()) > 9", nobodies, "there is no thing `nobody`"),
    ],
)
def test_what_a_function_does_is_a_failure(
    declared: str, condition: str, function: Callable[..., Any], message: str
) -> None:
    text = f'FUNCTION f() -> {declared}\nRULE "r" WHEN thing is created IF {condition} THEN stop\n'
    rules, session = started(text, function=function)
    decision = session.decide(event())
    assert [failure.message for failure in decision.failures] == [message]
    assert rules.to_json(decision)


def leave() -> str:
    raise SystemExit(3)


def test_a_function_may_end_the_process() -> None:
    _, session = started('FUNCTION f() -> text\nRULE "r" WHEN thing is created IF f() is "x" THEN stop', function=leave)
    for _ in range(2):
        with pytest.raises(SystemExit):
            session.decide(event())
    assert not session.state.records


def generic(value: T) -> T:
    return 5  # type: ignore[return-value]


def test_a_type_variable_is_held_to_what_it_stands_for() -> None:
    text = 'FUNCTION f(value: T) -> T\nRULE "r" WHEN thing is created IF f(thing.name) is "x" THEN stop'
    _, session = started(text, function=generic)
    (failure,) = session.decide(event()).failures
    assert failure.message == "the function `f` returned something else than text: a value of the Python type int"


def writes(data: Any) -> str:
    data["evil"] = 1
    return ""


def handled(thing: Mapping[str, Any], data: Any) -> None:
    thing["data"]["evil"] = 1


def test_nobody_can_write_into_the_state_or_a_decision() -> None:
    text = (
        "FUNCTION f(data: payload) -> text\nACTION act(thing: thing, with data: payload)\n"
        'RULE "r" WHEN thing is created THEN act thing with {id: thing.id}\n'
        'RULE "s" WHEN thing is created IF thing.data is set AND f(thing.data) is "x" THEN stop\n'
    )
    rules, session = started(text, function=writes, action=handled)
    decision = session.decide(event(data={"a": [{}]}))
    before = rules.to_json(decision)
    assert "never changes" in decision.failures[0].message
    assert "never changes" in session.deliver(decision)[0].message
    with pytest.raises(TypeError):
        decision.effects[0].arguments["data"]["evil"] = 1
    with pytest.raises(TypeError):
        session.record("thing", "a")["data"]["evil"] = 1
    assert session.record("thing", "a")["data"] == {"a": ({},)}
    assert rules.to_json(decision) == before


def shifted(extra: int = 5, value: str = "") -> str:
    return f"{extra} {value}"


DONE: list[Any] = []


def test_arguments_go_to_the_parameters_of_their_names() -> None:
    def act(debug: bool = False, *, thing: Mapping[str, Any], body: str) -> None:
        DONE.append((debug, thing["id"], body))

    text = (
        "FUNCTION f(value: text) -> text\nACTION act(thing: thing, body: text)\n"
        'RULE "r" WHEN thing is created THEN set thing.name to f("x") act thing "hello"\n'
    )
    _, session = started(
        text.replace("body: text", "saying body: text").replace('"hello"', 'saying "hello"'),
        function=shifted,
        action=act,
    )
    DONE.clear()
    session.deliver(session.decide(event()))
    assert session.record("thing", "a")["name"] == "5 x"
    assert DONE == [(False, "a", "hello")]


def test_a_handler_whose_exception_cannot_speak_is_a_failed_delivery() -> None:
    def act(thing: Mapping[str, Any]) -> None:
        raise MuteError if thing["name"] == "none" else ValueError("\x1b[31m")

    _, session = started('ACTION act(thing: thing)\nRULE "r" WHEN thing is created THEN act thing', action=act)
    assert session.deliver(session.decide(event()))[0].message == "MuteError"
    _, session = started('ACTION act(thing: thing)\nRULE "r" WHEN thing is created THEN act thing', action=act)
    assert session.deliver(session.decide(event(name="x")))[0].message == "ValueError: \\x1b[31m"


def test_a_session_decides_one_event_at_a_time() -> None:
    box: dict[str, whenthen.Session] = {}

    def again() -> str:
        box["session"].decide(event("inner", "thing.updated", name="inner"))
        return "outer"

    text = 'FUNCTION f() -> text\nRULE "r" WHEN thing is updated THEN set thing.name to f()'
    _, session = started(text, function=again)
    box["session"] = session
    session.decide(event())
    decision = session.decide(event("2", "thing.updated", name="go"))
    assert "deciding already" in decision.failures[0].message
    assert (session.record("thing", "a")["name"], session.state.records[whenthen.Ref("thing", "a")].version) == (
        "go",
        2,
    )
    session.decide(event("3", "thing.updated", name="on"))
