"""A comment that wants to keep an error back."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.inputs import ProgramFile
from whenthen.diagnostics.codes.examples import file, rule
from whenthen.diagnostics.model import SAFE, Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.register import catalogue
from whenthen.lint.reporting.comments import comments_to_linter, leave_out_word
from whenthen.lint.reporting.selection import not_to_ignore

_RULE = rule(condition="ticket.status is open")

CODE = Code(
    "I004",
    "a comment ignores an error",
    explanation="What keeps rules from running cannot be ignored: comments are for warnings.",
    why="The comment promises what it cannot keep: the error is reported, and the rules do not run.",
    failing=file(f"USE helpdesk\n\n# whenthen: ignore[T104] because it was right in the old system\n{_RULE}"),
    mended=file(f"USE helpdesk\n\n{_RULE}"),
    severity="warning",
    fix=SAFE,
)


def in_file(file: ProgramFile, context: Context) -> Iterator[Diagnostic]:
    for written in context.get(comments_to_linter)[file.source.name].written:
        for word in written.words:
            if wrong := not_to_ignore(word.text, catalogue()):
                yield finding(CODE, wrong.message, word.span, help=wrong.help, fix=leave_out_word(written, word))
