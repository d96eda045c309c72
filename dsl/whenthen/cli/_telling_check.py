"""What a check prints: its report, and the lines that close it."""

from __future__ import annotations

from whenthen.cli import _closing, _terminal
from whenthen.cli._checking import Checked


def print_report(checked: Checked, format: str, statistics: bool, colour: str) -> None:
    """The report in one of the formats, or how often each code was found."""
    look = _terminal.look(colour)
    codes = None
    if statistics or format == "sarif":
        from whenthen.lint.register import all_codes  # what codes mean stands in the rules of the linter

        codes = all_codes()
    if statistics:
        from whenthen.diagnostics.statistics import statistics as count

        _terminal.out(count(checked.diagnostics, format, look, codes=codes))
    else:
        from whenthen.diagnostics.render import render

        _terminal.out(render(checked.diagnostics, format, look, codes=codes, files=checked.files))


def closing_lines(checked: Checked, verbose: bool, baseline: str | None) -> str:
    """What closes a report for people. `baseline` is the path of the baseline, if there is one."""
    reported = checked.reported
    suppressed = reported.suppressed if verbose else 0
    lines = [_closing.summary(checked.rules, len(checked.files), reported.diagnostics)]
    warnings = any(d.severity == "warning" for d in reported.diagnostics)
    if warnings and checked.held_up:
        lines.append(_closing.HELD_UP)
    lines += _closing.kept_back(suppressed, reported.in_baseline, len(reported.gone), baseline, warnings)
    if reported.astray:
        lines.append(_closing.ASTRAY)
    if verbose and checked.always is not None:
        lines.append(_closing.looked_at(checked.always, checked.rules))
    return "\n".join(lines)
