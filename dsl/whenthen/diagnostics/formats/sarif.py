"""For code scanning and editors: SARIF 2.1.0, with what each code means, further places, and fixes as edits.

Columns are counted in units of UTF-16, as `columnKind` says, because that is what all readers of SARIF count in. Files
are relative to `%SRCROOT%`, the folder that the command ran in; those of the standard library to a base of their own.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

import attrs

from whenthen.diagnostics.codes import FAMILIES
from whenthen.diagnostics.escape import escape, sentence
from whenthen.diagnostics.fingerprints import fingerprints
from whenthen.diagnostics.formats.contents import LIBRARIES, Contents, as_json, exact, is_file, path, within
from whenthen.diagnostics.model import Code, Diagnostic, Fix, Label
from whenthen.source import NO_SOURCE, Source, Span
from whenthen.version import __version__

#: Where the schema is published.
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
#: Which way of making fingerprints it is: it changes when the same finding would get another one.
FINGERPRINT = "whenthenFinding/v1"

_ROOT, _LIBRARY = "%SRCROOT%", "%STDLIB%"
_BASES = {
    _ROOT: {"description": {"text": "The folder that the command ran in."}},
    _LIBRARY: {"description": {"text": "The standard library of WhenThen."}},
}
_ASTRAL = re.compile(r"[\U00010000-\U0010ffff]")
_DRIVE = re.compile(r"[A-Za-z]:[/\\]")
_PLACEHOLDER = re.compile(r"\{(\d+)\}")


def write(contents: Contents) -> str:
    return as_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(contents)]})


def _run(contents: Contents) -> dict[str, Any]:
    ids = {id: index for index, id in enumerate(sorted({d.code for d in contents.diagnostics}))}
    places, marks = _Places(), fingerprints(contents.diagnostics)
    return {
        "tool": {
            "driver": {
                "name": "WhenThen",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(id, contents.codes) for id in ids],
            }
        },
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": _BASES,
        "results": [
            {
                "ruleId": d.code,
                "ruleIndex": ids[d.code],
                "level": _level(d.severity),
                "message": {"text": _message(d)},
                "locations": places.of(d.span),
                **_related(d.labels, places),
                "partialFingerprints": {FINGERPRINT: mark},
                **({} if d.fix is None else {"fixes": [_fix(d.fix, places)]}),
            }
            for d, mark in zip(contents.diagnostics, marks, strict=True)
        ],
    }


# Codes ------------------------------------------------------------------------------------------------------------


def _rule(id: str, codes: Mapping[str, Code]) -> dict[str, Any]:
    code = codes.get(id)
    if code is None:
        return {"id": id}
    more = f"`whenthen explain {id}` tells more."
    return {
        "id": id,
        "shortDescription": {"text": code.title},
        "fullDescription": {"text": " ".join(part for part in (code.explanation, code.why) if part)},
        "help": {
            "text": "\n".join(part for part in (code.explanation, code.why, more) if part),
            "markdown": "\n\n".join([part for part in (code.explanation, code.why) if part] + [*_examples(code), more]),
        },
        "defaultConfiguration": {"level": _level(code.severity), "enabled": not code.opinion},
        "properties": {"tags": [FAMILIES[id[0]]] if id[0] in FAMILIES else []},
    }


def _examples(code: Code) -> Iterable[str]:
    for heading, files in (("An example of it:", code.failing), ("Mended:", code.mended)):
        texts = [text for text in files.values() if isinstance(text, str)]
        if texts:
            yield "\n\n".join([heading, *(f"```\n{exact(text).rstrip()}\n```" for text in texts)])


def _level(severity: str) -> str:
    return "error" if severity == "error" else "warning"


# Words ------------------------------------------------------------------------------------------------------------


def _message(diagnostic: Diagnostic) -> str:
    rows = [diagnostic.message, *(diagnostic.help or "").split("\n")]
    return "\n".join(_plain(sentence(row)) for row in rows if row)


def _plain(text: str) -> str:
    """Text without links and placeholders, which readers make of `[words](address)` and `{0}`."""
    return _PLACEHOLDER.sub(r"{{\1}}", text).replace("](", "]\\(")


def _related(labels: Iterable[Label], places: _Places) -> dict[str, Any]:
    related = [
        {"id": number, **place, "message": {"text": _plain(escape(label.text))}}
        for number, label in enumerate(labels, 1)
        for place in places.of(label.span)
    ]
    return {"relatedLocations": related} if related else {}


# Fixes ------------------------------------------------------------------------------------------------------------


def _fix(fix: Fix, places: _Places) -> dict[str, Any]:
    changes: dict[str, dict[str, Any]] = {}
    for edit in fix.edits:
        change = changes.setdefault(
            edit.span.source.name, {"artifactLocation": _artifact(edit.span.source), "replacements": []}
        )
        replacement: dict[str, Any] = {"deletedRegion": places.region(edit.span)}
        if edit.text:
            replacement["insertedContent"] = {"text": exact(edit.text)}
        change["replacements"].append(replacement)
    return {
        "description": {"text": _plain(sentence(fix.title))},
        "artifactChanges": list(changes.values()),
        "properties": {"safe": fix.safe},
    }


# Places -----------------------------------------------------------------------------------------------------------


@attrs.define
class _Places:
    """Where spans are. The characters that take two units are looked for once in a text."""

    _astral: dict[Source, list[int]] = attrs.field(factory=dict)

    def of(self, span: Span) -> list[dict[str, Any]]:
        """The location of a span, if it is anywhere."""
        if span.source is NO_SOURCE:
            return []
        region = {"region": self.region(span)} if span.source.text else {}
        return [{"physicalLocation": {"artifactLocation": _artifact(span.source), **region}}]

    def region(self, span: Span) -> dict[str, int]:
        span = within(span)
        line, column = self._point(span.source, span.start)
        end_line, end_column = self._point(span.source, span.end)
        return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}

    def _point(self, source: Source, offset: int) -> tuple[int, int]:
        line, column = source.position(offset)
        if source not in self._astral:
            self._astral[source] = [found.start() for found in _ASTRAL.finditer(source.text)]
        astral = self._astral[source]
        return line, column + bisect_left(astral, offset) - bisect_left(astral, offset - column + 1)


def _artifact(source: Source) -> dict[str, str]:
    name = source.name
    if name.startswith(LIBRARIES):
        return {"uri": _uri(name.removeprefix(LIBRARIES)), "uriBaseId": _LIBRARY}
    if not is_file(source):
        return {"uri": _uri(name)}
    name = path(name)
    if name.startswith("/"):
        return {"uri": "file:///" + _uri(name.lstrip("/"))}
    if _DRIVE.match(name):
        return {"uri": f"file:///{name[0]}:/" + _uri(name[3:].replace("\\", "/"))}
    return {"uri": _uri(name), "uriBaseId": _ROOT}


def _uri(name: str) -> str:
    """A path with everything encoded that has a meaning in addresses. Bytes that are no text become themselves."""
    try:
        content = name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        content = escape(name).encode("utf-8")
    return quote(content, safe="/")
