"""What `whenthen check` says of a project, kept for the next time: then nothing is parsed, and little is imported.

Which files take part turns out only when they are parsed. So an entry is found by the files that were asked for, and
holds all questions that were put to the disk, with their answers; it counts when they are answered alike today.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import attrs
import msgspec

from whenthen.cache.noting import Answer, Noting
from whenthen.cache.sayings import Sayings, pack_sayings, unpack_sayings
from whenthen.cache.store import Store
from whenthen.diagnostics.model import Diagnostic
from whenthen.workspace.find import AnyPath, Found, find
from whenthen.workspace.shelf import RULE_FILE_LIMIT

if TYPE_CHECKING:
    from whenthen.analysis.program import CheckedProgram


@attrs.frozen
class Report:
    """The problems of one project, in order, and how many rules and files it has of its own. `could_not_run` says that
    a path is not there or cannot be read. `always` are the rules that no index can rule out, if that was asked: title,
    file and line; None where it is not known.
    """

    diagnostics: tuple[Diagnostic, ...]
    rules: int
    files: int
    could_not_run: bool
    always: tuple[Place, ...] | None = None


#: The title of a rule, the name of its file, and the line, from 1.
Place = tuple[str, str, int]


class _Entry(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    answers: list[Answer]
    said: Sayings
    rules: int
    files: int
    could_not_run: bool
    always: list[tuple[str, str, int]] | None


def check_projects(paths: Sequence[AnyPath], store: Store | None, verbose: bool = False) -> Iterator[Report]:
    """Check the projects that the paths name, each unless it is known what is said of it. See `find`.

    `verbose` asks for the rules that are always looked at, too.
    """
    for found in find(paths):
        yield _check(found, store, verbose)


def _check(found: Found, store: Store | None, verbose: bool) -> Report:
    settings = found.settings()
    if store is None or found.refused:
        return _report(found, Noting(found.shelf()), store, verbose)
    shelf = Noting(found.shelf())
    of_settings = () if settings is None else (settings.path, settings.name, settings.content)
    asked = [part for path in sorted(found.files) for part in (path, str(shelf.answer(path, RULE_FILE_LIMIT).value))]
    kind = "verbose-report" if verbose else "report"
    name = store.name(kind, found.shown, str(found.partial), str(len(of_settings)), *of_settings, *asked)
    known = _recall(store, name, shelf)
    if known is not None:
        return known
    shelf = Noting(shelf)  # with the answers of this project alone, and in the order of its questions
    report = _report(found, shelf, store, verbose)
    _keep(store, name, shelf, report)
    return report


def _report(found: Found, shelf: Noting, store: Store | None, verbose: bool) -> Report:
    """What checking says, without the help of what was said before; trees of files that are known still help."""
    from whenthen import pipeline, workspace
    from whenthen.cache.trees import CachedParse

    project = workspace.read_found(found, None if store is None else CachedParse(store), shelf)
    checked, diagnostics = pipeline.check(project)
    always = _always(checked, project.own) if verbose and checked is not None else None
    return Report(diagnostics, project.rule_count, len(project.own), bool(project.refused), always)


def _always(checked: CheckedProgram, own: frozenset[str]) -> tuple[Place, ...]:
    from whenthen.analysis.always import always_looked_at

    spans = [(rule.title, rule.node.title.span) for rule in always_looked_at(checked)]
    found = [(title, span.source.name, span.position[0]) for title, span in spans if span.source.name in own]
    return tuple(sorted(found, key=lambda place: place[1:]))


def _recall(store: Store, name: str, shelf: Noting) -> Report | None:
    content = store.get(name)
    if content is None:
        return None
    try:
        entry = msgspec.msgpack.decode(content, type=_Entry)
        diagnostics = unpack_sayings(entry.said)
    except (ValueError, LookupError, RecursionError):
        store.drop(name)
        return None
    if not Noting(shelf).gives(entry.answers):
        return None
    always = None if entry.always is None else tuple(entry.always)
    return Report(diagnostics, entry.rules, entry.files, entry.could_not_run, always)


def _keep(store: Store, name: str, shelf: Noting, report: Report) -> None:
    said = pack_sayings(report.diagnostics)
    always = None if report.always is None else list(report.always)
    entry = _Entry(shelf.answers, said, report.rules, report.files, report.could_not_run, always)
    try:
        store.put(name, msgspec.msgpack.encode(entry))
    except (ValueError, TypeError, OverflowError, RecursionError):
        return  # a name that is no text, such as one of a file with bytes that are none
