"""Every constant of the ServiceNow rules, and another value in its place.

A part of a file is a rule, known by its id, a declaration, known by its name, or a whole file of settings.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple


class Mutation(NamedTuple):
    """In the part of this name, `old` (which stands there once) becomes `new`."""

    part: str
    old: str
    new: str

    def span(self, text: str) -> tuple[int, int]:
        """What really changes in the text of the part."""
        start = text.index(self.old)
        assert text.count(self.old) == 1
        same = next(
            i for i, pair in enumerate(zip(self.old + "\0", self.new + "\1", strict=False)) if len(set(pair)) > 1
        )
        return start + same, start + max(len(self.old), same + 1)

    def __str__(self) -> str:
        return f"{self.part}: {self.old} -> {self.new}"


MUTATIONS = [
    Mutation("critical_created", '"1 - Critical"', '"2 - High"'),
    Mutation("priority_raised", '["4 - Low", ', "["),
    Mutation("priority_raised", '"4 - Low"', '"2 - High"'),
    Mutation("priority_raised", '"3 - Moderate"', '"4 - Low"'),
    Mutation("priority_raised", '["2 - High"', '["1 - Critical"'),
    Mutation("priority_raised", '"1 - Critical"', '"2 - High"'),
    Mutation("passed_around", "at least 5", "at least 4"),
    Mutation("passed_around", "at least 5", "at least 6"),
    Mutation("picked_up", "to true", "to false"),
    Mutation("resolved_elsewhere", "Resolved\n", "Closed\n"),
    Mutation("count_questions", '"Awaiting User Info"', '"Awaiting Vendor"'),
    Mutation("count_questions", "by 1", "by 2"),
    Mutation("asked_again", "at least 2", "at least 1"),
    Mutation("asked_again", "at least 2", "at least 3"),
    Mutation("reopened", "from Resolved", "from Closed"),
    Mutation("reopened", "to Active", "to New"),
    Mutation("slow", "Resolved\n", "Closed\n"),
    Mutation("slow", "14 days", "13 days"),
    Mutation("slow", "14 days", "15 days"),
    Mutation("sla_missed", "to false", "to true"),
    Mutation("sla_missed", '"2 - High"', '"1 - Critical"'),
    Mutation("sla_missed", '"2 - High"', '"3 - Moderate"'),
    Mutation("unconfirmed", "to Closed", "to Resolved"),
    Mutation("unconfirmed", '"2 - High"', '"1 - Critical"'),
    Mutation("unconfirmed", '"2 - High"', '"3 - Moderate"'),
    Mutation("desk_hours", "monday to", "tuesday to"),
    Mutation("desk_hours", "to friday", "to thursday"),
    Mutation("desk_hours", "to friday", "to saturday"),
    Mutation("desk_hours", "08:00", "08:01"),
    Mutation("desk_hours", "08:00", "07:59"),
    Mutation("desk_hours", "18:00", "17:59"),
    Mutation("desk_hours", "18:00", "18:01"),
    Mutation("desk_hours", '"BR"', '"PT"'),
    Mutation("desk_hours", '  except holidays "BR"\n', ""),
    Mutation("desk_hours", "2016-11-14", "2016-11-07"),
    Mutation("desk_hours", "2016-11-14", "2016-11-11 to 2016-11-14"),
    Mutation("day_and_time", "DDD", "DDDD"),
    Mutation("unresolved", "Resolved, ", ""),
    Mutation("unresolved", "Resolved", "New"),
    Mutation("unresolved", "Closed", "New"),
    Mutation("not_picked_up", "4 business", "3 business"),
    Mutation("not_picked_up", "4 business", "5 business"),
    Mutation("not_picked_up", "4 business hours", "4 hours"),
    Mutation("set_target", '"1 - Critical"', '"2 - High"'),
    Mutation("set_target", '"2 - High"', '"1 - Critical"'),
    Mutation("set_target", '"3 - Moderate"', '"4 - Low"'),
    Mutation("set_target", "4 business hours", "3 business hours"),
    Mutation("set_target", "4 business hours", "241 business minutes"),
    Mutation("set_target", "10 business hours", "1 business day"),
    Mutation("set_target", "10 business hours", "601 business minutes"),
    Mutation("set_target", "3 business days", "2 business days"),
    Mutation("set_target", "3 business days", "30 business hours"),
    Mutation("set_target", "8 business days", "7 business days"),
    Mutation("set_target", "8 business days", "9 business days"),
    Mutation("target_near", "1 business hour", "59 business minutes"),
    Mutation("target_near", "1 business hour", "61 business minutes"),
    Mutation("target_near", "before", "after"),
    Mutation("target_missed", "incident.due_at arrives\n    OR incident.due_at changes", "incident.due_at arrives"),
    Mutation("target_missed", "incident.due_at arrives\n    OR incident.due_at changes", "incident.due_at changes"),
    Mutation("target_missed", "at most now", "below now"),
    Mutation("target_missed", "to true", "to false"),
    Mutation("target_missed", "to false", "to true"),
    Mutation("late", "to true", "to false"),
    Mutation("late", '"2 - High"', '"1 - Critical"'),
    Mutation("late", '"2 - High"', '"3 - Moderate"'),
    Mutation("caller_silent", '"Awaiting User Info" for', '"Awaiting Problem" for'),
    Mutation("caller_silent", "for 3 business days", "for 2 business days"),
    Mutation("caller_silent", "for 3 business days", "for 4 business days"),
    Mutation("caller_silent", "for 3 business days", "for 3 days"),
    Mutation("caller_silent", "by 1", "by 2"),
    Mutation("caller_silent", "wait 5", "wait 4"),
    Mutation("caller_silent", "wait 5", "wait 6"),
    Mutation("caller_silent", 'while incident.state is "Awaiting User Info"', 'while incident.state is not "Closed"'),
    Mutation("reminded_again", "at least 2", "at least 1"),
    Mutation("reminded_again", "at least 2", "at least 3"),
    Mutation("no_update", "incident.update_count", "incident"),
    Mutation("no_update", "7 days", "6 days"),
    Mutation("no_update", "7 days", "8 days"),
    Mutation("no_update", "7 days", "168 hours"),
    Mutation("standstill", "incident has", "incident.update_count has"),
    Mutation("standstill", "2 weeks", "13 days"),
    Mutation("standstill", "2 weeks", "3 weeks"),
    Mutation("standstill", "2 weeks", "336 hours"),
    Mutation("standstill", "by 1", "by 2"),
    Mutation("standstill", "* 2", "* 3"),
    Mutation("morning", "AT MOST 2", "AT MOST 1"),
    Mutation("morning", "AT MOST 2", "AT MOST 3"),
    Mutation("morning", "PER incident PER", "PER"),
    Mutation("morning", "7 days", "6 days"),
    Mutation("morning", "7 days", "8 days"),
    Mutation("morning", "weekday", "day"),
    Mutation("morning", "weekday", "monday"),
    Mutation("morning", "08:30", "08:31"),
    Mutation("morning", "10 business", "9 business"),
    Mutation("morning", "10 business", "11 business"),
    Mutation("morning", "now is within desk_hours", "now is set"),
    Mutation("remember_solution", "to Resolved", "to Closed"),
    Mutation("reopened_soon", "was Resolved", "was Closed"),
    Mutation("reopened_soon", "2 days", "1 day"),
    Mutation("reopened_soon", "2 days", "3 days"),
    Mutation("reopened_soon", "2 days", "48 hours"),
    Mutation("survey", "AT MOST 1", "AT MOST 2"),
    Mutation("survey", "PER incident.caller PER", "PER incident PER"),
    Mutation("survey", "14 days", "13 days"),
    Mutation("survey", "14 days", "15 days"),
    Mutation("survey", "1 business day", "2 business days"),
    Mutation("whenthen.toml", "America/Sao_Paulo", "America/Fortaleza"),
    Mutation("whenthen.toml", "America/Sao_Paulo", "UTC"),
    Mutation("mapping.toml", 'zone = "America/Sao_Paulo"', 'zone = "America/Fortaleza"'),
]

#: What is told to whom: this changes nothing else, so that several can be tried at once.
WORDS = [
    Mutation("critical_created", '"duty manager"', '"night shift"'),
    Mutation("critical_created", " is critical", " is serious"),
    Mutation("priority_raised", '"duty manager"', '"night shift"'),
    Mutation("priority_raised", " is now ", " was made "),
    Mutation("passed_around", '"dispatchers"', '"quality"'),
    Mutation("passed_around", " has moved ", " moved "),
    Mutation("passed_around", ' times"', ' times!"'),
    Mutation("bounced_back", '"dispatchers"', '"quality"'),
    Mutation("bounced_back", " is back at ", " is again at "),
    Mutation("resolved_elsewhere", '"routing"', '"quality"'),
    Mutation("resolved_elsewhere", " could have sent ", " had "),
    Mutation("resolved_elsewhere", " to {incident.group}", " over to {incident.group}"),
    Mutation("asked_again", '"quality"', '"routing"'),
    Mutation("asked_again", " has asked the caller ", " asked "),
    Mutation("asked_again", ' times"', ' times!"'),
    Mutation("reopened", '"quality"', '"routing"'),
    Mutation("reopened", " was not resolved after all", " came back"),
    Mutation("slow", '"quality"', '"routing"'),
    Mutation("slow", " took long", " was slow"),
    Mutation("sla_missed", '"service manager"', '"duty manager"'),
    Mutation("sla_missed", " missed its promise", " is late"),
    Mutation("sla_missed", '"quality"', '"routing"'),
    Mutation("sla_missed", " was late", " is late"),
    Mutation("unconfirmed", '"quality"', '"routing"'),
    Mutation("unconfirmed", " was closed unconfirmed", " was closed"),
    Mutation("not_picked_up", '"dispatchers"', '"quality"'),
    Mutation("not_picked_up", " has waited for four hours", " waits"),
    Mutation("target_near", '"dispatchers"', '"quality"'),
    Mutation("target_near", " is due on ", " is due "),
    Mutation("late", '"service manager"', '"duty manager"'),
    Mutation("late", " is {incident.priority}", " has {incident.priority}"),
    Mutation("late", " and late", ", late"),
    Mutation("late", '"quality"', '"routing"'),
    Mutation("late", " is late", " was late"),
    Mutation("caller_silent", '"callers"', '"quality"'),
    Mutation("caller_silent", " waits for your answer", " waits"),
    Mutation("caller_silent", '"dispatchers"', '"quality"'),
    Mutation("caller_silent", " may be closed without an answer", " may be closed"),
    Mutation("reminded_again", '"quality"', '"routing"'),
    Mutation("reminded_again", " has reminded its caller ", " reminded its caller "),
    Mutation("reminded_again", ' times"', ' times!"'),
    Mutation("no_update", '"dispatchers"', '"quality"'),
    Mutation("no_update", "nobody has looked at ", "nobody looks at "),
    Mutation("no_update", "} for a week", "} since a week ago"),
    Mutation("standstill", '"quality"', '"routing"'),
    Mutation("standstill", " has stood still for ", " stood still for "),
    Mutation("standstill", ' weeks"', ' weeks!"'),
    Mutation("morning", '"morning round"', '"quality"'),
    Mutation("morning", "} is {", "} was {"),
    Mutation("morning", " working hours old", " hours old"),
    Mutation("reopened_soon", '"quality"', '"routing"'),
    Mutation("reopened_soon", " came back soon", " came back"),
    Mutation("survey", '"surveys"', '"quality"'),
    Mutation("survey", ", was ", ", is "),
    Mutation("survey", " solved well?", " solved?"),
]

_PART = re.compile(r'^(?:RULE|CALENDAR|DEFINE|LET) .*?(?=^[A-Z#"]|\Z)', re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"^  ID (\w+)$|\A(?:CALENDAR|DEFINE|LET) (\w+)", re.MULTILINE)
_HOLE = re.compile(r"\{[^}]*\}")
# Texts, dates, times, numbers, days, yes and no, and the choice values that these rules write bare.
_LITERAL = re.compile(
    r'"[^"]*"|\b\d+-\d+-\d+\b|\b\d+:\d+\b|\b\d+\b|\b(?:monday|friday|weekday)\b|\btrue\b|\bfalse\b'
    r"|\b(?:Resolved|Closed|Active|New)\b"
)


def part_texts(file: Path) -> dict[str, str]:
    """The rules and declarations of a file by their names."""
    return {_name(text): text for text in _PART.findall(file.read_text(encoding="utf-8"))}


def _name(text: str) -> str:
    found = _NAME.search(text)
    assert found, text
    return found[1] or found[2]


def literals(part: str) -> list[tuple[int, int]]:
    """Where constants stand in the text of a part, titles left out; of a text with holes, each piece between them."""
    found = []
    start_at = part.index("\n") if part.startswith("RULE") else 0
    code = re.sub(r"#.*", lambda comment: " " * len(comment[0]), part)
    for match in _LITERAL.finditer(code, start_at):
        start, end = match.span()
        if not match[0].startswith('"'):
            found.append((start, end))
            continue
        for hole in (*_HOLE.finditer(code, start, end), None):
            stop = hole.start() if hole else end
            if code[start:stop].strip('" '):
                found.append((start, stop))
            start = hole.end() if hole else end
    return found


def batches(mutations: list[Mutation]) -> list[list[Mutation]]:
    """The mutations in as few lists as there can be if each has one of a part."""
    found: list[list[Mutation]] = []
    for mutation in mutations:
        batch = next((batch for batch in found if all(one.part != mutation.part for one in batch)), None)
        if batch is None:
            found.append([mutation])
        else:
            batch.append(mutation)
    return found


def mutate(project: Path, mutation: Mutation) -> str:
    """Make a change in one file of a project, rules or settings, and say in which."""
    if mutation.part.endswith(".toml"):
        file, part = project / mutation.part, (project / mutation.part).read_text(encoding="utf-8")
    else:
        files = sorted((project / "rules").glob("*.when"))
        file, part = next(
            (file, texts[mutation.part]) for file in files if mutation.part in (texts := part_texts(file))
        )
    assert part.count(mutation.old) == 1, f"{mutation.old!r} stands {part.count(mutation.old)} times in {mutation.part}"
    text = file.read_text(encoding="utf-8")
    assert text.count(part) == 1
    file.write_text(text.replace(part, part.replace(mutation.old, mutation.new)), encoding="utf-8")
    return file.name
