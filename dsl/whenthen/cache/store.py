"""The folder of cached data: entries by name, written whole or not at all, and read only as they were written.

Whatever goes wrong here, nothing is raised: an entry that cannot be read is not there, and one that cannot be written
is not kept. What an entry holds is handed out only when its digest, of its name and its content, is right, so that a
file that is damaged, cut off or of somebody else counts for nothing. The machine's clock says which entries were not
used for long, and nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping

import attrs

from whenthen.cache.edition import FORMAT, digest, edition

#: The environment variable that names another folder, or OFF, in any case.
VARIABLE, OFF = "WHENTHEN_CACHE", "off"

#: In bytes; what is larger is neither written nor read.
LARGEST = 64 * 1024 * 1024
#: What the folder may hold, in bytes and in entries; of more, those go that were not used for the longest time.
ROOM, MOST = 256 * 1024 * 1024, 4096
#: How many files are looked at to make room.
_LOOKED_AT = 4 * MOST
#: In seconds: an entry is marked as used at most that often, and a file of a run that was killed goes after that time.
_HOUR = 3600

_MAGIC = b"whenthen cache\n"
_DIGEST = 32


@attrs.frozen
class Store:
    """The entries of one folder. `edition` is part of all names; `room` and `most` bound what the folder may hold."""

    folder: str
    edition: str
    room: int = attrs.field(default=ROOM, eq=False)
    most: int = attrs.field(default=MOST, eq=False)
    _swept: set[str] = attrs.field(factory=set, eq=False, repr=False, init=False)

    def name(self, kind: str, *parts: str | bytes) -> str:
        """The name of the entry of a kind (a short word) that was made of some parts."""
        return f"{kind}-{digest((kind, self.edition, *parts))}"

    def get(self, name: str) -> bytes | None:
        """The content of an entry, None where there is none that is whole."""
        path = os.path.join(self.folder, name)
        try:
            data = _read(path)
        except (OSError, ValueError):
            return None
        if data is None:
            return None
        start = len(_MAGIC) + _DIGEST
        content = data[start:]
        if len(data) >= start and data[:start] == _head(name, content):
            return content
        self.drop(name)
        return None

    def holds(self, name: str) -> bool:
        """Whether there is an entry, whole or not."""
        return os.path.exists(os.path.join(self.folder, name))

    def put(self, name: str, content: bytes) -> None:
        """Keep an entry, instead of one of the same name."""
        if len(content) > LARGEST:
            return
        with contextlib.suppress(OSError, ValueError):
            if not _prepared(self.folder):
                return
            self._sweep()
            _write(self.folder, name, _head(name, content) + content)

    def drop(self, name: str) -> None:
        """Take away an entry."""
        with contextlib.suppress(OSError, ValueError):
            os.unlink(os.path.join(self.folder, name))

    def _sweep(self) -> None:
        """Make room, once for all that is written through this object."""
        if self._swept:
            return
        self._swept.add(self.folder)
        now = time.time()
        found = []
        for path, used, size in _entries(self.folder):
            if path.endswith(_PART):
                if used < now - _HOUR:
                    _remove(path)
            else:
                found.append((used, path, size))
        total, count = sum(size for _, _, size in found), len(found)
        if total <= self.room and count <= self.most:
            return
        for _, path, size in sorted(found):  # further than needed, so that it is not done at every run
            if total <= self.room * 3 // 4 and count <= self.most * 3 // 4:
                break
            _remove(path)
            total, count = total - size, count - 1


def open_store(where: str | os.PathLike[str] | None = None) -> Store | None:
    """The store in a folder, by default the user's; None where there is to be none, or what it holds could not be told
    from what another edition of the software made.
    """
    if os.environ.get(VARIABLE, "").casefold() == OFF:
        return None
    base = os.fspath(where) if where is not None else user_folder(os.environ, sys.platform)
    made_by = edition() if base else None
    if not base or made_by is None:
        return None
    return Store(os.path.join(os.path.abspath(base), str(FORMAT)), made_by)


def user_folder(environment: Mapping[str, str], platform: str) -> str | None:
    """Where the cache of this user is; None where the system has no place for it."""
    named = environment.get(VARIABLE)
    if named:
        return None if named.casefold() == OFF else named
    if platform == "win32":
        local = environment.get("LOCALAPPDATA")
        return os.path.join(local, "whenthen", "cache") if local else None
    home = os.path.expanduser("~")
    if platform == "darwin":
        base = os.path.join(home, "Library", "Caches")
    else:
        base = environment.get("XDG_CACHE_HOME", "")
        if not os.path.isabs(base):  # as the specification of these folders wants it
            base = os.path.join(home, ".cache")
    return os.path.join(base, "whenthen") if os.path.isabs(base) else None


# Files ------------------------------------------------------------------------------------------------------------

_PART = ".part"


def _head(name: str, content: bytes) -> bytes:
    total = hashlib.blake2b(name.encode(), digest_size=_DIGEST)
    total.update(content)
    return _MAGIC + total.digest()


def _prepared(folder: str) -> bool:
    """Whether the folder is there, or was made, and nobody else can write to it."""
    if not os.path.isdir(folder):
        os.makedirs(os.path.dirname(folder), mode=0o700, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            os.mkdir(folder, 0o700)
    return _is_own(os.lstat(folder), stat.S_ISDIR)


def _is_own(state: os.stat_result, is_kind: Callable[[int], bool]) -> bool:
    """Whether this is a file or folder of this user that no one else can write to."""
    if not is_kind(state.st_mode):
        return False
    if not hasattr(os, "geteuid"):
        return True
    return state.st_uid == os.geteuid() and not state.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _read(path: str) -> bytes | None:
    """The bytes of a file of this user, in a folder of this user."""
    if not _is_own(os.lstat(os.path.dirname(path)), stat.S_ISDIR):
        return None
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    with open(path, "rb", opener=lambda name, _: os.open(name, flags)) as file:
        state = os.fstat(file.fileno())
        if not _is_own(state, stat.S_ISREG) or state.st_size > LARGEST + len(_MAGIC) + _DIGEST:
            return None
        data = file.read(state.st_size + 1)
    if state.st_mtime < time.time() - _HOUR:
        with contextlib.suppress(OSError):
            os.utime(path)
    return data


def _write(folder: str, name: str, data: bytes) -> None:
    """Write a file beside its place, and move it there."""
    beside = os.path.join(folder, f"{name}.{os.getpid()}-{threading.get_ident()}{_PART}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(beside)  # of a run that was killed
    try:
        with open(beside, "wb", opener=lambda path, _: os.open(path, flags, 0o600)) as file:
            file.write(data)
        os.replace(beside, os.path.join(folder, name))
    except BaseException:
        _remove(beside)
        raise


def _remove(path: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)


def _entries(folder: str) -> Iterator[tuple[str, float, int]]:
    """Path, time and size of the files of a folder, of so many at most."""
    with os.scandir(folder) as scan:
        for at, entry in enumerate(scan):
            if at >= _LOOKED_AT:
                return
            with contextlib.suppress(OSError):
                if entry.is_file(follow_symlinks=False):
                    state = entry.stat(follow_symlinks=False)
                    yield entry.path, state.st_mtime, state.st_size
