"""What the rules of the linter are given: the files of a program, the checked program, and the date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar, cast

import attrs

from whenthen.analysis.inputs import ProgramFile
from whenthen.analysis.program import CheckedProgram, CheckedRule
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk

T = TypeVar("T")
N = TypeVar("N", bound=nodes.Node)


@attrs.frozen(eq=False)
class Context:
    """A program to be looked at. `files` are all of its files, those of libraries included; `own` are the names of
    those that findings are about. `program` is None where the program has errors. `today` is None where nobody says
    what day it is: then nothing is found that hangs on it. `partial` says that files were named one by one, so that
    what one of them declares may be used in another one that is not here.
    """

    files: Sequence[ProgramFile]
    own: frozenset[str]
    program: CheckedProgram | None = None
    today: dt.date | None = None
    partial: bool = False
    _shared: dict[Callable[[Context], Any], Any] = attrs.field(factory=dict, init=False, repr=False)

    @property
    def checked(self) -> CheckedProgram:
        """The checked program; for `in_program`, which is not called without one."""
        if self.program is None:
            raise ValueError("the program has errors")
        return self.program

    @property
    def own_files(self) -> Iterator[ProgramFile]:
        return (file for file in self.files if file.source.name in self.own)

    def owns(self, place: Span | nodes.Node) -> bool:
        """Whether a place is in a file of the project, and not in a library."""
        span = place if isinstance(place, Span) else place.span
        return span.source.name in self.own

    @property
    def own_rules(self) -> Iterator[CheckedRule]:
        """The checked rules of the project, in the order in which they run; the DISABLED ones included."""
        return (rule for rule in self.checked.rules if self.owns(rule.node))

    def own_nodes(self, kind: type[N]) -> Iterator[N]:
        """All nodes of a class in the project's files, in the order of the text. Subclasses do not count."""
        return iter(cast("list[N]", self.get(_by_kind).get(kind, [])))

    def get(self, derive: Callable[[Context], T]) -> T:
        """What a function makes of this context, worked out once for all rules that ask."""
        if derive not in self._shared:
            self._shared[derive] = derive(self)
        return cast(T, self._shared[derive])


def _by_kind(context: Context) -> dict[type[nodes.Node], list[nodes.Node]]:
    found: dict[type[nodes.Node], list[nodes.Node]] = {}
    for file in context.own_files:
        for node in walk(file.tree):
            found.setdefault(type(node), []).append(node)
    return found
