"""Edits that several rules of the linter offer: leaving out a part so that what is left reads well."""

from __future__ import annotations

from whenthen.diagnostics.model import Edit, Fix
from whenthen.lint.edits.parentheses import outer
from whenthen.source import Span
from whenthen.syntax import nodes


def leave_out_operand(node: nodes.And | nodes.Or, operand: nodes.Expression, safe: bool = True) -> Fix | None:
    """Leaves a part of AND or OR out, with the word that joins it; None where a comment would go with it."""
    at = node.operands.index(operand)
    own = outer(operand, node)
    if at:
        span = Span(own.source, outer(node.operands[at - 1], node).end, own.end)
    else:
        span = Span(own.source, own.start, outer(node.operands[1], node).start)
    return leave_out(span, f"leave out `{operand.span.text}`", safe)


def leave_out_lines(node: nodes.Node, what: str, safe: bool = True) -> Fix | None:
    """Leaves out a node that has its lines for itself, with their ends; None where it has not, or holds a comment."""
    source, text = node.span.source, node.span.source.text
    start = text.rfind("\n", 0, node.span.start) + 1
    end = text.find("\n", node.span.end)
    end = len(text) if end < 0 else end + 1
    if text[start : node.span.start].strip() or text[node.span.end : end].strip():
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
