"""Every constant of the ServiceNow rules, and another value in its place."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple


class Mutation(NamedTuple):
    """In the rule with this id, `old` (which stands there once) becomes `new`."""

    rule: str
    old: str
    new: str

    def span(self, text: str) -> tuple[int, int]:
        """The part of the rule's text that really changes."""
        start = text.index(self.old)
        assert text.count(self.old) == 1
        same = next(
            i for i, pair in enumerate(zip(self.old + "\0", self.new + "\1", strict=False)) if len(set(pair)) > 1
        )
        return start + same, start + max(len(self.old), same + 1)

    def __str__(self) -> str:
        return f"{self.rule}: {self.old} -> {self.new}"


MUTATIONS = [
    Mutation("critical_created", '"1 - Critical"', '"2 - High"'),
    Mutation("critical_created", '"duty manager"', '"night shift"'),
    Mutation("critical_created", " is critical", " is serious"),
    Mutation("priority_raised", '["4 - Low", ', "["),
    Mutation("priority_raised", '"4 - Low"', '"2 - High"'),
    Mutation("priority_raised", '"3 - Moderate"', '"4 - Low"'),
    Mutation("priority_raised", '["2 - High"', '["1 - Critical"'),
    Mutation("priority_raised", '"1 - Critical"', '"2 - High"'),
    Mutation("priority_raised", '"duty manager"', '"night shift"'),
    Mutation("priority_raised", " is now ", " was made "),
    Mutation("passed_around", "at least 5", "at least 4"),
    Mutation("passed_around", "at least 5", "at least 6"),
    Mutation("passed_around", '"dispatchers"', '"quality"'),
    Mutation("passed_around", " has moved ", " moved "),
    Mutation("passed_around", ' times"', ' times!"'),
    Mutation("picked_up", "to true", "to false"),
    Mutation("bounced_back", '"dispatchers"', '"quality"'),
    Mutation("bounced_back", " is back at ", " is again at "),
    Mutation("resolved_elsewhere", "Resolved\n", "Closed\n"),
    Mutation("resolved_elsewhere", '"routing"', '"quality"'),
    Mutation("resolved_elsewhere", " could have sent ", " had "),
    Mutation("resolved_elsewhere", " to {incident.group}", " over to {incident.group}"),
    Mutation("count_questions", '"Awaiting User Info"', '"Awaiting Vendor"'),
    Mutation("count_questions", "by 1", "by 2"),
    Mutation("asked_again", "at least 2", "at least 1"),
    Mutation("asked_again", "at least 2", "at least 3"),
    Mutation("asked_again", '"quality"', '"routing"'),
    Mutation("asked_again", " has asked the caller ", " asked "),
    Mutation("asked_again", ' times"', ' times!"'),
    Mutation("reopened", "from Resolved", "from Closed"),
    Mutation("reopened", "to Active", "to New"),
    Mutation("reopened", '"quality"', '"routing"'),
    Mutation("reopened", " was not resolved after all", " came back"),
    Mutation("slow", "Resolved\n", "Closed\n"),
    Mutation("slow", "14 days", "13 days"),
    Mutation("slow", "14 days", "15 days"),
    Mutation("slow", '"quality"', '"routing"'),
    Mutation("slow", " took long", " was slow"),
    Mutation("sla_missed", "to false", "to true"),
    Mutation("sla_missed", '"2 - High"', '"1 - Critical"'),
    Mutation("sla_missed", '"2 - High"', '"3 - Moderate"'),
    Mutation("sla_missed", '"service manager"', '"duty manager"'),
    Mutation("sla_missed", " missed its promise", " is late"),
    Mutation("sla_missed", '"quality"', '"routing"'),
    Mutation("sla_missed", " was late", " is late"),
    Mutation("unconfirmed", "to Closed", "to Resolved"),
    Mutation("unconfirmed", '"2 - High"', '"1 - Critical"'),
    Mutation("unconfirmed", '"2 - High"', '"3 - Moderate"'),
    Mutation("unconfirmed", '"quality"', '"routing"'),
    Mutation("unconfirmed", " was closed unconfirmed", " was closed"),
]

_RULE = re.compile(r"^RULE .*?(?=^RULE |^\"\"\"|\Z)", re.MULTILINE | re.DOTALL)
_HOLE = re.compile(r"\{[^}]*\}")
# Texts, numbers, yes and no, and the choice values that this rule file writes bare.
_LITERAL = re.compile(r'"[^"]*"|\b\d+\b|\btrue\b|\bfalse\b|\b(?:Resolved|Closed|Active|New)\b')


def rule_texts(file: Path) -> dict[str, str]:
    """The rules of a file by their ids."""
    texts = _RULE.findall(file.read_text(encoding="utf-8"))
    return {found[1]: text for text in texts if (found := re.search(r"^  ID (\w+)$", text, re.MULTILINE))}


def literals(rule: str) -> list[tuple[int, int]]:
    """Where constants stand in the text of a rule, its title left out; of a text with holes, each part between them."""
    found = []
    for match in _LITERAL.finditer(rule, rule.index("\n")):
        start, end = match.span()
        if not match[0].startswith('"'):
            found.append((start, end))
            continue
        for hole in (*_HOLE.finditer(rule, start, end), None):
            stop = hole.start() if hole else end
            if rule[start:stop].strip('" '):
                found.append((start, stop))
            start = hole.end() if hole else end
    return found


def mutate(text: str, mutation: Mutation) -> str:
    """The text of the file with the mutation in it."""
    at = text.index(f"ID {mutation.rule}\n")
    start, end = next(match.span() for match in _RULE.finditer(text) if match.start() < at < match.end())
    rule = text[start:end]
    assert rule.count(mutation.old) == 1, f"{mutation.old!r} stands {rule.count(mutation.old)} times in {mutation.rule}"
    return text[:start] + rule.replace(mutation.old, mutation.new) + text[end:]
