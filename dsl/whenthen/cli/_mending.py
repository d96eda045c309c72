"""`check --fix`: the fixes of what is reported, tried in memory and then written, or shown as a difference."""

from __future__ import annotations

import codecs
import os
import posixpath
from collections.abc import Hashable, Mapping

import attrs

from whenthen import pipeline, workspace
from whenthen.cache.noting import Noting
from whenthen.cache.reports import Report
from whenthen.cache.store import Store
from whenthen.cache.trees import CachedParse
from whenthen.cli._checking import Checked, Wanted
from whenthen.cli._rewrite import Change
from whenthen.collecting import without_collecting
from whenthen.lint.mending.applying import Texts
from whenthen.lint.mending.rounds import Look, mend
from whenthen.workspace.find import Found
from whenthen.workspace.shelf import RULE_FILE_LIMIT, Shelf


@attrs.frozen
class Fixed:
    """What fixes come to: the contents of files, how many problems they mend, and what is reported then."""

    changes: tuple[Change, ...]
    count: int
    after: Checked


def mend_projects(checked: Checked, wanted: Wanted, store: Store | None, unsafe: bool) -> Fixed:
    """Apply the fixes of what is reported, in memory. A project that could not be read is left alone."""
    changes: list[Change] = []
    reports: list[Report] = []
    count = 0
    for found, report in zip(checked.found, checked.reports, strict=True):
        reports.append(report)
        able = [d.fix for d in wanted.choose([report]).diagnostics if d.fix is not None]
        if report.could_not_run or not any(fix.safe or unsafe for fix in able):
            continue
        project = _Mending(found, wanted, store)
        done = mend(project.look({}), project.look, unsafe)
        changes += (project.change(name, text) for name, text in done.texts.items())
        count += len(done.fixed)
        reports[-1] = attrs.evolve(report, findings=done.last.findings)
    after = attrs.evolve(checked, reports=tuple(reports), reported=wanted.choose(reports))
    return Fixed(tuple(changes), count, after)


class _Mending:
    """A project as it was read, which is looked at with other texts."""

    def __init__(self, found: Found, wanted: Wanted, store: Store | None) -> None:
        self._found = found
        self._wanted = wanted
        self._parse = None if store is None else CachedParse(store)
        self._shelf = Noting(found.shelf())
        self._paths: dict[str, str] = {}  # of what was read, by the names that the user is shown
        self._texts: dict[str, str] = {}  # of the project's own files, as they were read

    def look(self, texts: Texts) -> Look:
        """What there is to say with these texts in the place of those that were read."""
        changed = {name: text for name, text in texts.items() if text != self._texts[name]}
        shelf = _Overlay(self._shelf, {self._paths[name]: self._bytes(name, text) for name, text in changed.items()})
        with without_collecting():
            project = workspace.read_found(self._found, self._parse, shelf)
            checked, said = pipeline.check(project)
            findings = pipeline.lint(project, checked, said, self._wanted.today)
        own = [file for file in project.files if file.source.name in project.own]
        if not self._paths:
            shown = project.material.shown
            self._paths = {posixpath.join(shown, path): path for path in project.material.contents}
            self._texts = {file.source.name: file.source.text for file in own if file.source.name in self._paths}
        items = {file.source.name: [item.span.start for item in file.tree.items] for file in own}
        reported = self._wanted.choose([Report(findings, 0, False)]).diagnostics
        return Look({**self._texts, **texts}, items, findings, reported)

    def change(self, name: str, text: str) -> Change:
        """What is to be written where a file has another text."""
        path = os.path.join(self._found.root, self._paths[name])
        return Change(path, name, self._before(name), self._bytes(name, text))

    def _before(self, name: str) -> bytes:
        return self._shelf.read(self._paths[name], RULE_FILE_LIMIT)

    def _bytes(self, name: str, text: str) -> bytes:
        mark = codecs.BOM_UTF8 if self._before(name).startswith(codecs.BOM_UTF8) else b""
        return mark + text.encode()


class _Overlay:
    """A shelf on which some files have other contents."""

    def __init__(self, shelf: Shelf, contents: Mapping[str, bytes]) -> None:
        self._shelf = shelf
        self._contents = contents

    @property
    def shown(self) -> str:
        return self._shelf.shown

    def read(self, path: str, limit: int) -> bytes:
        before = self._shelf.read(path, limit)
        return self._contents.get(path, before)

    def identity(self, path: str) -> Hashable:
        return self._shelf.identity(path)
