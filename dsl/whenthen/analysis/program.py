"""The checked program: the one contract between the analysis and everything above it.

The side tables are keyed by the nodes themselves. Every node is checked exactly once, in one environment: the body of a
DEFINE and the value of a LET or an ALIAS where they are declared, not where they are used.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import attrs

from whenthen.syntax import nodes
from whenthen.types.model import Type
from whenthen.types.operators import Row
from whenthen.types.schema import Action, Function, Schema
from whenthen.values.calendars import Plan
from whenthen.values.durations import Duration
from whenthen.values.refs import Ref

# What a `Reference` stands for ------------------------------------------------------------------------------------


@attrs.frozen
class Local:
    """A name of the running rule, definition or quantifier: a record of the trigger, a LET, a parameter, a variable."""

    name: str


@attrs.frozen
class AliasUse:
    """An ALIAS: stands for the expression `declaration.value`, whose root is a `Local`."""

    declaration: nodes.AliasDeclaration


@attrs.frozen
class ConstantUse:
    """A LET at the top of a file: stands for `declaration.value`, which uses no locals."""

    declaration: nodes.LetDeclaration


@attrs.frozen
class ConditionUse:
    """A DEFINE: stands for `declaration.condition`, whose locals are those of the same names where it is used."""

    declaration: nodes.DefineCondition


@attrs.frozen
class ChoiceValue:
    """A value of a choice or scale, bare or in quotes (then the node is a `TextLiteral`)."""

    value: str


@attrs.frozen
class BuiltinName:
    """`now` (an instant), `today` (a date) or `actor` (who caused the event, may be missing)."""

    name: str


@attrs.frozen
class CalendarUse:
    """A declared CALENDAR, where one is asked for: after WITHIN."""

    name: str


Binding = CalendarUse | Local | AliasUse | ConstantUse | ConditionUse | ChoiceValue | BuiltinName

# What a call calls ------------------------------------------------------------------------------------------------


@attrs.frozen
class ActionUse:
    """A call of an action without a body. `arguments` are in the order of its parameters, None where left out."""

    action: Action
    arguments: tuple[nodes.Expression | None, ...]


@attrs.frozen
class DefinitionUse:
    """A call of a DEFINE ACTION; `arguments` likewise."""

    definition: nodes.DefineAction
    arguments: tuple[nodes.Expression | None, ...]


# Rules ------------------------------------------------------------------------------------------------------------


@attrs.frozen
class EventStart:
    """An `EventTrigger`, resolved. `provides` are the names it binds (some of them may be absent in an event)."""

    node: nodes.EventTrigger
    type: str
    provides: tuple[str, ...]


@attrs.frozen
class ChangeStart:
    """A `ChangeTrigger`, resolved: the field of a record type; `name` is the binding, the name of that type."""

    node: nodes.ChangeTrigger
    name: str
    record: str
    field: str


@attrs.frozen
class TimedStart:
    """`has been … for`, `has not changed for`, `before`, `after`, `arrives`, resolved.

    `name` is the binding, the name of the record type `record`; `field` is None where the whole record is watched.
    `duration` is what lies between the start (or the moment in the field) and the firing: negative for `before`,
    nothing for `arrives`. For a business duration `calendar` names a declared calendar, or `calendar_field` a field of
    the record that holds the name of one; without both it is the program's default. The field of a `MomentTrigger` is
    an instant, or a date: that stands for its midnight in the project's zone.
    """

    node: nodes.StateTrigger | nodes.UnchangedTrigger | nodes.MomentTrigger
    name: str
    record: str
    field: str | None
    duration: Duration
    calendar: str | None = None
    calendar_field: str | None = None


@attrs.frozen
class ClockStart:
    """`every …`, resolved: each `interval`, or at the time `at` of the `days` of the week (0 is Monday).

    An interval is either of whole days, and then `at` is the time of day, or a time from a minute up to less than 24
    hours, counted anew from each midnight, and then `at` is None. With an interval `days` is empty. `zone` is an IANA
    name.
    """

    node: nodes.ClockTrigger
    zone: str
    interval: Duration | None
    days: tuple[int, ...]
    at: dt.time | None


Start = EventStart | ChangeStart | TimedStart | ClockStart


@attrs.frozen
class Each:
    """FOR EACH, resolved: the `variable` and the type of its records. `node.collection` is None for all of the type."""

    node: nodes.ForEach
    variable: str
    record: str


@attrs.frozen
class Period:
    """ACTIVE: from one date until another, both of them included, None where it has no end."""

    first: dt.date | None
    last: dt.date | None


@attrs.frozen
class CheckedRule:
    """`bindings` are the records that its triggers bring, name -> whether it may be missing, in a fixed order; the
    variable of FOR EACH is the last of them.

    `disabled`, `shadow` and `active` are the rule's own and those of its group; all of `active` have to hold. `group`
    is the title of a group of FIRST MATCH. `overrides` has ids. `version` is another one for each meaning that the text
    of the rule (without titles of definitions, comments and layout) can have.
    """

    node: nodes.Rule
    id: str
    title: str
    order: int
    owner: str | None
    disabled: bool
    shadow: bool
    starts: tuple[Start, ...]
    bindings: Mapping[str, bool]
    version: str = ""
    each: Each | None = None
    once: nodes.OnceSetting | None = None
    at_most: nodes.AtMostSetting | None = None
    active: tuple[Period, ...] = ()
    group: str | None = None
    overrides: tuple[str, ...] = ()


@attrs.frozen
class CheckedProgram:
    """A program without errors.

    `rules` are in the order in which they run, the DISABLED ones included. `operators` has a row for each `Arithmetic`,
    `Compare`, `Between` (its `>=` row), `Adjust` (its + or - row) and `Negative` (none); `types` a type for each
    expression, `?` included and narrowed by what is known there; `targets` the (record type, field) that a statement
    writes and that `Changed`, `Was` and `ChangeTrigger` look at.

    A rule stands before those that it overrides. `calendars` are all that are declared, `calendar` is the name of the
    one that is meant where none is named, `zone` that of the project's time zone.
    """

    schema: Schema
    rules: tuple[CheckedRule, ...]
    data: Mapping[Ref, Mapping[str, Any]]
    bindings: Mapping[nodes.Node, Binding]
    types: Mapping[nodes.Node, Type]
    operators: Mapping[nodes.Node, Row]
    functions: Mapping[nodes.Call, Function]
    actions: Mapping[nodes.Perform, ActionUse | DefinitionUse]
    targets: Mapping[nodes.Node, tuple[str, str]]
    calendars: Mapping[str, Plan] = attrs.field(factory=dict)
    calendar: str | None = None
    zone: str = "UTC"
