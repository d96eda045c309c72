"""A dot in a pattern that is meant as a dot, and stands for any character."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.model import UNSAFE, Code, Diagnostic, Edit, Fix
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.patterns import DOT, LITERAL, Part, parts
from whenthen.syntax import nodes

CODE = Code(
    "V207",
    "a dot of a domain that matches any character",
    explanation="A pattern holds the name of a domain, or the end of the name of a file, with a dot in it. In a "
    "pattern a dot stands for any character; the dot itself is written `\\.`.",
    why="The pattern also finds what was not meant: `/@acme.com/` finds `@acme-com.example`, and anybody can "
    "register such a domain. Where the rule trusts who writes from there, that is a hole.",
    failing=asks("ticket.description matches /@acme.com/i"),
    mended=asks("ticket.description matches /@acme\\.com/i"),
    severity="warning",
    fix=UNSAFE,
)

#: What ends a domain wherever it stands in a pattern, and what does so behind an `@`, `//` or `www.` alone.
_ENDS = frozenset({"com", "org", "net", "info", "edu", "gov", "io", "biz"})
_SHORT = re.compile(r"[a-z]{2}|example|dev|app|shop|test")
_FILES = frozenset({"pdf", "exe", "zip", "docx", "xlsx", "html", "csv", "jpg", "png"})


def in_program(context: Context) -> Iterator[Diagnostic]:
    for node in context.own_nodes(nodes.PatternLiteral):
        found = parts(node)
        for at, part in enumerate(found):
            if part.kind == DOT and _in_domain(found, at):
                yield finding(
                    CODE,
                    "this dot stands for any character",
                    part.span,
                    help="write `\\.` for a dot",
                    fix=Fix("write `\\.`", (Edit(part.span, "\\."),), safe=False),
                )


def _in_domain(found: tuple[Part, ...], at: int) -> bool:
    before, after = _run(found[:at], -1), _run(found[at + 1 :], 1)
    if len(before) < 2 or not after:
        return False
    if after in _ENDS or after in _FILES:
        return True
    written = "".join(part.char if part.kind == LITERAL else part.written for part in found[:at])
    is_address = re.search(r"(?:@|//|\bwww\W*)[\w.\\-]*$", written) is not None
    return is_address and (_SHORT.fullmatch(after) is not None or _next_is_domain(found, at + 1 + len(after)))


def _run(found: tuple[Part, ...], step: int) -> str:
    """The letters, digits and hyphens right beside the dot, in small letters."""
    chars = []
    for part in found if step > 0 else reversed(found):
        if part.kind != LITERAL or not (part.char.isalnum() or part.char in "-_"):
            break
        chars.append(part.char)
    return "".join(chars if step > 0 else reversed(chars)).lower()


def _next_is_domain(found: tuple[Part, ...], at: int) -> bool:
    """Whether another dot follows with the end of a domain, as in `mail.acme.com`."""
    if at >= len(found) or not (found[at].kind == DOT or found[at].char == "."):
        return False
    after = _run(found[at + 1 :], 1)
    return after in _ENDS or _SHORT.fullmatch(after) is not None
