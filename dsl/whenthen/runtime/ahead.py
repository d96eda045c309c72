"""What has fired in a turn so that other rules are passed over: those they OVERRIDE, and the others of a group."""

from __future__ import annotations

from collections.abc import Mapping

from whenthen.values.refs import Ref

Bindings = Mapping[str, Ref]
_Names = tuple[str, ...]


class Ahead:
    """Firings, by the records that they were for. FOR EACH brings thousands, so they are looked up."""

    __slots__ = ("_by_names", "_values")

    def __init__(self) -> None:
        self._by_names: dict[_Names, list[Bindings]] = {}
        #: Of the firings with some names, the records of those names that they share with others.
        self._values: dict[tuple[_Names, _Names], set[tuple[Ref, ...]]] = {}

    def add(self, bindings: Bindings) -> None:
        """One more firing."""
        names = tuple(sorted(bindings))
        self._by_names.setdefault(names, []).append(bindings)
        for (of, shared), values in self._values.items():
            if of == names:
                values.add(tuple([bindings[name] for name in shared]))

    def agrees(self, bindings: Bindings) -> bool:
        """Whether there is a firing with which no name stands for two different records."""
        for names, firings in self._by_names.items():
            shared = tuple([name for name in names if name in bindings])
            values = self._values.get((names, shared))
            if values is None:
                values = {tuple([firing[name] for name in shared]) for firing in firings}
                self._values[names, shared] = values
            if tuple([bindings[name] for name in shared]) in values:
                return True
        return False

    def __len__(self) -> int:
        """How many look-ups an answer takes."""
        return len(self._by_names)
