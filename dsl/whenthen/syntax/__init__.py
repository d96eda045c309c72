"""Text to tree. The only room that knows Lark.

`parse` reads a text, `parser.parse_with_tokens` also gives its words; `decode` makes a text of a file's bytes; `walk`,
`addresses` and `digest` are about the tree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from whenthen.syntax.characters import decode

if TYPE_CHECKING:
    from whenthen.diagnostics.model import Diagnostic
    from whenthen.source import Source
    from whenthen.syntax import nodes

__all__ = ["decode", "parse"]


def parse(source: Source) -> tuple[nodes.File, tuple[Diagnostic, ...]]:
    """The tree of a file and all that is wrong with its writing, in the order of the text. Never raises.

    What could not be read stands in the tree as a BrokenItem.
    """
    # Whoever has the trees already, from a cache, needs neither the parser nor Lark.
    from whenthen.syntax.parser import parse as read

    return read(source)
