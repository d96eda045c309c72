"""Where a project begins: the folder with its settings, and how the files of a project are named."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Container, Sequence
from pathlib import Path

import attrs

#: How the names of rule files end.
ENDING = ".when"
#: How the file of settings is named, in lower case on every system.
NAME = "whenthen.toml"
#: In bytes; what is larger is not read.
SETTINGS_LIMIT = 64 * 1024
#: What a folder holds that is the root of a repository: settings are not looked for beyond it.
_REPOSITORY = ".git"


@attrs.frozen
class SettingsFile:
    """A file of settings that was read. `path` is relative to the folder of the rules, so it may begin with `../`;
    `name` is what the user is shown.
    """

    path: str
    name: str
    content: bytes


def holds_settings(folder: Path) -> bool:
    """Whether a folder is the root of a project: whether the file is there, be it readable or not."""
    if not os.path.lexists(folder / NAME):
        return False
    try:
        return NAME in os.listdir(folder)  # not in other letters, on systems to which they are the same
    except OSError:
        return True


def settings_folder(folder: Path) -> Path | None:
    """The nearest folder with settings: this one, or one that it stands in, in the same repository."""
    for place in (folder, *folder.parents):
        if holds_settings(place):
            return place
        if os.path.lexists(place / _REPOSITORY):
            return None
    return None


def nearest_settings(asked: Sequence[str], files: Container[str]) -> str | None:
    """The same for files in memory: the path of the nearest settings of those that were asked for."""
    folder = posixpath.commonpath([posixpath.dirname(path) or "." for path in asked] or ["."])
    while folder not in ("", ".", "/"):
        if (path := f"{folder}/{NAME}") in files:
            return path
        folder = posixpath.dirname(folder)
    return NAME if NAME in files else None
