"""Files to be formatted: reading them, what they are to be, and why some are left as they are."""

from __future__ import annotations

import codecs
import os
import posixpath
import sys
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import attrs

from whenthen.cli._rewrite import Change
from whenthen.diagnostics.model import Diagnostic
from whenthen.format import format_source
from whenthen.source import Source, Span
from whenthen.syntax import decode
from whenthen.workspace.find import Found, find
from whenthen.workspace.shelf import RULE_FILE_LIMIT, UnreadableError
from whenthen.workspace.unreadable import describe


@attrs.frozen
class Looked:
    """A file that was looked at. `change` is None where it has `problems` and stays as it is. Nothing was read of one
    that is `lost`.
    """

    change: Change | None
    problems: tuple[Diagnostic, ...] = ()
    lost: bool = False


def look_at(paths: Sequence[str]) -> Iterator[Looked]:
    """The files that paths name, each once, whatever leads to it, in the order of the paths and of their names."""
    seen: set[object] = set()
    for found in find(paths):
        yield from (Looked(None, (problem,), lost=True) for problem in found.refused)
        yield from _look_at(found, seen)


def _look_at(found: Found, seen: set[object]) -> Iterator[Looked]:
    shelf = found.shelf()
    for path in sorted(set(found.files), key=lambda path: path.split("/")):
        name = posixpath.join(found.shown, path)
        try:
            identity = shelf.identity(path)
            if identity in seen:
                continue
            seen.add(identity)
            data = shelf.read(path, RULE_FILE_LIMIT)
        except UnreadableError as error:
            yield Looked(None, (describe(error, name, Span(Source(name, ""), 0, 0)),), lost=True)
            continue
        yield look_at_text(os.path.join(found.root, path), name, data)


def read_standard_input(name: str) -> Looked:
    """What stands on standard input, as the file that messages call by a name."""
    stream: BinaryIO = sys.stdin.buffer
    return look_at_text("", name, stream.read(RULE_FILE_LIMIT + 1))


def look_at_text(path: str, name: str, data: bytes) -> Looked:
    """What becomes of a file with these bytes. A byte-order mark stays."""
    source, problems = decode(name, data)
    if source is None:
        return Looked(None, problems)
    text, problems = format_source(source)
    if text is None:
        return Looked(None, problems)
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    return Looked(Change(path, name, data, mark + text.encode()))
