"""A USE of a library of which nothing is used."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import file
from whenthen.diagnostics.model import SAFE, Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.edits.declarations import leave_out_declaration
from whenthen.lint.finding import finding
from whenthen.lint.views.imports import useless_imports
from whenthen.syntax import nodes

_OWN = """RECORD machine KEY id
  id: text
  hot: boolean default false
EVENT machine is read
ACTION ring(who: text)

RULE "A hot machine is stopped"
  WHEN machine is read
  IF machine.hot
  THEN ring "the workshop"
"""

CODE = Code(
    "N307",
    "a USE of a library of which nothing is used",
    explanation="A file uses a library, and speaks of nothing that is declared there.",
    why="The names of the library are taken in the whole project, and whoever reads the file looks for its words "
    "there.",
    failing=file(f"USE helpdesk\n\n{_OWN}"),
    mended=file(_OWN),
    severity="warning",
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for found in useless_imports(context, nodes.UseLibrary):
        yield finding(
            CODE,
            f"nothing is used of what `{found.use.span.text}` brings",
            found.use.span,
            help="leave it out",
            fix=leave_out_declaration(found.use, f"leave out `{found.use.span.text}`", doc=found.use.doc),
        )
