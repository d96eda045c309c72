"""What the builders share: spans, depth, and how a mistake leaves the parser."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import attrs

from whenthen.diagnostics.model import Diagnostic, Report
from whenthen.source import Source, Span
from whenthen.syntax import nodes as n
from whenthen.syntax.token import Token

N = TypeVar("N", bound=n.Node)

#: How deep expressions and types may nest. Later stages walk trees by recursion, so this bounds their stacks.
MAX_DEPTH = 64

#: The longest name; real ones are far shorter, and every message shows names.
MAX_NAME = 200


class Mistake(Exception):  # noqa: N818 - it is the user's, and never leaves the parser
    """What was read is a known mistake: the item is given up with this diagnostic."""

    def __init__(self, diagnostic: Diagnostic, resume: int | None = None) -> None:
        """`resume` is an offset from which reading can go on, when the place of the mistake is not a good one."""
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic
        self.resume = resume


@attrs.define(eq=False, weakref_slot=False)
class Part:
    """A piece that is no node of its own, on its way to the node that it belongs to."""

    kind: str
    value: Any
    span: Span


class Core:
    """One source's builder. Children are tokens, nodes and parts, in the order of the text, none left out."""

    def __init__(self, source: Source, report: Report, parse_expression: Callable[[int, int], n.Expression]) -> None:
        self.source = source
        self.report = report
        self.parse_expression = parse_expression
        self._depths: dict[object, int] = {}
        self._parentheses: dict[object, Span] = {}

    # ---- spans

    def start(self, child: Any) -> int:
        if child.__class__ is Token:
            start: int = child.start_pos
            return start
        span: Span = self._parentheses.get(child, child.span) if self._parentheses else child.span
        return span.start

    def end(self, child: Any) -> int:
        if child.__class__ is Token:
            end: int = child.end_pos
            return end
        span: Span = self._parentheses.get(child, child.span) if self._parentheses else child.span
        return span.end

    def span(self, children: list[Any]) -> Span:
        return Span(self.source, self.start(children[0]), self.end(children[-1]))

    def token_span(self, token: Token) -> Span:
        return Span(self.source, token.start_pos, token.end_pos)

    # ---- making nodes

    def put(self, make: Callable[..., N], children: list[Any], *fields: Any) -> N:
        """A node over these children; refuses to nest deeper than `MAX_DEPTH`."""
        node = make(*fields, span=self.span(children))
        self._count_depth(node, children)
        return node

    def part(self, kind: str, children: list[Any], value: Any) -> Part:
        part = Part(kind, value, self.span(children))
        self._count_depth(part, children, more=0)
        return part

    def _count_depth(self, made: object, children: list[Any], more: int = 1) -> None:
        depths = self._depths
        deepest = 0
        for child in children:
            if child.__class__ is not Token:
                depth = depths.get(child)
                if depth is not None and depth > deepest:
                    deepest = depth
        deepest += more
        if deepest > MAX_DEPTH:
            raise Mistake(
                Diagnostic(
                    "S030",
                    f"this nests more than {MAX_DEPTH} levels deep",
                    self._short(self.span(children)),
                    help="give a part of it a name with LET or DEFINE, and use that name here",
                )
            )
        depths[made] = deepest

    @staticmethod
    def _short(span: Span) -> Span:
        """The start of a long place, enough to find it."""
        return Span(span.source, span.start, min(span.end, span.start + 40))

    def enclose(self, children: list[Any]) -> Any:
        """What stands in parentheses: the same node, which its parent sees as reaching from `(` to `)`."""
        inner = children[1]
        self._parentheses[inner] = self.span(children)
        return inner

    def forget(self) -> None:
        """Between two items: nothing reaches from one into the next."""
        self._depths.clear()
        self._parentheses.clear()

    # ---- finding children

    @staticmethod
    def has(children: Iterable[Any], *types: str) -> bool:
        """Is one of the children a token of these types?"""
        return any(child.type in types for child in children if child.__class__ is Token)

    @staticmethod
    def every(children: Iterable[Any], kind: type[N]) -> tuple[N, ...]:
        return tuple(child for child in children if isinstance(child, kind))

    @staticmethod
    def value_of(children: Iterable[Any], kind: str) -> Any:
        """The value of the part of this kind, or None."""
        return next((child.value for child in children if isinstance(child, Part) and child.kind == kind), None)

    @staticmethod
    def parts(children: Iterable[Any], kind: str) -> tuple[Any, ...]:
        return tuple(child.value for child in children if isinstance(child, Part) and child.kind == kind)

    def plain_text(self, text: n.TextLiteral | n.Template, what: str) -> n.TextLiteral:
        """A text that has to be known when the file is read."""
        if isinstance(text, n.TextLiteral):
            return text
        hole = next((part for part in text.parts if not isinstance(part, n.TextLiteral)), text)
        self.report(
            Diagnostic(
                "S018",
                f"{what} is fixed text, so nothing can be filled in between braces",
                hole.span,
                help="for a brace that is meant as such write `\\{` and `\\}`",
            )
        )
        return n.TextLiteral(text.spelling[1:-1], text.spelling, span=text.span)
