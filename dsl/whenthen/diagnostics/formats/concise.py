"""For editors and logs: one line a problem."""

from __future__ import annotations

from whenthen.diagnostics.escape import escape, sentence
from whenthen.diagnostics.formats.contents import Contents
from whenthen.diagnostics.look import PLAIN, Look
from whenthen.diagnostics.model import Diagnostic


def write(contents: Contents) -> str:
    return "".join(f"{concise(d, contents.look)}\n" for d in contents.diagnostics)


def concise(diagnostic: Diagnostic, look: Look = PLAIN) -> str:
    """`file:line:column: CODE message`, on one line."""
    line, column = diagnostic.span.position
    where = look.paint(f"{escape(diagnostic.span.source.name, look.can_show)}:{line}:{column}", "strong")
    code = look.paint(diagnostic.code, diagnostic.severity)
    return f"{where}: {code} {sentence(diagnostic.message, look.can_show)}"
