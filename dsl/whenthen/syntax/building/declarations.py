"""Items and types: the methods for the rules of file.lark."""

from __future__ import annotations

from typing import Any

import attrs

from whenthen.diagnostics.fixes import leave_out
from whenthen.diagnostics.model import Diagnostic
from whenthen.syntax import nodes as n
from whenthen.syntax.building.core import Part
from whenthen.syntax.building.expressions import Expressions
from whenthen.syntax.token import Token

#: Words that are names elsewhere, but not behind `is`: as the bare value of a choice they could not be compared.
_BEHIND_IS = frozenset({"above", "below", "between", "empty", "less", "more", "one"})


class Declarations(Expressions):
    """One method for each rule, named as the rule or its alias."""

    # ---- the file

    def file(self, c: list[list[n.Item]]) -> list[n.Item]:
        return c[0]

    def items(self, c: list[Any]) -> list[n.Item]:
        self.forget()
        if not c:
            return []
        c[0].append(c[1])
        items: list[n.Item] = c[0]
        return items

    def documented_item(self, c: list[Any]) -> n.Item:
        item: n.Item = _with(c[1], doc=c[0].value)
        return item

    def later_item(self, c: list[Any]) -> n.BrokenItem:  # pragma: no cover - the grammar cannot reach it
        return self.put(n.BrokenItem, c, c[0].upper())

    # ---- one item each

    def use_library(self, c: list[Any]) -> n.UseLibrary:
        return self.put(n.UseLibrary, c, c[1])

    def use_file(self, c: list[Any]) -> n.UseFile:
        return self.put(n.UseFile, c, self.plain_text(c[1], "the name of a file"))

    def use_data(self, c: list[Any]) -> n.UseData:
        return self.put(n.UseData, c, self.plain_text(c[2], "the name of a file"), c[4])

    def extend_record(self, c: list[Any]) -> n.ExtendRecord:
        return self.put(n.ExtendRecord, c, c[1], self.every(c, n.FieldDeclaration))

    def record(self, c: list[Any]) -> n.RecordDeclaration:
        return self.put(n.RecordDeclaration, c, c[1], c[3], self.every(c, n.FieldDeclaration))

    def alias(self, c: list[Any]) -> n.AliasDeclaration:
        return self.put(n.AliasDeclaration, c, c[1], c[3])

    def event(self, c: list[Any]) -> n.EventDeclaration:
        return self.put(n.EventDeclaration, c, c[1], c[3], self.every(c, n.Provided))

    def function(self, c: list[Any]) -> n.FunctionDeclaration:
        return self.put(n.FunctionDeclaration, c, c[1], c[2].value, c[4])

    def action(self, c: list[Any]) -> n.ActionDeclaration:
        return self.put(n.ActionDeclaration, c, c[1], c[2].value)

    def let(self, c: list[Any]) -> n.LetDeclaration:
        return self.put(n.LetDeclaration, c, c[1], c[3])

    rule_let = let

    def define_condition(self, c: list[Any]) -> n.DefineCondition:
        return self.put(n.DefineCondition, c, c[1], c[3])

    def define_action(self, c: list[Any]) -> n.DefineAction:
        return self.put(n.DefineAction, c, c[2], c[3].value, self.every(c, n.Statement))

    def define_group(self, c: list[Any]) -> n.DefineGroup:
        mode = "first match" if self.has(c, "FIRST") else ""
        return self.put(n.DefineGroup, c, self.plain_text(c[2], "a title"), mode, self.every(c, n.Setting))

    def calendar(self, c: list[Any]) -> n.CalendarDeclaration:
        return self.put(n.CalendarDeclaration, c, c[1], self.every(c, n.CalendarHours), self.every(c, n.CalendarExcept))

    def calendar_hours(self, c: list[Any]) -> n.CalendarHours:
        days = [str(token).lower() for token in c if isinstance(token, Token) and token.type == "DAY"]
        opens, closes = self.every(c, n.TimeLiteral)
        zone = self.plain_text(c[-1], "a time zone") if self.has(c, "IN") else None
        return self.put(n.CalendarHours, c, days[0], days[-1], opens, closes, zone)

    def calendar_except(self, c: list[Any]) -> n.CalendarExcept:
        if self.has(c, "HOLIDAYS"):
            return self.put(n.CalendarExcept, c, self.plain_text(c[2], "a country"))
        dates = self.every(c, n.DateLiteral)
        return self.put(n.CalendarExcept, c, None, dates[0], dates[-1])

    # ---- fields and parameters

    def field(self, c: list[Any]) -> n.FieldDeclaration:
        given: dict[str, Any] = {}
        for part in self.every_part(c, "modifier"):
            word, value = part.value
            if word in given:
                self.report(
                    Diagnostic(
                        "S032",
                        f"`{word}` stands twice in this field",
                        part.span,
                        help=f"take one `{word}` away",
                        fix=leave_out(part.span) if value is True else None,
                    )
                )
            given[word] = value
        field: n.FieldDeclaration = _with(self.put(n.FieldDeclaration, c, c[0], c[2]), **given)
        return field

    def documented_field(self, c: list[Any]) -> n.FieldDeclaration:
        field: n.FieldDeclaration = _with(self.field(c[1:]), doc=c[0].value)
        return field

    def modifier(self, c: list[Any]) -> Part:
        return self.part("modifier", c, (c[0].lower(), c[1] if len(c) > 1 else True))

    @staticmethod
    def every_part(c: list[Any], kind: str) -> tuple[Part, ...]:
        return tuple(child for child in c if isinstance(child, Part) and child.kind == kind)

    def provided(self, c: list[Any]) -> n.Provided:
        return self.put(n.Provided, c, c[0], len(c) > 1)

    def parameters(self, c: list[Any]) -> Part:
        return self.part("parameters", c, self.every(c, n.Parameter))

    def parameter(self, c: list[Any]) -> n.Parameter:
        preposition = c[0].lower() if isinstance(c[0], Token) else ""
        return self.put(n.Parameter, c, preposition, c[-3], c[-1])

    # ---- types

    def type_name(self, c: list[Any]) -> n.NamedType:
        return self.put(n.NamedType, c, c[0])

    def enclosed_type(self, c: list[Any]) -> Any:
        return self.enclose(c)

    def optional_type(self, c: list[Any]) -> n.OptionalType:
        return self.put(n.OptionalType, c, c[0])

    def union_type(self, c: list[Any]) -> n.UnionType:
        return self.put(n.UnionType, c, tuple(c[::2]))

    def choice_type(self, c: list[Any]) -> n.ChoiceType:
        return self.put(n.ChoiceType, c, tuple(c[::2]), False)

    def scale_type(self, c: list[Any]) -> n.ChoiceType:
        return self.put(n.ChoiceType, c, tuple(c[::2]), True)

    def collection_type(self, c: list[Any]) -> n.CollectionType:
        return self.put(n.CollectionType, c, c[0].lower(), c[2])

    def choice_value(self, c: list[Any]) -> n.Name:
        value = c[0]
        if isinstance(value, n.Name):
            if value.span.text.lower() in _BEHIND_IS:
                self.report(
                    Diagnostic(
                        "S114",
                        f"`{value.text}` is a word that follows `is`, and cannot be a choice value as it is",
                        value.span,
                        help=f'write it in quotes, here and where it is used: `"{value.text}"`',
                    )
                )
            return value
        return n.Name(self.plain_text(value, "the value of a choice").value, span=value.span)

    # ---- settings that groups share with rules

    def disabled(self, c: list[Any]) -> n.DisabledSetting:
        return self.put(n.DisabledSetting, c)

    def shadow(self, c: list[Any]) -> n.ShadowSetting:
        return self.put(n.ShadowSetting, c)

    def active(self, c: list[Any]) -> n.ActiveSetting:
        return self.put(n.ActiveSetting, c, c[1])

    def active_period(self, c: list[Any]) -> n.ActivePeriod:
        dates = list(self.every(c, n.DateLiteral))
        start = dates.pop(0) if self.has(c, "FROM") else None
        return self.put(n.ActivePeriod, c, start, dates[0] if dates else None)


def _with(node: Any, **fields: Any) -> Any:
    """The node with some fields set."""
    return attrs.evolve(node, **fields) if fields else node
