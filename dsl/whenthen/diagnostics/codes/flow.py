"""V: the flow of values that may be missing."""

from __future__ import annotations

from whenthen.diagnostics.codes.examples import asks, declares, does, rule
from whenthen.diagnostics.model import UNSAFE, Code

CODES: tuple[Code, ...] = (
    Code(
        "V101",
        "a negative comparison with what may be missing",
        (
            "A comparison with a missing value is false, also `is not` and `does not contain`. The rule has to "
            "say what is meant where the value is missing."
        ),
        failing=asks('ticket.team is not team "Billing"'),
        mended=asks('ticket.team is not set OR ticket.team is not team "Billing"'),
        why=(
            "A rule that says `is not` and stays silent on tickets where the value is missing surprises its "
            "author: whoever asks for tickets that are not with Billing also means those that no team has."
        ),
        fix=UNSAFE,
    ),
    Code(
        "V102",
        "NOT before a comparison with what may be missing",
        (
            "A comparison with a missing value is false, and NOT makes it true. The rule has to say whether that "
            "is meant."
        ),
        failing=asks('NOT (ticket.team is team "Billing" OR ticket.priority is urgent)'),
        mended=asks('NOT (ticket.team is set AND ticket.team is team "Billing" OR ticket.priority is urgent)'),
        why=(
            "The rule would also fire where the value is missing: for tickets that no team has, beside those of "
            "other teams."
        ),
        fix=UNSAFE,
    ),
    Code(
        "V103",
        "a missing value in a place that needs one",
        "A field without `?` always has a value, and a change such as `increase` starts from one. What is written "
        "there must not be missing.",
        failing=does("set ticket.subject to ticket.category"),
        mended=does('set ticket.subject to ticket.category otherwise "No subject"'),
        why=(
            "At the first ticket without the value there would be nothing to write: the rule would fail, and "
            "other rules that count on the field with it."
        ),
    ),
    Code(
        "V104",
        "a missing value where an argument is needed",
        "A parameter without `?` needs a value, and this one may be missing.",
        failing=does('notify ticket.team saying "A new ticket"'),
        mended=declares(rule(condition="ticket.team is set", then='notify ticket.team saying "A new ticket"').rstrip()),
        why=(
            "The call would not know what to do without one: there is nobody to notify, and the rule would fail "
            "at just these tickets."
        ),
    ),
    Code(
        "V105",
        "a missing value in a text",
        "A value that stands in a text may be missing. Give it something to stand in for it.",
        failing=does('email customer about "Hello" saying "Dear {customer.name}"'),
        mended=does('email customer about "Hello" saying """Dear {customer.name otherwise "customer"}"""'),
        why="A text with a hole in it is not what a customer should read: `Dear ,`.",
    ),
)
