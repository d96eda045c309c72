"""From all that was found to what is reported.

    findings --suppressions--> --selection--> --baseline--> reported

Everything here works on plain data, so that what a cache kept of a project serves whatever is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import attrs

from whenthen.diagnostics.model import Diagnostic, in_order
from whenthen.lint.reporting.selection import NOTHING_ASKED, Asked, Catalogue, Selection
from whenthen.lint.reporting.settings import NO_SETTINGS, LintSettings
from whenthen.lint.reporting.suppressions import Elsewhere, Suppression, Use, apply

if TYPE_CHECKING:
    from whenthen.lint.reporting.baseline import Baseline, Entry

#: How a baseline names the file of a finding, by the name that the user is shown.
Naming = Callable[[str], str]


def same_name(name: str) -> str:
    """Files keep the names that the user is shown."""
    return name


@attrs.frozen
class Findings:
    """All that was found in one project, opinions included. `files` are the names of its own files; `complete` says
    that all rules of the linter looked at all that they look at.
    """

    diagnostics: tuple[Diagnostic, ...]
    suppressions: tuple[Suppression, ...] = ()
    settings: LintSettings = NO_SETTINGS
    files: tuple[str, ...] = ()
    complete: bool = False


@attrs.frozen
class Reported:
    """What is reported, in order, and how much of what was asked for was kept back: by comments, and by the baseline.
    `gone` are the entries of the baseline that no longer occur, and how often, where all of its files were looked at or
    are no more. `astray` says that none of its files is there: it names them from elsewhere.
    """

    diagnostics: tuple[Diagnostic, ...]
    suppressed: int = 0
    in_baseline: int = 0
    gone: tuple[tuple[Entry, int], ...] = ()
    astray: bool = False


def report(
    found: Iterable[Findings],
    catalogue: Catalogue,
    asked: Asked = NOTHING_ASKED,
    baseline: Baseline | None = None,
    naming: Naming = same_name,
    is_there: Callable[[str], bool] = lambda file: True,
) -> Reported:
    """What is reported of the findings of one or several projects. `naming` is how the baseline names files, and
    `is_there` tells of one that it names whether there is such a file.
    """
    diagnostics: list[Diagnostic] = []
    suppressed = 0
    looked_at: dict[str, tuple[Selection, str]] = {}
    for findings in found:
        selection = Selection(findings.settings, asked, catalogue.opinions)
        if findings.complete:
            looked_at.update({naming(name): (selection, name) for name in findings.files})
        left, kept_back = _suppressed(findings, selection, catalogue)
        suppressed += sum(map(selection.keeps, kept_back))
        diagnostics += filter(selection.keeps, left)
    ordered = in_order(diagnostics)
    if baseline is None:
        return Reported(ordered, suppressed)

    files = {entry.file for entry in baseline.counts}
    missing = {file for file in files if file not in looked_at and not is_there(file)}
    astray = bool(files) and missing == files
    whole = not astray and files <= looked_at.keys() | missing

    def looked_for(file: str, code: str) -> bool:
        if not whole or file in missing:
            return whole
        selection, name = looked_at[file]
        return selection.reports(code, name)

    after = baseline.left(ordered, naming, looked_for)
    return Reported(after.new, suppressed, after.kept_back, after.gone, astray)


def _suppressed(
    findings: Findings, selection: Selection, catalogue: Catalogue
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """What the comments leave and what they keep back, with what is to be said of comments that nobody needs.

    A comment may keep that back too; but not of itself, for then it would be needed because it is not.
    """
    suppressions = findings.suppressions
    first = apply(findings.diagnostics, suppressions)
    unneeded: list[Diagnostic] = []
    elsewhere: Elsewhere | None = None
    last: list[tuple[Use, Diagnostic]] = []
    for number, suppression in enumerate(suppressions):
        for at, word in enumerate(suppression.codes if suppression.unneeded else ()):
            if (number, at) in first.used or not selection.reports_any(word, suppression.file, catalogue):
                continue
            elsewhere = elsewhere or Elsewhere(filter(selection.keeps, first.left))
            problem = elsewhere.unneeded(suppression, at)
            if word in (problem.code, problem.code[0]):
                last.append(((number, at), problem))
            else:
                unneeded.append(problem)
    second = apply(unneeded, suppressions)
    left = [*first.left, *second.left, *(problem for use, problem in last if use not in second.used)]
    return left, [*first.kept_back, *second.kept_back]
