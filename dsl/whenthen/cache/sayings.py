"""Diagnostics as plain data, with the texts that they point into, so that they can be shown without reading."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec

from whenthen.diagnostics.model import Diagnostic, Edit, Fix, Label
from whenthen.source import NO_SOURCE, Source, Span


class PlainSource(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """A text and its name; the text of `NO_SOURCE` is None."""

    name: str
    text: str | None


class PlainSpan(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """A place in the text of a number; those that are known beforehand come first."""

    source: int
    start: int
    end: int


class PlainFix(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    title: str
    edits: list[tuple[PlainSpan, str]]
    safe: bool


class PlainDiagnostic(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    code: str
    message: str
    span: PlainSpan
    labels: list[tuple[PlainSpan, str]]
    help: str | None
    severity: str
    fix: PlainFix | None


class Sayings(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """Diagnostics in their order, and the texts that were not known beforehand."""

    sources: list[PlainSource]
    diagnostics: list[PlainDiagnostic]


def pack_sayings(diagnostics: Iterable[Diagnostic], known: Sequence[Source] = ()) -> Sayings:
    """Diagnostics as data. `known` are texts that will be there when they are unpacked."""
    numbers = {id(source): at for at, source in enumerate(known)}
    found: list[Source] = []

    def place(span: Span) -> PlainSpan:
        if id(span.source) not in numbers:
            numbers[id(span.source)] = len(known) + len(found)
            found.append(span.source)
        return PlainSpan(numbers[id(span.source)], span.start, span.end)

    plain = [
        PlainDiagnostic(
            d.code,
            d.message,
            place(d.span),
            [(place(label.span), label.text) for label in d.labels],
            d.help,
            d.severity,
            None if d.fix is None else _plain_fix(d.fix, place),
        )
        for d in diagnostics
    ]
    sources = [PlainSource(s.name, None if s is NO_SOURCE else s.text) for s in found]
    return Sayings(sources, plain)


def _plain_fix(fix: Fix, place: Callable[[Span], PlainSpan]) -> PlainFix:
    return PlainFix(fix.title, [(place(edit.span), edit.text) for edit in fix.edits], fix.safe)


def unpack_sayings(data: Sayings, known: Sequence[Source] = ()) -> tuple[Diagnostic, ...]:
    """The diagnostics again; raises LookupError for places in texts that are not there."""
    sources = [*known, *(NO_SOURCE if s.text is None else Source(s.name, s.text) for s in data.sources)]

    def span(place: PlainSpan) -> Span:
        if not 0 <= place.start <= place.end:
            raise LookupError("no such place")
        return Span(sources[place.source], place.start, place.end)

    def fix(plain: PlainFix | None) -> Fix | None:
        if plain is None:
            return None
        return Fix(plain.title, tuple(Edit(span(p), text) for p, text in plain.edits), plain.safe)

    return tuple(
        Diagnostic(
            d.code,
            d.message,
            span(d.span),
            tuple(Label(span(p), text) for p, text in d.labels),
            d.help,
            d.severity,
            fix(d.fix),
        )
        for d in data.diagnostics
    )
