"""An address for tests, or of a person, in what rules send to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import sends
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.outgoing import reads_of, sendings
from whenthen.syntax import nodes

CODE = Code(
    "M110",
    "an address for tests, or of one person",
    explanation="A message goes to an address at `example.com` or another domain that is kept for tests and "
    "examples, or to one of a private mail box, such as `gmail.com`.",
    why="Mail to the first is lost. The second belongs to a person, who may leave: an address of the team stays.",
    failing=sends('email "ann.lee@gmail.com" about "Look here" saying "{ticket.id}"'),
    mended=sends('email team "Support" about "Look here" saying "{ticket.id}"'),
    severity="warning",
    opinion=True,
)

_TEST = re.compile(
    r"@(?:[\w-]+\.)*(?:example\.(?:com|org|net)|test\.com|mailinator\.com|[\w-]+\.(?:test|invalid))$", re.I
)
_PRIVATE = re.compile(
    r"@(?:gmail|googlemail|hotmail|outlook|live|yahoo|icloud|me|aol|gmx|web|protonmail|proton|qq|163|mail)"
    r"\.(?:com|de|net|org|me|ru|fr|co\.uk|at|ch)$",
    re.IGNORECASE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    done: set[nodes.Node] = set()
    for sending in sendings(context):
        given = [sending.recipient, sending.call.arguments.get("copies")]
        for read in (read for term in given if term is not None for read in reads_of(term, context)):
            text = read.node
            if not isinstance(text, nodes.TextLiteral) or text in done or not context.owns(text):
                continue
            done.add(text)
            address = text.value.strip()
            if _TEST.search(address):
                yield finding(CODE, f"`{address}` is an address for tests", text.span, help="write one that is read")
            elif _PRIVATE.search(address):
                yield finding(
                    CODE,
                    f"`{address}` looks like the mail box of one person",
                    text.span,
                    help="send it to a team, or to an address that the team reads",
                )
