"""From a failure in generated code to the place in the rule text."""

from __future__ import annotations

from typing import Any

from whenthen.compile.emit import FILENAME, ORIGIN, PLACES, SPANS
from whenthen.source import Span
from whenthen.syntax.nodes import Node
from whenthen.syntax.walk import walk


def locate(error: BaseException) -> Span | None:
    """The innermost expression or statement of a rule text that was at work when `error` was raised.

    None where no generated code took part. Code that several places share was made of one of them; what is named is the
    place that used it.
    """
    found: Span | None = None
    unit: Any = None  # the globals of the code that is looked at
    origin: Node | None = None  # what it was made of, and what it stands for here
    place: Node | None = None
    used: Node | None = None  # what the next one stands for
    step = error.__traceback__
    while step is not None:
        frame, line = step.tb_frame, step.tb_lineno
        step = step.tb_next
        if frame.f_code.co_filename != FILENAME:
            continue
        if frame.f_globals is not unit:
            unit = frame.f_globals
            origin, place = unit.get(ORIGIN), used
        found = unit[SPANS][line - 1]
        used = unit.get(PLACES, {}).get(line)
        if origin is not None and place is not None and origin is not place:
            for one, other in zip(walk(origin), walk(place), strict=False):
                if one.span == found:
                    found = other.span
                    break
            if used is not None:
                used = _corresponding(used, origin, place)
    return found


def _corresponding(part: Node, origin: Node, place: Node) -> Node:
    return next((other for one, other in zip(walk(origin), walk(place), strict=False) if one is part), part)
