"""Checked programs: the tables beside the trees, by the numbers of nodes."""

from __future__ import annotations

import os
from collections.abc import Iterator

import attrs
import msgspec

from whenthen import pipeline
from whenthen.analysis.program import CheckedProgram
from whenthen.cache.classes import TABLE
from whenthen.cache.edition import digest
from whenthen.cache.packing import Packer, unpack
from whenthen.cache.sayings import Sayings, pack_sayings, unpack_sayings
from whenthen.cache.store import Store, open_store
from whenthen.cache.trees import CachedParse
from whenthen.collecting import without_collecting
from whenthen.diagnostics.model import Diagnostic
from whenthen.source import Source
from whenthen.syntax.nodes import Node


class _Entry(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """The rows of a program, which is the last one, and the warnings about it."""

    rows: list[object]
    said: Sayings


@attrs.frozen
class CachedStages:
    """Stands in for the stages of `pipeline`: `parse` for reading projects, `check` for checking them."""

    store: Store
    parse: CachedParse = attrs.field(init=False)

    @parse.default
    def _parse(self) -> CachedParse:
        return CachedParse(self.store)

    def check(self, project: pipeline.Project) -> tuple[CheckedProgram | None, tuple[Diagnostic, ...]]:
        """Like `pipeline.check`. What has errors is not kept: nobody waits for it twice."""
        name = self.store.name("program", *_parts(project))
        content = self.store.get(name)
        if content is not None:
            known = self._recall(content, project)
            if known is not None:
                return known
            self.store.drop(name)
        checked, diagnostics = pipeline.check(project)
        if checked is not None:
            self._keep(name, project, checked, diagnostics)
        return checked, diagnostics

    def _nodes(self, project: pipeline.Project) -> list[Node]:
        return [node for file in project.files for node in self.parse.nodes_of(file.source, file.tree)]

    def _recall(
        self, content: bytes, project: pipeline.Project
    ) -> tuple[CheckedProgram, tuple[Diagnostic, ...]] | None:
        sources = _sources(project)
        try:
            with without_collecting():
                entry = msgspec.msgpack.decode(content, type=_Entry)
                values, _ = unpack(entry.rows, TABLE, sources, self._nodes(project))
            diagnostics = unpack_sayings(entry.said, sources)
        except (ValueError, LookupError, RecursionError):
            return None
        checked = values[-1] if entry.rows else None
        return (checked, diagnostics) if isinstance(checked, CheckedProgram) else None

    def _keep(
        self, name: str, project: pipeline.Project, checked: CheckedProgram, diagnostics: tuple[Diagnostic, ...]
    ) -> None:
        sources = _sources(project)
        try:
            with without_collecting():
                packer = Packer(TABLE, sources, self._nodes(project))
                packer.pack(checked)
                if packer.nodes:  # of no tree: its place could not be told
                    return
                content = msgspec.msgpack.encode(_Entry(packer.rows, pack_sayings(diagnostics, sources)))
        except (ValueError, TypeError, OverflowError, RecursionError):
            return
        self.store.put(name, content)


def open_stages(where: str | os.PathLike[str] | None = None) -> CachedStages | None:
    """The stages with the cache in a folder, by default the user's; None where there is to be none."""
    store = open_store(where)
    return None if store is None else CachedStages(store)


def _sources(project: pipeline.Project) -> list[Source]:
    return [file.source for file in project.files]


def _parts(project: pipeline.Project) -> Iterator[str | bytes]:
    """All that a checked program is made of, so that each part says where it ends."""
    material, settings = project.material, project.settings
    yield digest((material.shown, str(project.partial), str(material.settings)))
    yield digest(material.asked)
    yield digest((settings.zone, str(settings.calendar), repr(settings.calendar_place), settings.past_moments))
    yield digest(part for path in material.contents for part in (path, material.contents[path]))
    for file in project.files:
        own = file.source.name in project.own
        yield digest((file.source.name, file.source.text, f"{own} {file.incomplete}", *sorted(file.sees)))
