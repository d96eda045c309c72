"""C: calendars and time - moments, lengths of time, calendars, the clock."""

from __future__ import annotations

from whenthen.diagnostics.codes.examples import asks, declares, rule, starts
from whenthen.diagnostics.model import SAFE, UNSAFE, Code

_HOURS = "CALENDAR support_hours\n  monday to friday 09:00 to 17:00\n"


def _with_hours(text: str) -> dict[str, str | bytes]:
    """A program with a calendar."""
    return declares(f"{_HOURS}\n{text.rstrip()}")


def _calendar(lines: str) -> dict[str, str | bytes]:
    """A calendar alone."""
    return declares(f"CALENDAR support_hours\n{lines}")


def _on_clock(trigger: str) -> dict[str, str | bytes]:
    """A rule that goes through all tickets."""
    return declares(f'RULE "Example"\n  WHEN {trigger}\n  FOR EACH ticket\n  THEN set ticket.priority to high')


CODES: tuple[Code, ...] = (
    Code(
        "C101",
        "a moment is wanted",
        "`before`, `after`, `arrives`, `ago` and `is within` ask of a moment: an instant, such as the time at which a "
        "ticket is due. Triggers also take a date, which stands for its midnight in the project's time zone.",
        failing=starts("2 hours before ticket.subject"),
        mended=starts("2 hours before ticket.due_at"),
        why=(
            "There is no moment at which the rule could start, or from which time could be counted: it would "
            "never fire."
        ),
    ),
    Code(
        "C102",
        "a length of time is wanted",
        "A length of time is written with its unit: `90 seconds`, `15 minutes`, `4 hours`, `3 days`, `2 weeks`, and on "
        "a calendar `2 business hours` or `3 business days`.",
        failing=asks("ticket.created_at is more than 3 ago"),
        mended=asks("ticket.created_at is more than 3 days ago"),
        why="`3` may be minutes or days: a ticket would count as old after three of either.",
    ),
    Code(
        "C103",
        "a length of time that is not fixed",
        (
            "The length of time of a trigger is fixed by the text: a duration that is written out, a LET of one, "
            "or what is calculated from these."
        ),
        failing=starts("ticket.status has been pending for 100 days * 1000000"),
        mended=starts("ticket.status has been pending for 100 days * 2"),
        why=(
            "So the moment is known as soon as the record is, and can be waited for. With a length that nobody "
            "can work out before, the rule would not start in time, or not at all."
        ),
    ),
    Code(
        "C104",
        "a length of time that is none",
        "A trigger fires, and a rule goes on, after more than no time at all.",
        failing=starts("ticket.status has been pending for 0 days"),
        mended=starts("ticket.status changes to pending"),
        why=(
            "What is to happen after no time at all happens at once: such a rule would look as if it waited, and "
            "never does."
        ),
    ),
    Code(
        "C105",
        "business time without a calendar",
        "Business hours and business days are measured on a calendar: the one that WITHIN names, else the one of the "
        "project's settings (`[time]` in `whenthen.toml`), else the only one that the program declares.",
        failing=starts("1 business hour after ticket.created_at"),
        mended=_with_hours(rule("1 business hour after ticket.created_at")),
        why="Without opening hours a business hour has no length: the deadline would pass at night, or never.",
    ),
    Code(
        "C106",
        "a calendar for plain time",
        "A calendar measures business time, and this is plain time.",
        failing=_with_hours(rule("4 hours after ticket.created_at within support_hours")),
        mended=_with_hours(rule("4 business hours after ticket.created_at within support_hours")),
        why=(
            "Plain hours and days go on at night and over the weekend, whatever a calendar says: a reader would "
            "expect the rule on Monday, and it fires on Saturday."
        ),
        fix=UNSAFE,
    ),
    Code(
        "C107",
        "a calendar that does not exist",
        "After WITHIN stands the name of a CALENDAR, or a text that holds the name of one. In a trigger that text is a "
        "field of the record that the trigger is about.",
        failing=_with_hours(rule(condition="now is within support_hour")),
        mended=_with_hours(rule(condition="now is within support_hours")),
        why="Business time on a calendar that does not exist never passes: no reminder would be sent.",
        fix=UNSAFE,
    ),
    Code(
        "C108",
        "a time zone that does not exist",
        "Time zones are named as in the IANA database: a continent and a city, such as `Europe/Berlin`, or `UTC`.",
        failing=_calendar('  monday 09:00 to 17:00 in "Berlin"'),
        mended=_calendar('  monday 09:00 to 17:00 in "Europe/Berlin"'),
        why="Nine o'clock would be nowhere: taken for UTC, a desk in Berlin would open an hour or two late.",
        fix=UNSAFE,
    ),
    Code(
        "C109",
        "a calendar in two time zones",
        ("The days of a calendar are days of one time zone, and its lines name two. Two offices are two calendars."),
        failing=_calendar('  monday 09:00 to 17:00 in "Europe/Berlin"\n  tuesday 09:00 to 17:00 in "Europe/London"'),
        mended=_calendar('  monday 09:00 to 17:00 in "Europe/Berlin"\n  tuesday 10:00 to 18:00 in "Europe/Berlin"'),
        why=(
            "Where a day ends would differ from line to line, and nobody could say how many business days have passed."
        ),
    ),
    Code(
        "C110",
        "a calendar that never opens",
        "A calendar has at least one line that says when it opens.",
        failing=_calendar('  except holidays "DE"'),
        mended=_calendar('  monday to friday 09:00 to 17:00\n  except holidays "DE"'),
        why=(
            "Business time on a calendar without opening hours would never pass: rules that wait for it would "
            "wait for ever."
        ),
    ),
    Code(
        "C111",
        "days that end before they begin",
        "The first of two dates is the earlier one; both are included.",
        failing=_calendar("  monday to friday 09:00 to 17:00\n  except 2026-12-31 to 2026-12-24"),
        mended=_calendar("  monday to friday 09:00 to 17:00\n  except 2026-12-24 to 2026-12-31"),
        why=(
            "No day would be taken out of the calendar: deadlines would run on over the holidays, and rules "
            "remind people who are away."
        ),
        fix=UNSAFE,
    ),
    Code(
        "C112",
        "holidays that are not known",
        "Public holidays are those of a country, or of a part of one, by its code in ISO 3166: `DE`, `DE-BY`, `US-CA`.",
        failing=_calendar('  monday to friday 09:00 to 17:00\n  except holidays "Germany"'),
        mended=_calendar('  monday to friday 09:00 to 17:00\n  except holidays "DE"'),
        why="No holiday would be known: at Christmas deadlines would run as on any other day.",
    ),
    Code(
        "C113",
        "an interval that the clock does not keep",
        "The clock starts rules each hour, each so many minutes or hours of a day, counted from midnight, each day of "
        "the week, or each so many whole days or weeks.",
        failing=_on_clock("every 36 hours"),
        mended=_on_clock("every 12 hours"),
        why=(
            "A rule that starts every 36 hours comes at noon one day and at midnight the next, and from which "
            "moment on it counts stands nowhere."
        ),
    ),
    Code(
        "C114",
        "a time of day that does not fit",
        "AT says at which time of its days a rule starts. An interval of hours or minutes is counted from midnight and "
        "has none.",
        failing=_on_clock("every 15 minutes at 09:00"),
        mended=_on_clock("every day at 09:00"),
        why=(
            "An interval counted from midnight has its times already: `every 15 minutes at 09:00` could be once a "
            "day, or all day from nine on."
        ),
    ),
    Code(
        "C115",
        "a question about a change where time has passed",
        (
            "`changed`, `did not change`, `was` and `by` look at the event that starts a rule. A rule that starts "
            "because time has passed, and what stands behind `wait`, has no such event."
        ),
        failing={
            "rules.when": "USE helpdesk\n\n"
            + rule("ticket.status has been pending for 3 days", "ticket.priority was normal")
        },
        mended={
            "rules.when": "USE helpdesk\n\n"
            + rule("ticket.status has been pending for 3 days", "ticket.priority is normal")
        },
        why=(
            "Nothing changed, and nobody caused it: the answer would always be no, and the rule would start only "
            "to do nothing."
        ),
    ),
    Code(
        "C116",
        "a calendar where a value is wanted",
        "A calendar is no value that could be compared or written; it is named after WITHIN. Its name as a text stands "
        "in quotes.",
        failing=_with_hours(rule(condition="now is support_hours")),
        mended=_with_hours(rule(condition="now is within support_hours")),
        why="A calendar is never equal to a moment or a text: the rule would never fire.",
        fix=SAFE,
    ),
)
