"""Parentheses that change nothing and do not help to read."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.inputs import ProgramFile
from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Fix
from whenthen.lint.context import Context
from whenthen.lint.edits.parentheses import pairs, without
from whenthen.lint.edits.quoting import brief
from whenthen.lint.edits.reading import reads_the_same
from whenthen.lint.finding import finding
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.syntax.walk import children

CODE = Code(
    "W105",
    "parentheses that change nothing",
    explanation="Parentheses stand around a whole condition or value, around one test of an AND or OR, around a "
    "single name or text, or twice. Those that help to read are left alone: around an AND in an OR, a test behind "
    "NOT, a calculation.",
    why="Whoever reads them looks for what they hold together.",
    failing=asks('ticket.spam AND (ticket.subject contains "refund")'),
    mended=asks('ticket.spam AND ticket.subject contains "refund"'),
    severity="warning",
    opinion=True,
    fix=SAFE,
)

#: A part of these is read to its end, whatever it is.
_WHOLE = (
    *(nodes.Branch, nodes.ForEach, nodes.DefineCondition, nodes.LetDeclaration, nodes.SetField, nodes.Wait),
    *(nodes.Quantified, nodes.Count, nodes.Pick, nodes.Call, nodes.ListLiteral, nodes.Entry, nodes.Template),
)
_JOINED = (nodes.And, nodes.Or, nodes.Not)
#: What is not one word or text.
_COMPOUND = (
    *(*_JOINED, nodes.Compare, nodes.OneOf, nodes.IsSet, nodes.IsEmpty, nodes.IsA, nodes.Between, nodes.Within),
    *(nodes.Ago, nodes.TextTest, nodes.Matches, nodes.Changed, nodes.Was, nodes.Quantified, nodes.Otherwise),
    *(nodes.Arithmetic, nodes.Negative),
)
#: Of more than these in one item, or in one that is longer, the rest is not offered to be mended at once.
_MOST, _LONG = 50, 20_000


def in_file(file: ProgramFile, context: Context) -> Iterator[Diagnostic]:
    if "(" not in file.source.text:
        return
    for item in file.tree.items:
        if "(" not in item.span.text:
            continue
        found: list[tuple[nodes.Expression, tuple[tuple[int, int], ...]]] = []
        waiting: list[nodes.Node] = [item]
        while waiting:
            whole = waiting.pop()
            below = children(whole)
            waiting += below
            for part in below:
                if isinstance(part, nodes.Expression) and (around := _needless(part, whole)):
                    found.append((part, around))
        edits = [without(file.source, around) for _, around in found]
        most = _MOST if len(item.span.text) < _LONG else 0
        together = bool(edits) and reads_the_same(item, [edit for each in edits for edit in each])
        for number, ((part, around), edit) in enumerate(zip(found, edits, strict=True)):
            same = together or (number < most and reads_the_same(item, edit))
            yield finding(
                CODE,
                f"the parentheses around `{brief(part.span.text)}` change nothing",
                Span(file.source, around[-1][0], around[-1][1] + 1),
                help="leave them out",
                fix=Fix("leave out the parentheses", edit) if same else None,
            )


def _needless(part: nodes.Expression, whole: nodes.Node) -> tuple[tuple[int, int], ...]:
    """The pairs around a part that change nothing, the innermost first."""
    around = pairs(part, whole)
    return around[: len(around) - 1] if around and _helps(part, whole) else around


def _helps(part: nodes.Expression, whole: nodes.Node) -> bool:
    match whole:
        case nodes.And() | nodes.Or():
            # An AND in an AND is W116.
            return isinstance(part, nodes.And | nodes.Or)
        case nodes.Not():
            return isinstance(part, _COMPOUND) and not isinstance(part, nodes.Not)
    if isinstance(whole, _WHOLE):
        return False
    return isinstance(part, _COMPOUND)
