"""From a failure in generated code to the place in the rule text."""

from __future__ import annotations

from whenthen.compile.emit import FILENAME, SPANS
from whenthen.source import Span


def locate(error: BaseException) -> Span | None:
    """The innermost expression or statement of a rule text that was at work when `error` was raised.

    None where no generated code took part.
    """
    found: Span | None = None
    step = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        if code.co_filename == FILENAME:
            spans: list[Span] = step.tb_frame.f_globals[SPANS]
            found = spans[step.tb_lineno - 1]
        step = step.tb_next
    return found
