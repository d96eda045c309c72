"""S050 to S066: conditions as other languages write them."""

from __future__ import annotations

from whenthen.diagnostics.codes.syntax_examples import code, condition, rule, whole
from whenthen.diagnostics.model import SAFE, Code

CODES: tuple[Code, ...] = (
    code(
        "S050",
        "a comparison sign of another language",
        "Values are compared with `is`, `is not`, or with `=`, `!=`, `<`, `<=`, `>`, `>=`.",
        condition("ticket.status == open"),
        condition("ticket.status is open"),
        why=(
            "One sign more or less changes the meaning in other languages: `=` writes and `==` compares. Here the "
            "same words are read in one way by everybody, also by those who write no programs."
        ),
        fix=SAFE,
    ),
    code(
        "S051",
        "a joining sign of another language",
        "Conditions are joined with the words AND and OR.",
        condition("ticket.status is open && ticket.priority is high"),
        condition("ticket.status is open AND ticket.priority is high"),
        why=(
            "Many who review a rule cannot read `&&` and `||`, and whether it fires for one ticket or for most of "
            "them hangs on just that."
        ),
        fix=SAFE,
    ),
    code(
        "S052",
        "a negating sign of another language",
        "A condition is negated with NOT; better with `is not` or `does not contain`, which read as English.",
        condition("!(ticket.status is open)"),
        condition("NOT (ticket.status is open)"),
        why=(
            "`!` is easily overlooked, and without it the rule does the opposite: it would close the tickets that "
            "were to stay open."
        ),
        fix=SAFE,
    ),
    code(
        "S053",
        "a value is looked for in a list",
        "Whether a value is in a list is asked with `is one of`.",
        condition("ticket.status in [open, pending]"),
        condition("ticket.status is one of [open, pending]"),
        why=(
            "In some languages `in` looks for a value in a list, in others for a part of a text, and there "
            '`"open" in "reopened"` is true.'
        ),
        fix=SAFE,
    ),
    code(
        "S054",
        "a comparison in other words",
        "Values with an order are compared with `is above`, `is below`, `is at least` and `is at most`.",
        condition("ticket.priority is greater than normal"),
        condition("ticket.priority is above normal"),
        why=(
            "`is at least 3` takes in the 3, and `is above 3` does not. Other words leave that open, and tickets "
            "right on the limit would be treated either way."
        ),
        fix=SAFE,
    ),
    code(
        "S055",
        "`equals`",
        "Two values are compared with `is`.",
        condition("ticket.status equals open"),
        condition("ticket.status is open"),
        why="Two words for one comparison make readers look for a difference that is not there.",
        fix=SAFE,
    ),
    code(
        "S056",
        "a shortened `not`",
        "Words with `n't` are written out: `is not`, `does not contain`, `did not change`.",
        condition("ticket.status isn't open"),
        condition("ticket.status is not open"),
        why=(
            "The two letters that turn a condition round are easily overlooked, and the apostrophe has several "
            "looks: a rule without its `not` does the opposite."
        ),
        fix=SAFE,
    ),
    code(
        "S057",
        "`has` or `includes` for `contains`",
        "Whether a text holds another one, or a list a value, is asked with `contains`.",
        condition('ticket.tags has "vip"'),
        condition('ticket.tags contains "vip"'),
        why=(
            "`has` may also ask whether something is there at all, and `like` takes patterns elsewhere: the rule "
            "would look for another thing than was meant."
        ),
        fix=SAFE,
    ),
    code(
        "S058",
        "a condition is negated in another way",
        "It is `does not contain`, `does not start with`, `does not match`, `did not change`.",
        condition('ticket.tags not contains "vip"'),
        condition('ticket.tags does not contain "vip"'),
        why=(
            "A `not` in another place may negate another part of the condition, and the rule fires for just those "
            "tickets that it was to leave alone."
        ),
        fix=SAFE,
    ),
    code(
        "S059",
        "`is not above` and its kin",
        "There is a word for each opposite: `is not above` is `is at most`, `is not below` is `is at least`.",
        condition("ticket.priority is not above normal"),
        condition("ticket.priority is at most normal"),
        why=(
            "In `is not above` it is left to the reader whether the value itself counts; `is at most` says that "
            "it does."
        ),
        fix=SAFE,
    ),
    code(
        "S060",
        "`between` without `and`",
        "The two ends are joined with `and`; both are included.",
        condition("ticket.priority is between low to normal"),
        condition("ticket.priority is between low and normal"),
        why=(
            "`1 to 5` leaves open whether the 5 is meant too: tickets right on the limit would be treated either way."
        ),
        fix=SAFE,
    ),
    code(
        "S061",
        "`is` before a verb",
        "`contains`, `matches`, `changed` and the like are verbs themselves.",
        condition('ticket.subject is contains "refund"'),
        condition('ticket.subject contains "refund"'),
        why="Two verbs are two questions, and which of them is asked would be a guess.",
        fix=SAFE,
    ),
    code(
        "S062",
        "`changes` and `changed` in each other's place",
        "A rule starts when something `changes` (after WHEN); a condition asks whether it `changed` (after IF).",
        whole("WHEN ticket.status changed\n  THEN stop"),
        whole("WHEN ticket.status changes\n  THEN stop"),
        why=(
            "A change starts a rule once; a condition is looked at whenever the rule runs. Taken for each other, "
            "the rule would run too often or never."
        ),
        fix=SAFE,
    ),
    code(
        "S063",
        "`is more than` without `ago`",
        "`is more than … ago` and `is less than … ago` say how long a moment is past. Numbers and durations are "
        "compared "
        "with `is above` and `is below`.",
        condition("length(ticket.subject) is more than 5"),
        condition("length(ticket.subject) is above 5"),
        why=(
            "Without `ago`, `more than 2 days` may be a length of time or say how long ago something was: the "
            "rule would pick other tickets."
        ),
        fix=SAFE,
    ),
    code(
        "S064",
        "two comparisons in a row",
        "A comparison has two sides. Join two of them with AND; for a range write `is between`.",
        condition("1 < length(ticket.subject) < 5"),
        condition("length(ticket.subject) is between 1 and 5"),
        why=(
            "Elsewhere `1 < x < 5` holds the answer of the first comparison against the 5, and is true of every number."
        ),
        fix=SAFE,
    ),
    code(
        "S065",
        "a question about time in other words",
        "How long ago a moment was is asked for with `is more than 2 days ago` and `is less than 2 days ago`, and "
        "whether it is in the opening hours of a calendar with `is within support_hours`.",
        condition("ticket.created_at is older than 2 days"),
        condition("ticket.created_at is more than 2 days ago"),
        why=(
            "Other words leave open from which moment time is counted, and whether nights and weekends count: "
            "customers would be reminded too early or too late."
        ),
        fix=SAFE,
    ),
    code(
        "S066",
        "a moment or a day in other words",
        "Moments are calculated: `now + 3 days`, `instant_of(today, 17:00)`, or, in business time, "
        "`business_deadline(now, 2 business days)`. Days are asked for with functions: `weekday_of(today) is monday`, "
        "`is_working_day(today)`.",
        rule("THEN set ticket.due_at to today at 17:00"),
        rule("THEN set ticket.due_at to instant_of(today, 17:00)"),
        why=(
            "`today at 17:00` hangs on a time zone, and `in 2 days` on whether weekends count: a deadline that is "
            "guessed is one that is missed."
        ),
        fix=SAFE,
    ),
)
