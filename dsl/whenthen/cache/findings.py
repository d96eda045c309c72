"""What was found in a project as plain data: diagnostics, and what settings and comments say of them."""

from __future__ import annotations

import attrs
import msgspec

from whenthen.cache.sayings import Sayings, pack_sayings, unpack_sayings
from whenthen.cache.store import Store
from whenthen.diagnostics.model import Diagnostic
from whenthen.lint.reporting.report import Findings
from whenthen.lint.reporting.selection import Asked, Catalogue
from whenthen.lint.reporting.settings import ALL, LintSettings, PathSettings
from whenthen.lint.reporting.suppressions import Suppression


class PlainSettings(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    select: list[str]
    ignore: list[str]
    per_path: list[tuple[str, list[str], list[str]]]
    shown: str
    inside: str


class PlainSuppression(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """Diagnostics are numbers of those that are kept beside."""

    file: str
    codes: list[str]
    line: int | None
    unneeded: list[int]


class PlainFindings(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """The first `count` of the diagnostics are those of the findings, the others those of suppressions."""

    said: Sayings
    count: int
    suppressions: list[PlainSuppression]
    settings: PlainSettings
    files: list[str]
    complete: bool


def pack_findings(findings: Findings) -> PlainFindings:
    """Findings as data."""
    said: list[Diagnostic] = list(findings.diagnostics)
    suppressions = []
    for s in findings.suppressions:
        unneeded = range(len(said), len(said) + len(s.unneeded))
        said += s.unneeded
        suppressions.append(PlainSuppression(s.file, list(s.codes), s.line, list(unneeded)))
    settings = findings.settings
    per_path = [(entry.pattern, list(entry.select), list(entry.ignore)) for entry in settings.per_path]
    return PlainFindings(
        pack_sayings(said),
        len(findings.diagnostics),
        suppressions,
        PlainSettings(list(settings.select), list(settings.ignore), per_path, settings.shown, settings.inside),
        list(findings.files),
        findings.complete,
    )


@attrs.frozen
class Unasked:
    """Opinions that nobody asks for: most rules have some, and what is not reported need not be unpacked."""

    asked: Asked
    opinions: frozenset[str]

    def codes(self, settings: LintSettings) -> frozenset[str]:
        """The codes that are reported in no file of a project with these settings."""
        words = set(settings.select if self.asked.select is None else self.asked.select)
        if self.asked.select is None:
            words.update(word for entry in settings.per_path for word in entry.select)
        return frozenset() if ALL in words else frozenset(c for c in self.opinions if not words & {c, c[0]})


def unpack_findings(data: PlainFindings, unasked: Unasked | None = None) -> Findings:
    """The findings again, but for those that are `unasked`; raises LookupError where something is not there."""
    if not 0 <= data.count <= len(data.said.diagnostics):
        raise LookupError("not so many")
    plain = data.settings
    settings = LintSettings(
        tuple(plain.select),
        tuple(plain.ignore),
        tuple(PathSettings(pattern, tuple(select), tuple(ignore)) for pattern, select, ignore in plain.per_path),
        plain.shown,
        plain.inside,
    )
    count = data.count
    if unasked is not None and not data.suppressions:  # a comment may be needed by what is not reported
        left_out = unasked.codes(settings)
        kept = [d for d in data.said.diagnostics if d.code not in left_out]
        data.said, count = Sayings(data.said.sources, kept), len(kept)
    said = unpack_sayings(data.said)

    def beside(number: int) -> Diagnostic:
        if number < count:
            raise LookupError("no such diagnostic")
        return said[number]

    suppressions = [
        Suppression(s.file, tuple(s.codes), s.line, tuple(map(beside, s.unneeded))) for s in data.suppressions
    ]
    return Findings(said[:count], tuple(suppressions), settings, tuple(data.files), data.complete)


class _Codes(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    errors: list[str]
    warnings: list[str]
    opinions: list[str]


def catalogue(store: Store | None) -> Catalogue:
    """The ids of all codes; where they are kept, no rule of the linter is imported."""
    name = None if store is None else store.name("codes")
    content = None if store is None or name is None else store.get(name)
    if content is not None:
        try:
            codes = msgspec.msgpack.decode(content, type=_Codes)
            return Catalogue(frozenset(codes.errors), frozenset(codes.warnings), frozenset(codes.opinions))
        except ValueError:
            pass  # it is written anew
    from whenthen.lint import register

    found = register.catalogue()
    if store is not None and name is not None:
        kept = _Codes(sorted(found.errors), sorted(found.warnings), sorted(found.opinions))
        store.put(name, msgspec.msgpack.encode(kept))
    return found
