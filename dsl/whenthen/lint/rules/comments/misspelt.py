"""What was meant as a comment to the linter, and is none."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.inputs import ProgramFile
from whenthen.diagnostics.codes.examples import file, rule
from whenthen.diagnostics.model import SAFE, Code, Diagnostic, Edit, Fix
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.reporting.comments import comments_to_linter

_RULE = rule(condition="ticket.status is open")
_TEXT = "USE helpdesk\n\n# whenthen{form} the desk asked for it\n" + _RULE

CODE = Code(
    "I003",
    "a comment to the linter is written wrongly",
    explanation="A comment that keeps findings back is written `# whenthen: ignore[CODE] because …`, at the end of the "
    "line or alone on the line before; and `# whenthen: ignore-file[CODE] because …`, alone on a line, for the whole "
    "file. Something was meant as such a comment and is written in another way.",
    why="It keeps nothing back, and nobody notices.",
    failing=file(_TEXT.format(form=" ignore L101")),
    mended=file("USE helpdesk\n\n# WhenThen says that this is fine, and the desk asked for it\n" + _RULE),
    severity="warning",
    fix=SAFE,
)


def in_file(file: ProgramFile, context: Context) -> Iterator[Diagnostic]:
    for comment in context.get(comments_to_linter)[file.source.name].misspelt:
        fix = Fix(f"write `{comment.meant}`", (Edit(comment.span, comment.meant),)) if comment.meant else None
        yield finding(CODE, comment.message, comment.span, help=comment.help, fix=fix)
