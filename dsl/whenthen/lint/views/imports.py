"""What the USE lines of files bring, and whether any of it is spoken of.

A name counts as spoken of wherever it stands, as whatever: what is said to be unused is certain to be.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator
from itertools import chain

import attrs

from whenthen.analysis.inputs import ProgramFile
from whenthen.lint.context import Context
from whenthen.lint.views.uses import settled_files
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk

Use = nodes.UseFile | nodes.UseLibrary


@attrs.frozen(eq=False)
class Import:
    """A USE of a file or a library, and the files that come with it alone, by no other USE of `file`."""

    file: ProgramFile
    use: Use
    brings: tuple[ProgramFile, ...]


def useless_imports(context: Context, kind: type[Use]) -> Iterator[Import]:
    """The USEs of a class that bring declarations alone, of which nobody speaks who has them by that USE."""
    settled = {file.source.name for file in settled_files(context)}
    for found in context.get(_imports):
        file = found.file
        if not isinstance(found.use, kind) or (file.source.name not in settled and not _has_rules(file)):
            continue
        if not found.brings or any(_does_more(brought) for brought in found.brings):
            continue
        offered = frozenset(name for brought in found.brings for name in _declared(brought))
        others = (other for other in context.files if file.source.name in other.sees and other is not file)
        brought_names = {brought.source.name for brought in found.brings}
        users = (user for user in chain([file], others) if user.source.name not in brought_names)
        if not any(word in offered for user in users for word in _spoken(user)):
            yield found


def _imports(context: Context) -> tuple[Import, ...]:
    by_name = {file.source.name: file for file in context.files}
    paths = {posixpath.normpath(name): name for name in by_name}
    everywhere = frozenset.intersection(*(file.sees for file in context.files)) if context.files else frozenset()
    found: list[Import] = []
    for file in context.own_files:
        targets: dict[Use, str] = {}
        for item in file.tree.items:
            name = None
            if isinstance(item, nodes.UseFile):
                folder = posixpath.dirname(file.source.name)
                name = paths.get(posixpath.normpath(posixpath.join(folder, item.path.value)))
            elif isinstance(item, nodes.UseLibrary):
                name = f"<stdlib>/{item.name.text}.when"
            if isinstance(item, nodes.UseFile | nodes.UseLibrary) and name in by_name and name not in targets.values():
                targets[item] = name
        counted = Counter(name for target in targets.values() for name in by_name[target].sees)
        for use, target in targets.items():
            alone = {name for name in by_name[target].sees if counted[name] == 1} - everywhere - {file.source.name}
            # What another file brings too is meant all the same: it was named.
            seen = alone if target in alone else by_name[target].sees - everywhere - {file.source.name}
            found.append(Import(file, use, tuple(by_name[name] for name in sorted(seen))))
    return tuple(found)


def _has_rules(file: ProgramFile) -> bool:
    return any(isinstance(item, nodes.Rule) for item in file.tree.items)


def _does_more(file: ProgramFile) -> bool:
    """Whether a file does more than to declare names: it adds to the program whatever its names are used for."""
    more = (nodes.Rule, nodes.ExtendRecord, nodes.UseData, nodes.CalendarDeclaration, nodes.BrokenItem)
    return any(isinstance(item, more) for item in file.tree.items)


def _declared(file: ProgramFile) -> Iterator[str]:
    for item in file.tree.items:
        match item:
            case nodes.EventDeclaration():
                yield item.event.text
            case nodes.DefineGroup():
                yield item.title.value
            case (
                nodes.RecordDeclaration()
                | nodes.AliasDeclaration()
                | nodes.FunctionDeclaration()
                | nodes.ActionDeclaration()
                | nodes.LetDeclaration()
                | nodes.DefineCondition()
                | nodes.DefineAction()
            ):
                yield item.name.text


def _spoken(file: ProgramFile) -> Iterator[str]:
    """All words and fixed texts of a file, but for the names of fields that it looks into."""
    fields: set[nodes.Name] = set()
    for node in walk(file.tree):
        match node:
            case nodes.Member():
                fields.add(node.field)
            case nodes.Reference():
                yield node.name
            case nodes.Name() if node not in fields:
                yield node.text
            case nodes.TextLiteral():
                yield node.value
