"""A rule without documentation."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.inputs import ProgramFile
from whenthen.diagnostics.codes.examples import file as rules
from whenthen.diagnostics.codes.examples import rule
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.syntax import nodes

CODE = Code(
    "D103",
    "a rule without documentation",
    explanation='No text in `"""` stands before a rule.',
    why="The rule says what it does. Why it does so, who wished it and what must not happen is nowhere else.",
    failing=rules(f"USE helpdesk\n\n{rule()}"),
    mended=rules(f'USE helpdesk\n\n"""\nAgreed with sales: nobody waits in their first week.\n"""\n{rule()}'),
    severity="warning",
    opinion=True,
)


def in_file(file: ProgramFile, context: Context) -> Iterator[Diagnostic]:
    for item in file.tree.items:
        if isinstance(item, nodes.Rule) and not item.doc:
            yield finding(
                CODE,
                f"nothing says why there is the rule `{item.title.value}`",
                item.title.span,
                help='say it in a text between `"""` before the rule',
            )
