"""DISABLED, and nothing says why."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.inputs import ProgramFile
from whenthen.diagnostics.codes.examples import file as rules
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.docs import comment_at
from whenthen.syntax import nodes

_RULE = 'USE helpdesk\n\nRULE "Example"\n  DISABLED{why}\n  WHEN ticket is created\n  THEN raise ticket.priority\n'

CODE = Code(
    "D106",
    "DISABLED, and nothing says why",
    explanation="A rule or a group is DISABLED, and neither documentation nor a comment stands at it.",
    why="Nobody knows whether it is to come back, and when. So it stays for years and is kept up to date for nothing.",
    failing=rules(_RULE.format(why="")),
    mended=rules(_RULE.format(why="  # until the new price list is out, in April")),
    severity="warning",
    opinion=True,
)


def in_file(file: ProgramFile, context: Context) -> Iterator[Diagnostic]:
    for item in file.tree.items:
        if not isinstance(item, nodes.Rule | nodes.DefineGroup) or item.doc:
            continue
        for setting in item.settings:
            if isinstance(setting, nodes.DisabledSetting) and not comment_at(file, item):
                what = "rule" if isinstance(item, nodes.Rule) else "group"
                yield finding(
                    CODE,
                    f"nothing says why the {what} `{item.title.value}` is disabled",
                    setting.span,
                    help="say why and until when, in a comment behind it; what is off for good can go",
                )
