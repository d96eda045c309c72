"""The way in to all formats: diagnostics as text for people, for programs, and for what reads reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module

from whenthen.diagnostics import formats
from whenthen.diagnostics.formats import FORMATS
from whenthen.diagnostics.formats.contents import Contents
from whenthen.diagnostics.look import PLAIN, Look
from whenthen.diagnostics.model import Code, Diagnostic

__all__ = ["FORMATS", "render"]


def render(
    diagnostics: Sequence[Diagnostic],
    format: str = "full",
    look: Look = PLAIN,
    *,
    codes: Mapping[str, Code] | None = None,
    files: Sequence[str] = (),
) -> str:
    """All of them in one of `FORMATS`, in the order given, with a line end at the end. What is a document is one for
    no diagnostics too; the others are empty then.

    `codes` is the register of codes, for formats that tell what a code means (sarif). `files` are the names of all
    files that were looked at, for formats that list those without a problem (junit).
    """
    if format not in FORMATS:
        raise ValueError(f"no such format: {format!r}")
    module = import_module(f"{formats.__name__}.{format}")  # the others would only cost time
    text: str = module.write(Contents(diagnostics, look, codes or {}, files))
    return text
