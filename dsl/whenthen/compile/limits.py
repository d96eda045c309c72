"""What a rule asks besides its condition: FOR EACH, ONCE PER, AT MOST and ACTIVE, as the kernel wants them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import attrs

from whenthen.analysis.program import CheckedRule
from whenthen.compile.closures import Frame
from whenthen.compile.scope import Shop, Slot
from whenthen.runtime.rule import Compute, ForEach, Limit
from whenthen.values import durations, moments
from whenthen.values.durations import Duration
from whenthen.values.errors import ValueFailure

#: The first moment of all.
_EVER = dt.datetime.min.replace(tzinfo=dt.UTC)
_INSTANT = dt.timedelta(microseconds=1)


@attrs.frozen
class Limits:
    """The fields of these names of a `CompiledRule`."""

    each: ForEach | None = None
    once: tuple[Compute, ...] | None = None
    limit: Limit | None = None
    active: tuple[tuple[dt.date | None, dt.date | None], ...] = ()


def compiled(rule: CheckedRule, slots: Mapping[str, Slot], shop: Shop) -> Limits:
    """The limits of a rule. `slots` are those of its bindings, the variable of FOR EACH being the last one, without its
    LETs. Raises nothing.
    """
    frame = Frame(shop, slots)
    once = None if rule.once is None else tuple(frame.compute(node) for node in rule.once.per)
    return Limits(_each(rule, frame), once, _limit(rule, frame), tuple((p.first, p.last) for p in rule.active))


def _each(rule: CheckedRule, frame: Frame) -> ForEach | None:
    if rule.each is None:
        return None
    node, items = rule.each.node, None
    if node.collection is not None:
        items = frame.without(rule.each.variable).compute(node.collection)
    return ForEach(rule.each.record, items, None if node.where is None else frame.test(node.where))


def _limit(rule: CheckedRule, frame: Frame) -> Limit | None:
    setting = rule.at_most
    if setting is None:
        return None
    literal = setting.window
    window = durations.duration(literal.amount, literal.unit, literal.business)
    per = tuple(frame.compute(node) for node in setting.per)
    return Limit(int(setting.times.value), opening(window, frame.shop.zone), per)


def opening(window: Duration, zone: dt.tzinfo) -> Callable[[dt.datetime], dt.datetime]:
    """When the window began that ends now: a day is one of the calendar in `zone`, other windows slide.

    Of a sliding window the first moment lies less than its length before its last, so that what happened exactly an
    hour ago is not within the last hour.
    """

    def of_the_day(now: dt.datetime) -> dt.datetime:
        return moments.at_wall_clock(dt.datetime.combine(now.astimezone(zone).date(), dt.time()), zone)

    def sliding(now: dt.datetime) -> dt.datetime:
        return moments.back(now, window, zone) + _INSTANT

    begin = of_the_day if window.days == 1 and not window.micros else sliding

    def opens(now: dt.datetime) -> dt.datetime:
        try:
            return begin(now)
        except (ValueFailure, OverflowError):
            return _EVER  # the window began before the first year

    return opens
