"""From all that was found to what is reported.

    findings --suppressions--> --selection--> --baseline--> reported

Everything here works on plain data, so that what a cache kept of a project serves whatever is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from whenthen.diagnostics.model import Diagnostic, in_order
from whenthen.lint.baseline import Baseline, Entry, Naming, same_name
from whenthen.lint.selection import NOTHING_ASKED, Asked, Catalogue, Selection
from whenthen.lint.settings import NO_SETTINGS, LintSettings
from whenthen.lint.suppressions import Suppression, apply


@attrs.frozen
class Findings:
    """All that was found in one project, opinions included. `files` are the names of its own files."""

    diagnostics: tuple[Diagnostic, ...]
    suppressions: tuple[Suppression, ...] = ()
    settings: LintSettings = NO_SETTINGS
    files: tuple[str, ...] = ()


@attrs.frozen
class Reported:
    """What is reported, in order, and how much of what was asked for was kept back: by comments, and by the baseline.
    `gone` are the entries of the baseline that no longer occur, and how often, in files that were looked at.
    """

    diagnostics: tuple[Diagnostic, ...]
    suppressed: int = 0
    in_baseline: int = 0
    gone: tuple[tuple[Entry, int], ...] = ()


def report(
    found: Iterable[Findings],
    catalogue: Catalogue,
    asked: Asked = NOTHING_ASKED,
    baseline: Baseline | None = None,
    naming: Naming = same_name,
) -> Reported:
    """What is reported of the findings of one or several projects. `naming` is how the baseline names files."""
    diagnostics: list[Diagnostic] = []
    suppressed = 0
    selections: dict[str, Selection] = {}
    for findings in found:
        selection = Selection(findings.settings, asked, catalogue.opinions)
        selections.update(dict.fromkeys(map(naming, findings.files), selection))
        applied = apply(findings.diagnostics, findings.suppressions)
        suppressed += sum(map(selection.keeps, applied.kept_back))
        diagnostics += filter(selection.keeps, applied.left)
    ordered = in_order(diagnostics)
    if baseline is None:
        return Reported(ordered, suppressed)
    left = baseline.left(ordered, naming, lambda file, code: file in selections)
    return Reported(left.new, suppressed, left.kept_back, left.gone)
