"""The only reader of user files: from paths to projects, which the pipeline checks and compiles.

Nothing here raises on what a user wrote or named: every problem is a diagnostic of the project. A file is read once,
and the order is the same on every machine.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence

from whenthen import pipeline
from whenthen.diagnostics.model import Diagnostic
from whenthen.source import Source, Span
from whenthen.workspace.find import AnyPath, Found, find
from whenthen.workspace.project import ENDING, assemble, describe
from whenthen.workspace.settings import SETTINGS_LIMIT, SettingsFile, nearest_settings
from whenthen.workspace.shelf import Memory, UnreadableError

__all__ = ["AnyPath", "read_material", "read_project", "read_projects", "read_texts"]


def read_projects(paths: Sequence[AnyPath]) -> tuple[pipeline.Project, ...]:
    """The projects that the paths name: a folder is one, and so are the files given by name that share a folder.

    A folder in it that has settings of its own is another one.
    """
    return tuple(map(_read, find(paths)))


def read_project(paths: Sequence[AnyPath]) -> pipeline.Project:
    """One project of all the paths; where they are several, its folder is the nearest one that holds them all.

    Folders in it that have settings of their own are not part of it.
    """
    projects = find(paths, together=True)
    if len(projects) != 1:
        raise ValueError("no path was given")
    (found,) = projects
    return _read(found)


def _read(found: Found) -> pipeline.Project:
    settings = found.settings()
    partial = len(found.named) == len(found.files)
    return assemble(found.shelf(), sorted_paths(found.files), found.refused, settings=settings, partial=partial)


def read_texts(
    files: Mapping[str, str | bytes],
    asked: Iterable[str] | None = None,
    shown: str = "",
    settings: str | None = None,
) -> pipeline.Project:
    """A project of texts by path (relative, with `/`). `asked` are the files to read; by default all rule files.

    `settings` is the path of the settings; by default that of the nearest ones, seen from the files to read.
    """
    names = sorted_paths(name for name in files if name.endswith(ENDING)) if asked is None else list(asked)
    path = nearest_settings(names, files) if settings is None else settings
    shelf = Memory(files, shown)
    refused: list[Diagnostic] = []
    found: SettingsFile | None = None
    if path is not None:
        name = posixpath.normpath(posixpath.join(shown, path))
        try:
            found = SettingsFile(path, name, shelf.read(path, SETTINGS_LIMIT))
        except UnreadableError as error:
            refused.append(describe(error, name, Span(Source(name, ""), 0, 0)))
    return assemble(shelf, names, refused, settings=found)


def read_material(material: pipeline.Material) -> pipeline.Project:
    """The project again that `Project.material` came from, without its files."""
    return read_texts(material.contents, material.asked, material.shown, material.settings)


def sorted_paths(paths: Iterable[str]) -> list[str]:
    """In the order of folders and names."""
    return sorted(paths, key=lambda path: path.split("/"))
