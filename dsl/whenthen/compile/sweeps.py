"""Many rules asked at once: one function that finds those of them whose condition holds.

Where no index helps, an event costs a call for each rule, and in it a look-up of the same records. A sweep does without
the calls, and looks up once. It is only asked which rules may fire; those that it names are run like any other, so that
what they do and how they fail is theirs. It names too many rather than too few: where anything fails, all rules that it
was asking at once.
"""

from __future__ import annotations

import ast
import decimal
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from whenthen.analysis.program import AliasUse, CheckedRule, ConditionUse, ConstantUse, Local
from whenthen.compile.constants import body_of, constant
from whenthen.compile.emit import Code
from whenthen.compile.expressions import condition, value
from whenthen.compile.lazy import lazy
from whenthen.compile.scope import Scope, Shop, Slot
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk
from whenthen.types.model import UNKNOWN, Optional, RecordType, required
from whenthen.values.errors import ValueFailure
from whenthen.values.numbers import CONTEXT

if TYPE_CHECKING:
    from whenthen.runtime.turn import Turn

#: So many rules are asked by one function.
CHUNK = 50

#: A record: the name of a binding, and the fields that lead from it to the record.
Path = tuple[str, ...]

#: What takes no longer than calling a function does. Rules with something else are not asked, but named.
_QUICK = frozenset(
    {
        nodes.And,
        nodes.Ago,
        nodes.Arithmetic,
        nodes.Between,
        nodes.BooleanLiteral,
        nodes.Changed,
        nodes.Compare,
        nodes.DateLiteral,
        nodes.DurationLiteral,
        nodes.IsA,
        nodes.IsEmpty,
        nodes.IsSet,
        nodes.KeyedRecord,
        nodes.ListLiteral,
        nodes.Member,
        nodes.MoneyLiteral,
        nodes.Name,
        nodes.Negative,
        nodes.Not,
        nodes.NumberLiteral,
        nodes.OneOf,
        nodes.Or,
        nodes.Otherwise,
        nodes.Reference,
        nodes.TextLiteral,
        nodes.TextTest,
        nodes.TimeLiteral,
        nodes.ValueSet,
        nodes.Was,
    }
)


class Sweep:
    """Asks rules that the same records are about, in the order of their places.

    `sweep(turn, slots)` gives the places of those that may fire, one after the other, so that each can be run before
    the next one is asked for: when it has written something, the rest is asked anew. With `after` only those behind
    that place are asked. Raises nothing.
    """

    __slots__ = ("_chunks",)

    def __init__(self, chunks: Sequence[tuple[tuple[int, ...], Any]]) -> None:
        self._chunks = tuple(chunks)

    def __call__(self, turn: Turn, slots: tuple[Any, ...], after: int = -1) -> Iterator[int]:
        for places, ask in self._chunks:
            while places[-1] > after:
                writes, steps = turn.writes, turn.steps
                found: Sequence[int] = []
                before = decimal.getcontext()
                decimal.setcontext(CONTEXT)
                try:
                    ask(turn, *slots, found)
                except (ValueFailure, decimal.DecimalException):
                    turn.steps = steps  # each of them uses what it needs
                    found = places
                finally:
                    decimal.setcontext(before)
                for place in found:
                    if place > after:
                        after = place
                        yield place
                        if turn.writes != writes:
                            break
                else:
                    break


def sweep(rules: Sequence[tuple[int, CheckedRule]], shop: Shop) -> Sweep:
    """A sweep of rules, each with its place, in the order of places; all of them have the same bindings.

    Its functions are generated when they are called first.
    """
    chunks = []
    for start in range(0, len(rules), CHUNK):
        part = tuple(rules[start : start + CHUNK])
        chunks.append((tuple([place for place, _ in part]), _ask(part, shop)))
    return Sweep(chunks)


def _ask(rules: tuple[tuple[int, CheckedRule], ...], shop: Shop) -> Any:
    def generate() -> tuple[Code, str]:
        code = Code(in_context=True)
        slots = {name: Slot(code.fresh("v"), missing) for name, missing in rules[0][1].bindings.items()}
        asked = {place for place, rule in rules if _can_be_asked(rule, shop)}
        certain = {path for place, rule in rules if place in asked for path in _looked_at(rule, shop)}
        scope = SweepScope(shop, code, certain=frozenset(certain))
        scope.paths.update({slot.identifier: (name,) for name, slot in slots.items()})
        tests = []
        for place, rule in rules:
            scope.names = dict(slots)
            found = code.does(code.call(code.attribute(code.name("found"), "append"), code.number(place)))
            tests += _test(rule, found, scope) if place in asked else [found]
        parameters = ("turn", *(slot.identifier for slot in slots.values()), "found")
        code.define("f", parameters, [*scope.first, *tests])
        return code, "f"

    return lazy(generate, shop.lock)


def _test(rule: CheckedRule, found: ast.stmt, scope: SweepScope) -> list[ast.stmt]:
    """The LETs of a rule, and what is done where one of its conditions holds."""
    code = scope.code
    made: list[ast.stmt] = []
    for let in rule.node.lets:
        known = constant(let.value, scope)
        name = code.fresh("v")
        made.append(code.assign(name, value(let.value, scope)))
        may_miss = isinstance(scope.shop.checked.types.get(let.value), Optional | None)
        scope.names[let.name.text] = Slot(name, may_miss, known)
    conditions = [branch.condition for branch in rule.node.branches]
    tests = [condition(node, scope) for node in conditions if node is not None]
    return [*made, code.when(code.any(tests), [found])]


