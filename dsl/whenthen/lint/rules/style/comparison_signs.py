"""`=` and `!=` in a file that says `is` elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Edit, Fix
from whenthen.lint.context import Context
from whenthen.lint.edits.operators import find, words_behind
from whenthen.lint.finding import finding
from whenthen.syntax import nodes

CODE = Code(
    "W107",
    "`=` beside `is`",
    explanation="A file compares with `=` or `!=`, and with `is` or `is not` elsewhere.",
    why="They mean the same. Whoever reads both in one file looks for the difference.",
    failing=asks("ticket.status is open AND ticket.nudges = 3"),
    mended=asks("ticket.status is open AND ticket.nudges is 3"),
    severity="warning",
    opinion=True,
    fix=SAFE,
)
_WORDS = {"=": "is", "!=": "is not"}


def in_program(context: Context) -> Iterator[Diagnostic]:
    tests = list(context.own_nodes(nodes.Compare))
    with_words = {test.span.source for test in tests if test.spelling in _WORDS.values()}
    for test in tests:
        if test.span.source not in with_words:
            continue
        words = _WORDS.get(test.spelling)
        place = words and find(test.spelling, words_behind(test.left, test, test.right))
        if words and place:
            text = place.source.text
            tight = not (text[place.start - 1].isspace() and text[place.end].isspace())
            yield finding(
                CODE,
                f"`{test.spelling}` stands here, and `is` elsewhere in this file",
                place,
                help=f"write `{words}`",
                fix=Fix(f"write `{words}`", (Edit(place, f" {words} " if tight else words),)),
            )
