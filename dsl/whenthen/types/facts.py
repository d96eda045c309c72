"""What has to be so for a condition to hold: facts about single values, without the condition itself.

A `Need` is a list of facts of which at least one is true wherever the condition is: where none of them is, the
condition need not be looked at. Facts are sound and not complete: a condition may have no need at all.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import attrs

#: Names of paths that no record is behind: the value of the changed field, before and after, and who is the cause.
BEFORE, AFTER, CAUSE = "@before", "@after", "@cause"

#: How values of a path are compared: as they are, as folded text, or by `values.equality.equality_key`.
PLAIN, FOLDED, KEYED = "plain", "folded", "keyed"


@attrs.frozen(cache_hash=True)
class Path:
    """A value that a rule can look at: a name that a trigger binds, then fields, each with the type of its record.

    Missing where anything on the way is missing. `name` may be BEFORE, AFTER or CAUSE.
    """

    name: str
    steps: tuple[tuple[str, str], ...] = ()


@attrs.frozen
class IsOneOf:
    """The value is there, and its key is one of `keys`: the value itself, folded or keyed as `by` says."""

    path: Path
    by: str
    keys: frozenset[Hashable]


@attrs.frozen
class HasMember:
    """The list or set is there and holds at least one member whose `equality_key` is among `keys`."""

    path: Path
    keys: frozenset[Hashable]


@attrs.frozen
class IsThere:
    """The value is there; where `missing` is true, it is not."""

    path: Path
    missing: bool


@attrs.frozen
class InRange:
    """The value is there and lies between two bounds of its type, each None where there is none."""

    path: Path
    low: Any
    low_included: bool
    high: Any
    high_included: bool


#: Where in a text a part stands.
CONTAINS, STARTS, ENDS = "contains", "starts", "ends"


@attrs.frozen
class HasText:
    """The text is there and, folded, has one of the folded `parts` at the place that `where` says."""

    path: Path
    where: str
    parts: frozenset[str]


@attrs.frozen
class HasPattern:
    """The text is there and the pattern with this source and these flags (see `values.patterns`) is found in it."""

    path: Path
    source: str
    flags: str


Fact = IsOneOf | HasMember | IsThere | InRange | HasText | HasPattern

#: At least one of them is true where the condition is.
Need = tuple[Fact, ...]

# What is of no use to an index, and tells more about a value ---------------------------------------------------------


@attrs.frozen
class IsNoneOf:
    """The value is there, and its key is none of `keys`."""

    path: Path
    by: str
    keys: frozenset[Hashable]


@attrs.frozen
class LacksMembers:
    """The list or set is there, and holds no member whose `equality_key` is among `keys`."""

    path: Path
    keys: frozenset[Hashable]


@attrs.frozen
class LacksText:
    """The text is there and, folded, has none of the folded `parts` at the place that `where` says."""

    path: Path
    where: str
    parts: frozenset[str]


@attrs.frozen
class LacksPattern:
    """The text is there, and the pattern is not found in it."""

    path: Path
    source: str
    flags: str


@attrs.frozen
class IsBare:
    """The list or set is there and has no members; where `bare` is false, it has some."""

    path: Path
    bare: bool


Denial = IsNoneOf | LacksMembers | LacksText | LacksPattern | IsBare

#: What can be known of a value; of an `Either` at least one is true.
Claim = Fact | Denial
Either = tuple[Claim, ...]
