"""A golden turn as a file: rules, records, and what happens to them, each step with the decisions that it must come to.

    next passes: A to B and back is none           the statements of `rows.py` that the turn shows, one a line

    What it shows, in other words.

    === SETTINGS                                   optional: a `whenthen.toml`
    === RULES                                      positions in messages are those of this file
    === STATE at 2026-03-01T12:00:00Z              records by type, as JSON, and when they were so
    === LIMITS                                     optional: what one turn may do, as JSON
    === EVENT                                      a CloudEvent, without `specversion` and `source`
    === DECISION                                   what is not there is empty

Steps may follow each other, each with its DECISION; they meet the records as the step before left them:

    === BEGIN                                      the rules come to the records; `BEGIN firing`: what is overdue fires
    === UNTIL 2026-03-05T09:00:00Z                 time passes until then, that moment included
    === RULES ANEW                                 other rules go on with the state, and what they find there; or why
                                                   there cannot be such rules, and the ones before go on

A step that comes to several decisions has them in order, an empty line between them; one that comes to none has
`nothing`. An event that something is due before has the decisions on that first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs

_SECTION = re.compile(
    r"^=== (SETTINGS|RULES ANEW|RULES|STATE|LIMITS|BEGIN|EVENT|UNTIL|DECISION)(?: (?:at )?(\S+))?$", re.MULTILINE
)
_STEPS = ("BEGIN", "EVENT", "UNTIL", "RULES ANEW")
_DECISION = "=== DECISION\n"


@attrs.frozen
class Step:
    """Something that happens: its kind, what stands behind that in its line, and what stands under it."""

    kind: str
    argument: str
    content: str

    @property
    def event(self) -> Mapping[str, Any]:
        """The event of an EVENT."""
        data: Mapping[str, Any] = json.loads(self.content, parse_float=Decimal)
        return data


@attrs.frozen
class TurnFile:
    """The parts of a file. Rules have as many empty lines before them as stand before them in the file."""

    head: str
    settings: str | None
    rules: str
    at: str
    records: Mapping[str, Any]
    limits: Mapping[str, int]
    steps: Sequence[Step]
    decisions: Sequence[str]
    text: str

    @property
    def quotes(self) -> list[tuple[str, str]]:
        """The rows and the statements that the turn shows."""
        lines = self.head.split("\n\n", 1)[0].splitlines()
        return [(row, words) for row, _, words in (line.partition(": ") for line in lines)]

    def with_decisions(self, decisions: Sequence[str]) -> str:
        """The text of the file with these decisions instead of its own."""
        sections = re.split(r"^(?==== )", self.text, flags=re.MULTILINE)
        rest = iter(decisions)
        written = [f"{_DECISION}{next(rest)}" if one.startswith(_DECISION) else one.rstrip() for one in sections]
        return "\n\n".join(written) + "\n"


def read(path: Path) -> TurnFile:
    """The parts of a file; raises ValueError where it has not the form above."""
    text = path.read_text(encoding="utf-8")
    found = list(_SECTION.finditer(text))
    parts: dict[str, list[str]] = {}
    steps: list[Step] = []
    at = ""
    for number, match in enumerate(found):
        end = found[number + 1].start() if number + 1 < len(found) else len(text)
        content = text[match.end() + 1 : end].rstrip()
        if match[1].startswith("RULES"):
            content = "\n" * text.count("\n", 0, match.end() + 1) + content
        if match[1] in _STEPS:
            steps.append(Step(match[1], match[2] or "", content))
            continue
        if match[1] == "STATE":
            at = match[2]
        parts.setdefault(match[1], []).append(content)
    (rules,), (state,) = parts["RULES"], parts["STATE"]
    decisions = parts["DECISION"]
    if not at or len(decisions) != len(steps) or text.count("\n=== ") != len(found):
        raise ValueError(f"{path.name}: a STATE has a time, each step a DECISION, and other sections there are none")
    limits = json.loads(parts.get("LIMITS", ["{}"])[0])
    head = text[: found[0].start()].strip()
    (settings,) = parts.get("SETTINGS", [None])
    return TurnFile(head, settings, rules, at, json.loads(state), limits, steps, decisions, text)
