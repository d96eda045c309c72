"""Rules, triggers and statements: the methods for the rules of rules.lark."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from whenthen.diagnostics.model import Diagnostic
from whenthen.syntax import nodes as n
from whenthen.syntax.building.core import Part
from whenthen.syntax.building.declarations import Declarations
from whenthen.syntax.token import Token

#: Who can have caused an event.
CAUSES = ("agent", "customer", "rule", "system")


class Builder(Declarations):
    """The whole builder: one method for each rule of the grammar, and one for each terminal that has a value."""

    def rule(self, c: list[Any]) -> n.Rule:
        for_each = next(iter(self.every(c, n.ForEach)), None)
        return self.put(
            n.Rule,
            c,
            self.plain_text(c[1], "a title"),
            self.every(c, n.Setting),
            self.value_of(c, "triggers"),
            for_each,
            self.every(c, n.LetDeclaration),
            self.value_of(c, "branches"),
        )

    # ---- settings

    def id(self, c: list[Any]) -> n.IdSetting:
        return self.put(n.IdSetting, c, c[1])

    def owner(self, c: list[Any]) -> n.OwnerSetting:
        return self.put(n.OwnerSetting, c, self.plain_text(c[1], "an owner"))

    def order(self, c: list[Any]) -> n.OrderSetting:
        return self.put(n.OrderSetting, c, c[-1], self.has(c, "MINUS"))

    def once(self, c: list[Any]) -> n.OnceSetting:
        return self.put(n.OnceSetting, c, tuple(c[2::2]))

    def at_most(self, c: list[Any]) -> n.AtMostSetting:
        return self.put(n.AtMostSetting, c, c[2], c[-1], tuple(c[5:-2:2]))

    def window(self, c: list[Any]) -> n.DurationLiteral:
        if isinstance(c[0], n.DurationLiteral):
            return c[0]
        return n.DurationLiteral(Decimal(1), c[0].lower(), False, str(c[0]), span=self.span(c))

    def overrides(self, c: list[Any]) -> n.OverridesSetting:
        return self.put(n.OverridesSetting, c, self.plain_text(c[1], "a title"))

    def group(self, c: list[Any]) -> n.GroupSetting:
        return self.put(n.GroupSetting, c, self.plain_text(c[1], "a title"))

    # ---- clauses

    def for_each(self, c: list[Any]) -> n.ForEach:
        words = {child.type: place for place, child in enumerate(c) if isinstance(child, Token)}
        collection = c[words["IN"] + 1] if "IN" in words else None
        record = c[3] if len(c) > 3 and isinstance(c[3], n.Name) else None
        return self.put(n.ForEach, c, c[2], record, collection, c[words["WHERE"] + 1] if "WHERE" in words else None)

    def branches(self, c: list[n.Branch]) -> Part:
        return self.part("branches", c, tuple(c))

    def only_branch(self, c: list[Any]) -> Part:
        branch = self.put(n.Branch, c, None, self.every(c, n.Statement))
        return self.part("branches", c, (branch,))

    def if_branch(self, c: list[Any]) -> n.Branch:
        return self.put(n.Branch, c, c[1], self.every(c, n.Statement))

    def else_if(self, c: list[Any]) -> n.Branch:
        return self.put(n.Branch, c, c[2], self.every(c, n.Statement))

    def else_branch(self, c: list[Any]) -> n.Branch:
        return self.put(n.Branch, c, None, self.every(c, n.Statement))

    # ---- triggers

    def triggers(self, c: list[Any]) -> Part:
        return self.part("triggers", c, tuple(c[::2]))

    def event_trigger(self, c: list[Any]) -> n.EventTrigger:
        return self.put(n.EventTrigger, c, c[0], c[2], self.value_of(c, "cause"))

    def change_trigger(self, c: list[Any]) -> n.ChangeTrigger:
        before, after = self.value_of(c, "from"), self.value_of(c, "to")
        return self.put(n.ChangeTrigger, c, c[0], before, after, self.value_of(c, "cause"))

    def cause(self, c: list[Any]) -> Part:
        said = c[-1]
        name = said if isinstance(said, n.Name) else n.Name("rule", span=self.token_span(said))
        if name.text.lower() not in CAUSES:
            self.report(
                Diagnostic(
                    "S033",
                    f"`{name.text}` is not somebody who can cause an event",
                    name.span,
                    help="write `by agent`, `by customer`, `by a rule` or `by system`",
                )
            )
        return self.part("cause", c, n.Name(name.text.lower(), span=name.span))

    def state_trigger(self, c: list[Any]) -> n.StateTrigger:
        return self.put(n.StateTrigger, c, c[0], c[3], c[5], self.value_of(c, "calendar"))

    def unchanged_trigger(self, c: list[Any]) -> n.UnchangedTrigger:
        return self.put(n.UnchangedTrigger, c, c[0], c[5], self.value_of(c, "calendar"))

    def arrival_trigger(self, c: list[Any]) -> n.MomentTrigger:
        return self.put(n.MomentTrigger, c, c[0])

    def moment_trigger(self, c: list[Any]) -> n.MomentTrigger:
        direction = 1 if self.has(c, "AFTER") else -1
        return self.put(n.MomentTrigger, c, c[2], c[0], direction, self.value_of(c, "calendar"))

    def clock_trigger(self, c: list[Any]) -> n.ClockTrigger:
        unit, interval = (c[1].lower(), None) if isinstance(c[1], Token) else ("", c[1])
        words = {child.type: place for place, child in enumerate(c) if isinstance(child, Token)}
        at = c[words["AT"] + 1] if "AT" in words else None
        zone = self.plain_text(c[-1], "a time zone") if "IN" in words else None
        return self.put(n.ClockTrigger, c, unit, interval, at, zone)

    # ---- statements

    def set_field(self, c: list[Any]) -> n.SetField:
        return self.put(n.SetField, c, c[1], c[3])

    def clear_field(self, c: list[Any]) -> n.ClearField:
        return self.put(n.ClearField, c, c[1])

    def add_to(self, c: list[Any]) -> n.AddTo:
        return self.put(n.AddTo, c, c[1], c[3])

    def remove_from(self, c: list[Any]) -> n.RemoveFrom:
        return self.put(n.RemoveFrom, c, c[1], c[3])

    def increase(self, c: list[Any]) -> n.Adjust:
        return self.put(n.Adjust, c, 1, c[1], c[3])

    def decrease(self, c: list[Any]) -> n.Adjust:
        return self.put(n.Adjust, c, -1, c[1], c[3])

    def raise_step(self, c: list[Any]) -> n.Step:
        return self.put(n.Step, c, 1, c[1], c[3] if len(c) > 2 else None)

    def lower_step(self, c: list[Any]) -> n.Step:
        return self.put(n.Step, c, -1, c[1], c[3] if len(c) > 2 else None)

    def wait(self, c: list[Any]) -> n.Wait:
        condition = c[-1] if self.has(c, "WHILE") else None
        return self.put(n.Wait, c, c[1], condition, self.value_of(c, "calendar"))

    def stop(self, c: list[Any]) -> n.Stop:
        return self.put(n.Stop, c)

    def perform(self, c: list[Any]) -> n.Perform:
        return self.put(n.Perform, c, c[0], c[1], self.every(c, n.Argument))

    def argument(self, c: list[Any]) -> n.Argument:
        return self.put(n.Argument, c, c[0].lower(), c[1])

    def preposition(self, c: list[Token]) -> Token:
        return c[0]
