"""How it is said that a part of a condition adds nothing to the others."""

from __future__ import annotations

from whenthen.diagnostics.model import Code, Diagnostic, Label
from whenthen.lint.edits.parts import leave_out_operand
from whenthen.lint.finding import finding
from whenthen.lint.views.examining import Examined
from whenthen.syntax import nodes


def superfluous(
    code: Code, one: Examined, parent: nodes.And | nodes.Or, beside_one: str, beside_several: str, label: str
) -> Diagnostic:
    """The finding about a part of `parent`. The words have `{this}` for the part and `{other}` for the one that makes
    it superfluous; `beside_several` is for where it takes more than one.
    """
    this = f"`{one.node.span.text}`"
    single = len(one.others) == 1
    other = f"`{one.others[0].span.text}`" if single else ""
    return finding(
        code,
        (beside_one if single else beside_several).format(this=this, other=other),
        one.node.span,
        *(Label(part.span, label) for part in one.others),
        help="leave it out, or change it to what it was meant to ask",
        fix=None if one.may_fail else leave_out_operand(parent, one.node),
    )
