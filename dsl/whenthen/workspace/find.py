"""From the paths that a user gave to the rule files of projects.

A folder is a project: all files in it and below whose names end in `.when`, hidden ones apart, in the order of their
paths. Files given by name form the project of the folder that they stand in; a folder or a file inside a folder that
was given too belongs to that one.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import attrs

from whenthen.diagnostics.escape import quote
from whenthen.diagnostics.model import Diagnostic
from whenthen.diagnostics.nearest import did_you_mean
from whenthen.source import Source, Span
from whenthen.workspace.project import ENDING
from whenthen.workspace.shelf import Disk, system_reason

AnyPath = str | os.PathLike[str]


@attrs.define
class Found:
    """The rule files of one project. `named` are those that were given themselves; `refused` what could not be read.

    Paths are relative to `root`, a folder without symbolic links in it; `shown` is how the user wrote that folder.
    """

    root: Path
    shown: str
    files: list[str] = attrs.field(factory=list)
    named: list[str] = attrs.field(factory=list)
    refused: list[Diagnostic] = attrs.field(factory=list)

    def shelf(self) -> Disk:
        return Disk(self.root, self.shown, self.named)


def find(paths: Sequence[AnyPath], together: bool = False) -> list[Found]:
    """The projects that the paths name, in that order; one for all of them if they are to be read `together`."""
    given = [os.fspath(path) for path in dict.fromkeys(paths)]
    try:
        os.getcwd()
    except OSError as error:  # the folder that the command runs in was deleted
        lost = [path for path in given if not os.path.isabs(path)]
        if lost:
            nowhere = Found(Path(os.sep), "")
            for path in lost:
                message = f"{quote(path)} cannot be read: {system_reason(error)}"
                _refuse(nowhere, path, "P002", message, "the folder that the command runs in is gone")
            return [nowhere]
    folders = [_folder_of(path) for path in given]
    if together and len({os.path.realpath(folder) for folder in folders}) > 1:
        common = os.path.commonpath([os.path.abspath(folder) for folder in folders])
        shown = os.path.relpath(common) if not any(os.path.isabs(path) for path in given) else common
        folders = [shown] * len(folders)
    projects: dict[Path, Found] = {}
    for folder in folders:
        root = Path(os.path.realpath(folder))
        projects.setdefault(root, Found(root, "" if os.path.normpath(folder) == "." else os.path.normpath(folder)))
    for path in given:
        root = Path(os.path.realpath(_folder_of(path)))
        home = min((p for p in projects if root.is_relative_to(p)), key=lambda p: len(p.parts))
        _add(projects[home], path, root)
    return [project for project in projects.values() if project.files or project.refused]


def _folder_of(path: str) -> str:
    if "\0" in path:
        return "."
    return path if os.path.isdir(path) else os.path.dirname(path) or "."


def _add(project: Found, path: str, root: Path) -> None:
    """Add what one path names to its project; `root` is the folder that it names or stands in."""
    if os.path.isdir(path):
        before = len(project.refused)
        found = _walk(project, root)
        if not found and len(project.refused) == before:
            advice = f"rule files end in `{ENDING}`"
            _refuse(project, path, "P003", f"the folder {quote(path)} holds no rule files", advice)
        project.files += found
    elif not os.path.lexists(path):
        _refuse(project, path, "P001", f"there is no file or folder {quote(path)}", _nearest(path))
    elif not os.path.exists(path):
        _refuse(project, path, "P001", f"{quote(path)} is a link that leads nowhere", None)
    elif not path.endswith(ENDING):
        advice = f"rule files end in `{ENDING}`; `whenthen run` takes events and tables"
        _refuse(project, path, "P004", f"{quote(path)} is not a rule file", advice)
    else:
        name = (root / os.path.basename(path)).relative_to(project.root).as_posix()
        project.files.append(name)
        project.named.append(name)


def _walk(project: Found, top: Path) -> list[str]:
    """The rule files of a folder and of those in it. Each real folder is entered once, so links may go in circles."""
    found: list[str] = []
    seen = {os.path.realpath(top)}
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as scan:
                entries = sorted((entry.name, _is_folder(entry)) for entry in scan if not entry.name.startswith("."))
        except OSError as error:
            shown = _shown(project, folder)
            _refuse(project, shown, "P002", f"the folder {quote(shown)} cannot be read: {system_reason(error)}", None)
            continue
        for name, is_folder in entries:
            place = folder / name
            if not is_folder:
                if name.endswith(ENDING):
                    found.append(place.relative_to(project.root).as_posix())
                continue
            real = os.path.realpath(place)
            if not Path(real).is_relative_to(project.root):
                shown = _shown(project, place)
                message = f"{quote(shown)} is a link that leaves the folder of the project"
                _refuse(project, shown, "P006", message, "copy the files into the folder instead of linking them")
            elif real not in seen:
                seen.add(real)
                waiting.append(place)
    return found


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _shown(project: Found, place: Path) -> str:
    return os.path.join(project.shown, place.relative_to(project.root)) or "."


def _nearest(path: str) -> str | None:
    folder, name = os.path.split(os.path.normpath(path))
    try:
        return did_you_mean(name, os.listdir(folder or "."))
    except (OSError, ValueError):
        return None


def _refuse(project: Found, path: str, code: str, message: str, help: str | None) -> None:
    project.refused.append(Diagnostic(code, message, Span(Source(path, ""), 0, 0), help=help))
