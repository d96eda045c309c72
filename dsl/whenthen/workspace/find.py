"""From the paths that a user gave to the rule files of projects, and to their settings.

A folder is a project: all files in it and below whose names end in `.when`, hidden ones apart, in the order of their
paths. Files given by name form the project of the folder that they stand in; a folder or a file inside a folder that
was given too belongs to that one. A folder below that has settings of its own is a project of its own.
"""

from __future__ import annotations

import os
from collections.abc import Container, Sequence
from pathlib import Path

import attrs

from whenthen.diagnostics.escape import quote
from whenthen.diagnostics.model import Diagnostic
from whenthen.diagnostics.nearest import did_you_mean, one_of
from whenthen.source import Source, Span
from whenthen.workspace import roots
from whenthen.workspace.roots import ENDING, SettingsFile, settings_folder
from whenthen.workspace.shelf import Disk, UnreadableError, system_reason
from whenthen.workspace.unreadable import describe

AnyPath = str | os.PathLike[str]


@attrs.define
class Found:
    """The rule files of one project. `named` are those that were given themselves; `refused` what could not be read.

    Paths are relative to `root`, a folder without symbolic links in it; `shown` is how the user wrote that folder.
    `inside` are the folders below that are projects of their own, as the user would write them.
    """

    root: Path
    shown: str
    files: list[str] = attrs.field(factory=list)
    named: list[str] = attrs.field(factory=list)
    refused: list[Diagnostic] = attrs.field(factory=list)
    inside: list[str] = attrs.field(factory=list)
    _settings: list[SettingsFile | None] = attrs.field(factory=list, init=False, repr=False)

    @property
    def partial(self) -> bool:
        """Whether all files were named one by one, see `pipeline.Project`."""
        return len(self.named) == len(self.files)

    def shelf(self) -> Disk:
        return Disk(self.root, self.shown, self.named)

    def settings(self) -> SettingsFile | None:
        """The settings that the project stands under, read once; None, and refused, where they cannot be read."""
        if not self._settings:
            self._settings.append(self._read_settings())
        return self._settings[0]

    def _read_settings(self) -> SettingsFile | None:
        folder = settings_folder(self.root)
        if folder is None:
            return None
        found: SettingsFile | None = None
        for name in reversed(roots.settings_in(folder)):
            path = Path(os.path.relpath(folder / name, self.root)).as_posix()
            shown = os.path.normpath(os.path.join(self.shown, path))
            if os.path.realpath(os.path.dirname(shown)) != str(folder):  # the user's path leads through a link
                shown = str(folder / name)
            try:
                content = Disk(folder, "").read(name, roots.limit_of(name))
            except UnreadableError as error:
                self.refused.append(describe(error, shown, Span(Source(shown, ""), 0, 0)))
                return None
            found = SettingsFile(path, shown, content, _below(self.root, folder), found)
        return found


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
    projects = _Projects(given, together)
    for path in given:
        projects.add(path)
    return [project for project in projects.all.values() if project.files or project.refused]


class _Projects:
    """The projects that are found, by their folders."""

    def __init__(self, given: Sequence[str], together: bool) -> None:
        self.together = together
        self.all: dict[Path, Found] = {}
        folders = [_folder_of(path) for path in given]
        real = {Path(os.path.realpath(folder)) for folder in folders}
        if together and len(real) > 1:
            common = os.path.commonpath([os.path.abspath(folder) for folder in folders])
            if not all(root.is_relative_to(os.path.realpath(common)) for root in real):  # a link led away
                common = os.path.commonpath(real)
            shown = os.path.relpath(common) if not any(os.path.isabs(path) for path in given) else common
            folders = [shown]
            self._refuse_mixed(given, self._project(Path(os.path.realpath(common)), shown))
        self.outer = {Path(os.path.realpath(folder)): folder for folder in reversed(folders)}
        if not together:
            for path in given:
                self.home(Path(os.path.realpath(_folder_of(path))))

    def _project(self, root: Path, shown: str) -> Found:
        return self.all.setdefault(root, Found(root, "" if os.path.normpath(shown) == "." else os.path.normpath(shown)))

    def home(self, root: Path) -> Found:
        """The project of a folder that was given, or that a given file stands in."""
        outer = min((folder for folder in self.outer if root.is_relative_to(folder)), key=lambda f: len(f.parts))
        own = None if self.together else settings_folder(root)
        if own is not None and own != outer and own.is_relative_to(outer):
            return self._project(own, os.path.join(self.outer[outer], own.relative_to(outer)))
        return self._project(outer, self.outer[outer])

    def _refuse_mixed(self, given: Sequence[str], project: Found) -> None:
        """Rules that stand under the settings of several projects make none together."""
        first = settings_folder(Path(os.path.realpath(_folder_of(given[0]))))
        for path in given[1:]:
            if settings_folder(Path(os.path.realpath(_folder_of(path)))) != first:
                message = f"{quote(given[0])} and {quote(path)} belong to two projects, and have other settings"
                advice = f"a folder with a `{roots.NAME}` is a project of its own: load one after the other"
                _refuse(project, path, "P055", message, advice)

    def add(self, path: str) -> None:
        """Add what one path names to its project."""
        root = Path(os.path.realpath(_folder_of(path)))
        project = self.home(root)
        if os.path.isdir(path):
            self._add_folder(project, path, root)
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

    def _add_folder(self, project: Found, path: str, top: Path) -> None:
        """Add the files of a folder; those of the projects in it to these, unless all are read together."""
        refused, found = len(project.refused), 0
        waiting = [(project, top)]
        while waiting:
            inner, folder = waiting.pop()
            files, inside = _walk(inner, folder)
            inner.files += files
            found += len(files)
            inner.inside += (_shown(inner, place) for place in inside)
            if not self.together:
                for place in inside:
                    real = Path(os.path.realpath(place))
                    waiting.append((self._project(real, _shown(inner, place)), real))
        if not found and len(project.refused) == refused:
            advice = f"rule files end in `{ENDING}`"
            if project.inside and self.together:
                advice = f"a folder with a `{roots.NAME}` is a project of its own: load {one_of(project.inside)}"
            _refuse(project, path, "P003", f"the folder {quote(path)} holds no rule files", advice)


def _folder_of(path: str) -> str:
    if "\0" in path:
        return "."
    return path if os.path.isdir(path) else os.path.dirname(path) or "."


def _walk(project: Found, top: Path) -> tuple[list[str], list[Path]]:
    """The rule files of a folder and of those in it, and the folders in it that are projects of their own.

    Each real folder is entered once, so links may go in circles.
    """
    found: list[str] = []
    inside: list[Path] = []
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
        if folder != top and _has_settings(folder, [name for name, _ in entries]):
            inside.append(folder)
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
    return found, sorted(inside)


def _has_settings(folder: Path, names: Container[str]) -> bool:
    return roots.NAME in names or (roots.PYPROJECT in names and bool(roots.settings_in(folder)))


def _below(folder: Path, above: Path) -> str:
    """The way down to a folder, empty if it is the same."""
    return "/".join(folder.relative_to(above).parts)


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
