"""S050 to S066: conditions as other languages write them."""

from __future__ import annotations

from whenthen.diagnostics.codes.syntax_examples import code, condition, rule, whole
from whenthen.diagnostics.model import Code

CODES: tuple[Code, ...] = (
    code(
        "S050",
        "a comparison sign of another language",
        "Values are compared with `is`, `is not`, or with `=`, `!=`, `<`, `<=`, `>`, `>=`.",
        condition("ticket.status == open"),
        condition("ticket.status is open"),
    ),
    code(
        "S051",
        "a joining sign of another language",
        "Conditions are joined with the words AND and OR.",
        condition("ticket.status is open && ticket.priority is high"),
        condition("ticket.status is open AND ticket.priority is high"),
    ),
    code(
        "S052",
        "a negating sign of another language",
        "A condition is negated with NOT; better with `is not` or `does not contain`, which read as English.",
        condition("!(ticket.status is open)"),
        condition("NOT (ticket.status is open)"),
    ),
    code(
        "S053",
        "a value is looked for in a list",
        "Whether a value is in a list is asked with `is one of`.",
        condition("ticket.status in [open, pending]"),
        condition("ticket.status is one of [open, pending]"),
    ),
    code(
        "S054",
        "a comparison in other words",
        "Values with an order are compared with `is above`, `is below`, `is at least` and `is at most`.",
        condition("ticket.priority is greater than normal"),
        condition("ticket.priority is above normal"),
    ),
    code(
        "S055",
        "`equals`",
        "Two values are compared with `is`.",
        condition("ticket.status equals open"),
        condition("ticket.status is open"),
    ),
    code(
        "S056",
        "a shortened `not`",
        "Words with `n't` are written out: `is not`, `does not contain`, `did not change`.",
        condition("ticket.status isn't open"),
        condition("ticket.status is not open"),
    ),
    code(
        "S057",
        "`has` or `includes` for `contains`",
        "Whether a text holds another one, or a list a value, is asked with `contains`.",
        condition('ticket.tags has "vip"'),
        condition('ticket.tags contains "vip"'),
    ),
    code(
        "S058",
        "a condition is negated in another way",
        "It is `does not contain`, `does not start with`, `does not match`, `did not change`.",
        condition('ticket.tags not contains "vip"'),
        condition('ticket.tags does not contain "vip"'),
    ),
    code(
        "S059",
        "`is not above` and its kin",
        "There is a word for each opposite: `is not above` is `is at most`, `is not below` is `is at least`.",
        condition("ticket.priority is not above normal"),
        condition("ticket.priority is at most normal"),
    ),
    code(
        "S060",
        "`between` without `and`",
        "The two ends are joined with `and`; both are included.",
        condition("ticket.priority is between low to normal"),
        condition("ticket.priority is between low and normal"),
    ),
    code(
        "S061",
        "`is` before a verb",
        "`contains`, `matches`, `changed` and the like are verbs themselves.",
        condition('ticket.subject is contains "refund"'),
        condition('ticket.subject contains "refund"'),
    ),
    code(
        "S062",
        "`changes` and `changed` in each other's place",
        "A rule starts when something `changes` (after WHEN); a condition asks whether it `changed` (after IF).",
        whole("WHEN ticket.status changed\n  THEN stop"),
        whole("WHEN ticket.status changes\n  THEN stop"),
    ),
    code(
        "S063",
        "`is more than` without `ago`",
        "`is more than … ago` and `is less than … ago` say how long a moment is past. Numbers and durations are "
        "compared "
        "with `is above` and `is below`.",
        condition("length(ticket.subject) is more than 5"),
        condition("length(ticket.subject) is above 5"),
    ),
    code(
        "S064",
        "two comparisons in a row",
        "A comparison has two sides. Join two of them with AND; for a range write `is between`.",
        condition("1 < length(ticket.subject) < 5"),
        condition("length(ticket.subject) is between 1 and 5"),
    ),
    code(
        "S065",
        "a question about time in other words",
        "How long ago a moment was is asked for with `is more than 2 days ago` and `is less than 2 days ago`, and "
        "whether it is in the opening hours of a calendar with `is within support_hours`.",
        condition("ticket.created_at is older than 2 days"),
        condition("ticket.created_at is more than 2 days ago"),
    ),
    code(
        "S066",
        "a moment or a day in other words",
        "Moments are calculated: `now + 3 days`, `instant_of(today, 17:00)`, or, in business time, "
        "`business_deadline(now, 2 business days)`. Days are asked for with functions: `weekday_of(today) is monday`, "
        "`is_working_day(today)`.",
        rule("THEN set ticket.due_at to today at 17:00"),
        rule("THEN set ticket.due_at to instant_of(today, 17:00)"),
    ),
)
