"""The parts of a pattern, as far as rules of the linter look at them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from whenthen.source import Span
from whenthen.syntax import nodes

#: One character that stands for itself; one that stands for one of several; a place; how often; and what joins.
LITERAL, ANY_OF, DOT, PLACE, OFTEN, JOINT = "literal", "any of", "dot", "place", "often", "joint"

_TOKEN = re.compile(
    r"""
      (?P<escape>  \\p\{[^}]*\} | \\P\{[^}]*\} | \\[pP]. | \\x\{[0-9A-Fa-f]+\} | \\x[0-9A-Fa-f]{2} | \\. )
    | (?P<any>     \[\^?\]?(?:\\.|\[:[^\]]*:\]|[^\]\\])*\] )
    | (?P<dot>     \. )
    | (?P<place>   [\^$] )
    | (?P<often>   [*+?]\?? | \{[0-9]+(?:,[0-9]*)?\}\?? )
    | (?P<joint>   \((?:\?[^:)]*[:>)])? | \) | \| )
    | (?P<literal> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_PLACES = frozenset("AzbB")


@attrs.frozen
class Part:
    """A part of a pattern: its kind, how it is written, the character that it stands for (of a LITERAL), its place."""

    kind: str
    written: str
    char: str
    span: Span

    @property
    def may_be_absent(self) -> bool:
        """Of OFTEN: whether nothing is enough."""
        return self.written[0] in "*?" or re.match(r"\{0[,}]", self.written) is not None


def parts(pattern: nodes.PatternLiteral) -> tuple[Part, ...]:
    """The parts of a pattern in their order."""
    return tuple(_parts(pattern))


def _parts(pattern: nodes.PatternLiteral) -> Iterator[Part]:
    written = pattern.span.text
    body = written[1 : len(written) - 1 - len(pattern.flags)]
    for match in _TOKEN.finditer(body):
        start = pattern.span.start + 1 + match.start()
        span = Span(pattern.span.source, start, start + len(match[0]))
        kind, char = _kind(match)
        yield Part(kind, match[0], char, span)


def _kind(match: re.Match[str]) -> tuple[str, str]:
    if match.lastgroup != "escape":
        kinds = {"any": ANY_OF, "dot": DOT, "place": PLACE, "often": OFTEN, "joint": JOINT, "literal": LITERAL}
        return kinds[match.lastgroup or "literal"], match[0] if match.lastgroup == "literal" else ""
    name = match[0][1]
    if len(match[0]) == 2 and name in _PLACES:
        return PLACE, ""
    if len(match[0]) == 2 and not name.isalnum():
        return LITERAL, name
    return ANY_OF, ""
