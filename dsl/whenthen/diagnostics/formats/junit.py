"""For test reports of any CI: JUnit's XML. A file is a suite, a problem a test that fails, and a file without problems
a test that passes.

The document is in ASCII, so that it is the same in every encoding; what XML 1.0 cannot hold is spelled out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape as marked_up

from whenthen.diagnostics.escape import escape, sentence
from whenthen.diagnostics.formats.contents import Contents
from whenthen.diagnostics.formats.full import full
from whenthen.diagnostics.model import Diagnostic


def write(contents: Contents) -> str:
    by_file: dict[str, list[Diagnostic]] = {escape(name): [] for name in contents.files}
    for diagnostic in contents.diagnostics:
        by_file.setdefault(escape(diagnostic.span.source.name), []).append(diagnostic)
    tests = sum(max(1, len(found)) for found in by_file.values())
    counts = f'tests="{tests}" failures="{len(contents.diagnostics)}" errors="0"'
    rows = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="whenthen" {counts}>']
    for name in sorted(by_file):
        rows += _suite(marked_up(name), by_file[name])
    rows.append("</testsuites>")
    return "".join(f"{row}\n" for row in rows).encode("ascii", "xmlcharrefreplace").decode("ascii")


def _suite(name: str, found: Sequence[Diagnostic]) -> Iterator[str]:
    counts = f'tests="{max(1, len(found))}" failures="{len(found)}" errors="0" skipped="0"'
    yield f'  <testsuite name="{name}" {counts}>'
    if not found:
        yield f'    <testcase name="no problems" classname="{name}" file="{name}"/>'
    seen: Counter[str] = Counter()
    for diagnostic in found:
        message = marked_up(sentence(diagnostic.message))
        test = f"{diagnostic.code}: {message}"
        seen[test] += 1
        again = f" ({seen[test]})" if seen[test] > 1 else ""
        line = diagnostic.span.position[0]
        yield f'    <testcase name="{test}{again}" classname="{name}" file="{name}" line="{line}">'
        yield f'      <failure type="{diagnostic.code}" message="{message}">{marked_up(full(diagnostic))}</failure>'
        yield "    </testcase>"
    yield "  </testsuite>"
