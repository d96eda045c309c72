"""How often each code was found, the most frequent first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from whenthen.diagnostics.escape import sentence
from whenthen.diagnostics.formats.contents import as_json
from whenthen.diagnostics.look import PLAIN, Look
from whenthen.diagnostics.model import Code, Diagnostic

#: Of the shape of the JSON document, see `formats.json`.
VERSION = 1


@attrs.define
class _Count:
    severity: str
    count: int = 0
    safe: int = 0
    unsafe: int = 0


def statistics(
    diagnostics: Iterable[Diagnostic],
    format: str = "full",
    look: Look = PLAIN,
    *,
    codes: Mapping[str, Code] | None = None,
) -> str:
    """A line for each code that was found: how often, its title, and how many of them can be mended. Empty for none.

    For `json` it is one document, in ASCII: `{"version": 1, "statistics": [{"code", "severity", "title", "count",
    "fixable", "unsafely_fixable"}]}`; `fixable` counts what `--fix` mends, `unsafely_fixable` what needs
    `--unsafe-fixes`; the title is null where `codes`, the register, does not have the code.
    """
    counts: dict[str, _Count] = {}
    for diagnostic in diagnostics:
        count = counts.setdefault(diagnostic.code, _Count(diagnostic.severity))
        count.count += 1
        if diagnostic.fix is not None:
            count.safe += diagnostic.fix.safe
            count.unsafe += not diagnostic.fix.safe
    rows = sorted(counts.items(), key=lambda row: (-row[1].count, row[0]))
    titles = {id: code.title for id, code in (codes or {}).items()}
    if format == "json":
        return _document(rows, titles)
    widest = max((len(str(count.count)) for _, count in rows), default=0)
    lines = []
    for id, count in rows:
        title = f"  {sentence(titles[id], look.can_show)}" if id in titles else ""
        fixable = look.paint(_fixable(count), "help")
        lines.append(f"{count.count:>{widest}}  {look.paint(id, count.severity)}{title}{fixable}\n")
    return "".join(lines)


def _fixable(count: _Count) -> str:
    ways = [f"{count.safe} with --fix"] * bool(count.safe) + [f"{count.unsafe} with --unsafe-fixes"] * bool(
        count.unsafe
    )
    return f"  [{', '.join(ways)}]" if ways else ""


def _document(rows: Iterable[tuple[str, _Count]], titles: Mapping[str, str]) -> str:
    listed = [
        {
            "code": id,
            "severity": count.severity,
            "title": titles.get(id),
            "count": count.count,
            "fixable": count.safe,
            "unsafely_fixable": count.unsafe,
        }
        for id, count in rows
    ]
    return as_json({"version": VERSION, "statistics": listed})
