"""Declarations: records and what may extend them, aliases, events, actions, constants and definitions."""

from __future__ import annotations

import attrs

from tests.properties.strategies import bound
from tests.properties.strategies.chooser import Chooser
from tests.properties.strategies.conditions import condition
from tests.properties.strategies.scope import Notes, Scope
from tests.properties.strategies.statements import statements
from tests.properties.strategies.types import (
    CHOICES,
    SCALARS,
    datum,
    has_literals,
    literal,
    quoted,
    spelled,
)
from tests.properties.strategies.values import present
from tests.properties.strategies.world import (
    NOTHING,
    ActionShape,
    AliasShape,
    ConditionShape,
    EventShape,
    FieldShape,
    RecordShape,
    World,
)
from whenthen.types.model import (
    DURATION,
    MONEY,
    NUMBER,
    PAYLOAD,
    TEXT,
    Choice,
    ListOf,
    Optional,
    RecordType,
    SetOf,
    Type,
    Union,
    optional,
    required,
)

RECORDS = ("ticket", "customer", "agent", "team")
#: Any word may name a field.
_FIELDS = (
    *("subject", "status", "priority", "amount", "tags", "owner", "event", "key", "from", "due", "notes", "peer"),
    *("class", "`two words`", "level", "count", "vip", "größe"),
)


def records(choose: Chooser, world: World) -> list[str]:
    """Two to four records; fields of one of them stand in an EXTEND, or come from a table."""
    names = list(RECORDS[: choose.integer(2, 4)])
    texts = []
    for name in names:
        world.keys[name] = [f"{name[0]}1", f"{name[0]}2", f"{name[0].upper()}3"][: choose.integer(2, 3)]
        world.records[name] = RecordShape(name, choose.pick(("id", "name")), {})
    world.persons = tuple(name for name in ("agent", "customer") if name in names)
    for name in names:
        shape = world.records[name]
        # The same names in all records, so that unions have fields in common.
        for field in choose.some(_FIELDS, 3, 7):
            shape.fields[field] = _field(choose, field, names)
        extended = list(shape.fields)[-1:] if choose.chance(30) else []
        lines = [_documented(choose, f"RECORD {name} KEY {shape.key}")]
        lines.append(f"  {shape.key}: text{choose.pick((' readonly', ''))}")
        lines += _lines(choose, [f for f in shape.fields.values() if f.name not in extended], shape)
        if extended:
            lines += ["", f"EXTEND {name}", *_lines(choose, [shape.fields[f] for f in extended], shape)]
        texts.append("\n".join(lines))
    return texts


def _documented(choose: Chooser, item: str) -> str:
    return f'"""\nWhat it is for.\n"""\n{item}' if choose.chance(10) else item


def _field(choose: Chooser, name: str, records: list[str]) -> FieldShape:
    kind = choose.integer(0, 13)
    type: Type
    if kind < 5:
        type = choose.pick(SCALARS)
    elif kind < 8:
        type = choose.pick(CHOICES)
    elif kind < 10:
        item = choose.pick((TEXT, NUMBER, choose.pick(CHOICES), RecordType(choose.pick(records))))
        type = choose.pick((ListOf, SetOf))(item)
    elif kind < 12:
        type = RecordType(choose.pick(records))
    elif kind == 12:
        members: list[Type] = [RecordType(r) for r in choose.some(records, 2, 2)]
        type = Union(tuple([*members, TEXT] if choose.chance(25) else members))
    else:
        type = PAYLOAD
    if choose.chance(40) or type == PAYLOAD:
        type = optional(type)
    return FieldShape(name, type, choose.chance(8))


def _lines(choose: Chooser, fields: list[FieldShape], shape: RecordShape) -> list[str]:
    lines = []
    for field in fields:
        modifiers = ["readonly"] if field.readonly else []
        inner = required(field.type)
        if has_literals(inner) and choose.chance(35):
            default = ("-" if inner == NUMBER and choose.chance(20) else "") + literal(inner, choose)
            modifiers.append(f"default {default}")
            shape.fields[field.name] = attrs.evolve(field, default=True)
        if choose.chance(5):
            modifiers.append("private")
        if choose.chance(5):
            lines.append('  """\n  A field.\n  """')
        lines.append(" ".join([f"  {field.name}: {spelled(field.type)}", *modifiers]))
    return lines


def table(choose: Chooser, world: World) -> tuple[str, str, str] | None:
    """`USE DATA` for a record whose fields fit into cells: the item, the name of the file, its text."""
    for name in reversed(world.records):
        shape = world.records[name]
        fields = [
            f
            for f in shape.fields.values()
            if required(f.type) in (TEXT, NUMBER) or isinstance(required(f.type), Choice)
        ]
        if not all(isinstance(f.type, Optional) or f.default or f in fields for f in shape.fields.values()):
            continue
        rows: list[dict[str, str]] = []
        for key in world.keys[name]:
            row = {shape.key: key}
            for field in fields:
                value = str(datum(required(field.type), {}, choose))
                if value and "," not in value and not (isinstance(field.type, Optional) and choose.chance(30)):
                    row[field.name] = value
                elif not isinstance(field.type, Optional) and not field.default:
                    row[field.name] = "0" if required(field.type) == NUMBER else "VIP"
            rows.append(row)
        world.tables[name] = rows
        columns = [shape.key, *(f.name for f in fields)]
        lines = [",".join(c.strip("`") for c in columns)]
        lines += [",".join(row.get(column, "") for column in columns) for row in rows]
        return f'USE DATA "{name}s.csv" AS {name}', f"{name}s.csv", "\n".join(lines) + "\n"
    return None


