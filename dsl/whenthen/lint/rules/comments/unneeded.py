"""A comment that keeps nothing back."""

from __future__ import annotations

from whenthen.diagnostics.codes.examples import file, rule
from whenthen.diagnostics.escape import quote
from whenthen.diagnostics.model import SAFE, Code, Diagnostic
from whenthen.lint.comments import Word, Written, leave_out_word
from whenthen.lint.finding import finding

_RULE = rule(condition="ticket.status is open")

CODE = Code(
    "I001",
    "a comment keeps nothing back",
    explanation="A comment says that a code is to be ignored, and there is no finding of that code at its place. It is "
    "reported where the code is, and only if all files of a project are checked and have no errors.",
    why="The comment tells of a problem that is gone. It would also hide the next one at this place.",
    failing=file(f"USE helpdesk\n\n# whenthen: ignore[L101] because the auditors want both tests\n{_RULE}"),
    mended=file(f"USE helpdesk\n\n{_RULE}"),
    severity="warning",
    fix=SAFE,
)


def unneeded(written: Written, word: Word) -> Diagnostic:
    where = "in this file" if written.line is None else f"in line {written.line}" if _elsewhere(written) else "here"
    return finding(
        CODE,
        f"there is nothing of {quote(word.text)} to ignore {where}",
        word.span,
        help="leave it out",
        fix=leave_out_word(written, word),
    )


def _elsewhere(written: Written) -> bool:
    return written.line != written.span.position[0]
