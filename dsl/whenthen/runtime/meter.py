"""What a turn may do: the count of statements and steps, and the work on long texts that is done once in a turn.

A step is an item that is looked at, or as much work on a text as takes about as long: a million steps take a second or
two at worst. Short texts cost nothing.

There are two bounds. A rule that fails, and a rule in SHADOW, give back what they used, so that the rules after them
have as much as without them; but what a whole turn uses, that included, has an end too, and then every rule fails that
needs more.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from whenthen.runtime.program import Budget
from whenthen.types.codec import MAX_DEPTH, MAX_ITEMS
from whenthen.values import text as texts
from whenthen.values.equality import equal
from whenthen.values.errors import ValueFailure
from whenthen.values.patterns import Pattern
from whenthen.values.refs import Ref
from whenthen.values.text import MAX_TEXT

#: Texts of more characters are long: work on them is counted.
LONG = 1_000
#: How many characters are a step where a text is searched or put together, …
SEARCHED = 256
#: … where it is kept in a record or an effect, …
KEPT = 16
#: … and where a function works on it, or it is folded and not plain ASCII.
WORKED = 8
#: Instructions of a pattern times characters that are a step.
MATCHED = 512
#: What a statement counts, in steps, among those that are given back.
STATEMENT = 10

#: How many results for long texts, and for others, are kept.
_MOST_LONG, _MOST = 16, 1_024
_NEW = object()


class BudgetExceeded(ValueFailure):
    """The turn has done more than one turn may do."""


class Folded(dict[str, str]):
    """The folded forms of texts that a turn has looked at. Others are folded, and counted, when they are asked for.

    Those of long texts are not in here: to look into one is work each time.
    """

    __slots__ = ("_meter",)

    def __init__(self, meter: Meter) -> None:
        super().__init__()
        self._meter = weakref.ref(meter)  # no circle: a turn is gone when it is over

    def __missing__(self, text: str) -> str:
        size = len(text)
        if size > LONG:
            return self._of_turn().fold_long(text)
        if text.isascii():
            folded = text.lower()
        elif size <= texts.CACHED_LENGTH:
            folded = texts.fold_short(text)
        else:
            self._of_turn().spend(size // WORKED)
            folded = texts.fold(text)
        if len(self) >= _MOST:
            self.clear()
        self[text] = folded
        return folded

    def _of_turn(self) -> Meter:
        meter = self._meter()
        assert meter is not None  # it is what asks
        return meter


class Meter:
    """The counting side of a turn. Methods raise ValueFailure and nothing else."""

    __slots__ = (
        "__weakref__",
        "_budget",
        "_given_back",
        "_kept",
        "_kept_long",
        "_statement_limit",
        "_step_limit",
        "folded",
        "statements",
        "steps",
    )

    def __init__(self, budget: Budget) -> None:
        self.statements = 0
        self.steps = 0
        self._budget = budget
        self._given_back = 0
        self._statement_limit = budget.statements
        self._step_limit = min(budget.steps, budget.total_steps)
        self._kept: dict[Hashable, Any] = {}
        self._kept_long: dict[Hashable, Any] = {}
        self.folded = Folded(self)

    # Counting -----------------------------------------------------------------------------------------------------

    def statement(self) -> None:
        """Count one statement. Raises BudgetExceeded."""
        self.statements += 1
        if self.statements > self._statement_limit:
            most = self._budget.statements
            if self.statements <= most:
                raise self._all_used()
            raise BudgetExceeded(f"one turn may run {most:,} statements, and this is one more")

    def spend(self, steps: int) -> None:
        """Count items, comparisons and work on texts before they are looked at. Raises BudgetExceeded."""
        self.steps += steps
        if self.steps > self._step_limit:
            wanted = self.steps
            self.steps -= steps  # it is not done
            most = self._budget.steps
            if wanted <= most:
                raise self._all_used()
            raise BudgetExceeded(f"one turn may look at {most:,} items, and here it would look at more")

    def _all_used(self) -> BudgetExceeded:
        most = self._budget.total_steps
        return BudgetExceeded(f"one turn may take {most:,} steps, with those of failed and shadow rules; none are left")

    def give_back(self, statements: int, steps: int) -> None:
        """Set the counts back to what they were; the total of the turn remembers."""
        budget = self._budget
        self._given_back += self.steps - steps + STATEMENT * (self.statements - statements)
        self.statements, self.steps = statements, steps
        left = max(budget.total_steps - self._given_back, 0)
        self._step_limit = min(budget.steps, left)
        self._statement_limit = min(budget.statements, left // STATEMENT)

    def renew(self) -> None:
        """Start to count anew, for what is done when the rules of the turn are through."""
        self.statements = self.steps = self._given_back = 0
        self._statement_limit = self._budget.statements
        self._step_limit = min(self._budget.steps, self._budget.total_steps)

    # Texts --------------------------------------------------------------------------------------------------------

    def fold(self, text: str) -> str:
        """`values.text.fold`: long ones counted, and folded once in a turn. The same as `folded[text]`."""
        return self.folded[text]

    def fold_long(self, text: str) -> str:
        """The same, for a text of more than `LONG` characters."""
        kept = self._kept_long
        folded: str | None = kept.get(text)
        if folded is None:
            self.spend(len(text) // (SEARCHED if text.isascii() else WORKED))
            folded = texts.fold(text)
            self._keep(kept, text, folded)
        self.spend(len(text) // SEARCHED)
        return folded

    def matches(self, pattern: Pattern, text: str) -> bool:
        """`Pattern.search`, counted."""
        self.spend(pattern.size * len(text) // MATCHED)
        return pattern.search(text)

    def once(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """What a function of the language's own gives; for texts that are not short it is counted, and asked once."""
        size = work = 0
        for argument in arguments:
            if type(argument) is str:
                size += len(argument)
            elif type(argument) is Pattern:
                work = argument.size
        if size <= texts.CACHED_LENGTH:
            return function(*arguments)
        kept = self._kept_long if size > LONG else self._kept
        key = (function, arguments)
        result = kept.get(key, _NEW)
        if result is _NEW:
            self.spend(size // WORKED + size * work // MATCHED)
            result = function(*arguments)
            self._keep(kept, key, result)
        if type(result) is str:
            self.spend(len(result) // SEARCHED)
        return result

    def _keep(self, kept: dict[Hashable, Any], key: Hashable, value: Any) -> None:
        if len(kept) >= (_MOST_LONG if kept is self._kept_long else _MOST):
            kept.clear()
        kept[key] = value

    # Values -------------------------------------------------------------------------------------------------------

    def same(self, left: Any, right: Any) -> bool:
        """The equality of the language, and missing is the same as missing; what takes long is counted."""
        if left is right:
            return True
        if left is None or right is None:
            return False
        if type(left) is str and type(right) is str:
            return left == right or self.fold(left) == self.fold(right)
        if holds_values(left) and holds_values(right):
            if len(left) != len(right):
                return False
            self.spend(measured(left) + measured(right))
        return equal(left, right)

    def keep(self, value: Any) -> None:
        """Count a value that a record or an effect is to hold.

        Raises ValueFailure where it is larger than a value that could be read from data.
        """
        if type(value) is str:
            if len(value) > LONG:
                if len(value) > MAX_TEXT:
                    raise ValueFailure(f"the text is longer than {MAX_TEXT:,} characters")
                self.spend(len(value) // KEPT)
        elif holds_values(value):
            self._keep_all(value, 0)

    def _keep_all(self, values: Any, depth: int) -> None:
        if len(values) > MAX_ITEMS:
            raise ValueFailure(f"{len(values):,} items are more than {MAX_ITEMS:,}")
        if depth >= MAX_DEPTH:
            raise ValueFailure(f"the value is nested more than {MAX_DEPTH} deep")
        self.spend(len(values) // KEPT)
        for value in values.values() if isinstance(values, Mapping) else values:
            if type(value) is str:
                if len(value) > LONG:
                    self.keep(value)
            elif holds_values(value):
                self._keep_all(value, depth + 1)


def holds_values(value: Any) -> bool:
    """Whether a value is a list, a set or data with fields; a record is not."""
    return type(value) is tuple or type(value) is list or (isinstance(value, Mapping) and not isinstance(value, Ref))


def measured(value: Any) -> int:
    """How many steps it takes to look at all of a value."""
    if type(value) is str:
        return len(value) // KEPT
    if not holds_values(value):
        return 0
    items = value.values() if isinstance(value, Mapping) else value
    return len(value) + sum(map(measured, items))
