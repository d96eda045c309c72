"""Text to tree. The only room that knows Lark.

`parse` reads a text, `decode` makes a text of a file's bytes; `walk`, `addresses` and `digest` are about the tree.
"""

from whenthen.syntax.characters import decode
from whenthen.syntax.parser import parse

__all__ = ["decode", "parse"]
