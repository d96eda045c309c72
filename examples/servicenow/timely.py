"""Invented incidents that are told minute by minute: at the end of a period or just before it, over a weekend, over the
holidays of 12 October, 2 and 15 November 2016, over the Monday before the last, and over 16 October, when clocks in São
Paulo were set.
"""

from __future__ import annotations

from typing import NamedTuple

CRITICAL, HIGH, MODERATE, LOW = "1 - Critical", "2 - High", "3 - Moderate", "4 - Low"


class Story(NamedTuple):
    """One incident. A step is a moment, the state from then on, and cells that change: `assigned_to=Resolver 1`."""

    opened: str
    priority: str
    caller: str
    steps: tuple[tuple[str, ...], ...]


def solved(day: str, caller: str, time: str = "10:00") -> Story:
    """An incident that is resolved an hour after it was opened."""
    hour, minute = time.split(":")
    opened = f"{day}-2016 {int(hour) - 1:02}:{minute}"
    return Story(opened, LOW, caller, ((opened, "New"), (f"{day}-2016 {time}", "Resolved")))


STORIES = (
    # The caller is reminded after a holiday and a Tuesday, answers, is asked again after hours, and stays silent.
    Story(
        "10-10-2016 09:00",
        MODERATE,
        "Caller 40",
        (
            ("10-10-2016 09:02", "New"),
            ("10-10-2016 10:00", "Awaiting User Info", "assigned_to=Resolver 1"),
            ("17-10-2016 16:00", "Active"),
            ("18-10-2016 20:00", "Awaiting User Info"),
            ("20-10-2016 11:00", "Awaiting User Info"),  # still the same silence
            ("31-10-2016 09:00", "Active"),
            ("01-11-2016 10:00", "Resolved"),
            ("06-11-2016 10:00", "Closed"),
        ),
    ),
    # Answers come a minute too early, and at the very moment of the reminder.
    Story(
        "13-10-2016 09:00",
        LOW,
        "Caller 41",
        (
            ("13-10-2016 09:10", "Awaiting User Info"),
            ("18-10-2016 09:09", "Active"),
            ("19-10-2016 09:10", "Awaiting User Info"),
            ("24-10-2016 09:10", "Resolved"),
            ("24-10-2016 09:30", "Closed"),
        ),
    ),
    # The same for what may be closed: a minute too early, and at the very moment.
    Story(
        "17-10-2016 09:00",
        LOW,
        "Caller 42",
        (
            ("17-10-2016 09:30", "Awaiting User Info"),
            ("27-10-2016 09:29", "Active"),
            ("27-10-2016 09:30", "Awaiting User Info"),
            ("09-11-2016 09:30", "Closed"),
        ),
    ),
    # Nobody looks at it for four weeks, while clocks are set and a holiday comes; then an export repeats a row.
    Story(
        "10-10-2016 14:00",
        MODERATE,
        "Caller 43",
        (
            ("10-10-2016 14:00", "New"),
            ("11-10-2016 14:00", "Awaiting Problem", "assigned_to=Resolver 2"),
            ("09-11-2016 14:00", "Awaiting Problem"),
            ("15-11-2016 09:00", "Awaiting Problem", "sys_mod_count=2", "sys_updated_by=Updated by 0"),
            ("28-11-2016 09:00", "Resolved"),
            ("28-11-2016 09:01", "Closed"),
        ),
    ),
    # Updates come a minute before a week is over, and just when it is.
    Story(
        "13-10-2016 15:00",
        LOW,
        "Caller 44",
        (
            ("13-10-2016 15:00", "Active", "assigned_to=Resolver 1"),
            ("20-10-2016 14:59", "Active"),
            ("27-10-2016 14:59", "Active"),
            ("10-11-2016 14:58", "Active"),
            ("24-11-2016 14:58", "Resolved"),
        ),
    ),
    # Reopened over the weekend on which clocks are set, a minute before two days are over; and when they are.
    Story(
        "14-10-2016 10:00",
        LOW,
        "Caller 45",
        (
            ("14-10-2016 10:00", "Active", "assigned_to=Resolver 3"),
            ("15-10-2016 12:00", "Resolved"),
            ("17-10-2016 11:59", "Active", "reopen_count=1"),
            ("17-10-2016 12:00", "Resolved"),
            ("19-10-2016 12:00", "Active", "reopen_count=2"),
            ("19-10-2016 13:00", "Resolved"),
            ("20-10-2016 12:00", "Awaiting Vendor", "reopen_count=3"),
            ("21-10-2016 12:00", "Resolved"),
            ("24-10-2016 08:00", "Closed"),
        ),
    ),
    # The same weekend, when two days are over: so are 47 hours.
    Story(
        "14-10-2016 10:00",
        LOW,
        "Caller 53",
        (
            ("14-10-2016 10:00", "Active", "assigned_to=Resolver 3"),
            ("15-10-2016 12:00", "Resolved"),
            ("17-10-2016 12:00", "Active", "reopen_count=1"),
            ("17-10-2016 13:00", "Closed"),
        ),
    ),
    # Critical, late on the next morning; when it is no longer critical, it is in time again.
    Story(
        "10-10-2016 16:30",
        CRITICAL,
        "Caller 46",
        (
            ("10-10-2016 16:31", "New"),
            ("11-10-2016 12:00", "Active", f"priority={MODERATE}", "u_priority_confirmation=TRUE"),
            ("14-10-2016 16:00", "Resolved", "assigned_to=Resolver 1"),
            ("17-10-2016 08:00", "Closed"),
        ),
    ),
    # Critical, resolved a minute before the target; high, resolved at it; high, opened after hours and
    # picked up when the four hours are over.
    Story(
        "13-10-2016 07:00",
        CRITICAL,
        "Caller 47",
        (("13-10-2016 07:30", "New"), ("13-10-2016 11:59", "Resolved"), ("13-10-2016 12:30", "Closed")),
    ),
    Story(
        "11-10-2016 12:00",
        HIGH,
        "Caller 48",
        (("11-10-2016 12:00", "New"), ("13-10-2016 12:00", "Resolved"), ("13-10-2016 12:01", "Closed")),
    ),
    Story(
        "18-10-2016 19:00",
        HIGH,
        "Caller 49",
        (
            ("18-10-2016 19:00", "New"),
            ("19-10-2016 12:00", "Active", "assigned_to=Resolver 2"),
            ("21-10-2016 10:00", "Resolved", "made_sla=FALSE"),
            ("21-10-2016 10:01", "Closed"),
        ),
    ),
    # Low over a holiday; moderate, opened after hours, over a long weekend; raised, and late at once.
    Story(
        "31-10-2016 11:00",
        LOW,
        "Caller 50",
        (("31-10-2016 11:00", "Active", "assigned_to=Resolver 3"), ("11-11-2016 17:00", "Resolved")),
    ),
    Story(
        "10-11-2016 19:30",
        MODERATE,
        "Caller 51",
        (("10-11-2016 19:30", "Active", "assigned_to=Resolver 3"), ("18-11-2016 09:00", "Resolved")),
    ),
    Story(
        "24-10-2016 09:00",
        LOW,
        "Caller 52",
        (
            ("24-10-2016 09:05", "Active", "assigned_to=Resolver 2"),
            ("25-10-2016 09:00", "Active", f"priority={CRITICAL}"),
            ("25-10-2016 15:00", "Resolved"),
            ("25-10-2016 15:30", "Closed"),
        ),
    ),
    # Who is asked how it was, and who has been asked within two weeks: to the minute, and on three days in a row.
    solved("19-10", "Caller 60"),
    solved("01-11", "Caller 60"),
    solved("19-10", "Caller 61"),
    solved("01-11", "Caller 61", "09:59"),
    solved("25-10", "Caller 62"),
    solved("26-10", "Caller 62"),
    solved("27-10", "Caller 62"),
)
