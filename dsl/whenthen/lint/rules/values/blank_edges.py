"""A comparison with a text that begins or ends with a blank."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.diagnostics.codes.examples import asks
from whenthen.diagnostics.fixes import replace
from whenthen.diagnostics.model import UNSAFE, Code, Diagnostic, Fix
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.lint.views.comparing import MEMBER, WHOLE, comparisons, is_plain_value
from whenthen.syntax import nodes

CODE = Code(
    "V201",
    "a compared text with a blank at its edge",
    explanation='A field is compared with a text that begins or ends with a blank, such as `"gold "`. Blanks count: '
    '`"gold"` is another text. Parts of texts are not meant: `contains " vip "` looks for a word.',
    why="The blank was copied along, and nobody sees it. The test fails for every value that is spelled as it "
    "should be.",
    failing=asks('ticket.category is "refund "'),
    mended=asks('ticket.category is "refund"'),
    severity="warning",
    fix=UNSAFE,
)


def in_program(context: Context) -> Iterator[Diagnostic]:
    for comparison in comparisons(context):
        if comparison.how not in (WHOLE, MEMBER) or not is_plain_value(comparison.value):
            continue
        for text in comparison.texts:
            if context.owns(text) and text.value.strip() != text.value and text.value.strip():
                where = "begins" if text.value[0].isspace() else "ends"
                yield finding(
                    CODE,
                    f"the text `{text.value.strip()}` {where} with a blank, and blanks count",
                    text.span,
                    help="leave the blank out",
                    fix=_fix(text),
                )


def _fix(text: nodes.TextLiteral) -> Fix | None:
    written = text.span.text
    if written.startswith('"""') or "#" in written:
        return None
    inner = written[1:-1].strip(" \t")
    return replace(text.span, f'"{inner}"', safe=False) if inner != written[1:-1] else None
