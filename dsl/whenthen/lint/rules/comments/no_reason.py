"""A comment that keeps findings back and does not say why."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.inputs import ProgramFile
from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.reporting.comments import comments_to_linter

_ASKED = "ticket.status is open AND ticket.status is open  # whenthen: ignore[L101]{reason}"

CODE = Code(
    "I005",
    "a comment ignores a finding without a reason",
    explanation="A comment that keeps a finding back has no reason after `because`.",
    why="In a year nobody knows whether the finding still has to be ignored, or was only in the way that day.",
    failing=asks(_ASKED.format(reason="")),
    mended=asks(_ASKED.format(reason=" because the form sends it twice")),
    severity="warning",
    opinion=True,
)


def in_file(file: ProgramFile, context: Context) -> Iterator[Diagnostic]:
    for written in context.get(comments_to_linter)[file.source.name].written:
        if not written.reason:
            advice = "write after the brackets: `because …`"
            yield finding(CODE, "this comment does not say why the finding is ignored", written.span, help=advice)
