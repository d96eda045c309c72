"""Files of the user that get another content: all of them or none, and only where they still are what was read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

import attrs
import click

from whenthen.cli._log import said
from whenthen.cli._outputs import CannotWriteError, Outputs
from whenthen.diagnostics.escape import quote


@attrs.frozen
class Change:
    """What a file held, and what it is to hold. `path` leads to it, `shown` is how the user calls it."""

    path: str
    shown: str
    before: bytes
    after: bytes


def rewrite(changes: Iterable[Change]) -> None:
    """Write the files; raises ClickException, and nothing is written, where that cannot be done."""
    try:
        with Outputs() as outputs:
            for change in changes:
                _refuse_moved(change)
                outputs.open(change.path, keep_mode=True).write(change.after)
    except CannotWriteError as error:
        shown = next((change.shown for change in changes if change.path == error.path), error.path)
        raise click.ClickException(f"cannot write {quote(shown)}: {said(error.error)}") from None


def _refuse_moved(change: Change) -> None:
    try:
        with Path(change.path).open("r+b") as file:  # one that must not be written to is not replaced either
            is_file = stat.S_ISREG(os.fstat(file.fileno()).st_mode)
            same = is_file and file.read(len(change.before) + 1) == change.before
    except OSError as error:
        raise CannotWriteError(change.path, error) from None
    if not same:
        raise click.ClickException(f"{quote(change.shown)} has changed since it was read. Nothing was written")
