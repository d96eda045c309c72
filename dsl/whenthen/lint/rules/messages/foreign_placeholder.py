"""A placeholder of another tool, which is sent as it stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import sends
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.outgoing import SentText, sent_texts
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.types.model import TEXT, required

CODE = Code(
    "M105",
    "a placeholder of another tool",
    explanation="A text that is sent holds a placeholder as other tools write them: `%name%`, `[[name]]`, "
    "`<<name>>`, `$name$`, `*|NAME|*`, `\\{\\{ticket.id\\}\\}`, `{0}`. Here a value is put into a text by "
    "`{ticket.id}`.",
    why="The customer reads `Dear %name%`. It was copied from the tool before this one, or from a template.",
    failing=sends('email customer about "Your request" saying "Dear %customer_name%, we have it."'),
    mended=sends(
        'email customer about "Your request" saying "Dear {customer.name otherwise customer.id}, we have it."'
    ),
    severity="warning",
)

_NAME = r"[A-Za-z_][\w .:|-]{0,40}"
_PLACEHOLDERS = re.compile(
    rf"""\\\{{\s?\\\{{\s*[\w#/].{{0,60}}?\\\}}\s?\\\}}     # {{{{ticket.id}}}}
    | \\\{{%\s.{{0,60}}?%\s?\\\}}                         # {{% if %}}
    | (?<![\w%])%[A-Za-z_][\w.]{{1,40}}%(?![\w%])         # %name%
    | \$\\\{{\s*[A-Za-z_][\w.]*\s*\\\}}                   # ${{name}}
    | (?<![\w$])\$[A-Za-z_][\w.]{{1,40}}\$(?!\w)          # $name$
    | (?<!<)<<\s?{_NAME}>>(?!>)
    | \[\[\s?{_NAME}\]\]
    | \*\|[A-Z_:0-9]+\|\*
    | <%=?\s.{{0,60}}?%>
    """,
    re.VERBOSE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for text in sent_texts(context):
        yield from _written(text)
        yield from _interpolated(text, context)


def _written(text: SentText) -> Iterator[Diagnostic]:
    literals = [text.node] if isinstance(text.node, nodes.TextLiteral) else list(text.node.parts)
    for literal in literals:
        if isinstance(literal, nodes.TextLiteral):
            for match in _PLACEHOLDERS.finditer(literal.span.text):
                start = literal.span.start + match.start()
                yield _finding(Span(literal.span.source, start, start + len(match[0])), match[0].replace("\\", ""))


def _interpolated(text: SentText, context: Context) -> Iterator[Diagnostic]:
    """`{0}`, and `${customer.name}`, which puts a `$` before the name."""
    if not isinstance(text.node, nodes.Template):
        return
    before = ""
    for part in text.node.parts:
        if isinstance(part, nodes.TextLiteral):
            before = part.value
            continue
        source, start, end = part.span.source, part.span.start, part.span.end
        if isinstance(part, nodes.NumberLiteral):
            yield _finding(Span(source, start - 1, end + 1), "{" + part.span.text + "}", "as a number")
        type = context.checked.types.get(part)
        if before.endswith("$") and type is not None and required(type) == TEXT and isinstance(part, nodes.Member):
            yield _finding(Span(source, start - 2, end + 1), "${" + part.span.text + "}", "with a `$` before it")
        before = ""


def _finding(span: Span, written: str, how: str = "as it stands here") -> Diagnostic:
    return finding(
        CODE,
        f"`{written}` is sent {how}",
        span,
        help="write the value in braces, such as `{ticket.id}`",
    )
