"""Putting a project together: the files that were asked for, and what they USE.

First every file is read and parsed once, from those asked for along USE. Then each file learns which others it sees:
its own, those that it uses directly or through others, and the prelude. Circles of USE are as good as any other shape.
What cannot be read is reported where it was asked for, and the files that see the gap are marked incomplete, so that
nothing is said twice.
"""

from __future__ import annotations

import codecs
import functools
import posixpath
import re
from collections import deque
from collections.abc import Hashable, Iterable

import attrs

from whenthen import pipeline, resources, syntax
from whenthen.analysis.inputs import DataTable, ProgramFile
from whenthen.diagnostics.escape import quote
from whenthen.diagnostics.fixes import clearly_meant, replace
from whenthen.diagnostics.model import Diagnostic, Fix, in_order
from whenthen.diagnostics.nearest import did_you_mean, one_of
from whenthen.source import Source, Span
from whenthen.syntax import nodes
from whenthen.workspace import shelf as places
from whenthen.workspace.roots import ENDING, SettingsFile
from whenthen.workspace.settings import read_settings
from whenthen.workspace.shelf import Shelf, UnreadableError
from whenthen.workspace.tables import read_table, used_here
from whenthen.workspace.unreadable import describe

#: The library that every file sees.
PRELUDE = "core"
_DRIVE = re.compile(r"[A-Za-z]:")


def library_source_name(library: str) -> str:
    """What a user is shown for a file of the standard library."""
    return f"<stdlib>/{library}{ENDING}"


@attrs.define
class _Parsed:
    """A file that was read. `path` is None for a library; `uses` are names of sources."""

    source: Source
    tree: nodes.File
    path: str | None
    uses: list[str] = attrs.field(factory=list)
    gap: bool = False


def assemble(
    shelf: Shelf,
    asked: Iterable[str],
    refused: Iterable[Diagnostic] = (),
    parse: pipeline.Parse = pipeline.parse,
    settings: SettingsFile | None = None,
    partial: bool = False,
) -> pipeline.Project:
    """The project of the files `asked` for (paths on the shelf). `refused` is what finding them said already.

    For `partial` see `pipeline.Project`.
    """
    reader = _Reader(shelf, parse)
    reader.refused += refused
    if settings is not None:
        reader.take_settings(settings)
    paths = tuple(dict.fromkeys(asked))
    for path in paths:
        reader.asked_file(path)
    reader.library(PRELUDE)
    reader.follow()
    return reader.project(paths, partial)


@functools.lru_cache(maxsize=8)
def _library_tree(name: str, text: str, parse: pipeline.Parse) -> tuple[Source, nodes.File, tuple[Diagnostic, ...]]:
    """A library is parsed once in a process: trees are immutable, so all projects share it."""
    source = Source(name, text)
    return source, *parse(source)


