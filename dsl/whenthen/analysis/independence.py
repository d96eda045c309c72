"""Whether what happens to some records can make a difference for others, so that a log can be decided on in parts.

A turn is about the records of its event, and sees from there what their fields refer to, and so on. Two records that
no event, no state and no field connects are *far apart*. What follows here are the ways in which rules let records
that are far apart matter to each other:

* a rule finds records that nothing leads to: it names one by its key, or goes through all of a type. That is harmless
  where those records stay as they are (*looks*, to be held against what is written);
* a rule counts its firings (ONCE PER, AT MOST), and not for each of the records that it is about (*reasons*).

What rules write (*moved*) is part of this: a customer that a rule writes to connects all tickets that refer to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from whenthen.analysis.program import (
    AliasUse,
    CheckedProgram,
    CheckedRule,
    ConditionUse,
    ConstantUse,
    DefinitionUse,
)
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk
from whenthen.types.model import ListOf, Optional, RecordType, SetOf, Type, Union
from whenthen.values.text import nfc

_WRITING = (nodes.SetField, nodes.ClearField, nodes.AddTo, nodes.RemoveFrom, nodes.Adjust, nodes.Step)


@attrs.frozen
class Place:
    """Where in which rule something stands. `line` counts from 1."""

    rule: str
    file: str
    line: int

    def __str__(self) -> str:
        return f"the rule `{self.rule}` ({self.file}:{self.line})"


@attrs.frozen
class Look:
    """A rule finds records that nothing leads to: one of the type `record` by its `key`, or any one (None)."""

    record: str
    key: str | None
    place: Place
    how: str

    def __str__(self) -> str:
        return f"{self.place} {self.how}"


@attrs.frozen
class Reason:
    """Why records that are far apart matter to each other, whatever the log; `str()` is half a sentence."""

    place: Place
    text: str

    def __str__(self) -> str:
        return f"{self.place} {self.text}"


@attrs.frozen
class Independence:
    """What the rules of a program say of it.

    `moved` are the types of records that rules write to or count firings for, and where: records that refer to one of
    these are not far apart. Without `reasons`, turns of records that are far apart make no difference to each other,
    as long as none of the records that `looks` find is written to.
    """

    moved: Mapping[str, Place]
    looks: tuple[Look, ...]
    reasons: tuple[Reason, ...]


def independence_of(checked: CheckedProgram) -> Independence:
    """What the rules that can run say of it; everything in the order of the rules and of their text."""
    moved: dict[str, Place] = {}
    written: dict[str, str] = {}  # in words
    looks: dict[tuple[str, str | None], Look] = {}
    reasons: list[Reason] = []
    for rule in checked.rules:
        if rule.disabled:
            continue
        for node in _parts(rule, checked):
            if isinstance(node, _WRITING):
                record = checked.targets[node][0]
                moved.setdefault(record, _place(rule, node.span))
                written.setdefault(record, "writes to")
            for look in _looks(node, rule, checked):
                looks.setdefault((look.record, look.key), look)
        for setting in (rule.once, rule.at_most):
            if setting is None:
                continue
            kept_apart = _kept_apart(setting.per, checked)
            if kept_apart is None:
                words = "fires once" if setting is rule.once else "counts how often it fires"
                reasons.append(Reason(_place(rule, setting.span), f"{words}, not for each record apart"))
            else:
                moved.setdefault(kept_apart, _place(rule, setting.span))
                written.setdefault(kept_apart, "counts for each")
    for look in looks.values():
        if look.record in moved:
            text = f"{look.how}, and {moved[look.record]} {written[look.record]} {_a(look.record)}"
            reasons.append(Reason(look.place, text))
    return Independence(moved, tuple(looks.values()), tuple(reasons))


def _parts(rule: CheckedRule, checked: CheckedProgram) -> Iterator[nodes.Node]:
    """All nodes of a rule and of the definitions that it leads to, each once."""
    waiting: list[nodes.Node] = [rule.node]
    seen: set[nodes.Node] = set()
    while waiting:
        for node in walk(waiting.pop()):
            yield node
            item: nodes.Node | None = None
            match checked.bindings.get(node):
                case AliasUse(declaration) | ConstantUse(declaration) | ConditionUse(declaration):
                    item = declaration
            if isinstance(node, nodes.Perform):
                call = checked.actions.get(node)
                item = call.definition if isinstance(call, DefinitionUse) else None
            if item is not None and item not in seen:
                seen.add(item)
                waiting.append(item)


def _looks(node: nodes.Node, rule: CheckedRule, checked: CheckedProgram) -> Iterator[Look]:
    match node:
        case nodes.KeyedRecord(record=record, key=nodes.TextLiteral(value=key)):
            yield Look(record.text, nfc(key), _place(rule, node.span), f"names {record.text} `{key}`")
        case nodes.KeyedRecord(record=record):
            how = f"names {_a(record.text)} by a key that it works out"
            yield Look(record.text, None, _place(rule, node.span), how)
        case nodes.ForEach(collection=None) if rule.each is not None:
            kind = rule.each.record
            yield Look(kind, None, _place(rule, node.span), f"goes through all records of the type {kind}")
        case nodes.Call(arguments=arguments) if node in checked.functions:
            given = set(_records(map(checked.types.get, arguments)))
            for kind in sorted(set(_records([checked.functions[node].returns])) - given):
                how = f"asks `{node.function.text}` for {_a(kind)}"
                yield Look(kind, None, _place(rule, node.span), how)


def _kept_apart(per: Iterable[nodes.Expression], checked: CheckedProgram) -> str | None:
    """The type of a record that PER names, so that what is counted for one has nothing to do with another.

    Not where it may be missing, and no texts, keys included: those that differ in their letters' case count as one.
    """
    found = [(node, type) for node in per if isinstance(type := checked.types.get(node), RecordType)]
    own = [type.name for node, type in found if isinstance(node, nodes.Reference)]
    return own[0] if own else found[0][1].name if found else None


def _records(types: Iterable[Type | None]) -> Iterator[str]:
    """The types of the records that values of these types hold."""
    for type in types:
        match type:
            case RecordType(name):
                yield name
            case Optional(inner) | ListOf(inner) | SetOf(inner):
                yield from _records([inner])
            case Union(members):
                yield from _records(members)


def _place(rule: CheckedRule, span: Span) -> Place:
    return Place(rule.title, span.source.name, span.position[0])


def _a(record: str) -> str:
    return f"{'an' if record[:1] in 'aeiou' else 'a'} {record}"
