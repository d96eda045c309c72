"""For GitLab: a Code Quality report, which a merge request shows as what is new and what was resolved."""

from __future__ import annotations

from typing import Any

from whenthen.diagnostics.escape import sentence
from whenthen.diagnostics.fingerprints import fingerprints
from whenthen.diagnostics.formats.contents import Contents, as_json, exact, path, within
from whenthen.diagnostics.model import Diagnostic

_SEVERITY = {"error": "major", "warning": "minor"}


def write(contents: Contents) -> str:
    marks = fingerprints(contents.diagnostics)
    return as_json([_plain(d, mark) for d, mark in zip(contents.diagnostics, marks, strict=True)])


def _plain(diagnostic: Diagnostic, fingerprint: str) -> dict[str, Any]:
    span = within(diagnostic.span)
    last = span.source.position(span.end - 1 if span.end > span.start else span.end)[0]
    return {
        "description": f"{diagnostic.code}: {sentence(diagnostic.message)}",
        "check_name": diagnostic.code,
        "fingerprint": fingerprint,
        "severity": _SEVERITY.get(diagnostic.severity, "minor"),
        "location": {
            "path": exact(path(span.source.name)),  # an address: it is compared with the names of files
            "lines": {"begin": span.position[0], "end": last},
        },
    }
