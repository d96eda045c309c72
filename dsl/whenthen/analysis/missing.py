"""Values that may be missing in places where that would surprise: the V codes.

A comparison with a missing value is false. That surprises where the comparison is itself negative (`is not`, `does not
contain`) or stands under NOT: there the checker asks for `is set` or `otherwise`, and likewise wherever a value is
needed: in a text, as an argument, in a field without `?`.
"""

from __future__ import annotations

from whenthen.analysis import flow
from whenthen.analysis.checker import Checker
from whenthen.analysis.environment import Environment
from whenthen.analysis.mends import where_missing
from whenthen.diagnostics.model import Fix
from whenthen.syntax import nodes
from whenthen.types.model import (
    Optional,
    Type,
)


def may_be_missing(code: str, place: str, node: nodes.Expression, checker: Checker, replaceable: bool = True) -> None:
    """Report that a value may be missing in a place that needs one; `place` follows the value in the message.

    `replaceable` says that another value can stand in for it there.
    """
    words = node.span.text
    help = _ask_first(node, checker)
    if code == "V105":
        help += f', or put `{{{words} otherwise "…"}}` into a text of three quotes'
    elif replaceable:
        help += f", or give it a value: `{words} otherwise …`"
    checker.report(code, f"`{words}` may be missing, and it {place}", node.span, help=help)


def _ask_first(node: nodes.Expression, checker: Checker) -> str:
    """How to make sure that a value is there: what is calculated has a name before it can be asked for."""
    parts = [node] if flow.path_of(node, checker) is not None else _optional_parts(node, checker)
    if all(flow.path_of(part, checker) is not None for part in parts):
        return f"ask first: `{' AND '.join(dict.fromkeys(f'{part.span.text} is set' for part in parts))}`"
    return f"name it with `LET found = {node.span.text}` behind WHEN, ask for `found is set`, and use `found`"


def _optional_parts(node: nodes.Expression, checker: Checker) -> list[nodes.Expression]:
    """The operands of a calculation without which it has no value; what is no calculation is its only part."""
    match node:
        case nodes.Arithmetic():
            return _optional_parts(node.left, checker) + _optional_parts(node.right, checker)
        case nodes.Negative():
            return _optional_parts(node.operand, checker)
    return [node] if isinstance(checker.types.get(node), Optional) else []


def note_missing(operand: nodes.Expression, test: nodes.Expression, checker: Checker, env: Environment) -> None:
    """A test is false where this operand is missing: a surprise under NOT, there or where a DEFINE is negated."""
    if env.negated:
        words = operand.span.text
        checker.report(
            "V102",
            f"`{words}` may be missing: then `{test.span.text}` is false, and NOT makes it true",
            operand.span,
            help=f"say what is meant: `{words} is set AND NOT …`, or give it a value: `{words} otherwise …`",
            fix=_say_what_is_meant(operand, test, False, checker),
        )
    elif checker.missing is not None:
        checker.missing.append(operand.span)


def operand_missing(
    operand: nodes.Expression, type: Type, test: nodes.Expression, negated: bool, checker: Checker, env: Environment
) -> None:
    """Look at an operand that may be missing, of a test that is negative in itself or not."""
    if not isinstance(type, Optional):
        return
    if not negated:
        note_missing(operand, test, checker, env)
        return
    words = operand.span.text
    checker.report(
        "V101",
        f"`{words}` may be missing, and then `{test.span.text}` is false",
        operand.span,
        help=f"say what is meant: `{words} is set AND {test.span.text}`, or "
        f"`({words} is not set OR {test.span.text})`, or give it a value: `{words} otherwise …`",
        fix=_say_what_is_meant(operand, test, True, checker),
    )


def _say_what_is_meant(
    operand: nodes.Expression, test: nodes.Expression, negative: bool, checker: Checker
) -> Fix | None:
    if flow.path_of(operand, checker) is None:
        return None
    return where_missing(operand.span, test.span, negative)
