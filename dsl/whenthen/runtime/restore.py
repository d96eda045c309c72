"""What was saved, held against the program that is to go on with it: nothing in it may lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.runtime.memory import Named
from whenthen.runtime.model import State
from whenthen.runtime.program import CompiledRule, OnChange, OnEvent, OnTimed, Program
from whenthen.runtime.tables import CREATED, UPDATED
from whenthen.runtime.turn import named, references
from whenthen.runtime.waiting import rest_of
from whenthen.values.errors import shown
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet


def problems_of(program: Program, state: State) -> Iterator[str]:
    """A sentence for each reference to a record that is not there, or is none of those that a rule is about."""
    for ref, stored in state.records.items():
        for field in program.tables.records[ref.type].references:
            for target in references(stored.fields[field]):
                if target not in state.records:
                    yield f"`{field}` of {named(ref)} names {named(target)}, which is not there"
    yield from _timer_problems(program, state)
    yield from _wait_problems(program, state)


def _timer_problems(program: Program, state: State) -> Iterator[str]:
    types = {
        (program.rules[start.rule].id, start.number): type
        for type, starts in program.tables.timed.items()
        for start in starts
    }
    for rule, number, ref in state.memory.timers:
        if ref not in state.records:
            yield f"a timer of the rule {shown(rule)} names {named(ref)}, which is not there"
        elif types.get((rule, number), ref.type) != ref.type:
            yield f"a timer of the rule {shown(rule)} names {named(ref)}, and the rule is about others"


def _wait_problems(program: Program, state: State) -> Iterator[str]:
    for (id, records), wait in state.memory.waits.items():
        gone = [ref for ref in (*(ref for _, ref in records), *_named_in(wait.lets)) if ref not in state.records]
        if gone:
            yield f"a wait of the rule {shown(id)} names {named(gone[0])}, which is not there"
            continue
        place = program.tables.places.get(id)
        # What waits behind another text is dropped when the session begins.
        if place is not None and rest_of(program.rules[place], wait) and not _is_about(program, place, records):
            yield f"a wait of the rule {shown(id)} is not for the records that the rule is about"


def _named_in(value: object) -> Iterator[Ref]:
    """The records in a value that a wait has kept."""
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, tuple | ValueSet):
        for item in value:
            yield from _named_in(item)


def _is_about(program: Program, place: int, records: Named) -> bool:
    """Whether a trigger of the rule could have brought these records."""
    rule = program.rules[place]
    given = dict(records)
    if len(given) < len(records):
        return False
    if rule.each is not None:
        item = given.pop(rule.bindings[-1], None)
        if item is None or item.type != rule.each.record:
            return False
    always, types = _brought(program, rule)
    return any(names <= given.keys() for names in always) and all(types.get(n) == ref.type for n, ref in given.items())


def _brought(program: Program, rule: CompiledRule) -> tuple[list[set[str]], dict[str, str]]:
    """For each trigger the names that it always brings, and the types of all that one of them may bring."""
    always: list[set[str]] = []
    types: dict[str, str] = {}
    for trigger in rule.triggers:
        if isinstance(trigger, OnEvent):
            types |= {name: name for name in trigger.provides}
            if trigger.event in (CREATED, UPDATED):  # by any event, which brings what it brings
                always.append({trigger.subject})
            else:
                optional = program.schema.events[trigger.type].provides
                always.append({name for name in trigger.provides if not optional[name]})
        elif isinstance(trigger, OnChange | OnTimed):
            types[trigger.name] = trigger.record
            always.append({trigger.name})
        else:
            always.append(set())
    return always, types
