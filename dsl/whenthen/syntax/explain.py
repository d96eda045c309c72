"""Mistakes in the language's own terms."""

from __future__ import annotations

from typing import Any

import attrs
from lark import Token

from whenthen.diagnostics.model import Diagnostic
from whenthen.source import Source, Span
from whenthen.syntax.building.core import Mistake


@attrs.frozen(eq=False)
class Situation:
    source: Source
    text: str
    offset: int
    ended: bool
    token: Token | None
    expected: frozenset[str]
    stack: tuple[Any, ...]
    history: tuple[Token, ...]
    first: int
    last: int


def explain(situation: Situation) -> Mistake:
    span = Span(situation.source, situation.offset, min(situation.offset + 1, situation.last))
    return Mistake(Diagnostic("S040", "this is not understood here", span))
