"""What the tools say about a text: one value for every stage and every output."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import attrs

from whenthen.source import Span


@attrs.frozen
class Code:
    """A kind of problem, declared once in `diagnostics.codes` and stable for ever.

    `failing` and `mended` are whole sets of files, by name; the test of the register compiles `failing` and must get
    exactly this code, and must get nothing for `mended`. A code of which no rule text is the cause leaves both empty
    and says in `explanation` when it appears.
    """

    id: str
    title: str
    explanation: str
    failing: dict[str, str | bytes] = attrs.field(factory=dict)
    mended: dict[str, str | bytes] = attrs.field(factory=dict)
    severity: str = "error"


@attrs.frozen
class Label:
    """A further place that helps to understand the problem, such as "declared here"."""

    span: Span
    text: str


@attrs.frozen
class Diagnostic:
    """One problem at one place.

    `message` is one sentence in lower case without a full stop, the user's words in backticks; `help` says what to do,
    computed from facts. `severity` is error or warning.
    """

    code: str
    message: str
    span: Span
    labels: tuple[Label, ...] = ()
    help: str | None = None
    severity: str = "error"

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        return (*self.span.sort_key, self.code, self.message)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted by place, each once."""
    unique = {d.sort_key: d for d in diagnostics}
    return tuple(unique[key] for key in sorted(unique))


#: How a stage hands out a problem.
Report = Callable[[Diagnostic], None]
