"""A rule as closures, as the compiler hands it to the kernel.

Closures are called with the turn and the rule's slots: first the records of `bindings` in that order (None for an
optional one that the trigger did not bring), then the values of its LETs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from whenthen.source import Span

Test = Callable[..., bool]  # (turn, *slots)
Run = Callable[..., None]  # (turn, *slots)
Compute = Callable[..., Any]  # (turn, *slots so far)


@attrs.frozen
class OnEvent:
    """`ticket is created [by agent]`; `subject` is the record type, `event` the word (created, updated, received …)."""

    type: str
    subject: str
    event: str
    cause: str | None
    provides: tuple[str, ...]


@attrs.frozen
class OnChange:
    """`ticket.status changes from … to …`. `matches(turn, before, after)` compares with FROM and TO; None
    matches all. `has_from` says that FROM was written: then a creation never matches.
    """

    name: str
    record: str
    field: str
    matches: Test | None
    has_from: bool
    cause: str | None


@attrs.frozen
class CompiledBranch:
    """`test` is None where no condition is written."""

    test: Test | None
    run: Run


@attrs.frozen
class CompiledRule:
    """`span_of(error)` finds the place in the rule text that an error of one of the closures came from."""

    id: str
    title: str
    span: Span
    triggers: tuple[OnEvent | OnChange, ...]
    bindings: tuple[str, ...]
    lets: tuple[Compute, ...]
    branches: tuple[CompiledBranch, ...]
    shadow: bool
    span_of: Callable[[BaseException], Span]
