"""A rule that does very much."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.inputs import ProgramFile
from whenthen.diagnostics.codes.examples import file as rules
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.syntax import nodes

#: How many statements a rule may have, all of its branches together, and how many branches.
MOST_STATEMENTS, MOST_BRANCHES = 20, 8

_START = 'USE helpdesk\n\nRULE "Example"\n  WHEN ticket is created\n  THEN\n'

CODE = Code(
    "W114",
    "a rule that does very much",
    explanation=f"A rule has more than {MOST_STATEMENTS} statements, in all of its branches together, or more than "
    f"{MOST_BRANCHES} branches.",
    why="Nobody keeps all of it in mind, and whoever changes one line does not know what hangs on it.",
    failing=rules(_START + "".join(f'    add "label {n}" to ticket.tags\n' for n in range(MOST_STATEMENTS + 1))),
    mended=rules(_START + "".join(f'    add "label {n}" to ticket.tags\n' for n in range(MOST_STATEMENTS))),
    severity="warning",
    opinion=True,
)


def in_file(file: ProgramFile, context: Context) -> Iterator[Diagnostic]:
    for rule in file.tree.items:
        if not isinstance(rule, nodes.Rule):
            continue
        statements = sum(len(branch.statements) for branch in rule.branches)
        if statements > MOST_STATEMENTS:
            yield finding(
                CODE,
                f"this rule has {statements} statements",
                rule.title.span,
                help="name the steps that belong together with DEFINE ACTION, or make two rules of it",
            )
        elif len(rule.branches) > MOST_BRANCHES:
            yield finding(
                CODE,
                f"this rule has {len(rule.branches)} branches",
                rule.title.span,
                help="make a rule of each, in a group: `DEFINE GROUP … AS FIRST MATCH` lets one of them fire",
            )
