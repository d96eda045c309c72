"""Tests of single values in conditions, held against writes: what these make of a test, whether they change anything.

Small and sure: whatever is not understood is no test, and where nothing can be said, None is.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import attrs

from whenthen.analysis.doings import CLEAR, Write
from whenthen.analysis.literals import NOT_WRITTEN
from whenthen.analysis.terms import Scope, Term
from whenthen.lint.context import Context
from whenthen.lint.views.interplay import asked, parts, terms
from whenthen.syntax import nodes
from whenthen.types.model import BOOLEAN, TEXT, ListOf, SetOf, Type, required
from whenthen.values.equality import equality_key

#: How a value is tested: it is another one, is one of some, is set, has a member.
IS, ONE_OF, THERE, HAS = "is", "one of", "set", "has"


@attrs.frozen(eq=False)
class FieldTest:
    """A test of the value at a path. `node` is where it stands in the condition; it may be the name that leads to it.
    `target` is its meaning, `value` that of what it is compared with, `keys` are the
    equality keys of that where it is written out.
    """

    node: nodes.Expression
    term: Term
    target: str
    kind: str
    negated: bool
    value: str = ""
    keys: tuple[Hashable, ...] | None = None


def branch_tests(context: Context) -> Mapping[nodes.Branch, tuple[FieldTest, ...]]:
    """`field_tests` of each branch of each rule."""
    return {
        branch: tuple(field_tests(branch.condition, own.scope, context)) for branch, own in context.get(asked).items()
    }


def field_tests(condition: nodes.Expression | None, scope: Scope, context: Context) -> Iterator[FieldTest]:
    """Those that a condition joins with AND, so that each of them holds where it does."""
    for part, place in parts(condition, context):
        found = _read(part, scope, context)
        if found is not None:
            yield attrs.evolve(found, node=place)


def _read(node: nodes.Expression, scope: Scope, context: Context) -> FieldTest | None:
    negated = False
    part = node
    while isinstance(part, nodes.Not):
        part, negated = part.operand, not negated
    match part:
        case nodes.Compare("is" | "is not" as operator, left, right):
            return _test(node, left, IS, negated != (operator == "is not"), right, scope, context)
        case nodes.OneOf(value, options, inner):
            return _test(node, value, ONE_OF, negated != inner, options, scope, context)
        case nodes.IsSet(value, inner):
            return _test(node, value, THERE, negated != inner, None, scope, context)
        case nodes.TextTest("contains", value, item, "", inner) if _is_collection(context.checked.types.get(value)):
            return _test(node, value, HAS, negated != inner, item, scope, context)
        case nodes.Reference() | nodes.Member() if context.checked.types.get(part) == BOOLEAN:
            found = _test(node, part, IS, negated, None, scope, context)
            return None if found is None else attrs.evolve(found, keys=(equality_key(True),), value="true")
    return None


def _test(
    node: nodes.Expression,
    value: nodes.Expression,
    kind: str,
    negated: bool,
    compared: nodes.Expression | None,
    scope: Scope,
    context: Context,
) -> FieldTest | None:
    known, term = context.get(terms), Term(value, scope)
    path = known.path(term)
    if path is None or not path.steps:
        return None
    found = FieldTest(node, term, known.meaning(term), kind, negated)
    if compared is None:
        return found
    other = Term(compared, scope)
    return attrs.evolve(found, value=known.meaning(other), keys=_keys(known.value(other), kind == ONE_OF))


def _keys(value: Any, several: bool) -> tuple[Hashable, ...] | None:
    if value is NOT_WRITTEN:
        return None
    return tuple(map(equality_key, value)) if several else (equality_key(value),)


def holds_after(test: FieldTest, write: Write, context: Context) -> bool | None:
    """Whether the test holds after a write to its target, by which meaning and written values show it; else None."""
    known = context.get(terms)
    if write.kind == CLEAR:
        return test.negated if test.kind == THERE else False  # a comparison with what is missing is false
    keys = _keys(known.value(write.value), False)
    same = bool(test.value) and write.value is not None and known.meaning(write.value) == test.value
    found: bool | None = None
    match write.kind, test.kind:
        case "set", "set":
            found = True if keys is not None else None
        case "set", "is":
            found = True if same else None if keys is None or test.keys is None else keys == test.keys
        case "set", "one of":
            found = None if keys is None or test.keys is None else keys[0] in test.keys
        case "add", "has":
            found = True if same or (keys is not None and keys == test.keys) else None
        case "remove", "has":
            found = False if same or (keys is not None and keys == test.keys) else None
    return None if found is None else found != test.negated


def is_there_already(test: FieldTest, write: Write, context: Context) -> bool:
    """Whether a write to the test's target changes nothing where the test holds.

    Texts are equal whatever the case of their letters, so a text that is set may be written in another way than before.
    """
    known = context.get(terms)
    type = required(context.checked.schema.records[write.record].fields[write.field].type)
    keys = _keys(known.value(write.value), False)
    same = bool(test.value) and write.value is not None and known.meaning(write.value) == test.value
    same = same or (keys is not None and keys == test.keys)
    match write.kind, test.kind:
        case "set", "is":
            return same and not test.negated and type != TEXT and not _is_collection(type)
        case "clear", "set":
            return test.negated
        case "add", "has":
            return same and not test.negated and isinstance(type, SetOf)
        case "remove", "has":
            return same and test.negated
    return False


def _is_collection(type: Type | None) -> bool:
    return type is not None and isinstance(required(type), ListOf | SetOf)
