"""The folders of cases: what each rule of the linter finds, what it leaves alone, and what its fix makes of a text.

`cases/CODE/` holds files of rules, each a program of its own:

    finding.when, finding_*.when      `#! CODE: message` at the end of each line on which the rule finds something
    finding.fixed.when                what all fixes of the code, unsafe ones included, make of `finding.when`
    near_miss.when, near_miss_*.when  nothing is found, though it looks like it

A case that needs other files or settings is a folder of that name instead of a file; `finding.fixed/` has those of its
files that the fixes change. `today.txt` beside a case, or in its folder, tells the date.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path

import attrs

from whenthen import pipeline, workspace
from whenthen.diagnostics.model import Diagnostic
from whenthen.lint import run
from whenthen.lint.context import Context
from whenthen.lint.register import all_rules, catalogue
from whenthen.lint.reporting.report import report
from whenthen.lint.reporting.selection import Asked
from whenthen.lint.reporting.settings import ALL

CASES = Path(__file__).parent / "cases"
EXPECTED = re.compile(r"[ ]*#! .*$", re.MULTILINE)
#: The day on which all cases are checked that do not say one.
TODAY = dt.date(2026, 3, 2)


@attrs.frozen
class Case:
    """A program with what is expected of it, by the names of its files; `folder` is that of the code."""

    code: str
    path: Path

    @property
    def name(self) -> str:
        return f"{self.code}/{self.path.stem}"

    @property
    def is_finding(self) -> bool:
        return self.path.name.startswith("finding")

    @property
    def marked(self) -> dict[str, str]:
        return _files(self.path)

    @property
    def bare(self) -> dict[str, str]:
        return {name: EXPECTED.sub("", text) for name, text in self.marked.items()}

    @property
    def today(self) -> dt.date:
        place = (self.path if self.path.is_dir() else self.path.parent) / "today.txt"
        return dt.date.fromisoformat(place.read_text("utf-8").strip()) if place.exists() else TODAY

    @property
    def fixed_path(self) -> Path:
        return self.path.with_name(self.path.stem + ".fixed" + self.path.suffix)


def _files(path: Path) -> dict[str, str]:
    """The files of a case by their names; the one of a case of one file is `rules.when`."""
    if not path.is_dir():
        return {"rules.when": path.read_text("utf-8")}
    return {
        file.relative_to(path).as_posix(): file.read_text("utf-8")
        for file in sorted(path.rglob("*"))
        if file.is_file() and file.name != "today.txt"
    }


def all_cases() -> list[Case]:
    """All cases of all codes."""
    found = []
    for folder in sorted(CASES.iterdir()):
        for path in sorted(folder.iterdir()):
            if path.name != "today.txt" and ".fixed" not in path.name:
                found.append(Case(folder.name, path))
    return found


def look(files: Mapping[str, str], today: dt.date = TODAY) -> tuple[Diagnostic, ...]:
    """What the linter finds in a program, opinions included, but for what comments keep back.

    Errors of the program are an AssertionError.
    """
    project = workspace.read_texts(files)
    checked, problems = pipeline.check(project)
    assert checked is not None, [f"{d.span.source.name}:{d.span.position[0]} {d.code} {d.message}" for d in problems]
    found = run.look(Context(project.files, project.own, checked, today))
    return report([found], catalogue(), Asked(select=(ALL,))).diagnostics


def of_code(found: tuple[Diagnostic, ...], code: str) -> list[Diagnostic]:
    return [d for d in found if d.code == code]


def mark(bare: Mapping[str, str], found: list[Diagnostic]) -> dict[str, str]:
    """The files with what is found in the comments."""
    lines = {name: text.split("\n") for name, text in bare.items()}
    for d in found:
        here = lines[d.span.source.name]
        here[d.span.position[0] - 1] += f"  #! {d.code}: {d.message}"
    return {name: "\n".join(text) for name, text in lines.items()}


def mend(bare: Mapping[str, str], found: list[Diagnostic]) -> dict[str, str]:
    """The files with the edits of all fixes, but for those that overlap with an earlier one."""
    edits = sorted(
        ((e.span.source.name, e.span.start, e.span.end, e.text) for d in found if d.fix for e in d.fix.edits),
    )
    texts, done = dict(bare), {name: len(text) + 1 for name, text in bare.items()}
    for name, start, end, text in reversed(edits):
        if end <= done[name]:
            texts[name] = texts[name][:start] + text + texts[name][end:]
            done[name] = start
    return texts


#: The codes by id.
CODES = {rule.code.id: rule.code for rule in all_rules()}
