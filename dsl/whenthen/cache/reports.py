"""What `whenthen check` says of a project, kept for the next time: then nothing is parsed, and little is imported.

Which files take part turns out only when they are parsed. So an entry is found by the files that were asked for, and
holds all questions that were put to the disk, with their answers; it counts when they are answered alike today.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs
import msgspec

from whenthen.cache.noting import Answer, Noting
from whenthen.cache.sayings import Sayings, pack_sayings, unpack_sayings
from whenthen.cache.store import Store
from whenthen.diagnostics.model import Diagnostic
from whenthen.workspace.find import AnyPath, Found, find
from whenthen.workspace.shelf import RULE_FILE_LIMIT


@attrs.frozen
class Report:
    """The problems of one project, in order, and how many rules and files it has of its own. `could_not_run` says that
    a path is not there or cannot be read.
    """

    diagnostics: tuple[Diagnostic, ...]
    rules: int
    files: int
    could_not_run: bool


class _Entry(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    answers: list[Answer]
    said: Sayings
    rules: int
    files: int
    could_not_run: bool


def check_projects(paths: Sequence[AnyPath], store: Store | None) -> Iterator[Report]:
    """Check the projects that the paths name, each unless it is known what is said of it. See `find`."""
    for found in find(paths):
        yield _check(found, store)


def _check(found: Found, store: Store | None) -> Report:
    settings = found.settings()
    if store is None or found.refused:
        return _report(found, Noting(found.shelf()), store)
    shelf = Noting(found.shelf())
    of_settings = () if settings is None else (settings.path, settings.name, settings.content)
    asked = [part for path in sorted(found.files) for part in (path, str(shelf.answer(path, RULE_FILE_LIMIT).value))]
    name = store.name("report", found.shown, str(found.partial), str(len(of_settings)), *of_settings, *asked)
    known = _recall(store, name, shelf)
    if known is not None:
        return known
    shelf = Noting(shelf)  # with the answers of this project alone, and in the order of its questions
    report = _report(found, shelf, store)
    _keep(store, name, shelf, report)
    return report


def _report(found: Found, shelf: Noting, store: Store | None) -> Report:
    """What checking says, without the help of what was said before; trees of files that are known still help."""
    from whenthen import pipeline, workspace
    from whenthen.cache.trees import CachedParse

    project = workspace.read_found(found, None if store is None else CachedParse(store), shelf)
    diagnostics = pipeline.check(project)[1]
    return Report(diagnostics, project.rule_count, len(project.own), bool(project.refused))


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
    return Report(diagnostics, entry.rules, entry.files, entry.could_not_run)


def _keep(store: Store, name: str, shelf: Noting, report: Report) -> None:
    said = pack_sayings(report.diagnostics)
    entry = _Entry(shelf.answers, said, report.rules, report.files, report.could_not_run)
    try:
        store.put(name, msgspec.msgpack.encode(entry))
    except (ValueError, TypeError, OverflowError, RecursionError):
        return  # a name that is no text, such as one of a file with bytes that are none
