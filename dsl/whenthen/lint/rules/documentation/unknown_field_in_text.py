"""Documentation that names a field which does not exist."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import file
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.diagnostics.nearest import did_you_mean
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.docs import documentation
from whenthen.source import Span
from whenthen.types.model import RecordType, required
from whenthen.types.schema import Schema

_RULE = """USE helpdesk

\"\"\"
Looks at `ticket.{field}` alone.
\"\"\"
RULE "Example"
  WHEN ticket.priority changes to urgent
  IF ticket.team is set
  THEN notify ticket.team saying "{{ticket.id}} is urgent"
"""

CODE = Code(
    "D109",
    "documentation names a field that does not exist",
    explanation="A comment or documentation has a path in backticks that begins with a record, and the record has no "
    "such field: `ticket.prioritty`.",
    why="It was misspelt, or the field has another name today. Whoever believes the text looks for it in vain.",
    failing=file(_RULE.format(field="prioritty")),
    mended=file(_RULE.format(field="priority")),
    severity="warning",
)

_QUOTED = re.compile(r"`[^`\r\n]+`")
_TEXT = re.compile(r'"[^"]*"?')
_PATH = re.compile(r"(?<![\w.@/\-\"])([^\W\d_]\w*)((?:\.[^\W\d_]\w*)+)(?![\w.@/\-(]*@)")
#: What stands behind the dot in the name of a file or an address.
_ENDINGS = frozenset(
    {"com", "conf", "csv", "example", "html", "ini", "json", "jsonl", "md", "net", "org", "pdf", "py", "toml", "tsv"}
    | {"txt", "when", "xlsx", "xml", "yaml", "yml"}
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    schema = context.checked.schema
    for source_file in context.own_files:
        source = source_file.source
        for place in (*source_file.tree.comments, *(place for _, place in documentation(source_file))):
            if "`" not in place.text:
                continue
            for quoted in _QUOTED.finditer(source.text, place.start, place.end):
                if "{{" in quoted.group():  # what other systems fill in
                    continue
                plain = _TEXT.sub(lambda text: '"' * len(text.group()), quoted.group())
                for path in _PATH.finditer(plain):
                    start = quoted.start() + path.start()
                    yield from _look(path, Span(source, start, start + len(path.group())), schema)


def _look(path: re.Match[str], span: Span, schema: Schema) -> Iterator[Diagnostic]:
    fields = path[2][1:].split(".")
    record = schema.records.get(path[1])
    if record is None or f"{path[1]}.{fields[0]}" in schema.events or _ENDINGS.intersection(fields):
        return
    for name in fields:
        field = record.fields.get(name)
        if field is None:
            yield finding(
                CODE,
                f"`{record.name}` has no field `{name}`",
                span,
                help=did_you_mean(name, record.fields) or "name the field that is meant, or leave it out",
            )
            return
        type = required(field.type)
        if not isinstance(type, RecordType) or type.name not in schema.records:
            return
        record = schema.records[type.name]
