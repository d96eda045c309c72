"""Libraries against declarations: what is missing, left over or does not agree."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest

import whenthen
from tests.session.handlers import lib
from whenthen.library import Library, NotPortableError
from whenthen.values.durations import Duration
from whenthen.values.money import Money
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet

RECORDS = "RECORD agent KEY id\n  id: text\nRECORD team KEY id\n  id: text\n"


def codes(text: str, *libraries: Library) -> list[str]:
    try:
        whenthen.load_text(RECORDS + text, libraries=libraries)
    except whenthen.RuleErrors as errors:
        return [d.code for d in errors.diagnostics]
    return []


def with_function(function: Callable[..., Any], name: str = "f") -> Library:
    library = Library()
    library.function(name=name)(function)
    return library


def with_action(function: Callable[..., Any], name: str = "act") -> Library:
    library = Library()
    library.action(name=name)(function)
    return library


def returns(annotation: Any) -> Callable[..., Any]:
    def f() -> None: ...

    f.__annotations__["return"] = annotation
    return f


def takes(annotation: Any) -> Callable[..., Any]:
    def f(x: None) -> bool:
        return True

    f.__annotations__["x"] = annotation
    return f


@pytest.mark.parametrize(
    ("declared", "good", "bad"),
    [
        ("text", [str], [int, str | None, Any]),
        ("number", [Decimal], [int, float]),
        ("boolean", [bool], [int]),
        ("duration", [Duration], [dt.timedelta]),
        ("instant", [dt.datetime], [dt.date]),
        ("date", [dt.date], [dt.datetime]),
        ("time", [dt.time], [str]),
        ("money", [Money], [Decimal]),
        ("low < high", [str], [int]),
        ("list of text", [tuple[str, ...], Sequence[str]], [tuple[str], list[str], Sequence[int], tuple, str]),
        ("set of text", [frozenset[str]], [ValueSet, set[str], tuple[str, ...]]),
        ("agent", [Mapping[str, Any], whenthen.RecordView], [Ref, dict[str, Any], Any]),
        ("agent or team", [Mapping[str, Any]], [str]),
        ("agent or text", [Mapping[str, Any] | str, Mapping[str, object] | str], [str, Mapping[str, Any]]),
        ("text?", [str | None, None | str], [str]),
        ("list of number?", [Sequence[Decimal] | None], [Sequence[Decimal | None]]),
        ("payload", [Any, object], [str]),
    ],
)
def test_the_annotation_of_a_parameter_agrees(declared: str, good: list[Any], bad: list[Any]) -> None:
    text = f"FUNCTION f(x: {declared}) -> boolean"
    assert [codes(text, with_function(takes(annotation))) for annotation in good] == [[]] * len(good)
    assert [codes(text, with_function(takes(annotation))) for annotation in bad] == [["B004"]] * len(bad)


@pytest.mark.parametrize(
    ("declared", "good", "bad"),
    [
        ("number", [Decimal, int], [float, str]),
        ("agent", [Ref], [Mapping[str, Any]]),
        ("set of text", [frozenset[str], set[str], ValueSet], [list[str]]),
        ("list of agent", [list[Ref], tuple[Ref, ...]], [Ref, Iterator[Ref], Collection[Ref], frozenset[Ref]]),
        ("text?", [str | None], [str, None]),
    ],
)
def test_the_annotation_of_a_result_agrees(declared: str, good: list[Any], bad: list[Any]) -> None:
    text = f"FUNCTION f() -> {declared}"
    assert [codes(text, with_function(returns(annotation))) for annotation in good] == [[]] * len(good)
    assert [codes(text, with_function(returns(annotation))) for annotation in bad] == [["B004"]] * len(bad)


def no_annotation(x) -> bool: ...  # type: ignore[no-untyped-def, empty-body]
def no_result(x: str): ...  # type: ignore[no-untyped-def]
def other_name(y: str) -> bool: ...  # type: ignore[empty-body]
def one_more(x: str, y: str) -> bool: ...  # type: ignore[empty-body]
def one_more_with_default(x: str, y: str = "") -> bool: ...  # type: ignore[empty-body]
def none() -> bool: ...  # type: ignore[empty-body]
def any_number(*x: str) -> bool: ...  # type: ignore[empty-body]
def by_place(x: str, /) -> bool: ...  # type: ignore[empty-body]
def by_name(*, x: str) -> bool: ...  # type: ignore[empty-body]
def by_name_with_default(*, x: str = "") -> bool: ...  # type: ignore[empty-body]
async def later(x: str) -> bool: ...  # type: ignore[empty-body]
def generator(x: str) -> Iterator[bool]:
    yield True


def unresolved(x: Nonsense) -> bool: ...  # type: ignore[name-defined, empty-body] # noqa: F821


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (no_annotation, ["B004"]),
        (no_result, ["B004"]),
        (other_name, ["B003"]),
        (one_more, ["B003"]),
        (one_more_with_default, []),
        (none, ["B003"]),
        (any_number, ["B005"]),
        (by_place, ["B005"]),
        (by_name, []),
        (by_name_with_default, []),
        (later, ["B005"]),
        (generator, ["B005"]),
        (unresolved, ["B005"]),
        (int, ["B005"]),
    ],
)
def test_the_shape_of_a_function_agrees(function: Callable[..., Any], expected: list[str]) -> None:
    assert codes("FUNCTION f(x: text) -> boolean", with_function(function)) == expected


def good(x: str) -> bool:
    return True


def test_what_is_missing_twice_or_too_much() -> None:
    declared = "FUNCTION f(x: text) -> boolean"
    assert codes(declared) == ["B001"]
    assert codes(declared, with_function(good), with_function(good)) == ["B006"]
    assert codes(declared, with_function(good), with_function(good, "g")) == ["B002"]
    assert codes(declared, with_function(good), with_function(good, "length")) == ["B006"]
    assert codes("ACTION act(x: text)") == []
    assert codes("ACTION act(x: text)", with_action(takes(str))) == []
    assert codes("ACTION act(x: text)", with_action(takes(int))) == ["B014"]
    assert codes("ACTION act(x: text)", with_action(other_name)) == ["B013"]
    assert codes("ACTION act(x: text)", with_action(good, "atc")) == ["B012"]


def test_the_problem_stands_at_the_declaration_with_what_to_write() -> None:
    with pytest.raises(whenthen.RuleErrors) as caught:
        whenthen.load_text("FUNCTION loyal(points: number?) -> text")
    (found,) = caught.value.diagnostics
    assert found.span.text == "loyal"
    assert "def loyal(points: Decimal | None) -> str" in (found.help or "")


def test_only_functions_with_a_name_are_taken() -> None:
    library = Library()
    with pytest.raises(TypeError, match="name"):
        library.function(lambda: 1)
    with pytest.raises(TypeError, match="holds functions"):
        library.action(5)  # type: ignore[call-overload]


def test_a_library_travels_when_its_functions_can_be_imported() -> None:
    again = pickle.loads(pickle.dumps(lib))
    assert [b.function for b in again.functions] == [b.function for b in lib.functions]
    local = with_function(returns(str), "lovely")
    with pytest.raises(NotPortableError, match="`lovely` cannot go to another process"):
        pickle.dumps(local)
