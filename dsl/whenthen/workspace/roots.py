"""Where a project begins: the folder with its settings, and how the files of a project are named.

Settings stand in `whenthen.toml`, or in the tables `[tool.whenthen…]` of a `pyproject.toml`, of which nobody knows
before it is read whether it has any: one that never says "whenthen" is not even parsed.
"""

from __future__ import annotations

import functools
import os
import posixpath
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import attrs

#: How the names of rule files end.
ENDING = ".when"
#: How the file of settings is named, in lower case on every system.
NAME = "whenthen.toml"
#: In bytes; what is larger is not read.
SETTINGS_LIMIT = 64 * 1024
#: The file of a Python project, which may have settings of this one too, and how large it may be.
PYPROJECT, PYPROJECT_LIMIT = "pyproject.toml", 1024 * 1024
#: What a folder holds that is the root of a repository: settings are not looked for beyond it.
_REPOSITORY = ".git"


_HEADER = re.compile(r"""^[ \t]*\[[ \t]*["']?tool["']?[ \t]*\.[ \t]*["']?whenthen["']?[ \t]*[.\]]""", re.MULTILINE)


@attrs.frozen
class SettingsFile:
    """A file of settings that was read. `path` is relative to the folder of the rules, so it may begin with `../`;
    `name` is what the user is shown. `inside` is the way from the folder of the settings to that of the rules, if they
    stand below it. `passed_over` is a `pyproject.toml` beside it that has settings too.
    """

    path: str
    name: str
    content: bytes
    inside: str = ""
    passed_over: SettingsFile | None = None

    @property
    def parts(self) -> tuple[str | bytes, ...]:
        """All that it is made of."""
        more = () if self.passed_over is None else self.passed_over.parts
        return (self.path, self.name, self.content, self.inside, *more)

    @property
    def is_pyproject(self) -> bool:
        return posixpath.basename(self.path) == PYPROJECT


def limit_of(name: str) -> int:
    """How large a file of settings of that name may be, in bytes."""
    return PYPROJECT_LIMIT if name == PYPROJECT else SETTINGS_LIMIT


def settings_in(folder: Path) -> tuple[str, ...]:
    """The names of the files of settings in a folder, the one that holds first; be they readable or not."""
    return tuple(_settings_in(folder))


def _settings_in(folder: Path) -> Iterator[str]:
    if _is_there(folder, NAME):
        yield NAME
    if _is_there(folder, PYPROJECT) and has_settings(_content(folder / PYPROJECT)):
        yield PYPROJECT


def _is_there(folder: Path, name: str) -> bool:
    if not os.path.lexists(folder / name):
        return False
    try:
        return name in os.listdir(folder)  # not in other letters, on systems to which they are the same
    except OSError:
        return True


def _content(path: Path) -> bytes:
    """The content of a `pyproject.toml`; nothing where it cannot be read, which is none of our business."""
    try:
        state = os.stat(path)
        if not stat.S_ISREG(state.st_mode) or state.st_size > PYPROJECT_LIMIT:
            return b""
        with open(path, "rb") as file:
            return file.read(PYPROJECT_LIMIT)
    except (OSError, ValueError):
        return b""


@functools.lru_cache(maxsize=8)
def has_settings(content: bytes) -> bool:
    """Whether a `pyproject.toml` has settings. One that is no TOML has them if a table of it is named so."""
    if b"whenthen" not in content:
        return False
    from whenthen.ingest.tomltext import parse_toml
    from whenthen.source import Source

    text = content.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    data, problem = parse_toml(Source(PYPROJECT, text))
    if problem is not None or "\ufffd" in text:
        return _HEADER.search(text) is not None
    tools = data.get("tool")
    return isinstance(tools, dict) and "whenthen" in tools


def settings_folder(folder: Path) -> Path | None:
    """The nearest folder with settings: this one, or one that it stands in, in the same repository."""
    for place in (folder, *folder.parents):
        if settings_in(place):
            return place
        if os.path.lexists(place / _REPOSITORY):
            return None
    return None


def nearest_settings(asked: Sequence[str], files: Mapping[str, str | bytes]) -> str | None:
    """The same for files in memory: the path of the nearest settings of those that were asked for."""
    folder = posixpath.commonpath([posixpath.dirname(path) or "." for path in asked] or ["."])
    while folder not in ("", ".", "/"):
        if (path := _settings_of(folder, files)) is not None:
            return path
        folder = posixpath.dirname(folder)
    return _settings_of("", files)


def _settings_of(folder: str, files: Mapping[str, str | bytes]) -> str | None:
    path = posixpath.join(folder, NAME)
    return path if path in files else pyproject_beside(path, files)


def pyproject_beside(path: str, files: Mapping[str, str | bytes]) -> str | None:
    """The path of a `pyproject.toml` with settings in the folder of a file, of files in memory."""
    beside = posixpath.join(posixpath.dirname(path), PYPROJECT)
    content = files.get(beside, b"")
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return beside if len(data) <= PYPROJECT_LIMIT and has_settings(data) else None