class _Reader:
    def __init__(self, shelf: Shelf, parse: pipeline.Parse) -> None:
        self._shelf = shelf
        self._parse = parse
        self._files: dict[str, _Parsed] = {}  # by the name of the source
        self._names: dict[Hashable, str] = {}  # of a source, by the identity of its file
        self._data: list[DataTable] = []
        self._tables: dict[tuple[str, str], DataTable | None] = {}  # by path and record
        self._read: dict[str, bytes] = {}
        self._diagnostics: list[Diagnostic] = []
        self._waiting: deque[_Parsed] = deque()
        self._libraries = resources.libraries()
        self._settings = pipeline.ProjectSettings()
        self._settings_file: SettingsFile | None = None
        self.refused: list[Diagnostic] = []

    # What was asked for ---------------------------------------------------------------------------------------------

    def take_settings(self, file: SettingsFile) -> None:
        self._settings_file = file
        for part in (file, file.passed_over):
            if part is not None:
                self._read[part.path] = part.content
        self._settings, problems = read_settings(file, self._shelf.shown)
        self._diagnostics += problems

    def asked_file(self, path: str) -> None:
        nowhere = Span(Source(self._shown(path), ""), 0, 0)
        try:
            self._rule_file(path)
        except UnreadableError as error:
            self.refused.append(describe(error, self._shown(path), nowhere))

    def library(self, name: str) -> str | None:
        """The name of the source of a library; None when there is no such library."""
        source_name = library_source_name(name)
        if (known := self._names.get(source_name)) is not None:
            return known
        text = resources.library(name)
        if text is None:
            return None
        self._names[source_name] = source_name
        source, tree, problems = _library_tree(source_name, text, self._parse)
        self._diagnostics += problems
        self._add(_Parsed(source, tree, path=None))
        return source_name

    def _rule_file(self, path: str) -> str | None:
        """The name of the source of a file, read once; None, reported, when it is no text."""
        identity = self._shelf.identity(path)
        if (known := self._names.get(identity)) is not None:
            return known or None
        data = self._content(path, places.RULE_FILE_LIMIT)
        name = self._shown(path)
        source, problems = syntax.decode(name, data)
        self._diagnostics += [_placed(problem, data) for problem in problems]
        if source is None:
            self._names[identity] = ""
            self._add(_Parsed(*self._tree(Source(name, "")), path=path, gap=True))
            return None
        self._names[identity] = source.name
        # The standard library itself is checked like any other folder: then its files are not there a second time.
        library = path.rpartition("/")[2].removesuffix(ENDING)
        if library in self._libraries and resources.library(library) == source.text.replace("\r\n", "\n"):
            if (before := self._names.get(library_source_name(library))) is not None:
                self._names[identity] = before
                self._files[before].path = path
                return before
            self._names[library_source_name(library)] = source.name
        self._add(_Parsed(*self._tree(source), path=path))
        return source.name

    def _content(self, path: str, limit: int) -> bytes:
        content = self._shelf.read(path, limit)
        self._read[path] = content
        return content

    def _tree(self, source: Source) -> tuple[Source, nodes.File]:
        tree, problems = self._parse(source)
        self._diagnostics += problems
        return source, tree

    def _shown(self, path: str) -> str:
        return posixpath.join(self._shelf.shown, path)

    def _add(self, file: _Parsed) -> None:
        self._files[file.source.name] = file
        self._waiting.append(file)

    # What they use --------------------------------------------------------------------------------------------------

    def follow(self) -> None:
        """Read all that the files use, and all that those use."""
        while self._waiting:
            file = self._waiting.popleft()
            for item in file.tree.items:
                match item:
                    case nodes.UseLibrary():
                        self._note(file, self._use_library(item))
                    case nodes.UseFile():
                        self._note(file, self._use_file(file, item))
                    case nodes.UseData():
                        self._use_data(file, item)

    def _note(self, file: _Parsed, used: str | None) -> None:
        if used is None:
            file.gap = True
        else:
            file.uses.append(used)

    def _report(self, code: str, message: str, span: Span, help: str | None = None, fix: Fix | None = None) -> None:
        self._diagnostics.append(Diagnostic(code, message, span, help=help, fix=fix))

    def _use_library(self, item: nodes.UseLibrary) -> str | None:
        name = item.name.text
        source_name = self.library(name)
        if source_name is None:
            advice = did_you_mean(name, self._libraries) or (
                f"the libraries are {one_of(self._libraries, 'and')}; a file of the project is used by its path in "
                f'quotes, such as USE "{name}{ENDING}"'
            )
            meant = clearly_meant(name, self._libraries)
            fix = replace(item.name.span, meant, safe=False) if meant is not None else None
            self._report("P008", f"there is no library {quote(name)}", item.name.span, advice, fix)
        return source_name

    def _use_file(self, file: _Parsed, item: nodes.UseFile) -> str | None:
        written, span = item.path.value, item.path.span
        path = self._resolve(file, written, span)
        if path is None:
            return None
        if not path.endswith(ENDING):
            advice = f"rule files end in `{ENDING}`"
            if path.lower().endswith((".csv", ".tsv", ".txt")):
                advice += f'; a data file is brought in by USE DATA "{written}" AS …'
            self._report("P004", f"{quote(written)} is not a rule file", span, advice)
            return None
        try:
            return self._rule_file(path)
        except UnreadableError as error:
            self._diagnostics.append(describe(error, written, span, used=True))
            return None

    def _use_data(self, file: _Parsed, item: nodes.UseData) -> None:
        """Read the table of a data file; where there is none, the file has a gap."""
        table = self._table(file, item)
        if table is None:
            file.gap = True
        else:
            self._data.append(table)

    def _table(self, file: _Parsed, item: nodes.UseData) -> DataTable | None:
        """The table of a data file. Its rows are given once for each record, however often the file is used for it."""
        path = self._resolve(file, item.path.value, item.path.span)
        if path is None:
            return None
        key = (path, item.record.text)
        if key not in self._tables:
            try:
                data = self._content(path, places.DATA_FILE_LIMIT)
            except UnreadableError as error:
                self._diagnostics.append(describe(error, item.path.value, item.path.span, used=True))
                return None
            source = self._decode_data(self._shown(path), data, item)
            self._tables[key] = read_table(source, item, self._diagnostics.append) if source else None
            return self._tables[key]
        known = self._tables[key]
        return known and attrs.evolve(known, use=item, rows=())

    def _resolve(self, file: _Parsed, written: str, span: Span) -> str | None:
        """The path of a USE from the project's folder; None, reported, where it leads out."""
        plain = written if "/" in written else written.replace("\\", "/")
        if plain.startswith("/") or _DRIVE.match(plain):
            advice = "write the path from the folder of this file on, such as `words.when`"
            self._report("P006", f"the path {quote(written)} is absolute", span, advice)
            return None
        path = posixpath.normpath(posixpath.join(posixpath.dirname(file.path or ""), plain)) if plain else "."
        if path == ".." or path.startswith("../"):
            message = f"the path {quote(written)} leaves the folder of the project"
            folder = f"the folder {quote(self._shelf.shown)}" if self._shelf.shown else "the folder of this file"
            self._report(
                "P006", message, span, f"the project is {folder}: move the file into it, or check the folder above"
            )
            return None
        return path

    def _decode_data(self, name: str, data: bytes, use: nodes.UseData) -> Source | None:
        try:
            return Source(name, data.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            message = f"the data file is not UTF-8: byte {error.start + 1}, in line {line}, is {data[error.start]:#04x}"
            advice = "save it as UTF-8; a spreadsheet program offers it as `CSV UTF-8`"
            span = Span(Source(name, ""), 0, 0)
            problem = Diagnostic("P027", message, span, (used_here(use),), advice)
            self._diagnostics.append(_placed(problem, data))
            return None

    # The result -----------------------------------------------------------------------------------------------------

    def project(self, asked: tuple[str, ...], partial: bool) -> pipeline.Project:
        prelude = self._names.get(library_source_name(PRELUDE))
        files = []
        for file in sorted(
            self._files.values(), key=lambda f: (f.path is not None, (f.path or f.source.name).split("/"))
        ):
            seen = self._closure(file.source.name)
            gap = any(self._files[name].gap for name in seen)
            sees = frozenset(seen if prelude is None else {*seen, prelude})
            files.append(ProgramFile(file.source, file.tree, sees, gap))
        return pipeline.Project(
            files=tuple(files),
            own=frozenset(name for name, file in self._files.items() if file.path is not None),
            data=tuple(self._data),
            diagnostics=in_order(self._diagnostics),
            refused=in_order(self.refused),
            material=self._material(asked),
            settings=self._settings,
            partial=partial,
        )

    def _material(self, asked: tuple[str, ...]) -> pipeline.Material:
        file = self._settings_file
        if file is None:
            return pipeline.Material(self._shelf.shown, asked, self._read)
        return pipeline.Material(self._shelf.shown, asked, self._read, file.path, file.inside)

    def _closure(self, name: str) -> set[str]:
        seen = {name}
        waiting = [name]
        while waiting:
            for used in self._files[waiting.pop()].uses:
                if used not in seen:
                    seen.add(used)
                    waiting.append(used)
        return seen


def _placed(problem: Diagnostic, data: bytes) -> Diagnostic:
    """A problem with the bytes of a file; that they are not UTF-8 is shown at the first of them that is not."""
    if problem.code not in ("S001", "P027"):
        return problem
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        data.decode()
    except UnicodeDecodeError as error:
        place = len(data[: error.start].decode())
        source = Source(problem.span.source.name, data.decode(errors="replace"))
        return attrs.evolve(problem, span=Span(source, place, place + 1))
    return problem  # pragma: no cover - these codes say that it cannot be decoded
