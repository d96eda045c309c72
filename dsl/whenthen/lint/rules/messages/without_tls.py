"""An address on the web without TLS."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import sends
from whenthen.diagnostics.model import UNSAFE, Code, Diagnostic, Edit, Fix
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.comparing import comparisons
from whenthen.source import Span
from whenthen.syntax import nodes
from whenthen.syntax.walk import walk

CODE = Code(
    "M103",
    "a web address without TLS",
    explanation="A text that rules send or call, or the table of webhooks, has an address that begins with "
    "`http://`. Addresses inside the house do not count: `localhost`, `10.0.0.7`, `crm.internal`, a name without a "
    "dot. Nor do those that a condition looks for.",
    why="What is sent there can be read and changed on the way: customers, tickets, the token in the header. A link "
    "in a mail that begins so makes a customer's browser warn of it.",
    failing=sends('call webhook "crm" with {callback: "http://crm.acme.com/done"}'),
    mended=sends('call webhook "crm" with {callback: "https://crm.acme.com/done"}'),
    severity="warning",
    fix=UNSAFE,
)

_ADDRESS = re.compile(r"\b(http)://(?:[^\s/@\"'<>{}\\]{0,200}@)?([^\s/@\"'<>{}\\:?#,;!()\[\]]+)", re.IGNORECASE)
_INSIDE = re.compile(r"(^|\.)(localhost|local|internal|intranet|lan|home|corp|localdomain)$", re.IGNORECASE)
#: Hosts whose addresses are names and not places.
_NAMES = ("www.w3.org", "schemas.xmlsoap.org", "schemas.microsoft.com", "purl.org", "xmlns.com", "ns.adobe.com")


def in_program(context: Context) -> Iterator[Diagnostic]:
    asked = {text for comparison in comparisons(context) for text in comparison.texts}
    for call in context.own_nodes(nodes.Call):  # what a function looks for or takes out
        asked.update(text for text in walk(call) if isinstance(text, nodes.TextLiteral))
    for text in context.own_nodes(nodes.TextLiteral):
        if text not in asked:
            for match in _ADDRESS.finditer(text.span.text):
                if _is_outside(match[2]):
                    start = text.span.start + match.start(1)
                    span = Span(text.span.source, start, text.span.start + match.end())
                    edit = Edit(Span(text.span.source, start, start + len(match[1])), "https")
                    yield finding(
                        CODE,
                        f"`{match[1]}://{match[2]}` is reached without TLS",
                        span,
                        help="write `https://`, and see that it answers there",
                        fix=Fix("write `https://`", (edit,), safe=False),
                    )
    yield from _in_tables(context)


def _in_tables(context: Context) -> Iterator[Diagnostic]:
    """The rows of USE DATA, of which only the values are known here."""
    for use in context.own_nodes(nodes.UseData):
        for ref, values in context.checked.data.items():
            if ref.type != use.record.text:
                continue
            for field, value in values.items():
                match = _ADDRESS.match(value) if isinstance(value, str) else None
                if match is not None and _is_outside(match[2]):
                    yield finding(
                        CODE,
                        f'the `{field}` of `{use.record.text} "{ref.key}"` is reached without TLS: `{match[0]}`',
                        use.path.span,
                        help="write `https://` in the table, and see that it answers there",
                    )


def _is_outside(host: str) -> bool:
    host = host.rstrip(".,;)!").lower()
    if "." not in host or host.endswith(_NAMES) or _INSIDE.search(host):
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return True
