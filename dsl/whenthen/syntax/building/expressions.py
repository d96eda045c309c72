"""Conditions and values: the methods for the rules of expressions.lark."""

from __future__ import annotations

import re
import sys
from typing import Any

from whenthen.diagnostics.fixes import replace
from whenthen.diagnostics.model import Diagnostic
from whenthen.source import Span
from whenthen.syntax import nodes as n
from whenthen.syntax.building.core import Part
from whenthen.syntax.building.literals import Literals
from whenthen.syntax.nodes.expressions import PICKS
from whenthen.syntax.token import Token

_LIKE_DATE = re.compile(
    r"[0-9]{1,2}(?P<sign>[/-])[0-9]{1,2}(?P=sign)[0-9]{4}|[0-9]{4}(?P<same>[/-])[0-9]{1,2}(?P=same)[0-9]{1,2}"
)
_SIGNS = {"=": "is", "!=": "is not"}
_WORDS = {"above": ">", "below": "<", "least": ">=", "most": "<="}


#: What else may be written for `count`.
_COUNTING = frozenset({"length", "size", "number", "len", "total"})


class Expressions(Literals):
    """One method for each rule, named as the rule or its alias."""

    # ---- joining conditions

    def or_(self, c: list[Any]) -> n.Or:
        return self.put(n.Or, c, tuple(c[::2]))

    def and_(self, c: list[Any]) -> n.And:
        return self.put(n.And, c, tuple(c[::2]))

    def not_(self, c: list[Any]) -> n.Not:
        return self.put(n.Not, c, c[1])

    # ---- comparisons

    def compare(self, c: list[Any]) -> n.Compare:
        left, (operator, spelling), right = c[0], c[1].value, c[2]
        return self.put(n.Compare, c, operator, left, right, spelling)

    def comparator(self, c: list[Token]) -> Part:
        spelling = sys.intern(" ".join(token.lower() for token in c))
        last = c[-1].lower()
        return self.part("comparator", c, (_WORDS.get(last) or _SIGNS.get(spelling, spelling), spelling))

    def one_of(self, c: list[Any]) -> n.OneOf:
        return self.put(n.OneOf, c, c[0], c[-1], self.has(c, "NOT"))

    def is_set(self, c: list[Any]) -> n.IsSet:
        return self.put(n.IsSet, c, c[0], self.has(c, "NOT"))

    def is_empty(self, c: list[Any]) -> n.IsEmpty:
        return self.put(n.IsEmpty, c, c[0], self.has(c, "NOT"))

    def is_a(self, c: list[Any]) -> n.IsA:
        return self.put(n.IsA, c, c[0], c[-1], self.has(c, "NOT"))

    def between(self, c: list[Any]) -> n.Between:
        return self.put(n.Between, c, c[0], c[-3], c[-1], self.has(c, "NOT"))

    def within(self, c: list[Any]) -> n.Within:
        return self.put(n.Within, c, c[0], c[-1], self.has(c, "NOT"))

    def ago(self, c: list[Any]) -> n.Ago:
        return self.put(n.Ago, c, c[0], self.has(c, "MORE"), c[4], self.value_of(c, "calendar"))

    def text_test(self, c: list[Any]) -> n.TextTest:
        return self._text_test(c, negated=False)

    def no_text_test(self, c: list[Any]) -> n.TextTest:
        return self._text_test(c, negated=True)

    def _text_test(self, c: list[Any], negated: bool) -> n.TextTest:
        if self.has(c, "STARTS", "START"):
            operator = "starts with"
        else:
            operator = "ends with" if self.has(c, "ENDS", "END") else "contains"
        quantifier = self.value_of(c, "quantity") or ""
        return self.put(n.TextTest, c, operator, c[0], c[-1], quantifier, negated)

    def quantity(self, c: list[Any]) -> Part:
        return self.part("quantity", c, c[0].lower())

    any_of = quantity

    def matches(self, c: list[Any]) -> n.Matches:
        return self.put(n.Matches, c, c[0], c[-1], False)

    def does_not_match(self, c: list[Any]) -> n.Matches:
        return self.put(n.Matches, c, c[0], c[-1], True)

    # ---- changes

    def changed(self, c: list[Any]) -> n.Changed:
        return self.put(n.Changed, c, c[0], self.value_of(c, "from"), self.value_of(c, "to"))

    def did_not_change(self, c: list[Any]) -> n.Changed:
        return self.put(n.Changed, c, c[0], None, None, True)

    def was(self, c: list[Any]) -> n.Was:
        return self.put(n.Was, c, c[0], c[2])

    def was_not(self, c: list[Any]) -> n.Was:
        return self.put(n.Was, c, c[0], self.value_set(c[3:]), True)

    def was_not_one_of(self, c: list[Any]) -> n.Was:
        return self.put(n.Was, c, c[0], self.set_of_values(c[3:]), True)

    def from_set(self, c: list[Any]) -> Part:
        return self.part("from", c, c[1])

    def to_set(self, c: list[Any]) -> Part:
        return self.part("to", c, c[1])

    def value_set(self, c: list[Any]) -> n.ValueSet:
        return self.put(n.ValueSet, c, "value", c[0])

    def set_of_values(self, c: list[Any]) -> n.ValueSet:
        return self.put(n.ValueSet, c, "one of", c[-1])

    def set_at_all(self, c: list[Any]) -> n.ValueSet:
        return self.put(n.ValueSet, c, "set")

    def not_set_at_all(self, c: list[Any]) -> n.ValueSet:
        return self.put(n.ValueSet, c, "not set")

    def calendar_choice(self, c: list[Any]) -> Part:
        return self.part("calendar", c, c[1])

    # ---- values

    def quantified(self, c: list[Any]) -> n.Quantified:
        return self.put(n.Quantified, c, c[0].lower(), c[1], c[3], c[6])

    def otherwise(self, c: list[Any]) -> n.Otherwise:
        return self.put(n.Otherwise, c, c[0], c[2])

    def arithmetic(self, c: list[Any]) -> n.Arithmetic:
        if c[1] in ("/", "-") and isinstance(c[2], n.NumberLiteral):
            self._refuse_date(self.span(c))
        return self.put(n.Arithmetic, c, str(c[1]), c[0], c[2])

    def _refuse_date(self, span: Span) -> None:
        """`11/22/2026` would be read as two divisions."""
        found = _LIKE_DATE.fullmatch(span.text)
        if not found:
            return
        parts = [int(part) for part in re.split("[/-]", span.text)]
        if parts[0] > 31:
            dates = [tuple(parts)]
        else:
            first, second, year = parts
            dates = sorted({(year, first, second), (year, second, first)}, reverse=True)
        known = [f"`{year:04}-{month:02}-{day:02}`" for year, month, day in dates if month <= 12 and day <= 31]
        if not known:
            return
        help_ = f"a date is written year-month-day: {' or '.join(known)}"
        fix = replace(span, known[0].strip("`")) if len(known) == 1 else None
        self.report(Diagnostic("S029", f"`{span.text}` is not how a date is written", span, help=help_, fix=fix))

    def negative(self, c: list[Any]) -> n.Negative:
        return self.put(n.Negative, c, c[1])

    def member(self, c: list[Any]) -> n.Member:
        return self.put(n.Member, c, c[0], c[1])

    def reference(self, c: list[Any]) -> n.Reference:
        return n.Reference(c[0].text, span=c[0].span)

    def keyed_record(self, c: list[Any]) -> n.KeyedRecord:
        return self.put(n.KeyedRecord, c, c[0], c[1])

    def call(self, c: list[Any]) -> n.Call | n.Count:
        name, arguments = c[0], self.value_of(c, "arguments") or ()
        if name.text.lower() == "count" and len(arguments) == 1:
            return self.put(n.Count, c, None, *arguments, None)
        return self.put(n.Call, c, name, tuple(arguments))

    def pick(self, c: list[Any]) -> n.Count | n.Pick:
        kind = c[0].text.lower()
        where, by = self._behind(c, "WHERE"), self._behind(c, "BY")
        if kind == "count" and by is None:
            return self.put(n.Count, c, c[2], c[4], where)
        if kind not in PICKS:
            self.report(
                Diagnostic(
                    "S031",
                    f"`{c[0].text}` cannot go through a list with `in …`",
                    Span(self.source, self.start(c[2]), self.end(c[-2])),
                    help="`count`, `list`, `first`, `last`, `least` and `most` can",
                    fix=replace(c[0].span, "count", safe=False) if kind in _COUNTING else None,
                )
            )
        return self.put(n.Pick, c, kind, c[2], c[4], where, by)

    def _behind(self, c: list[Any], word: str) -> Any:
        """What stands behind a keyword, None where the keyword is not there."""
        return next((c[i + 1] for i, part in enumerate(c) if getattr(part, "type", None) == word), None)

    def arguments(self, c: list[Any]) -> Part:
        return self._list("arguments", c)

    def entries(self, c: list[Any]) -> Part:
        return self._list("entries", c)

    def _list(self, kind: str, c: list[Any]) -> Part:
        """A list with commas, read from the left; the same Python list grows, so that long ones cost no more."""
        values = [c[0]] if len(c) == 1 else c[0].value
        if len(c) > 1:
            values.append(c[2])
        return self.part(kind, c, values)

    def enclosed(self, c: list[Any]) -> Any:
        return self.enclose(c)

    def list_literal(self, c: list[Any]) -> n.ListLiteral:
        return self.put(n.ListLiteral, c, tuple(self.value_of(c, "arguments") or ()))

    def record_literal(self, c: list[Any]) -> n.RecordLiteral:
        return self.put(n.RecordLiteral, c, tuple(self.value_of(c, "entries") or ()))

    def entry(self, c: list[Any]) -> n.Entry:
        return self.put(n.Entry, c, c[0], c[2])

    def boolean(self, c: list[Any]) -> n.BooleanLiteral:
        return n.BooleanLiteral(c[0].type == "TRUE", span=self.span(c))
