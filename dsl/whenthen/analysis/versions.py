"""Which meaning a rule has: another version for each that its text can have.

A version hangs on the rule and on the definitions that it leads to, and not on what these are called. Titles and IDs
name a rule and an OWNER is told of it, so they do not count, and neither do documentation, comments and layout.
"""

from __future__ import annotations

import attrs

from whenthen.analysis.calendars import default_calendar
from whenthen.analysis.checker import Checker
from whenthen.analysis.program import AliasUse, CalendarUse, CheckedRule, ConditionUse, ConstantUse, DefinitionUse
from whenthen.syntax import nodes
from whenthen.syntax.digest import digest
from whenthen.syntax.walk import walk

_NAMED = nodes.LetDeclaration | nodes.AliasDeclaration | nodes.DefineCondition | nodes.DefineAction
_Definition = _NAMED | nodes.CalendarDeclaration


def with_versions(rules: tuple[CheckedRule, ...], checker: Checker) -> tuple[CheckedRule, ...]:
    """The rules of a program without errors, each with its version."""
    known: dict[nodes.Node, str] = {}
    return tuple(attrs.evolve(rule, version=_version(rule.node, known, checker)) for rule in rules)


def _version(rule: nodes.Rule, known: dict[nodes.Node, str], checker: Checker) -> str:
    instead = _uses(rule, known, checker)
    instead[rule.title] = None
    instead |= {s: None for s in rule.settings if isinstance(s, nodes.IdSetting | nodes.OwnerSetting)}
    return digest(rule, instead)


def _definition(item: _Definition, known: dict[nodes.Node, str], checker: Checker) -> str:
    """The digest of a definition and of those that it uses; they nest no deeper than `effects.DEEPEST`."""
    found = known.get(item)
    if found is None:
        instead = _uses(item, known, checker)
        instead[item.name] = None
        found = known[item] = digest(item, instead)
    return found


def _uses(
    top: nodes.Rule | _Definition, known: dict[nodes.Node, str], checker: Checker
) -> dict[nodes.Node, str | None]:
    """The digests of the definitions that a tree uses, each for the node that names it."""
    instead: dict[nodes.Node, str | None] = {}
    default = default_calendar(checker)
    for node in walk(top):
        if isinstance(node, nodes.Perform):
            call = checker.actions.get(node)
            if isinstance(call, DefinitionUse):
                instead[node.action] = _definition(call.definition, known, checker)
        elif isinstance(node, nodes.Reference):
            match checker.bindings.get(node):
                case AliasUse(item) | ConstantUse(item) | ConditionUse(item):
                    instead[node] = _definition(item, known, checker)
                case CalendarUse(name):
                    instead[node] = _definition(checker.tables.calendars[name], known, checker)
        elif isinstance(node, nodes.DurationLiteral) and node.business and default in checker.tables.calendars:
            # It may be measured on the calendar that is meant where none is named.
            calendar = _definition(checker.tables.calendars[default], known, checker)
            instead[node] = f"{digest(node)} {calendar}"
    return instead
