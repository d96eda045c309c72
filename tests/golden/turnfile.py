"""A golden turn as a file: rules, records and events, each event with the decision that it must come to.

    next passes: A to B and back is none           the statements of `rows.py` that the turn shows, one a line

    What it shows, in other words.

    === RULES                                      positions in messages are those of this file
    === STATE at 2026-03-01T12:00:00Z              records by type, as JSON, and when they were so
    === LIMITS                                     optional: what one turn may do, as JSON
    === EVENT                                      a CloudEvent, without `specversion` and `source`
    === DECISION                                   what is not there is empty

After EVENT and DECISION another EVENT may follow, which meets the records as the turn before left them.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs

_SECTION = re.compile(r"^=== (RULES|STATE|LIMITS|EVENT|DECISION)(?: at (\S+))?$", re.MULTILINE)
_BARE = re.compile(r"[A-Za-z_][\w.#/-]*|[0-9a-f]{32}|\d{4}-\d\d-\d\dT[\d:.]+Z")


@attrs.frozen
class TurnFile:
    """The parts of a file. `rules` has as many empty lines before it as stand before it in the file."""

    head: str
    rules: str
    at: str
    records: Mapping[str, Any]
    limits: Mapping[str, int]
    events: Sequence[Mapping[str, Any]]
    decisions: Sequence[str]
    text: str

    @property
    def quotes(self) -> list[tuple[str, str]]:
        """The rows and the statements that the turn shows."""
        lines = self.head.split("\n\n", 1)[0].splitlines()
        return [(row, words) for row, _, words in (line.partition(": ") for line in lines)]

    def with_decisions(self, decisions: Sequence[str]) -> str:
        """The text of the file with these decisions instead of its own."""
        pieces = re.split(r"^=== DECISION\n", self.text, flags=re.MULTILINE)
        rest = iter(decisions)
        result = pieces[0].rstrip()
        for piece in pieces[1:]:
            _, event, following = piece.partition("=== EVENT\n")
            result += f"\n\n=== DECISION\n{next(rest)}" + (f"\n\n{event}{following.rstrip()}" if event else "")
        return result + "\n"


def read(path: Path) -> TurnFile:
    """The parts of a file; raises ValueError where it has not the form above."""
    text = path.read_text(encoding="utf-8")
    found = list(_SECTION.finditer(text))
    parts: dict[str, list[str]] = {}
    at = ""
    for number, match in enumerate(found):
        end = found[number + 1].start() if number + 1 < len(found) else len(text)
        content = text[match.end() + 1 : end]
        if match[1] == "RULES":
            content = "\n" * text.count("\n", 0, match.end() + 1) + content
        elif match[1] == "STATE":
            at = match[2]
        parts.setdefault(match[1], []).append(content.rstrip())
    (rules,), (state,) = parts["RULES"], parts["STATE"]
    events = [json.loads(event, parse_float=Decimal) for event in parts["EVENT"]]
    decisions = parts["DECISION"]
    if not at or len(decisions) != len(events):
        raise ValueError(f"{path.name}: a STATE has a time, and each EVENT a DECISION")
    limits = json.loads(parts.get("LIMITS", ["{}"])[0])
    head = text[: found[0].start()].strip()
    return TurnFile(head, rules, at, json.loads(state), limits, events, decisions, text)


def render(decision: Mapping[str, Any]) -> str:
    """A decision as data, for people: what is single in one line, then the lists that are not empty, an item a line."""
    single = {key: value for key, value in decision.items() if not isinstance(value, list) and value is not None}
    lines = [_flow(single)[1:-1]]
    for key, value in decision.items():
        if isinstance(value, list) and value:
            lines.append(f"{key}:")
            for item in value:
                lines += _wrapped("- " + _flow(item))
    return "\n".join(lines)


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(
        line, 112, initial_indent="  ", subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, str) and _BARE.fullmatch(value) and value not in ("true", "false", "null"):
        return value
    return json.dumps(value, ensure_ascii=False)
