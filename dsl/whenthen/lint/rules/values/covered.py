"""A word in a list that a shorter one of the same list finds already."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.edits.parts import leave_out_item
from whenthen.lint.finding import finding
from whenthen.lint.views.comparing import END, PART, START, Comparison, comparisons
from whenthen.syntax import nodes
from whenthen.values.text import fold

CODE = Code(
    "V205",
    "a word that another one of the list covers",
    explanation="A text is tested for any, or for none, of several words, and one of them is a part of another one: "
    "whatever contains `refunds` contains `refund` too. With `starts with` it is the start, with `ends with` the "
    "end.",
    why="The longer word changes nothing. It often shows that whole words were meant, which `contains_word` finds.",
    failing=asks('ticket.subject contains any of ["refund", "refunds"]'),
    mended=asks('ticket.subject contains any of ["refund"]'),
    severity="warning",
    fix=SAFE,
)

#: Longer lists are data, and nobody reads them.
_MOST = 500
_VERBS = {PART: "contains", START: "starts with", END: "ends with"}


def in_program(context: Context) -> Iterator[Diagnostic]:
    done: set[nodes.ListLiteral] = set()
    ways: dict[nodes.ListLiteral, set[tuple[str, bool]]] = {}  # in which a list is compared, where it is a LET
    for comparison in comparisons(context):
        if comparison.listed is not None:
            ways.setdefault(comparison.listed, set()).add((comparison.how, comparison.quantifier == "all"))
    for comparison in comparisons(context):
        listed = comparison.listed
        if listed is None or listed in done or comparison.how not in _VERBS or not context.owns(listed):
            continue
        done.add(listed)
        if len(ways[listed]) == 1 and comparison.quantifier != "all" and len(listed.items) <= _MOST:
            yield from _covered(comparison, listed)


def _covered(comparison: Comparison, listed: nodes.ListLiteral) -> Iterator[Diagnostic]:
    folded = [(fold(text.value), text) for text in comparison.texts if text.value]
    for longer, text in folded:
        for shorter, other in folded:
            if shorter != longer and _covers(shorter, longer, comparison.how):
                yield finding(
                    CODE,
                    f"whatever {_VERBS[comparison.how]} `{text.value}` {_VERBS[comparison.how]} `{other.value}` too",
                    text.span,
                    Label(other.span, "this one covers it"),
                    help="leave the longer one out"
                    + (", or ask for whole words with `contains_word`" if comparison.how == PART else ""),
                    fix=leave_out_item(listed, text, safe=comparison.let is None),
                )
                break


def _covers(shorter: str, longer: str, how: str) -> bool:
    if how == PART:
        return shorter in longer
    return longer.startswith(shorter) if how == START else longer.endswith(shorter)
