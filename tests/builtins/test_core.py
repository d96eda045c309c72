"""`stdlib/core.when` and its Python side, held together."""

from __future__ import annotations

import datetime as dt
import inspect
import re
from decimal import Decimal
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import pytest

from whenthen import resources
from whenthen.builtins import NAMES, functions
from whenthen.source import Source
from whenthen.syntax import nodes, parse
from whenthen.values import durations
from whenthen.values.durations import Duration
from whenthen.values.money import Money
from whenthen.values.patterns import Pattern
from whenthen.values.sets import ValueSet
from whenthen.values.timebase import Timebase


def _file(text: str) -> nodes.File:
    file, diagnostics = parse(Source("core.when", text))
    assert diagnostics == ()
    return file


_TEXT = resources.library("core") or ""
DECLARED = {item.name.text: item for item in _file(_TEXT).items if isinstance(item, nodes.FunctionDeclaration)}
SCALARS = {"text": str, "number": Decimal, "money": Money, "pattern": Pattern, "boolean": bool}
SCALARS |= {"instant": dt.datetime, "date": dt.date, "time": dt.time}
SCALARS |= {"duration": Duration, "business_duration": Duration}
FUNCTIONS = functions(Timebase())


def test_each_declaration_has_its_function_in_the_same_order() -> None:
    assert list(DECLARED) == list(FUNCTIONS) == list(NAMES)
    assert len(_file(_TEXT).items) == len(DECLARED)


def _agrees(declared: nodes.TypeExpression, hint: Any) -> bool:
    match declared:
        case nodes.OptionalType():
            inner = [arm for arm in get_args(hint) if arm is not type(None)]
            return type(None) in get_args(hint) and len(inner) == 1 and _agrees(declared.type, inner[0])
        case nodes.CollectionType(kind="set"):
            return hint is ValueSet
        case nodes.CollectionType():
            item, rest = get_args(hint)
            return get_origin(hint) is tuple and rest is Ellipsis and _agrees(declared.item, item)
        case nodes.NamedType(name) if name.text == "T":
            return isinstance(hint, TypeVar) or hint is object
        case nodes.ChoiceType():
            return hint is str
        case nodes.NamedType(name):
            return hint is SCALARS[name.text]
        case _:
            return False


@pytest.mark.parametrize("name", DECLARED)
def test_types_and_parameters_agree(name: str) -> None:
    declaration, function = DECLARED[name], FUNCTIONS[name]
    hints = get_type_hints(function)
    assert _agrees(declaration.returns, hints.pop("return"))
    assert [p.name.text for p in declaration.parameters] == list(hints)
    for parameter, python in zip(declaration.parameters, inspect.signature(function).parameters.values(), strict=True):
        assert _agrees(parameter.type, hints[python.name])
        assert isinstance(parameter.type, nodes.OptionalType) == (python.default is None)


@pytest.mark.parametrize("name", DECLARED)
def test_each_is_documented(name: str) -> None:
    doc = DECLARED[name].doc
    assert doc
    assert doc.rstrip().endswith((".", "`."))
    assert inspect.getdoc(FUNCTIONS[name])


def _literal(expression: nodes.Expression) -> Any:
    match expression:
        case nodes.TextLiteral(value) | nodes.NumberLiteral(value):
            return value
        case nodes.DateLiteral(value):
            return value
        case nodes.DurationLiteral():
            return durations.duration(expression.amount, expression.unit, expression.business)
        case nodes.MoneyLiteral(amount, currency):
            return Money(amount, currency)
        case nodes.Negative(operand):
            return -_literal(operand)
        case nodes.ListLiteral(items):
            return tuple(map(_literal, items))
        case nodes.Call(function, arguments):
            return FUNCTIONS[function.text](*map(_literal, arguments))
        case _:
            raise TypeError(expression)


def _value(text: str) -> Any:
    (item,) = _file(f"LET x = {text}").items
    assert isinstance(item, nodes.LetDeclaration)
    return _literal(item.value)


EXAMPLES = re.findall(r"`(\w+\([^`]*\))` is\s(?:`([^`]*)`|(-?\d+(?:\.\d+)?|\"[^\"]*\"))", _TEXT)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 10


@pytest.mark.parametrize(("call", "quoted", "bare"), EXAMPLES)
def test_what_the_documentation_says_is_true(call: str, quoted: str, bare: str) -> None:
    assert _value(call) == _value(quoted or bare)
