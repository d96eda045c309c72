"""All fixes of all codes together, on all cases of the linter: what they make of a program has no errors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest

from tests.lint.cases import Case, all_cases
from whenthen import pipeline, workspace
from whenthen.lint.mending.rounds import Look, mend
from whenthen.lint.register import catalogue
from whenthen.lint.reporting.report import report
from whenthen.lint.reporting.selection import Asked


def look_at(files: Mapping[str, str], texts: Mapping[str, str], today: dt.date) -> Look:
    """A program with other texts, and all that is said of it, opinions included."""
    project = workspace.read_texts({**files, **texts})
    checked, said = pipeline.check(project)
    findings = pipeline.lint(project, checked, said, today)
    own = [file for file in project.files if file.source.name in project.own]
    items = {file.source.name: [item.span.start for item in file.tree.items] for file in own}
    reported = report([findings], catalogue(), Asked(select=("all",))).diagnostics
    return Look({file.source.name: file.source.text for file in own}, items, findings, reported)


@pytest.mark.parametrize("case", [case for case in all_cases() if case.is_finding], ids=lambda case: case.name)
def test_all_fixes_together_break_nothing(case: Case) -> None:
    first = look_at(case.bare, {}, case.today)
    assert not first.errors
    for unsafe in (False, True):
        done = mend(first, lambda texts: look_at(case.bare, texts, case.today), unsafe)
        assert not done.last.errors
        left = [d for d in done.last.reported if d.fix is not None and (d.fix.safe or unsafe)]
        # What is left was refused because it would leave its finding, or bring an error.
        assert [d.code for d in left] == []
        again = mend(done.last, lambda texts: look_at(case.bare, texts, case.today), unsafe)
        assert (again.texts, again.fixed) == ({}, ())
