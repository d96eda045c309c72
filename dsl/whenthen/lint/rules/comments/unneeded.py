"""A comment that keeps nothing back."""

from __future__ import annotations

from whenthen.diagnostics.codes.examples import file, rule
from whenthen.diagnostics.escape import quote
from whenthen.diagnostics.model import SAFE, Code, Diagnostic
from whenthen.lint.finding import finding
from whenthen.lint.reporting.comments import Word, Written, leave_out_word

_RULE = rule(condition="ticket.status is open")

CODE = Code(
    "I001",
    "a comment keeps nothing back",
    explanation="A comment says that a code is to be ignored, and there is no finding of that code at its place. This "
    "is said only if all files of a project are checked and have no errors. Where the code is found on another line, "
    "the comment may have to be moved, and is not left out by `--fix`.",
    why="The comment tells of a problem that is gone. It would also hide the next one at this place.",
    failing=file(f"USE helpdesk\n\n# whenthen: ignore[L101] because the auditors want both tests\n{_RULE}"),
    mended=file(f"USE helpdesk\n\n{_RULE}"),
    severity="warning",
    fix=SAFE,
)


def unneeded(written: Written, word: Word) -> Diagnostic:
    return finding(
        CODE,
        f"there is nothing of {quote(word.text)} to ignore {_where(written)}",
        word.span,
        help="leave it out",
        fix=leave_out_word(written, word),
    )


def _where(written: Written) -> str:
    if written.line is None:
        return "in this file"
    if written.line == written.span.position[0]:
        return "here"
    is_there = written.span.source.line(written.line).strip()
    return f"in line {written.line}" if is_there else "here, where no code follows"
