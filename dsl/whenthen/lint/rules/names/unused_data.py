"""A USE DATA whose records no rule looks at."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import rule
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.uses import reached, settled_files
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk
from whenthen.types.model import ListOf, Optional, RecordType, SetOf, Type, Union

_TEAMS: dict[str, str | bytes] = {"teams.csv": "name\nBilling\n"}
_USE = 'USE helpdesk\nUSE DATA "teams.csv" AS team\n\n'

CODE = Code(
    "N308",
    "data that no rule looks at",
    explanation="`USE DATA` brings records of a kind that no rule of the project names, goes through, or has in a "
    "field that it looks at.",
    why="Keys are checked against the data only where rules name them. Data that nobody looks at is kept up to date "
    "for nothing, or the rules miss a step.",
    failing={**_TEAMS, "rules.when": _USE + rule()},
    mended={
        **_TEAMS,
        "rules.when": _USE + rule(then='assign ticket to team "Billing"'),
    },
    severity="warning",
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    looked_at: frozenset[str] | None = None
    for file in settled_files(context):
        for item in file.tree.items:
            if isinstance(item, nodes.UseData):
                looked_at = context.get(_looked_at) if looked_at is None else looked_at
                if item.record.text not in looked_at:
                    yield finding(
                        CODE,
                        f"no rule looks at a `{item.record.text}`",
                        item.span,
                        help="leave it out, or name its records in the rules",
                    )


def _looked_at(context: Context) -> frozenset[str]:
    """The kinds of records that the project's rules have to do with."""
    found: set[str] = set()
    for item in context.get(reached):
        if isinstance(item, nodes.UseData):
            continue
        for node in walk(item):
            if isinstance(node, nodes.Name):
                found.add(node.text)
            type = context.checked.types.get(node)
            if type is not None:
                found.update(_records(type))
    return frozenset(found)


def _records(type: Type) -> Iterator[str]:
    match type:
        case RecordType():
            yield type.name
        case Optional():
            yield from _records(type.type)
        case ListOf() | SetOf():
            yield from _records(type.item)
        case Union():
            for member in type.members:
                yield from _records(member)
