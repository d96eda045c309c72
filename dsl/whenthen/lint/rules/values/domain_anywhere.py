"""The domain of an address, looked for anywhere in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.fixes import replace
from whenthen.diagnostics.model import UNSAFE, Code, Diagnostic, Fix
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.comparing import PART, Comparison, comparisons
from whenthen.source import Span
from whenthen.syntax import nodes

CODE = Code(
    "V212",
    "a domain found anywhere in an address",
    explanation="A mail address is asked whether it contains a domain, such as `@acme.com`, and not whether it ends "
    "with it.",
    why="`ann@acme.com.evil.example` contains it too, and anybody can have such an address. Where mail from that "
    "domain is treated better, or believed, that is a hole.",
    failing=asks('customer.email contains "@acme.com"'),
    mended=asks('customer.email ends with "@acme.com"'),
    severity="warning",
    opinion=True,
    fix=UNSAFE,
)

_DOMAIN = re.compile(r"@?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}", re.IGNORECASE)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for comparison in comparisons(context):
        value = comparison.value
        if comparison.how != PART or comparison.quantifier in ("all", "none") or not isinstance(value, nodes.Member):
            continue
        if not value.field.text.endswith(("email", "from_address", "mail", "email_address")):
            continue
        for text in comparison.texts:
            if context.owns(text) and _DOMAIN.fullmatch(text.value):
                yield finding(
                    CODE,
                    f"an address at `{text.value}` ends with it; others may contain it",
                    text.span,
                    help="ask with `ends with`",
                    fix=_fix(comparison, text),
                )


def _fix(comparison: Comparison, text: nodes.TextLiteral) -> Fix | None:
    if comparison.quantifier or not text.value.startswith("@"):
        return None
    words = " does not end with " if comparison.negated else " ends with "
    source = comparison.node.span.source
    return replace(
        Span(source, comparison.value.span.end, text.span.start), words, safe=False, title=f"ask with `{words.strip()}`"
    )
