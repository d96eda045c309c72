"""Names and literals: what a single word of the text stands for."""

from __future__ import annotations

import datetime as dt
import re
import sys
import unicodedata
from decimal import Decimal

from whenthen.diagnostics.fixes import replace
from whenthen.diagnostics.model import Diagnostic
from whenthen.source import Span
from whenthen.syntax import nodes as n
from whenthen.syntax.building.core import MAX_NAME, Core, Part
from whenthen.syntax.building.texts import parse_documentation, parse_text
from whenthen.syntax.token import Token

#: Decimals hold this many significant digits.
MAX_DIGITS = 34

_DURATION = re.compile(r"([0-9.]+)\s+(business\s+)?(second|minute|hour|day|week)", re.IGNORECASE)
_MONEY = re.compile(r"([0-9.]+)[ \t]*([A-Z]{3})")


class Literals(Core):
    """One method for each terminal that has a value."""

    # ---- names

    def NAME(self, token: Token) -> n.Name:  # noqa: N802 - named as the terminal
        return self._name(token, token.start_pos, token.end_pos)

    ANY_NAME = NAME
    DECLARED_NAME = NAME

    def MEMBER(self, token: Token) -> n.Name:  # noqa: N802
        return self._name(token[1:], token.start_pos + 1, token.end_pos)

    def _name(self, written: str, start: int, end: int) -> n.Name:
        text = written[1:-1] if written[0] == "`" else str(written)
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        if len(text) > MAX_NAME:
            self.report(
                Diagnostic(
                    "S024",
                    f"a name has at most {MAX_NAME} characters, and this one has {len(text)}",
                    Span(self.source, start, start + 40),
                    help="choose a shorter name",
                )
            )
        # The same few names stand in thousands of places, and are looked up in dictionaries.
        return n.Name(sys.intern(text), span=Span(self.source, start, end))

    # ---- texts

    def TEXT(self, token: Token) -> n.TextLiteral | n.Template:  # noqa: N802
        span = self.token_span(token)
        text = parse_text(self.source, span.start, span.end, self.report, self.parse_expression)
        if isinstance(text, n.Template):
            self._count_depth(text, list(text.parts))
        return text

    LONG_TEXT = TEXT

    def DOC(self, token: Token) -> Part:  # noqa: N802
        span = self.token_span(token)
        return Part("doc", parse_documentation(self.source, span.start, span.end), span)

    FIELD_DOC = DOC

    # ---- numbers

    def NUMBER(self, token: Token) -> n.NumberLiteral:  # noqa: N802
        span = self.token_span(token)
        return n.NumberLiteral(self._decimal(str(token), span), str(token), span=span)

    def MONEY(self, token: Token) -> n.MoneyLiteral:  # noqa: N802
        span = self.token_span(token)
        amount, currency = _groups(_MONEY, token)
        return n.MoneyLiteral(self._decimal(amount, span), currency, str(token), span=span)

    def DURATION(self, token: Token) -> n.DurationLiteral:  # noqa: N802
        span = self.token_span(token)
        amount, business, unit = _groups(_DURATION, token)
        return n.DurationLiteral(self._decimal(amount, span), unit.lower(), bool(business), str(token), span=span)

    def _decimal(self, digits: str, span: Span) -> Decimal:
        significant = digits.replace(".", "").lstrip("0")
        if len(significant) > MAX_DIGITS:
            self.report(
                Diagnostic(
                    "S021",
                    f"a number has at most {MAX_DIGITS} digits, and this one has {len(significant)}",
                    span,
                    help="round it; for an identifier made of digits use a text: put it in quotes",
                )
            )
            return Decimal(0)
        return Decimal(digits)

    # ---- dates and times

    def DATE(self, token: Token) -> n.DateLiteral:  # noqa: N802
        span = self.token_span(token)
        year, month, day = (int(part) for part in token.split("-"))
        try:
            value = dt.date(year, month, day)
        except ValueError:
            self.report(Diagnostic("S022", f"there is no day `{token}`", span, help=_mend_date(year, month)))
            value = dt.date(2000, 1, 1)
        return n.DateLiteral(value, span=span)

    def TIME(self, token: Token) -> n.TimeLiteral:  # noqa: N802
        span = self.token_span(token)
        try:
            value = dt.time.fromisoformat(token if token[1] != ":" else f"0{token}")
        except ValueError:
            help_ = "times go from `00:00` to `23:59`"
            if token.startswith("24:00"):
                help_ += "; hours up to the end of a day close at `00:00`"
            self.report(Diagnostic("S023", f"there is no time `{token}`", span, help=help_))
            value = dt.time(0)
        return n.TimeLiteral(value, span=span)

    # ---- patterns

    def PATTERN(self, token: Token) -> n.PatternLiteral:  # noqa: N802
        span = self.token_span(token)
        pattern, _, flags = token[1:].rpartition("/")
        wrong = [flag for flag in flags if flag not in "i"]
        if wrong or len(flags) > 1:
            wrong_place = Span(self.source, span.end - len(flags), span.end)
            self.report(
                Diagnostic(
                    "S025",
                    f"a pattern cannot have `{flags}` behind it",
                    wrong_place,
                    help="the letter `i` is the only one: capitals and small letters are then the same",
                    # Elsewhere `g` asks for all places where a pattern fits, which is no question here.
                    fix=replace(wrong_place, "i" if "i" in flags else "", title="leave out what means nothing")
                    if set(flags) <= {"g", "i"}
                    else None,
                )
            )
            flags = "i" if "i" in flags else ""
        return n.PatternLiteral(pattern, flags, span=span)


def _groups(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    found = pattern.match(text)
    assert found, "the grammar reads only what has this form"
    return found.groups()


def _mend_date(year: int, month: int) -> str:
    if year < 1:
        return "years go from 0001 to 9999"
    if not 1 <= month <= 12:
        return "a date is written year-month-day, such as `2026-11-22`, with a month from 01 to 12"
    following = dt.date(year + month // 12, month % 12 + 1, 1) if (year, month) != (9999, 12) else dt.date.max
    last = (following - dt.timedelta(days=1)).day if following != dt.date.max else 31
    return f"the last day of that month is {year:04}-{month:02}-{last}"
