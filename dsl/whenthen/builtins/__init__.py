"""The Python side of the standard library: for each function that `stdlib/core.when` declares, what it does.

Functions are pure, take linear time, are given no missing value but for parameters `T?` (None, or left out), and raise
nothing but `values.errors.ValueFailure`. Those that need a zone or a calendar are made for the project's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from whenthen.builtins import calendars, chance, dates, formats, lists, mail, numbers, quotes, structured, text
from whenthen.builtins.times import TimeFunctions
from whenthen.values.timebase import Timebase

__all__ = ["NAMES", "calendars", "functions"]


def functions(timebase: Timebase) -> dict[str, Callable[..., Any]]:
    """Name in `core.when` -> implementation, in its order; `timebase` is what the program knows of time."""
    times = TimeFunctions(timebase)
    return {
        "length": text.length,
        "lowercase": text.lowercase,
        "uppercase": text.uppercase,
        "capitalize": text.capitalize,
        "trim": text.trim,
        "replace": text.replace,
        "split": text.split,
        "join": text.join,
        "words": text.words,
        "contains_word": text.contains_word,
        "count_of": text.count_of,
        "lines": text.lines,
        "first_line": text.first_line,
        "text_before": text.text_before,
        "text_after": text.text_after,
        "text_between": text.text_between,
        "left": text.left,
        "right": text.right,
        "shorten": text.shorten,
        "pad_left": text.pad_left,
        "capture": text.capture,
        "captures": text.captures,
        "replace_matches": text.replace_matches,
        "number_of": text.number_of,
        "json_value": structured.json_value,
        "without_quote": quotes.without_quote,
        "without_html": mail.without_html,
        "without_reply_prefix": mail.without_reply_prefix,
        "email_address_of": mail.email_address_of,
        "domain_of": mail.domain_of,
        "abs": numbers.absolute,
        "round": numbers.round_,
        "floor": numbers.floor,
        "ceiling": numbers.ceiling,
        "min": numbers.smaller,
        "max": numbers.larger,
        "remainder": numbers.remainder,
        "percent_of": numbers.percent_of,
        "random_number": chance.random_number,
        "money_of": numbers.money_of,
        "amount_of": numbers.amount_of,
        "currency_of": numbers.currency_of,
        "date_of": times.date_of,
        "time_of": times.time_of,
        "instant_of": times.instant_of,
        "next_time": times.next_time,
        "start_of_day": times.start_of_day,
        "hour_of": times.hour_of,
        "weekday_of": dates.weekday_of,
        "day_of": dates.day_of,
        "month_of": dates.month_of,
        "year_of": dates.year_of,
        "week_of": dates.week_of,
        "next_weekday": dates.next_weekday,
        "end_of_month": dates.end_of_month,
        "days_between": dates.days_between,
        "earlier": dates.earlier,
        "later": dates.later,
        "days_in": dates.days_in,
        "hours_in": dates.hours_in,
        "minutes_in": dates.minutes_in,
        "format_date": formats.format_date,
        "format_instant": times.format_instant,
        "parse_date": dates.parse_date,
        "parse_instant": dates.parse_instant,
        "business_time": times.business_time,
        "business_deadline": times.business_deadline,
        "business_hours_in": dates.business_hours_in,
        "is_working_day": times.is_working_day,
        "next_working_day": times.next_working_day,
        "next_opening": times.next_opening,
        "first": lists.first,
        "last": lists.last,
        "item": lists.item,
        "position": lists.position,
        "slice": lists.slice_,
        "rotate": lists.rotate,
        "reverse": lists.reverse,
        "sort": lists.sort,
        "pick": chance.pick,
        "distinct": lists.distinct,
        "union": lists.union,
        "common": lists.common,
        "minus": lists.minus,
        "unless_empty": lists.unless_empty,
        "list_of": lists.list_of,
        "set_of": lists.set_of,
        "sum": lists.total,
        "smallest": lists.smallest,
        "largest": lists.largest,
        "average": lists.average,
    }


#: The functions of the language, in the order of `core.when`.
NAMES = tuple(functions(Timebase()))
