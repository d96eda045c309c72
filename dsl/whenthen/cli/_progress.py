"""How far a long run is, on a terminal."""

from __future__ import annotations

import time
from typing import IO

from whenthen.diagnostics.escape import escape, shorten

_AFTER = 1.0  # seconds: what is done sooner needs no bar
_EVERY = 0.1
_CELLS = 30


class Progress:
    """A bar in the last line of a terminal; nothing anywhere else (`stream` None)."""

    def __init__(self, stream: IO[str] | None) -> None:
        self._stream = stream
        self._next = time.monotonic() + _AFTER
        self._drawn = False

    def at(self, done: int, total: int | None, what: str) -> None:
        """`done` of `total` (None: not known) of `what`."""
        if self._stream is None or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _EVERY
        what = shorten(escape(what), 40)
        if total:
            filled = min(_CELLS, done * _CELLS // total)
            bar = f"[{'#' * filled}{'.' * (_CELLS - filled)}] {min(100, done * 100 // total):3d}% {what}"
        else:
            bar = f"{done:,} {what}"
        self._stream.write(f"\r\x1b[K{bar}")
        self._stream.flush()
        self._drawn = True

    def clear(self) -> None:
        """Take the bar away, before something else is written."""
        if self._drawn and self._stream is not None:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._drawn = False
