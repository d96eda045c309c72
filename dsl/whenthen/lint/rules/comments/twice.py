"""A code that two comments ignore at the same place, or one comment twice."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.inputs import ProgramFile
from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.escape import quote
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Label
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.reporting.comments import leave_out_word, repeated

_ASKED = "ticket.status is open AND ticket.status is open  # whenthen: ignore[{codes}] because the form sends it twice"

CODE = Code(
    "I006",
    "a code is ignored twice",
    explanation="A comment ignores a code that is ignored there already: by the same comment, by another one for the "
    "same line, by one for the whole file, or by its family.",
    why="Only one of them can be taken out later, and the finding stays hidden.",
    failing=asks(_ASKED.format(codes="L101, L101")),
    mended=asks(_ASKED.format(codes="L101")),
    severity="warning",
    fix=SAFE,
)


def in_file(file: ProgramFile, context: Context) -> Iterator[Diagnostic]:
    for written, word, other in context.get(repeated)[file.source.name]:
        yield finding(
            CODE,
            f"{quote(word.text)} is ignored here already",
            word.span,
            Label(other.span, "by this"),
            help="leave it out",
            fix=leave_out_word(written, word),
        )
