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

    What does not keep rules from running is a warning: its `explanation` says what is found, and `why` what is bad
    about it. An `opinion` is reported where somebody asked for it. `fix` is SAFE or UNSAFE where the tools can mend it,
    which they do for the failing example.
    """

    id: str
    title: str
    explanation: str
    failing: dict[str, str | bytes] = attrs.field(factory=dict)
    mended: dict[str, str | bytes] = attrs.field(factory=dict)
    severity: str = "error"
    why: str = ""
    opinion: bool = False
    fix: str = ""


@attrs.frozen
class Label:
    """A further place that helps to understand the problem, such as "declared here"."""

    span: Span
    text: str


#: Fixes that leave what the rules do as it is, and fixes that may change it.
SAFE, UNSAFE = "safe", "unsafe"


@attrs.frozen
class Edit:
    """Puts a text in the place of what a span holds; where the span is empty, it is put in there."""

    span: Span
    text: str


@attrs.frozen
class Fix:
    """A way to mend a problem: edits that do not overlap, all of them or none. `title` says what they do, such as
    "leave out the test". `safe` where rules do the same as before, unless what they did is the problem itself and no
    other meaning is left.
    """

    title: str
    edits: tuple[Edit, ...]
    safe: bool = True


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
    fix: Fix | None = None

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        return (*self.span.sort_key, self.code, self.message)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted by place, each once."""
    unique = {d.sort_key: d for d in diagnostics}
    return tuple(unique[key] for key in sorted(unique))


#: How a stage hands out a problem.
Report = Callable[[Diagnostic], None]
