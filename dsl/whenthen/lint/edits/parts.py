"""Edits that several rules of the linter offer: leaving out a part so that what is left reads well."""

from __future__ import annotations

import re

from whenthen.diagnostics.model import Edit, Fix
from whenthen.lint.edits.parentheses import outer
from whenthen.source import Span
from whenthen.syntax import nodes


def leave_out_operand(node: nodes.And | nodes.Or, operand: nodes.Expression, safe: bool = True) -> Fix | None:
    """Leaves a part of AND or OR out, with the word that joins it, and with the parentheses around a node of which one
    test is left; None where a comment would go with it.
    """
    at = node.operands.index(operand)
    own = outer(operand, node)
    if at:
        span = Span(own.source, outer(node.operands[at - 1], node).end, own.end)
    else:
        span = Span(own.source, own.start, outer(node.operands[1], node).start)
    fix = leave_out(span, f"leave out `{operand.span.text}`", safe)
    if fix is None or len(node.operands) > 2 or not _is_grouped(node, node.operands[1 - at]):
        return fix
    text, start, end = own.source, node.span.start, node.span.end
    edits = (
        (Edit(Span(text, start - 1, start), ""), Edit(Span(text, span.start, end + 1), ""))
        if at
        else (Edit(Span(text, start - 1, span.end), ""), Edit(Span(text, end, end + 1), ""))
    )
    return Fix(fix.title, edits, safe)


def _is_grouped(node: nodes.And | nodes.Or, left: nodes.Expression) -> bool:
    """Whether the parentheses right around a node are not needed when one of its tests is left: they stand behind a
    word that joins conditions, and not behind `where`, which wants them.
    """
    text, start, end = node.span.source.text, node.span.start, node.span.end
    if (
        isinstance(left, nodes.And | nodes.Or | nodes.Not)
        or text[start - 1 : start] != "("
        or text[end : end + 1] != ")"
    ):
        return False
    return (
        re.search(r"(?<![\w.`])(and|or|not|if)[ \n]+\Z", text[max(0, start - 80) : start - 1], re.IGNORECASE)
        is not None
    )


def leave_out_lines(node: nodes.Node, what: str, safe: bool = True) -> Fix | None:
    """Leaves out a node, with its lines where it has them for itself; None where it holds a comment.

    A comment behind it stays, where the node began.
    """
    source, text = node.span.source, node.span.source.text
    start = text.rfind("\n", 0, node.span.start) + 1
    end = text.find("\n", node.span.end)
    end = len(text) if end < 0 else end + 1
    behind = text[node.span.end : end].lstrip(" ")
    if not text[start : node.span.start].strip() and behind.startswith("#"):
        return leave_out(Span(source, node.span.start, end - len(behind)), what, safe)
    if text[start : node.span.start].strip() or behind.strip():
        return leave_out(node.span, what, safe)
    return leave_out(Span(source, start, end), what, safe)


def leave_out(span: Span, title: str, safe: bool = True) -> Fix | None:
    """Leaves a stretch of text out; None where a comment may stand in it."""
    return None if "#" in span.text else Fix(title, (Edit(span, ""),), safe)


def leave_out_item(listed: nodes.ListLiteral, item: nodes.Expression, safe: bool = True) -> Fix | None:
    """Leaves an item of a list out, with a comma beside it; None for the only one, and where a comment would go."""
    at = listed.items.index(item)
    if len(listed.items) < 2:
        return None
    if at:
        span = Span(item.span.source, listed.items[at - 1].span.end, item.span.end)
    else:
        span = Span(item.span.source, item.span.start, listed.items[1].span.start)
    return leave_out(span, f"leave out `{item.span.text}`", safe)
