"""What `whenthen check` says of a project, kept for the next time: then nothing is parsed, and little is imported.

Which files take part turns out only when they are parsed. So an entry is found by the files that were asked for, and
holds all questions that were put to the disk, with their answers; it counts when they are answered alike today. It
holds all that was found, so that it serves whatever is asked for of that (see `lint.reporting.report`).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import attrs
import msgspec

from whenthen.cache.findings import PlainFindings, Unasked, pack_findings, unpack_findings
from whenthen.cache.noting import Answer, Noting
from whenthen.cache.store import Store
from whenthen.lint.reporting.report import Findings
from whenthen.workspace.find import Found
from whenthen.workspace.shelf import RULE_FILE_LIMIT

if TYPE_CHECKING:
    from whenthen.analysis.program import CheckedProgram


@attrs.frozen
class Report:
    """All that was found in one project, and how many rules it has of its own. `could_not_run` says that a path is not
    there or cannot be read. `always` are the rules that no index can rule out, if that was asked: title, file and line;
    None where it is not known. `read` are the paths of what was read or looked for, from the project's folder on.
    """

    findings: Findings
    rules: int
    could_not_run: bool
    always: tuple[Place, ...] | None = None
    read: tuple[str, ...] = ()


#: The title of a rule, the name of its file, and the line, from 1.
Place = tuple[str, str, int]


class _Plain(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """A report as data."""

    found: PlainFindings
    rules: int
    could_not_run: bool
    always: list[tuple[str, str, int]] | None
    read: list[str]


class _Entry(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    answers: list[Answer]
    today: str | None
    report: _Plain


def check_found(
    found: Found,
    store: Store | None,
    verbose: bool = False,
    today: dt.date | None = None,
    unasked: Unasked | None = None,
) -> Report:
    """Check a project, unless it is known what is found in it.

    `verbose` asks for the rules that are always looked at, too; `today` is what day it is, see `pipeline.lint`. What is
    `unasked` may be left out.
    """
    name, shelf = _name(found, store, verbose)
    if store is None or name is None:
        return _report(found, shelf, store, verbose, today)
    known = _recall(store, name, shelf, today, unasked)
    if known is not None:
        return known
    shelf = Noting(shelf)  # with the answers of this project alone, and in the order of its questions
    report = _report(found, shelf, store, verbose, today)
    _keep(store, name, shelf, report, today)
    return report


def known_report(
    found: Found, store: Store | None, verbose: bool, today: dt.date | None, unasked: Unasked | None = None
) -> Report | None:
    """The same if it is known, and None where it has to be worked out."""
    name, shelf = _name(found, store, verbose)
    return None if store is None or name is None else _recall(store, name, shelf, today, unasked)


def _name(found: Found, store: Store | None, verbose: bool) -> tuple[str | None, Noting]:
    """The name of the entry of a project, None where there is none, and what its files are read from."""
    settings = found.settings()
    shelf = Noting(found.shelf())
    if store is None or found.refused:
        return None, shelf
    of_settings = () if settings is None else settings.parts
    asked = [part for path in sorted(found.files) for part in (path, str(shelf.answer(path, RULE_FILE_LIMIT).value))]
    kind = "verbose-report" if verbose else "report"
    return store.name(kind, found.shown, str(found.partial), str(len(of_settings)), *of_settings, *asked), shelf


def _report(found: Found, shelf: Noting, store: Store | None, verbose: bool, today: dt.date | None) -> Report:
    """What checking says, without the help of what was said before; trees of files that are known still help."""
    from whenthen import pipeline, workspace
    from whenthen.cache.trees import CachedParse
    from whenthen.collecting import without_collecting

    with without_collecting():
        project = workspace.read_found(found, None if store is None else CachedParse(store), shelf)
        checked, said = pipeline.check(project)
        findings = pipeline.lint(project, checked, said, today)
        always = _always(checked, project.own) if verbose and checked is not None else None
    return Report(
        findings,
        project.rule_count,
        bool(project.refused),
        always,
        tuple(dict.fromkeys(answer.path for answer in shelf.answers)),
    )


def _always(checked: CheckedProgram, own: frozenset[str]) -> tuple[Place, ...]:
    from whenthen.analysis.always import always_looked_at

    spans = [(rule.title, rule.node.title.span) for rule in always_looked_at(checked)]
    found = [(title, span.source.name, span.position[0]) for title, span in spans if span.source.name in own]
    return tuple(sorted(found, key=lambda place: place[1:]))


def _recall(store: Store, name: str, shelf: Noting, today: dt.date | None, unasked: Unasked | None) -> Report | None:
    content = store.get(name)
    if content is None:
        return None
    try:
        entry = msgspec.msgpack.decode(content, type=_Entry)
        if entry.today != _date(today):
            return None
        report = _unpacked(entry.report, unasked)
    except (ValueError, LookupError, RecursionError):
        store.drop(name)
        return None
    return report if Noting(shelf).gives(entry.answers) else None


def _keep(store: Store, name: str, shelf: Noting, report: Report, today: dt.date | None) -> None:
    try:
        store.put(name, msgspec.msgpack.encode(_Entry(shelf.answers, _date(today), _packed(report))))
    except (ValueError, TypeError, OverflowError, RecursionError):
        return  # a name that is no text, such as one of a file with bytes that are none


def _date(today: dt.date | None) -> str | None:
    """The date is not part of the name: what was found yesterday is of no use any more."""
    return None if today is None else today.isoformat()


def encode_report(report: Report) -> bytes:
    """A report for another process; raises ValueError where a name in it is no text."""
    return msgspec.msgpack.encode(_packed(report))


def decode_report(data: bytes) -> Report:
    """The report again; raises ValueError or LookupError where it is none."""
    return _unpacked(msgspec.msgpack.decode(data, type=_Plain))


def _packed(report: Report) -> _Plain:
    always = None if report.always is None else list(report.always)
    return _Plain(pack_findings(report.findings), report.rules, report.could_not_run, always, list(report.read))


def _unpacked(plain: _Plain, unasked: Unasked | None = None) -> Report:
    always = None if plain.always is None else tuple(plain.always)
    return Report(unpack_findings(plain.found, unasked), plain.rules, plain.could_not_run, always, tuple(plain.read))
