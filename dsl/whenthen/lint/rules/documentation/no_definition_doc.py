"""A definition without documentation."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.inputs import ProgramFile
from whenthen.diagnostics.codes.examples import declares, rule
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.syntax import nodes

_DEFINE = "DEFINE good_customer AS customer.plan is one of [gold, platinum]\n\n" + rule(condition="good_customer")

CODE = Code(
    "D104",
    "a definition without documentation",
    explanation='No text in `"""` stands before a DEFINE or a DEFINE ACTION.',
    why="A definition is used by others than its writer. Where nothing says what it is for, they write another one.",
    failing=declares(_DEFINE),
    mended=declares(f'"""\nPays for our attention.\n"""\n{_DEFINE}'),
    severity="warning",
    opinion=True,
)


def in_file(file: ProgramFile, context: Context) -> Iterator[Diagnostic]:
    for item in file.tree.items:
        if isinstance(item, nodes.DefineCondition | nodes.DefineAction) and not item.doc:
            yield finding(
                CODE,
                f"nothing says what `{item.name.text}` is for",
                item.name.span,
                help='say it in a text between `"""` before the definition',
            )
