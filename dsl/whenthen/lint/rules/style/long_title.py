"""A title that is too long for a list of rules."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.inputs import ProgramFile
from whenthen.diagnostics.codes.examples import file as rules
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.syntax import nodes

#: Characters of a title that a list of rules shows without cutting it off.
MOST = 80
_RULE = 'USE helpdesk\n\nRULE "{title}"\n  WHEN ticket is created\n  THEN set ticket.priority to high\n'

CODE = Code(
    "W111",
    "a long title",
    explanation=f"The title of a rule has more than {MOST} characters.",
    why="Lists, logs and messages cut it off. What a rule does stands in the rule, and why in its documentation.",
    failing=rules(
        _RULE.format(
            title="Every ticket that comes in gets a high priority at once, because we promised it to our customers"
        )
    ),
    mended=rules(_RULE.format(title="Every ticket has high priority")),
    severity="warning",
    opinion=True,
)


def in_file(file: ProgramFile, context: Context) -> Iterator[Diagnostic]:
    for rule in file.tree.items:
        if isinstance(rule, nodes.Rule) and len(rule.title.value) > MOST:
            yield finding(
                CODE,
                f"this title has {len(rule.title.value)} characters",
                rule.title.span,
                help=f'say it in {MOST}; the rest is documentation, in `"""` before the rule',
            )
