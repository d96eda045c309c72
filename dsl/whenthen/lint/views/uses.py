"""What of a program's declarations is used, and which of them are an offer to others.

A declaration is used where a name stands for it, however the place is reached: what only an unused definition uses
counts as used until that one is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from whenthen.analysis.inputs import ProgramFile
from whenthen.analysis.program import AliasUse, CheckedProgram, ConditionUse, ConstantUse, DefinitionUse, Local
from whenthen.lint.context import Context
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk

#: What is used by a bare word, or called.
D = TypeVar("D", nodes.LetDeclaration, nodes.DefineCondition, nodes.DefineAction)


def used_declarations(context: Context) -> frozenset[nodes.Node]:
    """The LETs, DEFINEs, ALIASes and DEFINE ACTIONs that anything in the program uses."""
    return context.get(_used)


def _used(context: Context) -> frozenset[nodes.Node]:
    found: set[nodes.Node] = set()
    for binding in context.checked.bindings.values():
        if isinstance(binding, AliasUse | ConstantUse | ConditionUse):
            found.add(binding.declaration)
    for use in context.checked.actions.values():
        if isinstance(use, DefinitionUse):
            found.add(use.definition)
    return frozenset(found)


def unused(context: Context, kind: type[D]) -> Iterator[D]:
    """The items of a class at the top of the project's files that nothing uses and that are no offer."""
    used = used_declarations(context)
    for file in settled_files(context):
        for item in file.tree.items:
            if isinstance(item, kind) and item not in used:
                yield item


def settled_files(context: Context) -> tuple[ProgramFile, ...]:
    """The project's files whose declarations are all for this project: all who could use them are here.

    A file that was named by itself may be used by others. So may a file without rules that no other file uses, and
    what it uses itself: that is a library. A project without rules is one.
    """
    return context.get(_settled)


def _settled(context: Context) -> tuple[ProgramFile, ...]:
    own = list(context.own_files)
    if context.partial or any(file.incomplete for file in own):
        return ()
    with_rules = {file.source.name for file in own if _has_rules(file)}
    offered: set[str] = set()
    for file in own:
        if with_rules.isdisjoint(file.sees) and not any(_uses(other, file) for other in own):
            offered.update(file.sees)
    return tuple(file for file in own if file.source.name not in offered)


def _has_rules(file: ProgramFile) -> bool:
    return any(isinstance(item, nodes.Rule) for item in file.tree.items)


def _uses(other: ProgramFile, file: ProgramFile) -> bool:
    """Whether another file uses a file that does not use it, too."""
    return file.source.name in other.sees and other.source.name not in file.sees


def local_names(parts: Iterable[nodes.Node], checked: CheckedProgram) -> frozenset[str]:
    """The local names that any of the nodes speaks of, those that its definitions and aliases speak of included."""
    waiting, seen, found = list(parts), set[nodes.Node](), set[str]()
    while waiting:
        for node in walk(waiting.pop()):
            binding = checked.bindings.get(node)
            if isinstance(binding, Local):
                found.add(binding.name)
            elif isinstance(binding, AliasUse | ConditionUse) and binding.declaration not in seen:
                seen.add(binding.declaration)
                declaration = binding.declaration
                waiting.append(
                    declaration.value if isinstance(declaration, nodes.AliasDeclaration) else declaration.condition
                )
    return frozenset(found)


def reached(context: Context) -> tuple[nodes.Item, ...]:
    """The items of the project, and those of libraries that they lead to: rules and what they stand for."""
    return context.get(_reached)


def _reached(context: Context) -> tuple[nodes.Item, ...]:
    checked = context.checked
    waiting: list[nodes.Item] = [item for file in context.own_files for item in file.tree.items]
    found = dict.fromkeys(waiting)
    while waiting:
        for node in walk(waiting.pop()):
            binding, action = checked.bindings.get(node), None
            if isinstance(node, nodes.Perform):
                action = checked.actions.get(node)
            further: nodes.Item | None = None
            if isinstance(binding, AliasUse | ConstantUse | ConditionUse):
                further = binding.declaration
            elif isinstance(action, DefinitionUse):
                further = action.definition
            if further is not None and further not in found:
                found[further] = None
                waiting.append(further)
    return tuple(found)
