"""Where the files of a project are: a folder on disk, or texts in memory. The one place that reads user files.

Paths are relative to the project's folder, with `/` on every system.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Hashable, Iterable, Mapping
from pathlib import Path
from typing import Protocol
from unicodedata import normalize

#: In bytes. What is larger is not even read; `syntax.decode` draws the line for rule files lower.
RULE_FILE_LIMIT = 64 * 1024 * 1024
DATA_FILE_LIMIT = 256 * 1024 * 1024

#: The kinds of `UnreadableError`.
MISSING, OUTSIDE, FOLDER, TOO_LARGE, BROKEN = "missing", "outside", "folder", "too large", "broken"


class UnreadableError(Exception):
    """A file cannot be read. `kind` is one of the constants above; `reason` is for a person.

    For a MISSING one, `name` is the part of the path that is not there and `beside` what is there in its place.
    """

    def __init__(self, kind: str, reason: str = "", name: str = "", beside: Iterable[str] = ()) -> None:
        super().__init__(reason or kind)
        self.kind = kind
        self.reason = reason
        self.name = name
        self.beside = tuple(beside)


class Shelf(Protocol):
    """The files of one project."""

    @property
    def shown(self) -> str:
        """What stands before a path in messages; empty for nothing."""

    def read(self, path: str, limit: int) -> bytes:
        """The content of a file of at most `limit` bytes. Raises UnreadableError."""

    def identity(self, path: str) -> Hashable:
        """The same for two paths of one file. Raises UnreadableError."""


def system_reason(error: OSError | ValueError) -> str:
    """Why the system refused, in its words and without the path."""
    if getattr(error, "errno", None) == errno.ELOOP:
        return "its links go in a circle"
    return (getattr(error, "strerror", None) or str(error) or "the system refused").lower()


class Disk:
    """A folder on disk; nothing outside of it is read, symbolic links included.

    `named` are paths that the user gave themselves: for these a link may lead anywhere.
    """

    def __init__(self, root: Path, shown: str, named: Iterable[str] = ()) -> None:
        self.root = root
        self._shown = shown
        self._named = frozenset(named)
        self._listings: dict[str, frozenset[str]] = {}

    @property
    def shown(self) -> str:
        return self._shown

    def read(self, path: str, limit: int) -> bytes:
        place = self._find(path)
        try:
            state = os.stat(place)
            if stat.S_ISDIR(state.st_mode):
                raise UnreadableError(FOLDER)
            if not stat.S_ISREG(state.st_mode):
                raise UnreadableError(BROKEN, "it is not a regular file")
            if state.st_size > limit:
                raise UnreadableError(TOO_LARGE, f"it has {state.st_size:,} bytes")
            with place.open("rb") as file:
                content = file.read(limit + 1)
        except (OSError, ValueError) as error:
            raise UnreadableError(BROKEN, system_reason(error)) from error
        if len(content) > limit:
            raise UnreadableError(TOO_LARGE, f"it has more than {limit:,} bytes")
        return content

    def identity(self, path: str) -> Hashable:
        try:
            state = os.stat(self._find(path))
        except (OSError, ValueError) as error:
            raise UnreadableError(BROKEN, system_reason(error)) from error
        return (state.st_dev, state.st_ino)

    def _find(self, path: str) -> Path:
        """Where a path leads, checked: it exists in this spelling on every system, and does not lead out."""
        place = self.root
        for part in path.split("/"):
            names = self._listing(place)
            if normalize("NFC", part) not in names:
                raise UnreadableError(MISSING, name=part, beside=sorted(names))
            place = place / part
        if path not in self._named:
            try:
                inside = place.resolve().is_relative_to(self.root)
            except (OSError, RuntimeError, ValueError) as error:
                raise UnreadableError(BROKEN, "its links go in a circle") from error
            if not inside:
                raise UnreadableError(OUTSIDE)
        return place

    def _listing(self, folder: Path) -> frozenset[str]:
        known = self._listings.get(str(folder))
        if known is None:
            try:
                known = frozenset(normalize("NFC", name) for name in os.listdir(folder))
            except NotADirectoryError:
                known = frozenset()
            except (OSError, ValueError) as error:
                raise UnreadableError(BROKEN, system_reason(error)) from error
            self._listings[str(folder)] = known
        return known


class Memory:
    """Files that are given as texts or bytes, by path."""

    def __init__(self, contents: Mapping[str, str | bytes], shown: str = "") -> None:
        self._contents = contents
        self._shown = shown

    @property
    def shown(self) -> str:
        return self._shown

    def read(self, path: str, limit: int) -> bytes:
        content = self._contents.get(path)
        if content is None:
            folder, _, name = path.rpartition("/")
            if any(other.startswith(path + "/") for other in self._contents):
                raise UnreadableError(FOLDER)
            beside = (other.removeprefix(folder + "/" if folder else "") for other in self._contents)
            raise UnreadableError(MISSING, name=name, beside=sorted(other for other in beside if "/" not in other))
        data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        if len(data) > limit:
            raise UnreadableError(TOO_LARGE, f"it has {len(data):,} bytes")
        return data

    def identity(self, path: str) -> Hashable:
        return path
