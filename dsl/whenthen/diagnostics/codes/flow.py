"""V: the flow of values that may be missing."""

from __future__ import annotations

from whenthen.diagnostics.codes.examples import asks, declares, does, rule
from whenthen.diagnostics.model import Code

CODES: tuple[Code, ...] = (
    Code(
        "V101",
        "a negative comparison with what may be missing",
        "A comparison with a missing value is false, also `is not` and `does not contain`. A rule that says `is not` "
        "and stays silent on tickets where the value is missing surprises its author, so it has to say what it means.",
        failing=asks('ticket.team is not team "Billing"'),
        mended=asks('ticket.team is not set OR ticket.team is not team "Billing"'),
    ),
    Code(
        "V102",
        "NOT before a comparison with what may be missing",
        "A comparison with a missing value is false, and NOT makes it true: the rule would also fire where the value "
        "is missing. It has to say whether that is meant.",
        failing=asks('NOT (ticket.team is team "Billing" OR ticket.priority is urgent)'),
        mended=asks('NOT (ticket.team is set AND ticket.team is team "Billing" OR ticket.priority is urgent)'),
    ),
    Code(
        "V103",
        "a missing value in a place that needs one",
        "A field without `?` always has a value, and a change such as `increase` starts from one. What is written "
        "there must not be missing.",
        failing=does("set ticket.subject to ticket.category"),
        mended=does('set ticket.subject to ticket.category otherwise "No subject"'),
    ),
    Code(
        "V104",
        "a missing value where an argument is needed",
        "A parameter without `?` needs a value: the call would not know what to do without one.",
        failing=does('notify ticket.team saying "A new ticket"'),
        mended=declares(rule(condition="ticket.team is set", then='notify ticket.team saying "A new ticket"').rstrip()),
    ),
    Code(
        "V105",
        "a missing value in a text",
        "A text with a hole in it is not what a customer should read. Give the value something to stand in for it.",
        failing=does('email customer about "Hello" saying "Dear {customer.name}"'),
        mended=does('email customer about "Hello" saying """Dear {customer.name otherwise "customer"}"""'),
    ),
)
