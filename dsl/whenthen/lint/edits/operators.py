"""The words between the operands of a test, where they stand, and their opposites."""

from __future__ import annotations

import re

from whenthen.lint.edits.parentheses import outer
from whenthen.source import Span
from whenthen.syntax import nodes

_SPACED = r"\s+"


def words_behind(value: nodes.Node, test: nodes.Node, until: nodes.Node | None = None) -> Span:
    """What stands between a child of a test and the next one, or the end of the test; parentheses are no part of it."""
    start = outer(value, test).end
    end = test.span.end if until is None else outer(until, test).start
    return Span(test.span.source, start, end)


def find(words: str, span: Span) -> Span | None:
    """Where these words stand first in a span, whatever space is between them."""
    pattern = _SPACED.join(re.escape(word) for word in words.split())
    edges = (r"\b" if words[0].isalpha() else "", r"\b" if words[-1].isalpha() else "")
    found = re.compile(f"{edges[0]}{pattern}{edges[1]}", re.IGNORECASE).search(span.source.text, span.start, span.end)
    return Span(span.source, found.start(), found.end()) if found else None


#: Verbs by operator, and how they are negated.
VERBS = {"contains": "does not contain", "starts with": "does not start with", "ends with": "does not end with"}


def opposite(test: nodes.Expression) -> tuple[Span, str] | None:
    """Which words of a test to replace by which others, so that it holds where it did not; None where there is no
    such way to say it. Of values that may be missing this is not true.
    """
    match test:
        case nodes.Compare(operator="is" | "is not"):
            turned = {"is": "is not", "is not": "is", "=": "!=", "!=": "="}
            new = turned.get(test.spelling)
            return _replaced(test.spelling, new, words_behind(test.left, test, test.right)) if new else None
        case nodes.OneOf():
            return _is(test.negated, words_behind(test.value, test, test.options))
        case nodes.IsSet() | nodes.IsEmpty() | nodes.IsA():
            return _is(test.negated, words_behind(test.value, test))
        case nodes.Between():
            return _is(test.negated, words_behind(test.value, test, test.low))
        case nodes.Within():
            return _is(test.negated, words_behind(test.value, test, test.calendar))
        case nodes.Matches():
            words = ("does not match", "matches") if test.negated else ("matches", "does not match")
            return _replaced(*words, words_behind(test.value, test, test.pattern))
        case nodes.Changed(before=None, after=None):
            words = ("did not change", "changed") if test.negated else ("changed", "did not change")
            return _replaced(*words, words_behind(test.value, test))
        case nodes.TextTest():
            return _text_test(test)
    return None


def _text_test(test: nodes.TextTest) -> tuple[Span, str] | None:
    place = words_behind(test.value, test, test.item)
    positive, negative = test.operator, VERBS[test.operator]
    if test.operator == "contains" and test.quantifier in ("any", "none") and not test.negated:
        words = {"any": "none", "none": "any"}
        return _replaced(test.quantifier, words[test.quantifier], place)
    if test.quantifier in ("", "any"):
        return _replaced(negative, positive, place) if test.negated else _replaced(positive, negative, place)
    return None


def _is(negated: bool, place: Span) -> tuple[Span, str] | None:
    return _replaced("is not", "is", place) if negated else _replaced("is", "is not", place)


def _replaced(words: str, new: str, place: Span) -> tuple[Span, str] | None:
    found = find(words, place)
    return None if found is None else (found, new)
