"""The printer of a file: its items with a blank line between them."""

from __future__ import annotations

from whenthen.format.documents import HARD_LINE, ITEM_LINE, NOTHING, PLAIN_LINE, Document, concat
from whenthen.format.printing.core import Printer, show
from whenthen.syntax import nodes as n

#: Items that may stand together with others of their kind, without a blank line between them.
_SHORT = (
    (n.UseLibrary, n.UseFile, n.UseData),
    (n.LetDeclaration,),
    (n.AliasDeclaration,),
    (n.EventDeclaration,),
    (n.FunctionDeclaration,),
    (n.ActionDeclaration,),
    (n.DefineCondition,),
)


@show.register(n.File)
def _(node: n.File, printer: Printer) -> Document:
    parts: list[Document] = []
    before: n.Item | None = None
    for item in node.items:
        if before is not None:
            parts.append(HARD_LINE if _stand_together(before, item) else ITEM_LINE)
        documentation = concat(printer.take(), PLAIN_LINE) if printer.kind == "DOC" else NOTHING
        parts.append(concat(documentation, printer.child(item)))
        before = item
    return concat(*parts, HARD_LINE, printer.take(""))


def _stand_together(first: n.Item, second: n.Item) -> bool:
    """Whether no blank line has to be between two items."""
    doc: str | None = getattr(second, "doc", None)
    return doc is None and any(isinstance(first, kinds) and isinstance(second, kinds) for kinds in _SHORT)


@show.register(n.BrokenItem)
def _(node: n.BrokenItem, printer: Printer) -> Document:
    raise ValueError("a file with mistakes is not printed")
