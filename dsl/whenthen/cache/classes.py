"""The classes that cached data may be made of: nothing else is ever built from what stands in a file of the cache."""

from __future__ import annotations

from typing import Any

import attrs

from whenthen.analysis import program
from whenthen.syntax import nodes
from whenthen.types import facts, model, operators, schema
from whenthen.values import calendars
from whenthen.values.durations import Duration
from whenthen.values.money import Money

#: Every kind of node that a tree can hold.
NODES: tuple[type[Any], ...] = tuple(
    kind for kind in (getattr(nodes, name) for name in nodes.__all__ if name != "Node") if attrs.has(kind)
)

#: What a checked program holds beside nodes and plain values.
CHECKED: tuple[type[Any], ...] = (
    *(program.Local, program.AliasUse, program.ConstantUse, program.ConditionUse, program.ChoiceValue),
    *(program.BuiltinName, program.CalendarUse, program.ActionUse, program.DefinitionUse),
    *(program.EventStart, program.ChangeStart, program.TimedStart, program.ClockStart),
    *(program.Each, program.Period, program.CheckedRule, program.CheckedProgram),
    *(model.Scalar, model.Choice, model.ListOf, model.SetOf, model.RecordType, model.Union, model.Optional),
    model.Variable,
    *(schema.Field, schema.Record, schema.Event, schema.Parameter, schema.Function, schema.Action, schema.Schema),
    operators.Row,
    *(facts.Path, facts.IsOneOf, facts.HasMember, facts.IsThere, facts.InRange, facts.HasText, facts.HasPattern),
    *(facts.IsNoneOf, facts.IsBare, facts.LacksText, facts.LacksPattern, facts.LacksMembers),
    *(calendars.Opening, calendars.Plan),
    *(Duration, Money),
)

TABLE: tuple[type[Any], ...] = (*NODES, *CHECKED)
