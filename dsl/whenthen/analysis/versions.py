"""Which meaning a rule has: another version for each that its text can have.

A version hangs on the rule and on the definitions that it leads to, and not on what these are called. Titles and IDs
name a rule and an OWNER is told of it, so they do not count, and neither do documentation, comments and layout.
"""

from __future__ import annotations

from typing import Any

import attrs

from whenthen.analysis.calendars import default_calendar
from whenthen.analysis.checker import Checker
from whenthen.analysis.program import (
    AliasUse,
    CalendarUse,
    CheckedRule,
    ChoiceValue,
    ConditionUse,
    ConstantUse,
    DefinitionUse,
    Local,
)
from whenthen.syntax import nodes
from whenthen.syntax.digest import digest

_NAMED = nodes.LetDeclaration | nodes.AliasDeclaration | nodes.DefineCondition | nodes.DefineAction
_Definition = _NAMED | nodes.CalendarDeclaration


def with_versions(rules: tuple[CheckedRule, ...], checker: Checker) -> tuple[CheckedRule, ...]:
    """The rules of a program without errors, each with its version."""
    versions = _Versions(checker)
    return tuple(attrs.evolve(rule, version=versions.of_rule(rule.node)) for rule in rules)


class _Versions:
    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self._known: dict[nodes.Node, str] = {}
        self._default = checker.tables.calendars.get(default_calendar(checker) or "")

    def of_rule(self, rule: nodes.Rule) -> str:
        return self._digest(rule, rule.title, *_names(rule))

    def _definition(self, item: _Definition) -> str:
        """The digest of a definition and of those that it uses; they nest no deeper than `effects.DEEPEST`."""
        found = self._known.get(item)
        if found is None:
            found = self._known[item] = self._digest(item, item.name)
        return found

    def _digest(self, top: nodes.Rule | _Definition, *without: nodes.Node) -> str:
        """The digest of a tree with those of the definitions that it uses, each for the node that names it."""
        checker, instead = self._checker, dict[nodes.Node, str | None].fromkeys(without)

        def perform(node: nodes.Perform) -> None:
            call = checker.actions.get(node)
            if isinstance(call, DefinitionUse):
                instead[node.action] = self._definition(call.definition)

        def reference(node: nodes.Reference) -> None:
            match checker.bindings.get(node):
                case Local() | ChoiceValue():  # by far the most
                    pass
                case AliasUse(item) | ConstantUse(item) | ConditionUse(item):
                    instead[node] = self._definition(item)
                case CalendarUse(name):
                    instead[node] = self._definition(checker.tables.calendars[name])

        def duration(node: nodes.DurationLiteral) -> None:
            if node.business and self._default is not None:
                # It may be measured on the calendar that is meant where none is named.
                instead[node] = f"{digest(node)} {self._definition(self._default)}"

        meet: Any = {nodes.Perform: perform, nodes.Reference: reference, nodes.DurationLiteral: duration}
        return digest(top, instead, meet)


def _names(rule: nodes.Rule) -> list[nodes.Node]:
    """The settings that say nothing of what the rule does."""
    return [setting for setting in rule.settings if isinstance(setting, nodes.IdSetting | nodes.OwnerSetting)]
