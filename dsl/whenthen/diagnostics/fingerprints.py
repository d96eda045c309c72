"""By what a service knows a finding again in the next report: not by its line, which changes when others do."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

from whenthen.diagnostics.formats.contents import path
from whenthen.diagnostics.model import Diagnostic

#: How many characters of the line around the start of a finding, and of the finding itself, make it what it is.
_AROUND = 200


def fingerprints(diagnostics: Iterable[Diagnostic]) -> tuple[str, ...]:
    """A fingerprint for each, in hexadecimal, all of them different.

    It is made of code, file, and the text at the place; of findings that are alike in these, which one it is.
    """
    seen: Counter[str] = Counter()
    found: list[str] = []
    for diagnostic in diagnostics:
        known = _digest(diagnostic.code, path(diagnostic.span.source.name), *_text(diagnostic))
        seen[known] += 1
        found.append(_digest(known, str(seen[known])))
    return tuple(found)


def _text(diagnostic: Diagnostic) -> tuple[str, ...]:
    span, text = diagnostic.span, diagnostic.span.source.text
    if not text:
        return (diagnostic.message,)
    before = text[max(0, span.start - _AROUND) : span.start].rpartition("\n")[2].lstrip()
    after = text[span.start : span.start + _AROUND].partition("\n")[0].rstrip()
    return before, after, text[span.start : min(span.end, span.start + _AROUND)]


def _digest(*parts: str) -> str:
    digest = hashlib.sha256()
    for part in parts:
        content = part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(content))
        digest.update(content)
    return digest.hexdigest()[:32]
