"""A title in capitals."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.inputs import ProgramFile
from whenthen.diagnostics.codes.examples import file as rules
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.syntax import nodes

#: Fewer capitals may be an abbreviation: `SLA`, `GDPR`.
LEAST = 8
_RULE = 'USE helpdesk\n\nRULE "{title}"\n  WHEN ticket is created\n  THEN set ticket.priority to high\n'

CODE = Code(
    "W112",
    "a title in capitals",
    explanation=f"The title of a rule is of {LEAST} letters or more, all of them capitals.",
    why="It is hard to read, and in a list of rules it shouts all others down.",
    failing=rules(_RULE.format(title="URGENT DO NOT TOUCH")),
    mended=rules(_RULE.format(title="Every ticket has high priority")),
    severity="warning",
    opinion=True,
)


def in_file(file: ProgramFile, context: Context) -> Iterator[Diagnostic]:
    for rule in file.tree.items:
        if isinstance(rule, nodes.Rule):
            letters = [letter for letter in rule.title.value if letter.isalpha()]
            if len(letters) >= LEAST and all(letter.isupper() for letter in letters):
                yield finding(
                    CODE,
                    f"the title `{rule.title.value}` is all in capitals",
                    rule.title.span,
                    help="write it as a sentence; what comes first is said by ORDER",
                )
