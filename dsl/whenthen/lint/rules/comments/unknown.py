"""A code in a comment that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.inputs import ProgramFile
from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.register import catalogue
from whenthen.lint.reporting.comments import comments_to_linter
from whenthen.lint.reporting.selection import is_list_word, unknown

_ASKED = "ticket.status is open AND ticket.status is open  # whenthen: ignore[{codes}] because the form sends it twice"

CODE = Code(
    "I002",
    "a comment ignores a code that does not exist",
    explanation="Between the brackets stand codes, such as `L101`, and families, such as `L`.",
    why="What was meant is reported all the same; or it would be hidden once a code of that name comes.",
    failing=asks(_ASKED.format(codes="L101, L011")),
    mended=asks(_ASKED.format(codes="L101")),
    severity="warning",
)


def in_file(file: ProgramFile, context: Context) -> Iterator[Diagnostic]:
    for written in context.get(comments_to_linter)[file.source.name].written:
        for word in written.words:
            if is_list_word(word.text):
                message = f"`{word.text}` names no code or family"
                yield finding(CODE, message, word.span, help="write the codes that are found here")
            elif wrong := unknown(word.text, catalogue()):
                yield finding(CODE, wrong.message, word.span, help=wrong.help)
