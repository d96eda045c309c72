"""Trees by file: of a hundred files of which one has changed, one is parsed."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

import attrs
import msgspec

from whenthen import pipeline
from whenthen.cache.classes import NODES
from whenthen.cache.packing import Packer, unpack
from whenthen.cache.sayings import Sayings, pack_sayings, unpack_sayings
from whenthen.cache.store import Store
from whenthen.collecting import without_collecting
from whenthen.diagnostics.model import Diagnostic
from whenthen.source import Source
from whenthen.syntax import nodes


class _Entry(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """The rows of a tree, whose root is the last one, and what parsing said."""

    rows: list[Any]
    said: Sayings


def tree_name(store: Store, source: Source) -> str:
    """The name of the entry of a text."""
    return store.name("tree", source.text)


@attrs.frozen
class CachedParse:
    """Stands in for `pipeline.parse`. Two of one store are equal."""

    store: Store
    #: All nodes of a tree but the root, in the order in which they are packed; they go when the tree does.
    _nodes: WeakKeyDictionary[nodes.File, tuple[nodes.Node, ...]] = attrs.field(
        factory=WeakKeyDictionary, eq=False, repr=False, init=False
    )

    def __call__(self, source: Source) -> tuple[nodes.File, tuple[Diagnostic, ...]]:
        name = tree_name(self.store, source)
        content = self.store.get(name)
        if content is not None:
            known = self._recall(content, source)
            if known is not None:
                return known
            self.store.drop(name)
        tree, diagnostics = pipeline.parse(source)
        self._keep(name, source, tree, diagnostics)
        return tree, diagnostics

    def nodes_of(self, source: Source, tree: nodes.File) -> tuple[nodes.Node, ...]:
        """All nodes of a tree, always in the same order; raises UnpackableError."""
        known = self._nodes.get(tree)
        if known is None:
            packer = Packer(NODES, (source,))
            packer.pack(tree)
            known = self._nodes[tree] = tuple(packer.nodes[:-1])
        return (*known, tree)

    def _recall(self, content: bytes, source: Source) -> tuple[nodes.File, tuple[Diagnostic, ...]] | None:
        try:
            with without_collecting():
                entry = msgspec.msgpack.decode(content, type=_Entry)
                values, made = unpack(entry.rows, NODES, (source,))
            diagnostics = unpack_sayings(entry.said, (source,))
        except (ValueError, LookupError, RecursionError):
            return None
        tree = values[-1] if values else None
        if not isinstance(tree, nodes.File) or made[-1] is not tree:
            return None
        self._nodes[tree] = tuple(made[:-1])
        return tree, diagnostics

    def _keep(self, name: str, source: Source, tree: nodes.File, diagnostics: tuple[Diagnostic, ...]) -> None:
        try:
            with without_collecting():
                packer = Packer(NODES, (source,))
                packer.pack(tree)
                content = msgspec.msgpack.encode(_Entry(packer.rows, pack_sayings(diagnostics, (source,))))
        except (ValueError, TypeError, OverflowError, RecursionError):
            return
        self._nodes[tree] = tuple(packer.nodes[:-1])
        self.store.put(name, content)
