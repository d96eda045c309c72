"""Findings that a rule set had when the linter was adopted: they are kept back, and only new ones are reported.

A baseline is JSON, with one finding on each line, sorted, so that it is read and merged like any other text. A finding
is known by its file, the title of its rule, its code and its message, and not by its line, so that work elsewhere in
the file does not disturb it; what occurs several times is counted.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

import attrs

from whenthen.diagnostics.escape import is_hidden
from whenthen.diagnostics.model import Diagnostic
from whenthen.lint.reporting.report import Naming, same_name
from whenthen.source import Source, Span

_KIND, _VERSION, _FINDINGS = "whenthen-baseline", 1, "findings"
#: What parts two members of a list in JSON, for a text that is JSON.
_PARTING = re.compile(r"[ \t\n\r,]*")
_BEFORE = r'(?:[ \t]*"""(?:[^"\\]|\\[\s\S]|"(?!""))*""")?(?:\s|#[^\n]*(?:\n|\Z))*'  # documentation
_WORD = re.compile(rf"{_BEFORE}\w+")
_RULE = re.compile(rf'{_BEFORE}RULE\s*"(?P<title>[^"\n]*)"', re.IGNORECASE)


@attrs.frozen(order=True)
class Entry:
    """What a finding is known by. `rule` is empty outside of rules."""

    file: str
    rule: str
    code: str
    message: str


@attrs.frozen
class Left:
    """What a baseline leaves to be reported, in the order of what was found; how many it kept back; and the entries
    that no longer occur (as often as the baseline has them).
    """

    new: tuple[Diagnostic, ...]
    kept_back: int
    gone: tuple[tuple[Entry, int], ...]


@attrs.frozen
class Baseline:
    """How often each finding is known."""

    counts: dict[Entry, int]

    def left(
        self,
        diagnostics: Iterable[Diagnostic],
        naming: Naming = same_name,
        looked_for: Callable[[str, str], bool] = lambda file, code: True,
    ) -> Left:
        """What is new. `looked_for` says whether findings of a code would be reported in a file (as the baseline
        names it) now: entries that were not looked for are not gone.
        """
        waiting = Counter(self.counts)
        titles = Titles()
        new: list[Diagnostic] = []
        kept = 0
        for diagnostic in diagnostics:
            if diagnostic.severity == "warning":
                entry = _entry_of(diagnostic, naming, titles)
                if waiting[entry] > 0:
                    waiting[entry] -= 1
                    kept += 1
                    continue
            new.append(diagnostic)
        gone = sorted((e, n) for e, n in waiting.items() if n > 0 and looked_for(e.file, e.code))
        return Left(tuple(new), kept, tuple(gone))


def baseline_text(
    diagnostics: Iterable[Diagnostic], naming: Naming = same_name, kept: Mapping[Entry, int] | None = None
) -> str:
    """A baseline of the warnings among the diagnostics, and of what is `kept` of an older one: each as often as the one
    or the other has it.
    """
    counts = baseline_counts(diagnostics, naming) | Counter(kept)
    lines = [_line(entry, count) for entry, count in sorted(counts.items())]
    body = ",\n".join(lines)
    return f'{{\n  "{_KIND}": {_VERSION},\n  "{_FINDINGS}": [{chr(10) + body + chr(10) + "  " if lines else ""}]\n}}\n'


def baseline_counts(diagnostics: Iterable[Diagnostic], naming: Naming = same_name) -> Counter[Entry]:
    """How often a baseline has each of the warnings among the diagnostics."""
    titles = Titles()
    return Counter(_entry_of(d, naming, titles) for d in diagnostics if d.severity == "warning")


def _entry_of(diagnostic: Diagnostic, naming: Naming, titles: Titles) -> Entry:
    span = diagnostic.span
    return Entry(naming(span.source.name), titles.at(span), diagnostic.code, diagnostic.message)


def _line(entry: Entry, count: int) -> str:
    data: dict[str, object] = attrs.asdict(entry)
    if count > 1:
        data["count"] = count
    text = json.dumps(data, ensure_ascii=False)
    return "    " + "".join(_spelled(char) if is_hidden(char) else char for char in text)


def _spelled(char: str) -> str:
    """A character as JSON spells it in a text."""
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def read_baseline(source: Source) -> tuple[Baseline, tuple[Diagnostic, ...]]:
    """The baseline of a text. If something is wrong with it, it is empty, and the problem is told."""
    text = source.text
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        return _damaged(Span(source, error.pos, min(error.pos + 1, len(text))), f"it is not JSON: {error.msg.lower()}")
    except (ValueError, RecursionError):  # a number of very many digits
        return _damaged(Span(source, 0, 0), "it is not JSON that can be read")
    top = Span(source, 0, 0)
    if not isinstance(data, dict) or _KIND not in data:
        return _damaged(top, "it was not written by `whenthen check`")
    if data[_KIND] != _VERSION or isinstance(data[_KIND], bool):
        return _damaged(_key(source, _KIND), f"its version is not {_VERSION}: another version of WhenThen wrote it")
    found = data.get(_FINDINGS)
    if not isinstance(found, list):
        return _damaged(_key(source, _FINDINGS), f"its `{_FINDINGS}` are no list")
    counts: dict[Entry, int] = {}
    for number, item in enumerate(found):
        read = _entry(item)
        if read is None:
            return _damaged(_item(source, number), "this is no finding")
        entry, count = read
        counts[entry] = max(counts.get(entry, 0), count)
    return Baseline(counts), ()


def _damaged(span: Span, why: str) -> tuple[Baseline, tuple[Diagnostic, ...]]:
    advice = "write it anew with --write-baseline, or bring it back from your version control"
    return Baseline({}), (Diagnostic("P063", f"the baseline cannot be read: {why}", span, help=advice),)


def _entry(item: object) -> tuple[Entry, int] | None:
    if not isinstance(item, dict):
        return None
    count = item.get("count", 1)
    names = [field.name for field in attrs.fields(Entry)]
    texts = [text for text in map(item.get, names) if isinstance(text, str)]
    if len(texts) < len(names) or item.keys() - {*names, "count"}:
        return None
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        return None
    return Entry(*texts), count


def _key(source: Source, name: str) -> Span:
    """Where a key of the whole stands, or seems to."""
    at = source.text.find(f'"{name}"')
    return Span(source, at, at + len(name) + 2) if at >= 0 else Span(source, 0, 0)


def _item(source: Source, number: int) -> Span:
    """Where a member of the list of findings stands, in a text that is JSON."""
    text, decoder = source.text, json.JSONDecoder()
    start = re.compile(rf'"{_FINDINGS}"\s*:\s*\[').search(text)
    if start is None:
        return Span(source, 0, 0)
    at = start.end()
    for _ in range(number):
        _, at = decoder.raw_decode(text, _PARTING.match(text, at).end())  # type: ignore[union-attr]
    at = _PARTING.match(text, at).end()  # type: ignore[union-attr]
    _, end = decoder.raw_decode(text, at)
    line = text.find("\n", at, end)
    return Span(source, at, end if line < 0 else line)


class Titles:
    """The titles of the rules that places stand in, by what the texts look like: there need be no tree."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Source, list[int], list[str]]] = {}

    def at(self, span: Span) -> str:
        """The title of the rule that a place is in, or in whose documentation; empty outside of rules."""
        known = self._known.get(id(span.source))
        if known is None:
            known = self._known[id(span.source)] = (span.source, *_items(span.source.text))
        _, starts, titles = known
        at = bisect_right(starts, span.start)
        return titles[at - 1] if at else ""


def _items(text: str) -> tuple[list[int], list[str]]:
    """Where the items of a text begin, and the titles of those that are rules."""
    from whenthen.syntax.recovery import next_item  # who has no baseline needs nothing of a parser

    starts: list[int] = []
    titles: list[str] = []
    at, in_rule = 0, False
    while (start := next_item(text, at, in_rule)) < len(text):
        rule = _RULE.match(text, start)
        starts.append(start)
        titles.append(rule["title"] if rule else "")
        word = _WORD.match(text, start)
        at, in_rule = (word.end() if word else start + 1), rule is not None
    return starts, titles
