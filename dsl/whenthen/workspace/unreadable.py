"""What is said of files that cannot be read."""

from __future__ import annotations

import posixpath

from whenthen.diagnostics.escape import quote
from whenthen.diagnostics.fixes import as_text, clearly_meant, replace
from whenthen.diagnostics.model import Diagnostic, Fix
from whenthen.diagnostics.nearest import did_you_mean
from whenthen.source import Span
from whenthen.workspace import shelf as places
from whenthen.workspace.shelf import UnreadableError


def describe(error: UnreadableError, written: str, span: Span, used: bool = False) -> Diagnostic:
    """What to tell of a file that cannot be read. `used` says that a USE asked for it, not a person."""
    name = quote(written)
    match error.kind:
        case places.MISSING:
            code = "P007" if used else "P001"
            advice = did_you_mean(error.name, error.beside)
            if advice is None and used:
                advice = "the path is relative to the folder of this file"
            fix = _rename(error, written, span) if used else None
            return Diagnostic(code, f"there is no file {name}", span, help=advice, fix=fix)
        case places.FOLDER:
            return Diagnostic("P007" if used else "P002", f"{name} is a folder, not a file", span)
        case places.OUTSIDE:
            message = f"{name} is a link that leaves the folder of the project"
            return Diagnostic("P006", message, span, help="copy the file into the folder instead of linking it")
        case places.TOO_LARGE:
            message = f"{name} is too large: {error.reason}"
            return Diagnostic("P005", message, span, help="is it the right file?")
        case _:
            return Diagnostic("P002", f"{name} cannot be read: {error.reason}", span)


def _rename(error: UnreadableError, written: str, span: Span) -> Fix | None:
    """Writes the path with the name of the file beside it that was clearly meant."""
    meant = clearly_meant(error.name, error.beside)
    folder, slash, name = written.rpartition("/")
    if meant is None or name != error.name or posixpath.splitext(meant)[1] != posixpath.splitext(name)[1]:
        return None
    return replace(span, as_text(f"{folder}{slash}{meant}"), safe=False)
