"""The only reader of user files: from paths to projects, which the pipeline checks and compiles.

Nothing here raises on what a user wrote or named: every problem is a diagnostic of the project. A file is read once,
and the order is the same on every machine. What parses is imported when something is parsed: files are found without.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from whenthen.diagnostics.model import Diagnostic
from whenthen.source import Source, Span
from whenthen.workspace.find import AnyPath, Found, find
from whenthen.workspace.roots import ENDING, SettingsFile, limit_of, nearest_settings, pyproject_beside
from whenthen.workspace.shelf import Memory, Shelf, UnreadableError
from whenthen.workspace.unreadable import describe

if TYPE_CHECKING:
    from whenthen import pipeline

__all__ = ["AnyPath", "read_found", "read_material", "read_project", "read_projects", "read_texts"]


def read_projects(paths: Sequence[AnyPath], parse: pipeline.Parse | None = None) -> tuple[pipeline.Project, ...]:
    """The projects that the paths name: a folder is one, and so are the files given by name that share a folder.

    A folder in it that has settings of its own is another one. `parse` is `pipeline.parse`, or what stands in for it.
    """
    return tuple(read_found(found, parse) for found in find(paths))


def read_project(paths: Sequence[AnyPath], parse: pipeline.Parse | None = None) -> pipeline.Project:
    """One project of all the paths; where they are several, its folder is the nearest one that holds them all.

    Folders in it that have settings of their own are not part of it. `parse` as in `read_projects`.
    """
    projects = find(paths, together=True)
    if len(projects) != 1:
        raise ValueError("no path was given")
    (found,) = projects
    return read_found(found, parse)


def read_found(found: Found, parse: pipeline.Parse | None = None, shelf: Shelf | None = None) -> pipeline.Project:
    """The project of files that were found. `shelf` is where they are read from, by default `found.shelf()`."""
    from whenthen import pipeline
    from whenthen.workspace.project import assemble

    settings = found.settings()
    return assemble(
        found.shelf() if shelf is None else shelf,
        sorted_paths(found.files),
        found.refused,
        parse or pipeline.parse,
        settings,
        found.partial,
    )


def read_texts(
    files: Mapping[str, str | bytes],
    asked: Iterable[str] | None = None,
    shown: str = "",
    settings: str | None = None,
    parse: pipeline.Parse | None = None,
    inside: str = "",
) -> pipeline.Project:
    """A project of texts by path (relative, with `/`). `asked` are the files to read; by default all rule files.

    `settings` is the path of the settings; by default that of the nearest ones, seen from the files to read. `inside`
    is the way from their folder to this one, if they stand above it. `parse` as in `read_projects`.
    """
    from whenthen import pipeline
    from whenthen.workspace.project import assemble

    names = sorted_paths(name for name in files if name.endswith(ENDING)) if asked is None else list(asked)
    path = nearest_settings(names, files) if settings is None else settings
    shelf = Memory(files, shown)
    refused: list[Diagnostic] = []
    found: SettingsFile | None = None
    for place in [] if path is None else dict.fromkeys([pyproject_beside(path, files) or path, path]):
        name = posixpath.normpath(posixpath.join(shown, place))
        try:
            content = shelf.read(place, limit_of(posixpath.basename(place)))
        except UnreadableError as error:
            refused.append(describe(error, name, Span(Source(name, ""), 0, 0)))
            found = None
        else:
            found = SettingsFile(place, name, content, inside, found)
    return assemble(shelf, names, refused, parse or pipeline.parse, found)


def read_material(material: pipeline.Material, parse: pipeline.Parse | None = None) -> pipeline.Project:
    """The project again that `Project.material` came from, without its files. `parse` as in `read_projects`."""
    return read_texts(material.contents, material.asked, material.shown, material.settings, parse, material.inside)


def sorted_paths(paths: Iterable[str]) -> list[str]:
    """In the order of folders and names."""
    return sorted(paths, key=lambda path: path.split("/"))