def aliases(choose: Chooser, world: World) -> list[str]:
    """Names for fields; now and then that of the record that it is, as in `ALIAS customer = ticket.requester`."""
    texts = []
    for number in range(choose.integer(0, 2)):
        root = choose.pick(list(world.records))
        fields = list(world.records[root].fields.values())
        field = choose.pick(fields)
        path, type = (root, field.name), field.type
        if isinstance(required(type), RecordType) and choose.chance(40):
            further = choose.pick(list(world.records[required(type).name].fields.values()))  # type: ignore[attr-defined]
            path = (*path, further.name)
            type = optional(further.type) if isinstance(type, Optional) else further.type
        name = f"alias{number}"
        target = required(type)
        if (
            isinstance(target, RecordType)
            and target.name != root
            and target.name not in world.aliases
            and choose.chance(50)
        ):
            name = target.name
        world.aliases[name] = AliasShape(name, path, type)
        texts.append(f"ALIAS {name} = {'.'.join(path)}")
    return texts


def events(choose: Chooser, world: World) -> list[str]:
    texts = []
    for name in world.records:
        others = [other for other in world.records if other != name]
        for word in ("created", "updated", *choose.some(("merged", "sent", "deleted"), 0, 1)):
            with_ = {other: choose.chance(60) for other in choose.some(others, 0, 1)}
            world.events.append(EventShape(name, word, {name: False, **with_}))
            provided = ", ".join(f"{other}{'?' if may_be_absent else ''}" for other, may_be_absent in with_.items())
            texts.append(f"EVENT {name} is {word}" + (f" WITH {provided}" if provided else ""))
    return texts


def actions(choose: Chooser, world: World) -> list[str]:
    """Actions without a body, and the functions of the application."""
    persons = tuple(RecordType(name) for name in list(world.records)[:2])
    mixed = Union((*persons, TEXT))
    shapes = [
        ActionShape("mail", (("", "recipient", mixed), ("about", "subject", optional(TEXT)), ("saying", "body", TEXT))),
        ActionShape("post", (("", "body", PAYLOAD), ("to", "places", SetOf(TEXT)), ("with", "money", optional(MONEY)))),
        ActionShape(
            "plan", (("", "span", DURATION), ("for", "whom", optional(persons[0])), ("as", "n", optional(NUMBER)))
        ),
    ]
    texts = []
    for shape in choose.some(shapes, 1, 3):
        world.actions[shape.name] = shape
        parameters = ", ".join(f"{p} {n}: {spelled(t)}".strip() for p, n, t in shape.parameters)
        texts.append(f"ACTION {shape.name}({parameters})")
    if choose.chance(50):
        world.functions = True
        texts.append(bound.DECLARATIONS.strip())
    return texts


def constants(choose: Chooser, world: World) -> list[str]:
    texts = []
    scope = Scope(world, constant=True, calls=False)
    for number in range(choose.integer(0, 3)):
        name = f"fixed{number}"
        if choose.chance(25):
            choice = choose.pick(CHOICES)
            words = ", ".join(quoted(word) for word in choose.some(choice.values, 1, 3))
            texts.append(f"LET {name} = [{words}]")
            world.words[name] = choice
            continue
        type = choose.pick((NUMBER, TEXT, ListOf(TEXT), DURATION, MONEY, ListOf(NUMBER)))
        texts.append(f"LET {name} = {present(choose, scope, type, 2)}")
        world.constants[name] = type
    return texts


def conditions(choose: Chooser, world: World) -> list[str]:
    texts = []
    for number in range(choose.integer(0, 2)):
        names = [name for name in world.records if name not in world.aliases]
        needs = choose.some(names, 1, 2)
        if not needs:
            continue
        asked = choose.some(needs, 0, 1) if choose.chance(30) else []
        notes = Notes()
        types = {name: RecordType(name) for name in needs}
        scope = Scope(world, {n: optional(t) if n in asked else t for n, t in types.items()}, notes=notes)
        made = condition(choose, scope, 2)
        text = made.text
        for record in asked:
            if f"{record} is set" not in text and f"{record} is not set" not in text:
                text = f"{record} is set AND ({text})"
                made = attrs.evolve(made, false=NOTHING)
        name = f"holds{number}"
        world.conditions[name] = ConditionShape(
            name, frozenset(needs), frozenset(asked), notes.loose, made.true, made.false, notes.looks_back
        )
        texts.append(f"DEFINE {name} AS\n  {text}")
    return texts


def definitions(choose: Chooser, world: World) -> list[str]:
    """DEFINE ACTIONs, of which a later one may call an earlier one."""
    texts = []
    for number in range(choose.integer(0, 2)):
        subject = choose.pick(list(world.records))
        more: list[tuple[str, str, Type]] = [
            ("to", "target", RecordType(choose.pick(list(world.records)))),
            ("because", "reason", TEXT),
            ("by", "amount", optional(NUMBER)),
            ("with", "labels", SetOf(TEXT)),
            ("as", "state", choose.pick(CHOICES)),
        ]
        parameters = (("", choose.pick((subject, "it")), RecordType(subject)), *choose.some(more, 0, 2))
        scope = Scope(world, {name: type for _, name, type in parameters})
        body, writes = statements(choose, scope, 3, in_rule=False)
        if "stop" in body:
            continue
        name = f"do{number}"
        written = ", ".join(f"{p} {n}: {spelled(t)}".strip() for p, n, t in parameters)
        texts.append(f"DEFINE ACTION {name}({written}) AS\n  " + "\n  ".join(body))
        called = {
            place
            for action in world.actions.values()
            if action.writes and any(line.startswith(f"{action.name} ") for line in body)
            for place in action.writes
        }
        world.actions[name] = ActionShape(name, parameters, frozenset(writes | called), scope.notes.looks_back)
    return texts
