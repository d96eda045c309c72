"""Payloads: objects of plain data, which nobody can change once they are made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn


class Payload(dict[str, Any]):
    """An immutable object of a payload. Functions, handlers and decisions share it with the state.

    To Python it is a dict, so that `json.dumps` and the like know it; `dict(payload)` is a copy that can be changed.
    """

    __slots__ = ()

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __repr__(self) -> str:
        return f"Payload({dict(self)!r})"

    def __reduce__(self) -> tuple[Callable[..., Payload], tuple[dict[str, Any]]]:
        return Payload, (dict(self),)

    def __copy__(self) -> Payload:
        return self

    def __deepcopy__(self, memo: object) -> Payload:
        return self

    def _immutable(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a payload never changes; `dict(payload)` is a copy that can be changed")

    __setitem__ = __delitem__ = clear = pop = popitem = setdefault = update = __ior__ = _immutable
