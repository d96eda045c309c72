"""S: how a text is written. The codes stand in four modules, by what they are about."""

from __future__ import annotations

from whenthen.diagnostics.codes import syntax_clauses, syntax_conditions, syntax_literals, syntax_words
from whenthen.diagnostics.model import Code

CODES: tuple[Code, ...] = (
    *syntax_literals.CODES,
    *syntax_words.CODES,
    *syntax_conditions.CODES,
    *syntax_clauses.CODES,
)
