"""`check --watch`: checks again when something changes. Nothing but the disk is asked, twice a second."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable
from typing import NoReturn

import click

from whenthen.cli import _terminal
from whenthen.cli._checking import Checked
from whenthen.workspace.find import find

#: In seconds, between two looks.
PAUSE = 0.5

#: What was there, by what it is: the projects that the paths name, and files by their paths.
Stamps = dict[object, object]


def watch_files(
    paths: tuple[str, ...],
    check: Callable[[], Checked],
    more: Iterable[str] = (),
    sleep: Callable[[float], object] = time.sleep,
) -> NoReturn:
    """Check, and again after each change of what was read, until an exception ends it, such as KeyboardInterrupt.

    `more` are further files that matter. What cannot be done, such as reading a baseline that is just being written, is
    told, and tried again after the next change.
    """
    read: set[str] = set(more)
    while True:
        before = _stamps(paths, read)
        if _terminal.is_terminal(sys.stdout):
            click.clear()
        try:
            read |= _files_of(check())
        except click.ClickException as error:
            from whenthen.diagnostics.escape import escape

            _terminal.say(f"Error: {escape(error.format_message())}")
        except click.exceptions.Exit:
            pass  # it has said why
        _terminal.say("Waiting for a change; Ctrl-C ends this")
        before |= {path: _stamp(path) for path in read if path not in before}
        while _stamps(paths, read) == before:
            sleep(PAUSE)


def _stamps(paths: tuple[str, ...], read: Iterable[str]) -> Stamps:
    projects = find(paths)
    stamps: Stamps = {
        "projects": [(p.root, p.shown, sorted(p.files), p.settings(), [d.message for d in p.refused]) for p in projects]
    }
    files = {os.path.join(project.root, name) for project in projects for name in project.files}
    return stamps | {path: _stamp(path) for path in files.union(read)}


def _files_of(checked: Checked) -> set[str]:
    """What was read, or looked for: all of it may become something else."""
    together = zip(checked.found, checked.reports, strict=True)
    return {os.path.join(found.root, name) for found, report in together for name in report.read}


def _stamp(path: str) -> tuple[int, ...] | None:
    """Another one when a file was replaced or written to; None where there is none."""
    try:
        state = os.stat(path)
    except (OSError, ValueError):
        return None
    return (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns)
