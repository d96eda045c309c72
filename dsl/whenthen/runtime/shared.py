"""Answers of one turn that several rules ask for: worked out by the first, and kept until a record is written."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from whenthen.runtime.turn import Turn

#: So many answers are kept.
_MOST = 4_096


class Shared(dict[tuple[Any, ...], Any]):
    """Answers, by a function and the records that it is asked about: `shared[function, record, …]`.

    What is not there is asked for, and then kept; a failure is not. The functions are pure as long as no record is
    written: what they read are records, the time and who caused the event. An answer that is kept costs no steps.
    """

    __slots__ = ("_turn",)

    def __init__(self, turn: Turn) -> None:
        super().__init__()
        self._turn = weakref.ref(turn)  # no circle: a turn is gone when it is over

    def __missing__(self, key: tuple[Any, ...]) -> Any:
        function, *slots = key
        answer = function(self._turn(), *slots)
        if len(self) >= _MOST:
            self.clear()
        self[key] = answer
        return answer
