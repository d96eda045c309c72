"""Text to tree. The only room that knows Lark.

`parse` reads a text, `decode` makes a text of a file's bytes, `not_yet` finds what is read but not supported yet;
`walk` and `addresses` are about the tree.
"""

from whenthen.syntax.characters import decode
from whenthen.syntax.later import not_yet
from whenthen.syntax.parser import parse

__all__ = ["decode", "not_yet", "parse"]
