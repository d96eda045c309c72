"""A rule that nobody owns."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.inputs import ProgramFile
from whenthen.diagnostics.codes.examples import file as rules
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.syntax import nodes

_RULE = 'USE helpdesk\n\nRULE "Example"\n{owner}  WHEN ticket is created\n  THEN set ticket.priority to high\n'

CODE = Code(
    "D101",
    "a rule without an owner",
    explanation="A rule has no line with OWNER.",
    why="When it does something odd, nobody knows whom to ask, and nobody dares to take it away.",
    failing=rules(_RULE.format(owner="")),
    mended=rules(_RULE.format(owner='  OWNER "support-ops"\n')),
    severity="warning",
    opinion=True,
)


def in_file(file: ProgramFile, context: Context) -> Iterator[Diagnostic]:
    for rule in file.tree.items:
        if isinstance(rule, nodes.Rule) and not any(isinstance(s, nodes.OwnerSetting) for s in rule.settings):
            yield finding(
                CODE,
                f"nobody owns the rule `{rule.title.value}`",
                rule.title.span,
                help='say who looks after it, below the title: `OWNER "support-ops"`',
            )
