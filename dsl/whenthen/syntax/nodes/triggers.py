"""What stands after WHEN."""

from __future__ import annotations

from whenthen.syntax.nodes.base import Expression, Name, Trigger, node
from whenthen.syntax.nodes.conditions import ValueSet
from whenthen.syntax.nodes.expressions import TextLiteral


@node
class EventTrigger(Trigger):
    """`ticket is created [by agent]`; `cause` is agent, customer, rule or system."""

    subject: Name
    event: Name
    cause: Name | None = None


@node
class ChangeTrigger(Trigger):
    """`ticket.status changes [from A] [to B] [by agent]`"""

    field: Expression
    before: ValueSet | None = None
    after: ValueSet | None = None
    cause: Name | None = None


@node
class StateTrigger(Trigger):
    """`ticket.status has been pending for 3 days [within CALENDAR]`"""

    field: Expression
    state: ValueSet
    duration: Expression
    calendar: Expression | None = None


@node
class UnchangedTrigger(Trigger):
    """`ticket has not changed for 2 days`; `value` is a record or a field."""

    value: Expression
    duration: Expression
    calendar: Expression | None = None


@node
class MomentTrigger(Trigger):
    """`2 hours before F`, `1 day after F` (`direction` 1), `F arrives` (no offset)."""

    field: Expression
    offset: Expression | None = None
    direction: int = 0
    calendar: Expression | None = None


@node
class ClockTrigger(Trigger):
    """`every weekday at 09:00 in "Europe/Berlin"`, `every 15 minutes`.

    `unit` is weekday, day, hour, monday … sunday, or "" when `interval` is given.
    """

    unit: str
    interval: Expression | None = None
    at: Expression | None = None
    zone: TextLiteral | None = None
