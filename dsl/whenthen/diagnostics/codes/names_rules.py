"""N: what a rule says of itself, of its group and of other rules."""

from __future__ import annotations

from whenthen.diagnostics.codes.examples import declares
from whenthen.diagnostics.model import UNSAFE, Code


def _settings(lines: str, before: str = "", title: str = "Example") -> str:
    """A rule with settings."""
    return f'{before}RULE "{title}"\n  {lines}\n  WHEN ticket is created\n  THEN add "seen" to ticket.tags\n'


_GROUP = 'DEFINE GROUP "Routing" AS FIRST MATCH\n\n'
_OTHER = _settings('OVERRIDES "Example"', title="Other") + "\n"

CODES: tuple[Code, ...] = (
    Code(
        "N220",
        "an unknown group",
        "A group is declared once with DEFINE GROUP, in a file that the rule's file sees.",
        failing=declares(_settings('GROUP "Rooting"', _GROUP)),
        mended=declares(_settings('GROUP "Routing"', _GROUP)),
        why=(
            "A title that is written a little differently would be a group of its own, and nobody would notice: "
            "with FIRST MATCH both rules would run where only one of them should."
        ),
        fix=UNSAFE,
    ),
    Code(
        "N221",
        "an unknown rule",
        "OVERRIDES names another rule by its title, as it is written there. That rule stands in the same file or in "
        "one that it USEs.",
        failing=declares(_settings('OVERRIDES "Exampel"', title="Other") + "\n" + _settings("ORDER 1")),
        mended=declares(_OTHER + _settings("ORDER 1")),
        why="The rule would override nothing: both would fire, and the one writes what the other has just written.",
        fix=UNSAFE,
    ),
    Code(
        "N222",
        "rules that override one another",
        (
            "A rule comes before those it overrides, and where it fires they do not. Two rules cannot do so to "
            "one another, not by way of others either."
        ),
        failing=declares(_OTHER + _settings('OVERRIDES "Other"')),
        mended=declares(_OTHER + _settings("ORDER 1")),
        why="In a circle each of them would have to come before itself, and which one fires would be left to chance.",
    ),
    Code(
        "N223",
        "a period that never comes",
        "ACTIVE names the first and the last day on which a rule runs. A period that ends before it begins has no day, "
        "and neither has a rule whose period and that of its group have none in common. One that is over is fine: the "
        "rule rests.",
        failing=declares(_settings("ACTIVE FROM 2027-01-05 UNTIL 2026-12-01")),
        mended=declares(_settings("ACTIVE FROM 2026-12-01 UNTIL 2027-01-05")),
        why="The rule would never run: the notice for the holidays would not be sent, and nobody would see why.",
        fix=UNSAFE,
    ),
    Code(
        "N224",
        "a limit that cannot be counted",
        "AT MOST takes a whole number of firings and a window of plain time: `PER day` is a day of the calendar, other "
        "windows slide, so that `PER 5 minutes` looks at the last five minutes.",
        failing=declares(_settings("AT MOST 3 TIMES PER ticket PER 2 business hours")),
        mended=declares(_settings("AT MOST 3 TIMES PER ticket PER 2 hours")),
        why=(
            "A limit that cannot be counted holds nothing back: a rule that was to mail a customer three times a "
            "day would do so each time."
        ),
        fix=UNSAFE,
    ),
)
