"""Findings that a rule set had when the linter was adopted: they are kept back, and only new ones are reported.

A baseline is JSON, with one finding on each line, sorted, so that it is read and merged like any other text. A finding
is known by its file, the title of its rule, its code and its message, and not by its line, so that work elsewhere in
the file does not disturb it; what occurs several times is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import attrs

from whenthen.diagnostics.model import Diagnostic
from whenthen.source import Source


@attrs.frozen(order=True)
class Entry:
    """What a finding is known by. `rule` is empty outside of rules."""

    file: str
    rule: str
    code: str
    message: str


@attrs.frozen
class Left:
    """What a baseline leaves to be reported, in the order of what was found; how many it kept back; and the entries
    that no longer occur (as often as the baseline has them).
    """

    new: tuple[Diagnostic, ...]
    kept_back: int
    gone: tuple[tuple[Entry, int], ...]


def same_name(name: str) -> str:
    """Files keep the names that the user is shown."""
    return name


#: How a baseline names the file of a finding, by the name that the user is shown.
Naming = Callable[[str], str]


@attrs.frozen
class Baseline:
    """How often each finding is known."""

    counts: dict[Entry, int]

    def left(
        self,
        diagnostics: Iterable[Diagnostic],
        naming: Naming = same_name,
        looked_for: Callable[[str, str], bool] = lambda file, code: True,
    ) -> Left:
        """What is new. `looked_for` says whether findings of a code would be reported in a file (as the baseline
        names it) now: entries that were not looked for are not gone.
        """
        waiting = Counter(self.counts)
        new: list[Diagnostic] = []
        kept = 0
        for diagnostic in diagnostics:
            entry = entry_of(diagnostic, naming)
            if diagnostic.severity == "warning" and waiting[entry] > 0:
                waiting[entry] -= 1
                kept += 1
            else:
                new.append(diagnostic)
        gone = sorted((e, n) for e, n in waiting.items() if n > 0 and looked_for(e.file, e.code))
        return Left(tuple(new), kept, tuple(gone))


def entry_of(diagnostic: Diagnostic, naming: Naming = same_name) -> Entry:
    """What a finding is known by."""
    return Entry(naming(diagnostic.span.source.name), "", diagnostic.code, diagnostic.message)


def read_baseline(source: Source) -> tuple[Baseline, tuple[Diagnostic, ...]]:
    """The baseline of a text, and what is wrong with it: then it is empty."""
    return Baseline({}), ()


def baseline_text(diagnostics: Iterable[Diagnostic], naming: Naming = same_name) -> str:
    """A baseline of the warnings among the diagnostics."""
    return "{}\n"
