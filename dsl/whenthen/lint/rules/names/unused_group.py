"""A group without rules."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import declares
from whenthen.diagnostics.model import SAFE, Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.edits.declarations import leave_out_declaration
from whenthen.lint.finding import finding
from whenthen.lint.views.uses import settled_files
from whenthen.syntax import nodes

_RULES = """RULE "Refunds go to Billing"
{setting}  WHEN ticket is created
  IF ticket.subject contains "refund"
  THEN assign ticket to team "Billing"

RULE "Parcels go to Logistics"
{setting}  WHEN ticket is created
  IF ticket.subject contains "parcel" AND ticket.team is not set
  THEN assign ticket to team "Logistics"
"""
_GROUP = 'DEFINE GROUP "Routing" AS FIRST MATCH\n\n'

CODE = Code(
    "N310",
    "a group without rules",
    explanation="`DEFINE GROUP` declares a group that no rule of the project is in.",
    why="What it says, that only the first rule that matches fires or that all are off, is true of nothing. Often the "
    "rules lack their line with GROUP.",
    failing=declares(_GROUP + _RULES.format(setting="")),
    mended=declares(_GROUP + _RULES.format(setting='  GROUP "Routing"\n')),
    severity="warning",
    fix=SAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    used = {setting.title.value for setting in context.own_nodes(nodes.GroupSetting)}
    for file in settled_files(context):
        for group in file.tree.items:
            if isinstance(group, nodes.DefineGroup) and group.title.value not in used:
                title = group.title.value
                yield finding(
                    CODE,
                    f"no rule is in the group `{title}`",
                    group.title.span,
                    help=f'write `GROUP "{title}"` in the rules that belong to it, or leave the group out',
                    fix=leave_out_declaration(group, f"leave out the group `{title}`", doc=group.doc),
                )
