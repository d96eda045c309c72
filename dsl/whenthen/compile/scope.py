"""What stands around the expression that is being compiled: the program, the function, and the names in it."""

from __future__ import annotations

import ast
import datetime as dt
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import attrs

from whenthen.analysis.program import CheckedProgram
from whenthen.compile.emit import Code
from whenthen.syntax import nodes
from whenthen.types.model import UNKNOWN, Optional, Type, required
from whenthen.values.timebase import Timebase


class NotConstant:
    """The type of `NOT_CONSTANT`: an expression has no value that is known before the program runs."""

    def __repr__(self) -> str:
        return "NOT_CONSTANT"


NOT_CONSTANT = NotConstant()


@attrs.frozen
class Definition:
    """A DEFINE, a LET at the top of a file, or an expression that stands in several places: a function of the turn and
    of the names that it uses. `shared` says that its answers are kept.
    """

    function: Callable[..., Any]
    needs: tuple[str, ...]
    shared: bool = False


@attrs.define
class Shop:
    """What all functions of one program share while they are compiled."""

    checked: CheckedProgram
    functions: Mapping[str, Callable[..., Any]]
    timebase: Timebase
    trusted: Collection[str] = ()  # functions of the language: pure
    lock: threading.RLock = attrs.field(factory=threading.RLock)
    definitions: dict[nodes.Node, Definition] = attrs.field(factory=dict)
    actions: dict[nodes.DefineAction, Callable[..., Any]] = attrs.field(factory=dict)
    folded: dict[tuple[nodes.Node, bool], Any] = attrs.field(factory=dict)
    sharing: Any = None  # a `sharing.Sharing`, made when it is first needed

    @property
    def zone(self) -> dt.tzinfo:
        """The project's time zone."""
        return self.timebase.zone


#: The variable of a record, and the fields that lead from it to another one.
Path = tuple[str, ...]


@attrs.frozen
class Slot:
    """A name of the rule: the parameter or variable that holds it, whether that may be None, its value where known."""

    identifier: str
    may_miss: bool = True
    constant: Any = NOT_CONSTANT


@attrs.define
class _Row:
    """The uses of one record's fields in a function."""

    slot: Slot
    line: int
    uses: list[ast.Subscript] = attrs.field(factory=list)
    certain: bool = False


@attrs.define
class Scope:
    """The inside of one generated function.

    `open` scopes (of a DEFINE) make a parameter of every name they are asked for, those with an `outer` scope (the loop
    of a quantifier) take it from there; both end up in `captured`, in order. In a scope that `writes`, the fields of a
    record are looked up anew each time. `waits` numbers the `wait`s of a branch.
    """

    shop: Shop
    code: Code
    names: dict[str, Slot] = attrs.field(factory=dict)
    outer: Scope | None = None
    open: bool = False
    writes: bool = False
    waits: Mapping[nodes.Statement, int] = attrs.field(factory=dict)
    captured: dict[str, Slot] = attrs.field(factory=dict)
    _conditional: int = 0
    _rows: dict[str, _Row] = attrs.field(factory=dict)
    _behind: dict[Path, list[ast.Subscript]] = attrs.field(factory=dict)

    def lookup(self, name: str) -> Slot:
        slot = self.names.get(name)
        if slot is not None:
            return slot
        if self.outer is not None:
            slot = self.outer.lookup(name)
        elif self.open:
            slot = Slot(self.code.fresh("v"))
        else:
            raise LookupError("a name that is not bound in its rule")  # the analysis has let it pass
        self.names[name] = slot
        if isinstance(slot.constant, NotConstant):
            self.captured[name] = slot
        return slot

    def depends_on_item(self, names: Iterable[str]) -> bool:
        """Whether one of the names is the variable of a loop here."""
        unknown = set(names)
        inside = self
        while inside.outer is not None:
            if any(name in inside.names and name not in inside.captured for name in unknown):
                return True
            inside = inside.outer
        return False

    # Types --------------------------------------------------------------------------------------------------------

    def type(self, node: nodes.Node) -> Type:
        """The type of an expression, without its `?`."""
        return required(self.shop.checked.types.get(node, UNKNOWN))

    def may_miss(self, node: nodes.Node) -> bool:
        """Whether the value of an expression may be None where it stands."""
        type = self.shop.checked.types.get(node)
        return type is None or isinstance(type, Optional)

    # Rows ---------------------------------------------------------------------------------------------------------

    @contextmanager
    def perhaps(self) -> Iterator[None]:
        """What is compiled inside is not evaluated each time."""
        self._conditional += 1
        try:
            yield
        finally:
            self._conditional -= 1

    def field(self, slot: Slot, key: ast.expr) -> ast.expr:
        """A field of the record in a slot that is not None. Whether its row is kept in a variable is decided later."""
        row = self._rows.get(slot.identifier)
        if row is None:
            row = self._rows[slot.identifier] = _Row(slot, self.code.line)
        use = self.code.item(key, key)
        row.uses.append(use)
        row.certain = row.certain or not self._conditional
        return use

    def rows(self, *only: str) -> list[ast.stmt]:
        """The statements that fetch the rows which are kept, for the beginning of the function (or of a loop).

        To be asked once for each variable of a loop, and then for what is left.
        """
        found = []
        for identifier in only or tuple(self._rows):
            row = self._rows.pop(identifier, None)
            if row is None:
                continue
            before, self.code.line = self.code.line, row.line
            if not self.writes and (row.certain or len(row.uses) > 1):
                name = self.code.fresh("r")
                fetched = self.fetch(self.code.name(identifier))
                if row.slot.may_miss:
                    test = self.code.missing(self.code.name(identifier))
                    fetched = self.code.choose(test, self.code.constant(None), fetched)
                found.append(self.code.assign(name, fetched))
                for use in row.uses:
                    use.value = self.code.name(name)
            else:
                for use in row.uses:
                    use.value = self.fetch(self.code.name(identifier))
            self.code.line = before
        for path in [path for path in self._behind if not only or path[0] in only]:
            uses = self._behind.pop(path)
            if len(uses) > 1:
                # Looked up where it is wanted first, and not before: there may be no such record.
                name = self.code.fresh("r")
                found.append(self.code.assign(name, self.code.constant(None)))
                for use in uses:
                    use.value = self.code.any([self.code.name(name), self.code.assigned(name, use.value)])
        return found

    def inside(self, ref: ast.expr, key: ast.expr, path: Path = ()) -> ast.expr:
        """A field of a record that is not None. With the `path` that leads to it the record is looked up once."""
        use = self.code.item(self.fetch(ref), key)
        if path and not self.writes:
            self._behind.setdefault(path, []).append(use)
        return use

    def fetch(self, ref: ast.expr) -> ast.expr:
        """The current fields of a record."""
        return self.code.item(self.code.attribute(self.code.name("turn"), "rows"), ref)
