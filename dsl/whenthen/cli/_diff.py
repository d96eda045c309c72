"""The difference between two texts of a file, as `diff -u` has it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from whenthen.diagnostics.escape import escape
from whenthen.diagnostics.look import Look

_STYLES = {"-": "error", "+": "help", "@": "frame"}


def unified(name: str, before: str, after: str, look: Look) -> str:
    """The difference, with a line end at the end; empty where there is none. What cannot be shown is escaped."""
    return "".join(f"{line}\n" for line in _lines(name, before, after, look))


def _lines(name: str, before: str, after: str, look: Look) -> Iterator[str]:
    shown = escape(name, look.can_show)
    old, new = _split(before), _split(after)
    for at, line in enumerate(difflib.unified_diff(old, new, shown, shown, lineterm="")):
        if at < 2:
            yield look.paint(line, "strong")
            continue
        sign, rest = line[0], line[1:]
        whole = sign == "@" or rest.endswith("\n")
        visible = "\t".join(escape(part, look.can_show) for part in rest.rstrip("\r\n").split("\t"))
        yield look.paint(f"{sign}{visible}", _STYLES.get(sign, ""))
        if not whole:
            yield "\\ No newline at end of file"


def _split(text: str) -> list[str]:
    """The lines, each with its end, which is a line feed and nothing else."""
    lines = [f"{line}\n" for line in text.split("\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines
