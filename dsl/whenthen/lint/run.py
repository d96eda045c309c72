"""Runs the rules of the linter over a program."""

from __future__ import annotations

from collections.abc import Iterable

from whenthen.diagnostics.model import Diagnostic, in_order
from whenthen.lint.context import Context
from whenthen.lint.register import all_rules
from whenthen.lint.reporting import Findings
from whenthen.lint.settings import NO_SETTINGS, LintSettings


def findings(context: Context) -> tuple[Diagnostic, ...]:
    """All that the rules find, in order, opinions included; what is reported of it is settled by `selection`."""
    found: list[Diagnostic] = []
    files = [file for file in context.own_files if not file.incomplete]
    for rule in all_rules():
        if rule.in_file is not None:
            for file in files:
                found += rule.in_file(file, context)
        if rule.in_program is not None and context.program is not None:
            found += rule.in_program(context)
    return in_order(found)


def look(context: Context, said: Iterable[Diagnostic] = (), settings: LintSettings = NO_SETTINGS) -> Findings:
    """All that is to be known of a project for `reporting.report`, as plain data. `said` is what checking it said."""
    return Findings(
        in_order([*said, *findings(context)]), (), settings, tuple(file.source.name for file in context.own_files)
    )
