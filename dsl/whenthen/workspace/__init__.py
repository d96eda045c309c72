"""The only reader of user files: from paths to projects, which the pipeline checks and compiles.

Nothing here raises on what a user wrote or named: every problem is a diagnostic of the project. A file is read once,
and the order is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from whenthen import pipeline
from whenthen.workspace.find import AnyPath, find
from whenthen.workspace.project import ENDING, assemble
from whenthen.workspace.shelf import Memory

__all__ = ["AnyPath", "read_material", "read_project", "read_projects", "read_texts"]


def read_projects(paths: Sequence[AnyPath]) -> tuple[pipeline.Project, ...]:
    """The projects that the paths name: a folder is one, and so are the files given by name that share a folder."""
    return tuple(assemble(found.shelf(), sorted_paths(found.files), found.refused) for found in find(paths))


def read_project(paths: Sequence[AnyPath]) -> pipeline.Project:
    """One project of all the paths; where they are several, its folder is the nearest one that holds them all."""
    projects = find(paths, together=True)
    if len(projects) != 1:
        raise ValueError("no path was given")
    (found,) = projects
    return assemble(found.shelf(), sorted_paths(found.files), found.refused)


def read_texts(
    files: Mapping[str, str | bytes], asked: Iterable[str] | None = None, shown: str = ""
) -> pipeline.Project:
    """A project of texts by path (relative, with `/`). `asked` are the files to read; by default all rule files."""
    names = sorted_paths(name for name in files if name.endswith(ENDING)) if asked is None else asked
    return assemble(Memory(files, shown), names)


def read_material(material: pipeline.Material) -> pipeline.Project:
    """The project again that `Project.material` came from, without its files."""
    return read_texts(material.contents, material.asked, material.shown)


def sorted_paths(paths: Iterable[str]) -> list[str]:
    """In the order of folders and names."""
    return sorted(paths, key=lambda path: path.split("/"))
