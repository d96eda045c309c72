"""Words of a draft in a text that customers get."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import sends
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.outgoing import STAFF, sent_texts
from whenthen.source import Span
from whenthen.syntax import nodes

CODE = Code(
    "M106",
    "a text that is not finished",
    explanation="A text to a customer holds what stands in drafts: `lorem ipsum`, `TBD`, `XXX`, `[your name]`, "
    "`insert the link here`.",
    why="It goes out with the next ticket.",
    failing=sends('email customer about "Your request" saying "Best regards, [your name]"'),
    mended=sends('email customer about "Your request" saying "Best regards, your support"'),
    severity="warning",
)

_LEFT = re.compile(
    r"""\b(?:TO[ ]?DO|TBD|TBC|FIX[ ]?ME)\b(?!\w)
    | (?<![\w/-])(?:XXX+|xxx+)(?![\w/-])
    | (?i:lorem[ ]ipsum)
    | (?i:[\[<(](?:insert|enter|add|your|customer|agent|company|first|last|full)?[ _]?
        (?:name|company|signature|link|date|number|phone|address|text|first[ _]?name|last[ _]?name)(?:[ _]here)?[\]>)])
    | (?i:\b(?:insert|enter|paste|put)[ ](?:the[ ]|your[ ]|a[ ])?[\w ]{1,30}[ ]here\b)
    | (?i:\b(?:asdf|blah[ ]blah|foo[ ]?bar|dummy[ ]text|sample[ ]text)\b)
    """,
    re.VERBOSE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for text in sent_texts(context):
        if text.sending.to == STAFF:
            continue
        literals = [text.node] if isinstance(text.node, nodes.TextLiteral) else list(text.node.parts)
        for literal in literals:
            if isinstance(literal, nodes.TextLiteral):
                for match in _LEFT.finditer(literal.span.text):
                    start = literal.span.start + match.start()
                    yield finding(
                        CODE,
                        f"`{match[0]}` goes out to the customer",
                        Span(literal.span.source, start, start + len(match[0])),
                        help="write what belongs there, or leave it out",
                    )
