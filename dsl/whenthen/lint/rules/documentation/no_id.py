"""A rule without an ID."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.inputs import ProgramFile
from whenthen.diagnostics.codes.examples import file as rules
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.syntax import nodes

_RULE = 'USE helpdesk\n\nRULE "Example"\n{id}  WHEN ticket is created\n  THEN set ticket.priority to high\n'

CODE = Code(
    "D102",
    "a rule without an ID",
    explanation="A rule has no line with ID. Then its title is its ID.",
    why="With a new title, the rule is another one to all that remembers it: what it waits for is dropped, what it "
    "has counted begins anew, and statistics break off.",
    failing=rules(_RULE.format(id="")),
    mended=rules(_RULE.format(id="  ID example\n")),
    severity="warning",
    opinion=True,
)


def in_file(file: ProgramFile, context: Context) -> Iterator[Diagnostic]:
    for rule in file.tree.items:
        if isinstance(rule, nodes.Rule) and not any(isinstance(s, nodes.IdSetting) for s in rule.settings):
            yield finding(
                CODE,
                f"the rule `{rule.title.value}` has no ID",
                rule.title.span,
                help="give it a short one that never changes, below the title: `ID vip_refunds`",
            )
