"""From the tree and the tokens of a file to a document: one printer for each class of nodes."""

from whenthen.format.printing import declarations, expressions, file, rules, statements
from whenthen.format.printing.core import Printer, UnfitError, show

__all__ = ["Printer", "UnfitError", "declarations", "expressions", "file", "rules", "show", "statements"]
