"""Looks a mistake up in the tables, from the most particular to the most general."""

from __future__ import annotations

from functools import cache

from whenthen.diagnostics.model import Diagnostic
from whenthen.syntax.building.core import Mistake
from whenthen.syntax.explaining.case import Case, Explainer
from whenthen.syntax.explaining.situation import Situation
from whenthen.syntax.token import Token


def _later(situation: Situation) -> Mistake | None:
    """An item of a later version: its inside cannot be read yet."""
    token = next((value for value in situation.stack if isinstance(value, Token)), None)
    if token is None or token.type != "LATER_ITEM":
        return None
    place = situation.span(token.start_pos or 0, token.end_pos or 0)
    message = f"`{token.upper()}` is not supported yet"
    return Mistake(Diagnostic("X001", message, place, help="a later version will; leave it out until then"))


@cache
def _tables() -> tuple[tuple[Case | Explainer, ...], ...]:
    # Imported for the first mistake: together they are as much as the rest of the parser, and most texts have none.
    from whenthen.syntax.explaining import (
        calls,
        clauses,
        conditions,
        declarations,
        english,
        general,
        literals,
        occasions,
        spoken,
        statements,
        texts,
        times,
        triggers,
    )

    return (
        (_later,),
        texts.TABLE,
        occasions.TABLE,
        spoken.TABLE,
        times.TABLE,
        literals.TABLE,
        calls.TABLE,
        english.TABLE,
        conditions.TABLE,
        triggers.TABLE,
        clauses.TABLE,
        declarations.TABLE,
        statements.TABLE,
        general.TABLE,
    )


def explain(situation: Situation) -> Mistake:
    """What is wrong at this place; there is always an answer."""
    for table in _tables():
        for row in table:
            found = row.explain(situation) if isinstance(row, Case) else row(situation)
            if found:
                return found
    from whenthen.syntax.explaining.general import anything

    return anything(situation)