# Which rules --------------------------------------------------------------------------------------------------------


def _can_be_asked(rule: CheckedRule, shop: Shop) -> bool:
    """Whether nothing of a rule but its conditions and LETs decides whether it fires, and these are quick."""
    conditions = [branch.condition for branch in rule.node.branches]
    if rule.each or rule.once or rule.at_most or None in conditions:
        return False
    return all(_is_quick(node, shop) for node in (*conditions, *(let.value for let in rule.node.lets)) if node)


def _is_quick(start: nodes.Expression, shop: Shop) -> bool:
    """Whether an expression and the definitions that it leads to hold nothing but what is quick."""
    waiting, seen = [start], {start}
    while waiting:
        for part in walk(waiting.pop()):
            if type(part) not in _QUICK:
                return False
            bound = shop.checked.bindings.get(part)
            if isinstance(bound, ConstantUse | ConditionUse):
                body = body_of(bound.declaration)
                if body not in seen:
                    seen.add(body)
                    waiting.append(body)
    return True


# What is looked up once -----------------------------------------------------------------------------------------------


def _looked_at(rule: CheckedRule, shop: Shop) -> Iterator[Path]:
    """Records that are looked at whenever the rule is asked. Others are not looked up before somebody wants them: which
    records a turn has read is a part of its decision.
    """
    for let in rule.node.lets:
        yield from _first_looked_at(let.value, shop)
    first = rule.node.branches[0].condition
    if first is not None:
        yield from _first_looked_at(first, shop)


def _first_looked_at(start: nodes.Expression, shop: Shop) -> Iterator[Path]:
    waiting = [start]
    while waiting:
        node = waiting.pop()
        match node:
            case nodes.And(operands) | nodes.Or(operands):
                waiting.append(operands[0])
            case nodes.Not(operand) | nodes.Negative(operand):
                waiting.append(operand)
            case nodes.Compare(left=left, right=right) | nodes.Arithmetic(left=left, right=right):
                waiting.append(left)
                # Of two, the second is not evaluated where the first is missing.
                if not isinstance(shop.checked.types.get(left), Optional | None):
                    waiting.append(right)
            case (
                nodes.Between(value=first)
                | nodes.OneOf(value=first)
                | nodes.IsSet(value=first)
                | nodes.IsEmpty(value=first)
                | nodes.TextTest(value=first)
                | nodes.Otherwise(value=first)
            ):
                waiting.append(first)
            case nodes.Member() | nodes.Reference():
                path = _path(node, shop)
                for length in range(1, len(path)):
                    yield path[:length]


def _path(node: nodes.Expression, shop: Shop) -> Path:
    """A binding and fields; nothing for what is no path, or leads through records of one type or another."""
    fields: list[str] = []
    while True:
        if isinstance(node, nodes.Member):
            fields.append(node.field.text)
            node = node.object
            if not isinstance(required(shop.checked.types.get(node, UNKNOWN)), RecordType):
                return ()
            continue
        bound = shop.checked.bindings.get(node)
        if isinstance(bound, AliasUse):
            node = bound.declaration.value
            continue
        return (bound.name, *reversed(fields)) if isinstance(bound, Local) else ()


@attrs.define
class SweepScope(Scope):
    """The inside of a sweep: what is looked at in any case is fetched at the beginning, fields included, other records
    when they are wanted first.

    `paths` has the records whose references are in variables, by these variables; `first` are the statements that the
    function begins with.
    """

    certain: frozenset[Path] = frozenset()
    paths: dict[str, Path] = attrs.field(factory=dict)
    first: list[ast.stmt] = attrs.field(factory=list)
    _fetched: dict[str, str] = attrs.field(factory=dict)
    _values: dict[Path, str] = attrs.field(factory=dict)

    def field(self, slot: Slot, key: ast.expr) -> ast.expr:
        return self.inside(self.code.name(slot.identifier), key)

    def inside(self, ref: ast.expr, key: ast.expr, path: Path = ()) -> ast.expr:
        known = self._path(ref)
        row = self.fetch(ref)
        if known is None or known not in self.certain:
            return self.code.item(row, key)
        assert isinstance(row, ast.Name)
        whole = (*known, self.code.known(key))
        name = self._values.get(whole)
        if name is None:
            name = self._values[whole] = self.code.fresh("x")
            self.paths[name] = whole
            self.first.append(self._unless_missing(name, row, self.code.item(row, key)))
        return self.code.name(name)

    def fetch(self, ref: ast.expr) -> ast.expr:
        code = self.code
        path = self._path(ref)
        if path is None:
            return super().fetch(ref)
        assert isinstance(ref, ast.Name)
        name = self._fetched.get(ref.id)
        new = name is None
        if name is None:
            name = self._fetched[ref.id] = code.fresh("r")
        if path in self.certain:
            if new:
                self.first.append(self._unless_missing(name, ref, super().fetch(ref)))
            return code.name(name)
        if new:
            self.first.append(code.assign(name, code.constant(None)))
        return code.any([code.name(name), code.assigned(name, super().fetch(ref))])

    def _path(self, ref: ast.expr) -> Path | None:
        return self.paths.get(ref.id) if isinstance(ref, ast.Name) else None

    def _unless_missing(self, name: str, tested: ast.expr, value: ast.expr) -> ast.stmt:
        code = self.code
        return code.assign(name, code.choose(code.missing(tested), code.constant(None), value))
